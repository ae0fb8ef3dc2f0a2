"""Whom a letter reminds: silent targets, and signatures that nobody confirmed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import batched
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from directory.models import Contact
from letters.models import Letter
from letters.states import Reminders, Signing
from outbox.addresses import canonical, validate_mailbox

from .. import recipients
from ..asked import AskQuerySet
from ..models import Ask, RemindedMailbox, Reminder, Signatory
from ..querysets import SignatoryQuerySet
from ..states import State
from .occasions import A_DAY, GOOD_FOR, Occasion, in_force, reminds

AFTER_SIGNING = timedelta(days=1)
AT_ONCE = 500  # mails of one run, which no other task should wait for long; and addresses of one query


class Line(NamedTuple):
    """One name of which one mailbox is to be reminded."""

    letter: Letter
    target: Ask | Signatory
    address: str
    occasion: Occasion
    contact: Contact | None = None

    @property
    def closes_at(self) -> datetime:
        """The closing time; a constraint gives every published letter one."""
        return self.letter.closes_at  # type: ignore[return-value]


def due(at: datetime) -> dict[str, list[Line]]:
    """Return what is due now, by mailbox; in each the letter that closes first comes first."""
    found: dict[str, list[Line]] = {}
    for letter in Letter.objects.open(at).filter(signing=Signing.ONLINE, sealed_at=None).order_by("closes_at", "pk"):
        for line in _lines(letter, at):
            found.setdefault(canonical(line.address), []).append(line)
    return found


def _lines(letter: Letter, at: datetime) -> Iterator[Line]:
    for occasion in in_force(letter, at):
        yield from _asked(letter, occasion, at)
        if not occasion.by_hand:
            yield from _unconfirmed(letter, occasion, at)
    occasion = Occasion(at)
    if letter.reminders == Reminders.AFTER_A_DAY and reminds(letter, occasion, at):
        yield from _a_day_later(letter, occasion, at)


def silent(letter: Letter, at: datetime) -> AskQuerySet:
    """Return the targets that were asked and gave no answer: no signature that waits for staff, none withdrawn."""
    kept = letter.asks.silent(at.astimezone(letter.zone).date())
    return kept.without_signature_in(State.HELD, State.WITHDRAWN).by_name()


def waiting(letter: Letter, at: datetime) -> SignatoryQuerySet:
    """Return the signatures that nobody confirmed, of whoever gave no other answer."""
    return letter.signatories.unanswered(at.astimezone(letter.zone).date())


def principal_of(target: Ask | Signatory) -> tuple[object, ...]:
    """Return one key for an ask and a signature of the same principal on the same letter."""
    known = (target.letter_id, target.legislator_id, target.organization_id)
    return known if any(known[1:]) or isinstance(target, Ask) else (*known, target.kind, target.folded_name)


def _asked(letter: Letter, occasion: Occasion, at: datetime) -> Iterator[Line]:
    rows = silent(letter, at).exclude(contacted_at__gte=_asked_before(letter, occasion))
    asks = list(rows.exclude(_had(occasion, "ask")))
    found = recipients.reminded(asks)
    taken = {row.mailbox for row in taken_among((canonical(one.email) for one in found.values()), at)}
    for one in found.values():
        if canonical(one.email) not in taken:
            yield Line(letter, one.ask, one.email, occasion, one.contact)


def _asked_before(letter: Letter, occasion: Occasion) -> datetime:
    """Return until when one must have been asked: the clock reminds nobody on the day on which they were asked."""
    if occasion.by_hand:
        return occasion.at
    return datetime.combine(occasion.at.astimezone(letter.zone).date(), time(), letter.zone)


def _had(occasion: Occasion, of: str) -> Exists:
    """Whether a name had this reminder. It counts until the deadline that it named; a later one is another time."""
    mine = Reminder.objects.filter(**{of: OuterRef("pk")})
    if occasion.by_hand:
        return Exists(mine.filter(at__gt=occasion.at - A_DAY))
    return Exists(mine.filter(days=occasion.days, deadline__gte=occasion.at))


def _unconfirmed(letter: Letter, occasion: Occasion, at: datetime) -> Iterator[Line]:
    rows = waiting(letter, at).filter(submitted_at__lt=_asked_before(letter, occasion))
    return _of_signatories(letter, rows.exclude(_had(occasion, "signatory")), occasion, at)


def _a_day_later(letter: Letter, occasion: Occasion, at: datetime) -> Iterator[Line]:
    signed = at - AFTER_SIGNING
    rows = waiting(letter, at).filter(submitted_at__gt=signed - GOOD_FOR, submitted_at__lte=signed)
    once = ~Exists(Reminder.objects.filter(signatory=OuterRef("pk")))
    return _of_signatories(letter, rows.filter(once), occasion, at)


def _of_signatories(letter: Letter, rows: SignatoryQuerySet, occasion: Occasion, at: datetime) -> Iterator[Line]:
    kept = RemindedMailbox.objects.exclude(is_free(at)).filter(mailbox=OuterRef("mailbox"))
    for row in rows.exclude(Exists(kept)).order_by("pk")[:AT_ONCE]:
        if _takes_mail(row.email):
            yield Line(letter, row, row.email, occasion)


def _takes_mail(address: str) -> bool:
    try:
        validate_mailbox(address)
    except ValidationError:
        return False
    return True


def is_free(at: datetime) -> Q:
    """Mailboxes that may have a reminder now: they stopped none, and had none within a day, over all letters."""
    return Q(stopped_at=None) & (Q(reminded_at=None) | Q(reminded_at__lte=at - A_DAY))


def taken_among(mailboxes: Iterable[str], at: datetime) -> Iterator[RemindedMailbox]:
    """Return the rows of those of these mailboxes that may have none: they stopped them, or had one within a day."""
    for some in batched(sorted(set(mailboxes)), AT_ONCE):
        yield from RemindedMailbox.objects.exclude(is_free(at)).filter(mailbox__in=some)


def stopped_of(asks: Sequence[Ask]) -> dict[int, RemindedMailbox]:
    """Return the mailboxes that want no reminders, by the key of each target's ask: few queries for 500 targets."""
    if not RemindedMailbox.objects.filter(stopped_at__isnull=False).exists():
        return {}
    addresses = {key: canonical(one.email) for key, one in recipients.reminded(asks).items()}
    rows = RemindedMailbox.objects.filter(stopped_at__isnull=False)
    stopped = {
        row.mailbox: row
        for some in batched(sorted(set(addresses.values())), AT_ONCE)
        for row in rows.filter(mailbox__in=some)
    }
    return {key: stopped[mailbox] for key, mailbox in addresses.items() if mailbox in stopped}
