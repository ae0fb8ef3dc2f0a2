"""What is left to do about a letter's names before it goes out. Questions only; each costs one query."""

from collections.abc import Callable

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window

from directory.models import Legislator, Term
from letters.models import Letter

from . import emails
from .models import Agreement, Mailing, Signatory
from .querysets import SignatoryQuerySet
from .staleness import left_office, stale
from .states import LeftToDo, MailingPurpose, Stance, State

# One aide signs for two members; whoever has signed for more is looked at.
NAMES_OF_A_MAILBOX = 2
_ANSWERED = Q(state__in=(State.HELD, State.CONFIRMED, State.LAPSED, State.WITHDRAWN))
# Anybody can submit a member's name: only what came by the link answers it before it is confirmed.
_ANSWERED |= Q(state=State.PENDING, invitation__isnull=False)


def held_in_time(names: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet:
    return names.waiting_for_staff().filter(letter=letter, submitted_at__lt=letter.closes_at)


def late(names: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet:
    """Keep those who asked to be added after the letter had closed."""
    return names.waiting_for_staff().filter(letter=letter, submitted_at__gte=letter.closes_at)


def unconfirmed(names: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet:
    return names.pending().filter(letter=letter)


def lapsed(names: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet:
    """Keep those who agreed to an earlier text and to nothing since, also not by another signature."""
    gone = names.filter(letter=letter, state=State.LAPSED)
    return gone.exclude(pk__in=gone.on_already().values("pk"))


def without_partner(names: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet:
    """Keep those who would stay behind if the letter went out now (signatories/pairing.py)."""
    return names.confirmed().filter(letter=letter, waits_for_partner=True)


def perhaps_twice(names: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet:
    """Keep what may be one signer twice: one name in one state (or city, without a state); a mailbox of many names."""
    place = Case(When(us_state="", then="city"), default=Value(""))
    counted = letter.signatories.confirmed().annotate(
        alike=Window(Count("pk"), partition_by=[F("folded_name"), F("us_state"), place]),
        of_mailbox=Window(Count("mailbox"), partition_by=[F("mailbox")]),
    )
    odd = counted.filter(Q(alike__gt=1) | Q(of_mailbox__gt=NAMES_OF_A_MAILBOX))
    return names.filter(pk__in=odd.values("pk"))


# The same order on the page and in the filter of the list.
LEFT_TO_DO: dict[str, Callable[[SignatoryQuerySet, Letter], SignatoryQuerySet]] = {
    LeftToDo.HELD: held_in_time,
    LeftToDo.LATE: late,
    LeftToDo.UNCONFIRMED: unconfirmed,
    LeftToDo.LAPSED: lapsed,
    LeftToDo.PARTNER: without_partner,
    LeftToDo.STALE: stale,
    LeftToDo.LEFT_OFFICE: left_office,
    LeftToDo.TWICE: perhaps_twice,
}


def promises(letter: Letter) -> QuerySet[Legislator]:
    """Return the members whose office promised, or was made a link singly, and did nothing since; with its ``phone``.

    An invitation to many is no promise.
    """
    answered = letter.signatories.filter(_ANSWERED, legislator__isnull=False).values("legislator")
    links = (
        letter.invitations.good()
        .filter(batch=None, email="", answer="", legislator__isnull=False)
        .values("legislator")
    )
    promised = letter.asks.on_board().filter(stance=Stance.PROMISED, legislator__isnull=False).values("legislator")
    seats = Term.objects.in_office(letter.date).of(letter.jurisdiction, letter.chamber)
    phone = seats.filter(legislator=OuterRef("pk")).exclude(phone="").values("phone")[:1]
    waiting = Legislator.objects.filter(Q(pk__in=links) | Q(pk__in=promised)).exclude(pk__in=answered)
    return waiting.annotate(phone=Subquery(phone)).order_by("sort_name", "pk")


def leads(letter: Letter) -> SignatoryQuerySet:
    """Return those who lead the letter and are on it, in their order."""
    return letter.signatories.confirmed().filter(lead_position__isnull=False).order_by("lead_position")


def agreements(letter: Letter) -> QuerySet[Agreement]:
    """Return what the leads have said of the newest version; an earlier one goes out no more."""
    newest = letter.versions.order_by("-number").values("pk")[:1]
    return Agreement.objects.filter(signatory__in=leads(letter).order_by().values("pk"), version=Subquery(newest))


def last_notice(letter: Letter) -> Mailing | None:
    """Return the latest notice of when the letter goes out."""
    return letter.mailings.filter(purpose=MailingPurpose.GOES_OUT).first()


def were_told_when_it_closes(letter: Letter) -> bool:
    """Whether those who signed had a mail that named a closing time."""
    return letter.mailings.filter(purpose=MailingPurpose.DEADLINE_CHANGED).exists()


def not_told(letter: Letter, notice: Mailing) -> SignatoryQuerySet:
    """Return the confirmed names that came after the notice was sent."""
    late_ones = Q(pk__gt=notice.last_signatory) | Q(confirmed_at__gt=notice.finished_at or letter.now)
    return Signatory.objects.confirmed().filter(late_ones, letter=letter)


def unreachable(letter: Letter) -> list[Signatory]:
    """Return the confirmed names that no notice reaches: neither the agent's nor the office's address is known."""
    silent = letter.signatories.confirmed().filter(email="").select_related("legislator", "organization", "invitation")
    names = list(silent.in_order_of(letter))
    for one in names:
        one.letter = letter  # not once more for each of thousands
    return [one for one in names if not emails.told(one)]
