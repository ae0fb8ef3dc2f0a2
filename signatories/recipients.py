"""Who of a whip board's targets gets an invitation, and at which address; and who gets none, and why.

In an office staff choose whom to write to by role. Where nobody fits, the office's own address is taken: an office
that is not asked at all is worse than one that has to pass a mail on.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q

from directory.models import Contact
from directory.names import fold
from directory.states import Left, Role
from letters.models import Letter
from outbox.addresses import canonical, validate_mailbox

from .models import Ask
from .proof.offices import WRITTEN_TO
from .querysets import AskQuerySet
from .states import LeftOut, Stance


class Wishes(NamedTuple):
    """Whom staff want to write to. ``issue`` chooses among the legislative assistants."""

    roles: tuple[str, ...] = (Role.CHIEF_OF_STAFF, Role.LEGISLATIVE_DIRECTOR, Role.LEGISLATIVE_ASSISTANT)
    issue: str = ""
    again: bool = False

    def fit(self, contact: Contact) -> bool:
        wanted = contact.role in self.roles
        assists = contact.role == Role.LEGISLATIVE_ASSISTANT
        return wanted and (not assists or fold(self.issue) in contact.folded)


class Recipient(NamedTuple):
    """One mail: which target, at which address, and whose it is, if it is a person's."""

    ask: Ask
    email: str
    contact: Contact | None = None

    @property
    def key(self) -> tuple[int, int, str]:
        """What a page carries from the preview to the press."""
        return self.ask.pk, self.contact.pk if self.contact else 0, self.email


@dataclass
class Plan:
    """What a press would do."""

    recipients: list[Recipient] = field(default_factory=list)
    left_out: dict[LeftOut, list[Ask]] = field(default_factory=lambda: defaultdict(list))


def plan(letter: Letter, asks: AskQuerySet, wishes: Wishes) -> Plan:
    """Return who would get a mail. Four queries, whatever the number of targets."""
    made, seated = Plan(), set(letter.seats().values_list("legislator", flat=True))
    contacts = _contacts(letter)
    for ask in asks.with_signatures().invited_before().by_name():
        of_office = contacts[ask.legislator_id, ask.organization_id]
        if reason := _reason(ask, letter, seated, wishes):
            made.left_out[reason].append(ask)
        elif found := list(_written_to(ask, of_office, wishes)):
            made.recipients += found
        else:
            gone = of_office and all(contact.left for contact in of_office)
            made.left_out[LeftOut.GONE if gone else LeftOut.NO_ADDRESS].append(ask)
    return made


def _contacts(letter: Letter) -> dict[tuple[int | None, int | None], list[Contact]]:
    asks = letter.asks.on_board()
    of_board = Q(legislator__in=asks.filter(legislator__isnull=False).values("legislator"))
    of_board |= Q(organization__in=asks.filter(organization__isnull=False).values("organization"))
    found = defaultdict(list)
    for contact in Contact.objects.filter(of_board).exclude(mailbox="").order_by("pk"):
        found[contact.legislator_id, contact.organization_id].append(contact)
    return found


def _reason(ask: Ask, letter: Letter, seated: set[int], wishes: Wishes) -> LeftOut | None:
    """Return why nobody writes to this target, whatever addresses there are."""
    may_sign = ask.legislator_id in seated if ask.legislator_id else letter.takes_organizations
    today = letter.now.astimezone(letter.zone).date()
    if ask.signed_at:  # type: ignore[attr-defined]  # from with_signatures
        return LeftOut.SIGNED
    if ask.stance == Stance.DECLINED:
        return LeftOut.DECLINED
    if not may_sign:
        return LeftOut.MAY_NOT
    if ask.stance == Stance.ASKING_BOSS and ask.until and ask.until >= today:
        return LeftOut.QUIET
    before = ask.stance != Stance.NOT_ASKED or ask.contacted_at or ask.invited  # type: ignore[attr-defined]
    return LeftOut.ASKED if before and not wishes.again else None


def _written_to(ask: Ask, contacts: list[Contact], wishes: Wishes) -> Iterable[Recipient]:
    """Return those who fit; in an organization whoever answers for it first; else the office's own address."""
    here = [contact for contact in contacts if contact.left == Left.HERE]
    if ask.organization_id:
        fitting = sorted(here, key=lambda contact: WRITTEN_TO.index(Role(contact.role)))[:1]
    else:
        fitting = list(filter(wishes.fit, here))
    if fitting:
        return [Recipient(ask, contact.email, contact) for contact in fitting]
    address = ask.term.email if ask.term else ""
    gone = {contact.mailbox for contact in contacts if contact.left}
    return [Recipient(ask, address)] if _can_be_mailed(address) and canonical(address) not in gone else []


def _can_be_mailed(address: str) -> bool:
    try:
        validate_mailbox(address)
    except ValidationError:
        return False
    return True
