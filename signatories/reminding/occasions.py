"""When a letter reminds."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from django.contrib.auth.models import User as StaffUser

from letters.models import Letter
from letters.states import REMINDER_DAYS, Phase, Signing

from ..models import ReminderOrder

MORNING, EVENING = time(8), time(20)  # of the letter's zone: the clock writes to nobody at night
A_DAY = timedelta(hours=23)  # the shortest one, when clocks go forward
# What could not go at its time (a mailbox had a reminder, a worker was down) may go until the next evening.
GOOD_FOR = timedelta(hours=36)


class Occasion(NamedTuple):
    """Why somebody is reminded: so many days before, a day after signing, or because staff asked for it."""

    at: datetime
    days: int | None = None
    by_hand: bool = False
    by: StaffUser | None = None


def milestones(letter: Letter) -> list[Occasion]:
    """Return when the letter's rule reminds, first to last: at eight, so many days before the last day one can sign.

    A time after the closing or before the opening is none: a letter that closes at seven has no morning to remind on.
    """
    if letter.closes_at is None:
        return []
    last_day = (letter.closes_at - timedelta(seconds=1)).astimezone(letter.zone).date()
    days = sorted(REMINDER_DAYS[letter.reminders], reverse=True)
    mornings = (datetime.combine(last_day - timedelta(day), MORNING, letter.zone) for day in days)
    found = [Occasion(morning.astimezone(UTC), day) for morning, day in zip(mornings, days, strict=True)]
    return [one for one in found if (letter.opens_at or one.at) <= one.at < letter.closes_at]


def in_force(letter: Letter, at: datetime) -> list[Occasion]:
    """Return the last of the rule's times and the last wish of staff, as far as they are good still."""
    passed = [one for one in milestones(letter) if one.at <= at][-1:]
    wish = ReminderOrder.objects.filter(letter=letter, at__lte=at).select_related("by").order_by("at").last()
    if wish:
        passed.append(Occasion(wish.at, by_hand=True, by=wish.by))
    return [one for one in passed if at < one.at + GOOD_FOR and reminds(letter, one, at)]


def ordered_at(letter: Letter, at: datetime) -> datetime | None:
    """Return when staff asked for reminders, if that is less than a day ago: until it is over they cannot again."""
    orders = ReminderOrder.objects.filter(letter=letter, at__gt=at - A_DAY).order_by("at")
    return orders.values_list("at", flat=True).last()


def reminds(letter: Letter, occasion: Occasion, at: datetime) -> bool:
    """Whether this letter may remind anybody at this moment. A pause and the night stop the clock, not people."""
    if letter.signing != Signing.ONLINE or letter.sealed_at or letter.phase_at(at) != Phase.OPEN:
        return False
    return occasion.by_hand or (letter.reminders_paused_at is None and _is_day(letter, at))


def _is_day(letter: Letter, at: datetime) -> bool:
    return MORNING <= at.astimezone(letter.zone).time() < EVENING
