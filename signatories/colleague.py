"""The Dear Colleague, put together at each request: the ask, who signed, who endorses, until when, whom to call.

What staff write is the note alone; everything that changes comes from the letter and its names, so that no copy of it
is ever behind. Of one office's people only what is public is said: the letter's contact, and the offices' phones. It
leaves the staff whatever form it has, so of names that wait for the release it gives the leads and the number alone,
unless staff chose before they published that those who are asked may read them.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.models import Term
from letters.models import Letter
from letters.states import Phase
from letters.workflow import asks_to_be_added

from . import typesetting, writing
from .copying import cited
from .models import Signatory
from .tally import count_of
from .typesetting import Names, plain

NAMED = 60  # more would hide the ask
OVER = (Phase.CLOSED, Phase.DELIVERED, Phase.RECALLED)


class Lead(NamedTuple):
    """One lead office, and the phone the directory has for it."""

    name: str
    phone: str


def dear_colleague(letter: Letter, *, party: str = "", everyone: bool = False) -> dict[str, Any]:
    """Return what the note's templates show to those who are asked, or to ``everyone`` who has the page's address.

    ``party`` takes the words that staff wrote for that party, where there are some.
    """
    listed = letter.signatories.listed()
    leads = _of(letter, listed.filter(lead_position__isnull=False).in_order_of(letter))
    shown = letter.shows_names if everyone else letter.shows_names_to_asked
    others = _of(letter, listed.others_in_order_of(letter)[:NAMED]) if shown else []
    note = letter.party_notes.filter(party=party).first() if party else None
    version = typesetting.latest(letter)
    return {
        "letter": letter,
        "subject": _("Join me: %(title)s") % {"title": letter.title},
        "note": note.text if note else letter.dear_colleague,
        "note_html": note.html if note else letter.dear_colleague_html,
        "text": version.text,
        "leads": [Lead(cited(lead), phone) for lead, phone in _with_phones(letter, leads)],
        "others": [cited(each) for each in others],
        "more": count_of(letter) - len(leads) - len(others),
        "endorsements": letter.endorsements.split("\n") if letter.endorsements.strip() else [],
        "withheld": not shown,
        "over": letter.phase in OVER,
        "asks": asks_to_be_added(letter),
        "link": settings.SITE_URL + letter.get_absolute_url(),
    }


def _of(letter: Letter, names: Iterable[Signatory]) -> list[Signatory]:
    """Give each its letter, which spares a query for each."""
    found = list(names)
    for signatory in found:
        signatory.letter = letter
    return found


def _with_phones(letter: Letter, leads: list[Signatory]) -> list[tuple[Signatory, str]]:
    terms = Term.objects.in_office(letter.date).of(letter.jurisdiction)
    keys = [lead.legislator_id for lead in leads]
    phones = dict(terms.filter(legislator__in=keys).exclude(phone="").values_list("legislator", "phone"))
    return [(lead, phones.get(lead.legislator_id or 0, "")) for lead in leads]


def as_html(context: dict[str, Any]) -> SafeString:
    """Return the note as HTML without classes or scripts, which a mail program keeps when it is pasted."""
    with timezone.override(context["letter"].zone):
        return render_to_string("signatories/colleague/note.html", context)


def as_text(context: dict[str, Any]) -> str:
    """Return the note as plain text, the whole letter at its end."""
    letter = context["letter"]
    whole = plain.build(typesetting.content(letter, typesetting.latest(letter), Names((), 0)))
    with timezone.override(letter.zone):
        words = {"note": plain.note(context["note"]), "whole": whole}
        return writing.plain("signatories/colleague/note.txt", context | words)
