"""Who of a whip board's targets gets an invitation, and at which address; and who gets none, and why.

In an office staff choose whom to write to by role. Where nobody fits, the office's own address is taken: an office
that is not asked at all is worse than one that has to pass a mail on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from directory.models import Contact, Legislator, Organization, Term
from directory.names import fold
from directory.querysets import ContactQuerySet
from directory.states import Left, Role
from letters.models import Letter
from outbox.addresses import canonical, validate_mailbox

from . import tokens
from .asked import AskQuerySet
from .models import Ask, Invitation
from .proof.offices import WRITTEN_TO
from .states import LeftOut, Stance

AT_ONCE = 500  # offices looked up in one query
ByOffice = dict[tuple[int | None, int | None], list[Contact]]


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
    contacts = _by_office(Contact.objects.filter(_of_board(letter)))
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


def _of_board(letter: Letter) -> Q:
    asks = letter.asks.on_board()
    of_board = Q(legislator__in=asks.filter(legislator__isnull=False).values("legislator"))
    return of_board | Q(organization__in=asks.filter(organization__isnull=False).values("organization"))


def _by_office(contacts: ContactQuerySet) -> ByOffice:
    found = defaultdict(list)
    for contact in contacts.exclude(mailbox="").order_by("pk"):
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
    # Staff also set "leaning" of whom nobody wrote to.
    before = ask.stance in (Stance.ASKED, Stance.ASKING_BOSS) or ask.invited  # type: ignore[attr-defined]
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
    return _own_address(ask, contacts)


def _own_address(ask: Ask, contacts: list[Contact]) -> list[Recipient]:
    address = ask.term.email if ask.term else ""
    gone = {contact.mailbox for contact in contacts if contact.left}
    return [Recipient(ask, address)] if _can_be_mailed(address) and canonical(address) not in gone else []


def _can_be_mailed(address: str) -> bool:
    try:
        validate_mailbox(address)
    except ValidationError:
        return False
    return True


def reminded(asks: Sequence[Ask]) -> dict[int, Recipient]:
    """Return at which one address each target of a letter is reminded, by the ask's key; two queries for 500 targets.

    Of those who were invited, else of all, whoever answers for the office first; else the office's own address.
    """
    found = {}
    for some in batched(asks, AT_ONCE):
        legislators = {ask.legislator_id for ask in some} - {None}
        organizations = {ask.organization_id for ask in some} - {None}
        offices = Q(legislator__in=legislators) | Q(organization__in=organizations)
        contacts = _by_office(Contact.objects.filter(offices))
        sent = Invitation.objects.good().filter(offices, letter=some[0].letter_id, contact__isnull=False)
        invited: set[int | None] = set(sent.values_list("contact", flat=True))
        for ask in some:
            if recipient := _reminded(ask, contacts[ask.legislator_id, ask.organization_id], invited):
                found[ask.pk] = recipient
    return found


def _reminded(ask: Ask, contacts: list[Contact], invited: set[int | None]) -> Recipient | None:
    here = [contact for contact in contacts if contact.left == Left.HERE]
    fitting = [contact for contact in here if contact.pk in invited] or here
    if fitting:
        first = min(fitting, key=lambda contact: (WRITTEN_TO.index(Role(contact.role)), contact.pk))
        return Recipient(ask, first.email, first)
    return next(iter(_own_address(ask, contacts)), None)


def office(target: Legislator | Organization | None, term: Term | None) -> str:
    """Return whose office is meant, without the surname: "Representative Ana … (D-NY-16)"."""
    if not isinstance(target, Legislator):
        return target.name if target else ""
    surnames = tokens.surnames_of(target.full_name)
    given = next((word for word in target.first.split() if fold(word) not in surnames), "")
    seat = f"({term.party_and_seat})" if term else ""
    return " ".join(filter(None, (term.title if term else _("the member"), given, "…", seat)))
