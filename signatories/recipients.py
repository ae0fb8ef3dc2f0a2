"""Who of a whip board's targets gets an invitation, and at which address; and who gets none, and why.

In an office staff choose whom to write to by role. Where nobody fits, the office's own address is taken: an office
that is not asked at all is worse than one that has to pass a mail on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext as _

from directory.models import Contact, Legislator, Organization, Term
from directory.names import fold
from directory.querysets import ContactQuerySet
from directory.states import Left, Role
from letters.models import Letter
from outbox.addresses import canonical, mailbox_of, validate_mailbox
from outbox.models import OutgoingEmail

from . import tokens
from .asked import AskQuerySet, InvitationQuerySet
from .models import Ask, Invitation
from .proof.offices import WRITTEN_TO
from .states import LeftOut, Stance, State

AT_ONCE = 500  # offices looked up in one query
OfficeKey = tuple[int | None, int | None]
ByOffice = dict[OfficeKey, list[Contact]]
# What a signature says of its principal; of several the last one here counts.
SAID_BY = {State.WITHDRAWN: LeftOut.WITHDREW, State.HELD: LeftOut.HELD, State.CONFIRMED: LeftOut.SIGNED}


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
    taken_back: bool = False  # staff revoked the last link that went there

    @property
    def key(self) -> tuple[int, int, str]:
        """What a page carries from the preview to the press."""
        return self.ask.pk, self.contact.pk if self.contact else 0, self.email


@dataclass
class Plan:
    """What a press would do. ``seen`` is the last batch of invitations that it knows of."""

    seen: int = 0
    recipients: list[Recipient] = field(default_factory=list)
    left_out: dict[LeftOut, list[Ask]] = field(default_factory=lambda: defaultdict(list))


def plan(letter: Letter, asks: AskQuerySet, wishes: Wishes) -> Plan:
    """Return who would get a mail. Nine queries, whatever the number of targets."""
    made, answers, invited = Plan(last_batch(letter)), Answers(letter), _invited(letter)
    contacts = _by_office(Contact.objects.filter(_of_board(letter)))
    taken, gone = _taken_back(letter.invitations.all()), OutgoingEmail.objects.gone_mailboxes()
    for ask in asks.by_name():
        of_office, back = contacts[_office(ask)], taken[_office(ask)]
        before = None if wishes.again else _asked_before(ask, invited, back)
        if reason := answers.why_not(ask) or before:
            made.left_out[reason].append(ask)
        elif found := list(_written_to(ask, of_office, wishes, gone)):
            made.recipients += [one._replace(taken_back=canonical(one.email) in back) for one in found]
        else:
            left = of_office and all(contact.left for contact in of_office)
            call = left or _is_among(gone, ask.term)
            made.left_out[LeftOut.GONE if call else LeftOut.NO_ADDRESS].append(ask)
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


def last_batch(letter: Letter) -> int:
    """Return the last batch that was queued. A press holds the letter, so that what comes later has a greater key."""
    return letter.invitation_batches.filter(by_us=True).aggregate(last=Max("pk"))["last"] or 0


class Answers:
    """What keeps further mail from a letter's targets: one rule for a page, for its press, and when a mail is written.

    Read once for all targets, in two queries: SQLite takes half a minute to look for each of ten thousand.
    """

    def __init__(self, letter: Letter) -> None:
        self.letter, self.today = letter, letter.now.astimezone(letter.zone).date()
        rows = letter.signatories.filter(state__in=SAID_BY).values_list("state", "legislator", "organization")
        best_last = sorted(rows, key=lambda row: list(SAID_BY).index(State(row[0])))
        self.signatures: dict[OfficeKey, LeftOut] = {(row[1], row[2]): SAID_BY[State(row[0])] for row in best_last}

    @cached_property
    def seated(self) -> set[int]:
        return set(self.letter.seats().values_list("legislator", flat=True))

    def why_not(self, ask: Ask) -> LeftOut | None:
        """Return why nobody writes to this target, whatever addresses there are."""
        may_sign = ask.legislator_id in self.seated if ask.legislator_id else self.letter.takes_organizations
        return self.of(ask) or (None if may_sign else LeftOut.MAY_NOT)

    def of(self, ask: Ask) -> LeftOut | None:
        """Return what the target answered, if that keeps mail away."""
        if said := self.signatures.get(_office(ask)):
            return said
        if ask.stance == Stance.DECLINED:
            return LeftOut.DECLINED
        quiet = ask.stance == Stance.ASKING_BOSS and ask.until and ask.until >= self.today
        return LeftOut.QUIET if quiet else None


def _invited(letter: Letter) -> set[OfficeKey]:
    """Return to whom an invitation went, or is on its way; of those taken away, the ones that staff said they sent."""
    sent = letter.invitations.good().filter(Q(batch__by_us=True) | Q(batch__finished_at__isnull=False))
    return set(sent.order_by().values_list("legislator", "organization"))


def _asked_before(ask: Ask, invited: set[OfficeKey], back: set[str]) -> LeftOut | None:
    if back:
        return LeftOut.TAKEN_BACK
    # Staff also set "leaning" of whom nobody wrote to.
    before = ask.stance in (Stance.ASKED, Stance.ASKING_BOSS) or _office(ask) in invited
    return LeftOut.ASKED if before else None


def _taken_back(links: InvitationQuerySet) -> defaultdict[OfficeKey, set[str]]:
    """Return the mailboxes of each office whose link staff revoked, and which nobody invited again since.

    Not of a contact who left or was removed: that her links are taken back (docs/adr/0024) keeps nobody else from
    being asked. So a link of no contact counts where it went to the office's own address.
    """
    own = Exists(Term.objects.filter(legislator=OuterRef("legislator"), email__iexact=OuterRef("email")))
    links = links.filter(Q(contact=None) & own | Q(contact__left=Left.HERE))
    rows = links.exclude(email="").order_by().values_list("legislator", "organization", "email")
    revoked = rows.annotate(back=Max("revoked_at"), made=Max("made_at")).filter(back__gte=F("made"))
    found = defaultdict(set)
    for legislator, organization, email, *_times in revoked:
        found[legislator, organization].add(canonical(email))
    return found


def _office(ask: Ask) -> OfficeKey:
    return ask.legislator_id, ask.organization_id


def _written_to(ask: Ask, contacts: list[Contact], wishes: Wishes, gone: Collection[str]) -> Iterable[Recipient]:
    """Return those who fit; in an organization whoever answers for it first; else the office's own address."""
    here = [contact for contact in contacts if contact.left == Left.HERE]
    if ask.organization_id:
        fitting = sorted(here, key=lambda contact: WRITTEN_TO.index(Role(contact.role)))[:1]
    else:
        fitting = list(filter(wishes.fit, here))
    if fitting:
        return [Recipient(ask, contact.email, contact) for contact in fitting]
    return _own_address(ask, contacts, gone)


def _own_address(ask: Ask, contacts: list[Contact], gone: Collection[str]) -> list[Recipient]:
    """Return the office's own address, if mail arrives there, as far as is known. ``gone``: `gone_mailboxes`."""
    address = ask.term.email if ask.term else ""
    left = {contact.mailbox for contact in contacts if contact.left}
    if not _can_be_mailed(address) or _is_among(left, ask.term) or _is_among(gone, ask.term):
        return []
    return [Recipient(ask, address)]


def _is_among(mailboxes: Collection[str], term: Term | None) -> bool:
    return bool(mailboxes and term) and mailbox_of(term.email) in mailboxes  # type: ignore[union-attr]


def _can_be_mailed(address: str) -> bool:
    try:
        validate_mailbox(address)
    except ValidationError:
        return False
    return True


def reminded(asks: Sequence[Ask]) -> dict[int, Recipient]:
    """Return at which one address each target is reminded, by the ask's key; three queries for 500, and one.

    Of those who were invited, else of all, whoever answers for the office first; else the office's own address. Where
    staff took a link back, only who has another one: whom else to write to is for staff to say, by an invitation.
    """
    found, gone = {}, OutgoingEmail.objects.gone_mailboxes() if asks else {}
    for some in batched(asks, AT_ONCE):
        offices, links = _offices_of(some), _links_of(some)
        contacts, taken = _by_office(Contact.objects.filter(offices)), _taken_back(links)
        sent = links.good().filter(contact__isnull=False)
        invited: set[int | None] = set(sent.values_list("contact", flat=True))
        for ask in some:
            if recipient := _reminded(ask, contacts[_office(ask)], invited, taken[_office(ask)], gone):
                found[ask.pk] = recipient
    return found


def taken_back(asks: Sequence[Ask]) -> set[int]:
    """Return which of a letter's targets had a link that staff took back, by the ask's key."""
    found = set()
    for some in batched(asks, AT_ONCE):
        taken = _taken_back(_links_of(some))
        found |= {ask.pk for ask in some if taken[_office(ask)]}
    return found


def _offices_of(asks: Sequence[Ask]) -> Q:
    legislators = {ask.legislator_id for ask in asks} - {None}
    organizations = {ask.organization_id for ask in asks} - {None}
    return Q(legislator__in=legislators) | Q(organization__in=organizations)


def _links_of(asks: Sequence[Ask]) -> InvitationQuerySet:
    return Invitation.objects.filter(_offices_of(asks), letter=asks[0].letter_id)


def _reminded(
    ask: Ask, contacts: list[Contact], invited: set[int | None], back: set[str], gone: Collection[str]
) -> Recipient | None:
    here = [contact for contact in contacts if contact.left == Left.HERE and contact.mailbox not in back]
    fitting = [contact for contact in here if contact.pk in invited] or ([] if back else here)
    if fitting:
        first = min(fitting, key=lambda contact: (WRITTEN_TO.index(Role(contact.role)), contact.pk))
        return Recipient(ask, first.email, first)
    return None if back else next(iter(_own_address(ask, contacts, gone)), None)


def office(target: Legislator | Organization | None, term: Term | None) -> str:
    """Return whose office is meant, without the surname: "Representative Ana … (D-NY-16)"."""
    if not isinstance(target, Legislator):
        return target.name if target else ""
    surnames = tokens.surnames_of(target.full_name)
    given = next((word for word in target.first.split() if fold(word) not in surnames), "")
    seat = f"({term.party_and_seat})" if term else ""
    return " ".join(filter(None, (term.title if term else _("the member"), given, "…", seat)))
