"""The database's time decides, to the second, in the letter's own zone."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from letters.clock import ZONES, NoSuchTime, database_now, from_wall_time
from letters.models import Letter
from letters.states import Phase, Stage
from signatories import workflow as signing
from signatories.states import How, State
from tests.factories.letters import letter, published_letter
from tests.factories.signatories import signatory

OPENS = datetime(2026, 3, 2, 14, tzinfo=UTC)
CLOSES = datetime(2026, 3, 6, 22, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
CHANGING_ZONES = 5  # Eastern, Central, Mountain, Pacific, Alaska; the other five never change their clocks


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        (OPENS - TICK, Phase.SCHEDULED),
        (OPENS, Phase.OPEN),
        (OPENS + TICK, Phase.OPEN),
        (CLOSES - SECOND, Phase.OPEN),
        (CLOSES - TICK, Phase.OPEN),
        (CLOSES, Phase.CLOSED),
        (CLOSES + SECOND, Phase.CLOSED),
    ],
)
def test_phase_turns_exactly_at_opens_at_and_closes_at(moment: datetime, phase: Phase) -> None:
    made = Letter(stage=Stage.PUBLISHED, opens_at=OPENS, closes_at=CLOSES)

    assert made.phase_at(moment) == phase


@pytest.mark.parametrize("moment", [OPENS - TICK, OPENS, CLOSES - TICK, CLOSES, CLOSES + TICK, CLOSES + SECOND])
@pytest.mark.django_db
def test_the_database_and_python_agree_on_what_is_open(moment: datetime) -> None:
    made = published_letter(at=OPENS, closes_at=CLOSES)

    assert Letter.objects.open(at=moment).exists() == (made.phase_at(moment) == Phase.OPEN) == made.takes_at(moment)


@pytest.mark.parametrize(
    ("stage", "phase"),
    [
        (Stage.DRAFT, Phase.DRAFT),
        (Stage.IN_REVIEW, Phase.DRAFT),
        (Stage.DELIVERED, Phase.DELIVERED),
        (Stage.RECALLED, Phase.RECALLED),
    ],
)
def test_the_clock_says_nothing_about_letters_that_are_not_published(stage: Stage, phase: Phase) -> None:
    made = Letter(stage=stage, opens_at=OPENS, closes_at=CLOSES)

    assert {made.phase_at(moment) for moment in (OPENS - TICK, OPENS, CLOSES)} == {phase}


@pytest.mark.django_db
def test_a_letter_closes_by_itself_while_nobody_does_anything() -> None:
    made = published_letter(closes_at=database_now() + timedelta(seconds=0.3))
    seen = []

    while not seen or seen[-1][1] == Phase.OPEN:
        read = Letter.objects.on_the_clock().get(pk=made.pk)
        seen.append((read.now, read.phase))
        time.sleep(0.02)

    assert seen[0][1] == Phase.OPEN
    assert [phase for _, phase in seen] == [Phase.OPEN if now < made.closes_at else Phase.CLOSED for now, _ in seen]
    assert not Letter.objects.open().exists()


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.django_db
def test_a_web_server_with_a_wrong_clock_opens_and_closes_nothing(hours: int) -> None:
    now = database_now()
    opened = published_letter(closes_at=now + timedelta(minutes=5))
    closed = published_letter(at=now - timedelta(days=1), closes_at=now - timedelta(minutes=5))
    scheduled = published_letter(opens_at=now + timedelta(minutes=5))

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        drift = abs(datetime.now(UTC) - database_now())
        phases = {read.pk: read.phase for read in Letter.objects.on_the_clock()}
        without_annotation = {read.pk: read.phase for read in Letter.objects.all()}
        taking = list(Letter.objects.open())

    assert drift > timedelta(minutes=50)
    assert phases == {opened.pk: Phase.OPEN, closed.pk: Phase.CLOSED, scheduled.pk: Phase.SCHEDULED}
    assert without_annotation == phases
    assert taking == [opened]


@pytest.mark.django_db
def test_the_letters_own_now_is_the_databases_and_needs_no_second_query(django_assert_num_queries) -> None:
    published_letter()

    with django_assert_num_queries(1):
        read = Letter.objects.on_the_clock().get()
        phase = read.phase

    assert phase == Phase.OPEN
    assert read.now.utcoffset() == timedelta(0)
    assert abs(read.now - database_now()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("late_by", "state"), [(timedelta(hours=1, seconds=59), State.HELD), (timedelta(hours=2), None)]
)
@pytest.mark.django_db
def test_what_was_submitted_in_time_may_be_confirmed_until_the_grace_is_over(late_by: timedelta, state) -> None:
    made = published_letter(grace_hours=2)
    waiting = signatory(made)
    Letter.objects.filter(pk=made.pk).update(
        opens_at=database_now() - timedelta(days=2), closes_at=database_now() - late_by
    )
    made.signatories.update(submitted_at=database_now() - timedelta(days=1))

    try:
        outcome = signing.confirm(waiting, how=How.CODE)
    except signing.Closed:
        outcome = None

    assert outcome == state


def _changes(zone: ZoneInfo) -> list[datetime]:
    """Every moment, to the second, at which the zone's clocks change in ten years."""
    found, day = [], datetime(2026, 1, 1, tzinfo=UTC)
    while day.year < 2036:
        low, high = day, day + timedelta(days=1)
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > SECOND:
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _offset(low, zone) == _offset(middle, zone) else (low, middle)
            found.append(high)
        day += timedelta(days=1)
    return found


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def test_ten_years_of_clock_changes_are_refused_in_every_zone_and_their_edges_are_not() -> None:
    looked_at = 0
    for name in ZONES:
        zone = ZoneInfo(name)
        for change in _changes(zone):
            before, after = (
                (change + shift).astimezone(zone).replace(tzinfo=None) for shift in (-SECOND, timedelta(0))
            )
            # In spring the wall jumps over the gap; in autumn it goes back and shows the hour twice.
            first, last = sorted((before + SECOND, after))
            assert last - first == timedelta(hours=1)
            for wall in (first, first + timedelta(minutes=30), last - SECOND):
                with pytest.raises(NoSuchTime):
                    from_wall_time(wall, name)
            for wall in (first - SECOND, last):
                assert from_wall_time(wall, name).astimezone(zone).replace(tzinfo=None) == wall
            looked_at += 1

    assert looked_at == CHANGING_ZONES * 2 * 10


@pytest.mark.parametrize("name", ZONES)
def test_five_pm_on_every_day_of_ten_years_is_five_pm(name: str) -> None:
    walls = [datetime.fromisoformat("2026-01-01T17:00") + timedelta(days=day) for day in range(3652)]

    moments = [from_wall_time(wall, name) for wall in walls]

    assert [moment.astimezone(ZoneInfo(name)).replace(tzinfo=None) for moment in moments] == walls
    assert {moment.tzinfo for moment in moments} == {UTC}


def test_a_leap_day_has_a_closing_time() -> None:
    assert from_wall_time(datetime.fromisoformat("2028-02-29T17:00"), "America/New_York") == datetime(
        2028, 2, 29, 22, tzinfo=UTC
    )


@pytest.mark.django_db
def test_deadlines_are_shown_in_the_letters_zone() -> None:
    made = letter(time_zone="Pacific/Honolulu", opens_at=OPENS, closes_at=CLOSES)

    assert made.opens_at_local.isoformat() == "2026-03-02T04:00:00-10:00"
    assert made.closes_at_local.isoformat() == "2026-03-06T12:00:00-10:00"
    assert made.zone_label == "Hawaii"


@pytest.mark.django_db
def test_the_date_on_a_letter_is_the_day_it_was_published_where_its_lead_is() -> None:
    made = published_letter(
        at=datetime(2026, 3, 3, 4, 59, tzinfo=UTC), closes_at=CLOSES, time_zone="America/New_York"
    )  # one minute before midnight in New York

    assert made.date.isoformat() == "2026-03-02"
