"""An office's own page: the link to it, and the line under a name that the office corrects."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from letters.clock import database_now

from .. import budgets, office_emails, tokens
from ..models import OfficeLink, Signatory
from ..states import State
from .inviting import ENTRIES_AN_HOUR
from .order import Place, reorder
from .signing import A_MOMENT
from .steps import OverBudget, Refused


@transaction.atomic
def send_office_link(mailbox: str, *, network: str = "") -> None:
    """Mail a link to an office's page to this mailbox, whoever's it is; once for a double click. Raises OverBudget."""
    now = database_now()
    if reason := budgets.links_exceeded(mailbox, network=network, at=now):
        raise OverBudget(reason)
    if OfficeLink.objects.filter(mailbox=mailbox, made_at__gt=now - A_MOMENT).exists():
        return
    token = tokens.new_token()
    digest = tokens.digest_of_token(token, purpose=tokens.OFFICE)
    office_emails.send_office_link(OfficeLink.objects.create(mailbox=mailbox, token_digest=digest, made_at=now), token)


def take_an_office_entry(link: OfficeLink) -> bool:
    """Spend one of the entries a link has, which lives no longer than they would need to come back.

    Counted before the entry is looked at; as many as for personal links, for the same reasons.
    """
    rows = OfficeLink.objects.filter(pk=link.pk, surname_tries__lt=ENTRIES_AN_HOUR)
    return bool(rows.update(surname_tries=F("surname_tries") + 1))


def correct_line(signatory: Signatory, line: str) -> None:
    """Print this line under the name, or the letter's own if it is empty. Nothing else, and never the name.

    Raises Refused once the letter was sealed. The trail shows staff what was there before.
    """
    if signatory.state != State.CONFIRMED:
        raise Refused(_("This name is not on the letter. Nothing was changed."))
    place = Place.of(signatory)
    reorder(signatory.letter, {signatory.pk: (place, place._replace(own_line=line))}, by=None)
