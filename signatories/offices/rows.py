"""What an office's own page shows: its letters, and where it stands on each."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from django.db.models import Q, QuerySet

from letters.models import Letter
from letters.querysets import LetterQuerySet
from letters.states import Phase
from letters.workflow import asks_to_be_added, takes_now
from outbox.addresses import canonical

from .. import proof
from ..models import Ask, Invitation, Signatory
from ..querysets import SignatoryQuerySet
from ..states import Kind, Stance, State
from .whose import Office

# Of several signatures, the one that counts. One that nobody confirmed says nothing: anybody may have sent the form.
SHOWN_STATES = (State.CONFIRMED, State.HELD, State.LAPSED, State.WITHDRAWN)
NOT_ON_THE_PAGE = ("body", "dear_colleague", "letterhead", "endorsements", "cc")


@dataclass(frozen=True)
class Row:
    """One letter as one office sees it."""

    office: Office
    letter: Letter
    ask: Ask | None
    signature: Signatory | None

    @property
    def takes(self) -> bool:
        """Whether the office can sign at this moment."""
        return not self.has_signed and takes_now(self.letter) and self.office.may_sign(self.letter)

    @property
    def has_signed(self) -> bool:
        return self.signature is not None and self.signature.state in (State.CONFIRMED, State.HELD)

    @property
    def may_answer(self) -> bool:
        """Whether the office can say that it asks its boss, or declines: also one that nobody has asked."""
        return self.takes and not self.is_late

    @property
    def is_late(self) -> bool:
        """Whether a new signature only asks to be added, because the letter has closed."""
        return asks_to_be_added(self.letter)

    @property
    def is_on(self) -> bool:
        return self.signature is not None and self.signature.state == State.CONFIRMED

    @property
    def is_held(self) -> bool:
        return self.has_signed and not self.is_on

    def was_signed_by(self, mailbox: str) -> bool:
        """Whether the signature that stands, or is held, is of this mailbox."""
        return self.has_signed and self.signature.mailbox == mailbox  # type: ignore[union-attr]  # has_signed says so

    @property
    def is_sealed(self) -> bool:
        return getattr(self.signature, "sealed_name", None) is not None

    @property
    def dissociated(self) -> bool:
        return getattr(self.signature, "dissociation", None) is not None

    @cached_property
    def is_over(self) -> bool:
        """Whether nothing can be done about it on the letter itself any more."""
        return self.letter.sealed_at is not None or self.letter.phase in (Phase.DELIVERED, Phase.RECALLED)

    def speaks(self, mailbox: str) -> bool:
        """Whether who reads this mailbox may change the signature: whoever acted, or whose address is proof enough.

        The same rules as for signing (docs/adr/0011): what would be held for staff changes nothing by itself. A link
        that was passed on is answered for by whom it was sent to, also when it was taken back since.
        """
        if self.signature is None:
            return False
        link = self.signature.invitation
        sent_to = canonical(link.email) if link and link.email else None
        return mailbox in (self.signature.mailbox, sent_to) or self.is_proven_by(mailbox)

    def is_proven_by(self, mailbox: str) -> bool:
        """Whether a signature of this mailbox goes on at once."""
        principal = {self.office.kind.value: self.office.principal}
        claim = Signatory(letter=self.letter, kind=self.office.kind, email=mailbox, mailbox=mailbox, **principal)
        seat = self.office.seat(self.letter)
        claim.chamber = self.signature.chamber if self.signature else seat.chamber if seat else ""
        return proof.proves(claim)


def rows_of(offices: Iterable[Office], slug: str = "") -> list[Row]:
    """Return every letter that concerns these offices, the next to close first; or the one of this address.

    Letters that are open to them and may be found; of those that only a link leads to, the ones they were asked to
    sign, or have signed. Four queries, whatever their number.
    """
    offices = list(offices)
    asks = Ask.objects.on_board().exclude(stance=Stance.NOT_ASKED).filter(_of(offices))
    signatures = Signatory.objects.filter(_of(offices), state__in=SHOWN_STATES)
    invited = Invitation.objects.good().filter(_of(offices, Kind.LEGISLATOR))
    letters = _concerning(asks, signatures, invited)
    shown = list(letters.filter(slug=slug) if slug else letters)
    asked = {(ask.letter_id, *_whose(ask)): ask for ask in asks.filter(letter__in=shown)}
    signed = _signatures(signatures.filter(letter__in=shown))
    personal = {
        (letter, Kind.LEGISLATOR.value, legislator)
        for letter, legislator in invited.filter(letter__in=shown).values_list("letter", "legislator")
    }
    found = []
    for office, letter in product(offices, shown):
        key = (letter.pk, *office.key)
        row = Row(office, letter, asked.get(key), signed.get(key))
        if row.ask or row.signature or ((letter.is_listed or key in personal) and row.takes):
            found.append(row)
        if row.signature:
            row.signature.letter = letter  # spares a query for the line under the name
    return found


def _concerning(*rows: QuerySet[Any]) -> LetterQuerySet:
    """Return the letters that anybody may find open, and those of these rows."""
    found = Q(pk__in=Letter.objects.listed().open().values("pk"))
    for some in rows:
        found |= Q(pk__in=some.order_by().values("letter"))
    letters = Letter.objects.published().on_the_clock().filter(found).defer(*NOT_ON_THE_PAGE)
    return letters.order_by("closes_at", "pk")


def _of(offices: Iterable[Office], *kinds: Kind) -> Q:
    """Return what keeps the rows about these offices, and none where there are no offices."""
    wanted = Q(pk__in=[])
    for kind in kinds or (Kind.LEGISLATOR, Kind.ORGANIZATION):
        wanted |= Q(**{f"{kind.value}__in": [office.principal.pk for office in offices if office.kind == kind]})
    return wanted


def _whose(row: Ask | Signatory) -> tuple[str, int]:
    if row.legislator_id is not None:
        return Kind.LEGISLATOR.value, row.legislator_id
    return Kind.ORGANIZATION.value, row.organization_id or 0


def _signatures(found: SignatoryQuerySet) -> dict[tuple[int, str, int], Signatory]:
    """Return the one signature of each office on each letter that is shown."""
    related = found.select_related("version_shown", "sealed_name", "dissociation", "invitation")
    rows = related.defer("version_shown__content")
    best_last = sorted(rows, key=lambda one: (-SHOWN_STATES.index(State(one.state)), one.pk))
    return {(one.letter_id, *_whose(one)): one for one in best_last}
