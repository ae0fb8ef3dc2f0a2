"""Signatures that time has overtaken: confirmed long before the letter goes out, or by members who left office since.

In 2022 a letter signed in summer was released in autumn, and withdrawn a day later: nobody had asked again.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery

from directory.models import Term
from letters.models import Letter

from .models import Consent
from .querysets import SignatoryQuerySet
from .states import How, Kind


def goes_out_at(letter: Letter) -> datetime:
    """Return the moment signatures are judged by: when it went out, else when it will as far as is known."""
    gone = letter.sealed_at or letter.delivered_at
    return gone or max(letter.now, letter.goes_out_at or letter.now)


def stale(names: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet:
    """Keep those confirmed longer before the letter goes out than it allows, who agreed to nothing since.

    Silence after a notice is no fresh agreement.
    """
    limit = goes_out_at(letter) - timedelta(days=letter.stale_after_days)
    since = Consent.objects.filter(signatory=OuterRef("pk"), given_at__gte=limit).exclude(how=How.NOTICE)
    return names.confirmed().filter(~Exists(since), letter=letter, confirmed_at__lt=limit)


def left_office(names: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet:
    """Keep the legislators who by the directory do not sit in their chamber on the day the letter goes out.

    ``out_since`` is the first day out of it, if a term is known to have ended.
    """
    day = goes_out_at(letter).astimezone(letter.zone).date()
    terms = Term.objects.filter(legislator=OuterRef("legislator"), chamber=OuterRef("chamber"))
    if letter.jurisdiction:
        terms = terms.of(letter.jurisdiction)
    ended = terms.filter(end__lte=day).order_by("-end").values("end")[:1]
    gone = names.confirmed().filter(~Exists(terms.in_office(day)), letter=letter, kind=Kind.LEGISLATOR)
    return gone.annotate(out_since=Subquery(ended))
