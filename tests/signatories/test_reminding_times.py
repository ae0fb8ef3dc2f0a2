"""When reminders go: at eight of the letter's zone, as its rule says, moved by an extension, held back by a pause."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import Reminders, Signing
from signatories import reminding, workflow
from signatories.models import Reminder
from signatories.states import Verb
from tests.factories import signatories
from tests.signatories.reminding_desk import A_DAY, A_MINUTE, CLOSES, LAST_DAY, TWO_BEFORE, asked, letter, sent

OPENS = datetime(2026, 1, 1, tzinfo=UTC)
TWO_AND_LAST = Reminders.TWO_AND_LAST
THREE_AND_ONE, SEVEN_AND_TWO = Reminders.THREE_AND_ONE, Reminders.SEVEN_AND_TWO
EASTERN = "America/New_York"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("rule", "zone", "closes", "times"),
    [
        (TWO_AND_LAST, EASTERN, utc(2026, 7, 10, 21), [utc(2026, 7, 8, 12), utc(2026, 7, 10, 12)]),
        (THREE_AND_ONE, "America/Chicago", utc(2026, 7, 10, 22), [utc(2026, 7, 7, 13), utc(2026, 7, 9, 13)]),
        (SEVEN_AND_TWO, "Pacific/Honolulu", utc(2026, 7, 11, 3), [utc(2026, 7, 3, 18), utc(2026, 7, 8, 18)]),
        # clocks go forward on 8 March 2026, and back on 1 November: eight stays eight
        (TWO_AND_LAST, EASTERN, utc(2026, 3, 9, 21), [utc(2026, 3, 7, 13), utc(2026, 3, 9, 12)]),
        (TWO_AND_LAST, EASTERN, utc(2026, 3, 8, 21), [utc(2026, 3, 6, 13), utc(2026, 3, 8, 12)]),
        (TWO_AND_LAST, EASTERN, utc(2026, 11, 2, 22), [utc(2026, 10, 31, 12), utc(2026, 11, 2, 13)]),
        (THREE_AND_ONE, EASTERN, utc(2026, 11, 2, 22), [utc(2026, 10, 30, 12), utc(2026, 11, 1, 13)]),
        # where clocks stay
        (TWO_AND_LAST, "America/Phoenix", utc(2026, 3, 10, 0), [utc(2026, 3, 7, 15), utc(2026, 3, 9, 15)]),
        # midnight ends the day before; a closing at seven has no morning
        (TWO_AND_LAST, EASTERN, utc(2026, 7, 11, 4), [utc(2026, 7, 8, 12), utc(2026, 7, 10, 12)]),
        (TWO_AND_LAST, EASTERN, utc(2026, 7, 10, 11), [utc(2026, 7, 8, 12)]),
        (Reminders.AFTER_A_DAY, EASTERN, utc(2026, 7, 10, 21), []),
        (Reminders.NEVER, EASTERN, utc(2026, 7, 10, 21), []),
    ],
)  # fmt: skip
def test_times_are_wall_times_of_the_letters_zone(rule: str, zone: str, closes: datetime, times: list[datetime]):
    made = Letter(reminders=rule, time_zone=zone, closes_at=closes, opens_at=OPENS)
    assert [one.at for one in reminding.milestones(made)] == times


def test_a_time_before_the_opening_is_none():
    made = Letter(reminders=TWO_AND_LAST, closes_at=CLOSES, opens_at=TWO_BEFORE + A_MINUTE)
    assert [one.days for one in reminding.milestones(made)] == [0]


@pytest.mark.django_db
def test_at_eight_two_days_before_and_on_the_closing_day_and_once_each():
    made = letter()
    asked(made, at="jo@office.example")

    assert sent(TWO_BEFORE - A_MINUTE) == []
    assert sent(TWO_BEFORE) == ["jo@office.example"]
    assert sent(TWO_BEFORE + A_MINUTE) == []
    assert sent(TWO_BEFORE + A_DAY) == []
    assert sent(LAST_DAY) == ["jo@office.example"]
    assert sent(LAST_DAY + A_MINUTE) == []
    assert sent(CLOSES) == []


@pytest.mark.django_db
def test_a_worker_that_was_down_makes_good_by_day_until_the_next_evening():
    made = letter()
    asked(made, at="jo@office.example")
    evening = TWO_BEFORE + timedelta(hours=12)  # 8 pm
    assert sent(evening) == []
    assert sent(TWO_BEFORE + timedelta(hours=36)) == []
    assert sent(evening - A_MINUTE) == ["jo@office.example"]


@pytest.mark.django_db
def test_an_extension_moves_what_is_to_come_and_repeats_nothing_that_still_counts():
    made = letter()
    asked(made, at="jo@office.example")
    assert sent(TWO_BEFORE) == ["jo@office.example"]

    letter_steps.extend(made, to=CLOSES + A_DAY, by=None, reason="More time.")  # its "two days before" is tomorrow
    assert sent(TWO_BEFORE + A_DAY) == []
    assert sent(LAST_DAY) == [], "the closing day is another by now"
    assert sent(LAST_DAY + A_DAY) == ["jo@office.example"]


@pytest.mark.django_db
def test_an_extension_past_the_deadline_that_was_named_reminds_anew():
    made = letter()
    asked(made, at="jo@office.example")
    assert [sent(TWO_BEFORE), sent(LAST_DAY)] == [["jo@office.example"]] * 2

    letter_steps.extend(made, to=CLOSES + timedelta(hours=2), by=None, reason="More time.")
    assert sent(LAST_DAY + timedelta(hours=10)) == [], "the same morning is not reminded of twice"
    letter_steps.extend(made, to=CLOSES + timedelta(days=7), by=None, reason="More time.")
    assert sent(TWO_BEFORE + timedelta(days=7)) == ["jo@office.example"]
    assert sent(LAST_DAY + timedelta(days=7)) == ["jo@office.example"]
    assert list(Reminder.objects.order_by("pk").values_list("days", flat=True)) == [2, 0, 2, 0]


@pytest.mark.django_db
def test_a_pause_stops_the_clock_until_it_is_resumed():
    made = letter()
    asked(made, at="jo@office.example")
    workflow.pause_reminders(made, by=None)
    with pytest.raises(workflow.Refused):
        workflow.pause_reminders(made, by=None)
    assert sent(TWO_BEFORE) == []

    workflow.resume_reminders(made, by=None)
    with pytest.raises(workflow.Refused):
        workflow.resume_reminders(made, by=None)
    assert sent(TWO_BEFORE + A_MINUTE) == ["jo@office.example"]
    verbs = set(made.trail.values_list("verb", flat=True))
    assert {Verb.REMINDERS_PAUSED, Verb.REMINDERS_RESUMED} < verbs


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"signing": Signing.STAFF_ONLY},
        {"sealed_at": TWO_BEFORE},
        {"opens_at": TWO_BEFORE + A_MINUTE},
        {"closes_at": TWO_BEFORE},
        {"stage": "draft"},
        {"stage": "recalled", "recall_reason": "The wrong text."},
        {"stage": "delivered", "delivered_at": TWO_BEFORE},
        {"reminders": Reminders.NEVER},
    ],
)
def test_no_other_letter_reminds_anybody(change: dict[str, Any]):
    made = letter()
    asked(made)
    signatories.signatory(made)
    Letter.objects.filter(pk=made.pk).update(**change)
    assert sent(TWO_BEFORE) == []
