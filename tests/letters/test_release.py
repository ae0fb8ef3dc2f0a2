"""A release at a time to come: set, moved, cancelled, and then done by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from letters import workflow
from letters.clock import database_now
from letters.models import Letter
from signatories.models import TrailEntry
from signatories.states import Verb
from tests.factories.letters import published_letter
from tests.letters.admin_site import messages, staff, take, url

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FRIDAY = datetime(2099, 12, 4, 22, tzinfo=UTC)


def trail(made: Letter) -> list[tuple[str, str]]:
    entries = TrailEntry.objects.filter(letter=made).order_by("pk").exclude(verb=Verb.PUBLISHED)
    return list(entries.values_list("verb", "reason"))


def test_staff_set_move_and_cancel_a_release_on_the_letters_clock(client):
    staff(client)
    made = published_letter()

    told = messages(client.post(url("step", made, "release"), {"at_0": "2099-12-04", "at_1": "17:00"}, follow=True))
    set_to = Letter.objects.get().released_at
    page = client.get(url("step", made, "release"))
    take(client, made, "release", at_0="2099-12-07", at_1="09:00", reason="The press asked.")
    moved_to = Letter.objects.get().released_at
    standing = " ".join(client.get(url("change", made)).text.split())
    take(client, made, "cancel_release")

    assert told == ["Page and names are open from Fri, Dec. 4, 2099, 5 p.m. Eastern on."]
    assert (set_to, moved_to) == (FRIDAY, datetime(2099, 12, 7, 14, tzinfo=UTC))
    assert page.context["form"]["at"].value() == datetime(2099, 12, 4, 17)  # noqa: DTZ001 -- a wall clock has no zone
    assert "Released Mon, Dec. 7, 2099, 9 a.m. Eastern." in standing
    assert Letter.objects.get().released_at is None
    assert trail(made) == [
        ("release_changed", "Fri, Dec. 4, 2099, 5 p.m. Eastern."),
        ("release_changed", "Mon, Dec. 7, 2099, 9 a.m. Eastern. The press asked."),
        ("release_changed", "Cancelled."),
    ]


def test_a_release_on_a_day_off_is_asked_for_once_more(client):
    staff(client)
    made = published_letter()

    asked = client.post(url("step", made, "release"), {"at_0": "2099-12-05", "at_1": "09:00"})

    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["meant"])
    assert Letter.objects.get().released_at is None


@pytest.mark.parametrize(("typed", "error"), [("2026-03-08", "Clocks change that night"), ("2011-12-04", None)])
def test_a_time_that_does_not_exist_or_is_over_releases_nothing(client, typed: str, error: str | None):
    staff(client)
    made = published_letter()

    posted = client.post(url("step", made, "release"), {"at_0": typed, "at_1": "02:30"})

    said = posted.context["form"].errors.get("at", [None])[0] or messages(posted)[0]
    assert (posted.status_code, Letter.objects.get().released_at, trail(made)) == (422, None, [])
    assert said.startswith(error or "This time is over.")


def test_a_planned_release_can_be_done_at_once() -> None:
    made = published_letter()
    workflow.release(made, by=None, at=FRIDAY)

    workflow.release(made, by=None)

    assert (made.is_released, trail(made)[-1]) == (True, ("released", ""))


@pytest.mark.parametrize("released", [None, -HOUR], ids=["never", "already"])
def test_only_a_release_to_come_is_cancelled(released: timedelta | None) -> None:
    made = published_letter(released_at=released and database_now() + released)

    with pytest.raises(workflow.Refused, match="No release is to come"):
        workflow.cancel_release(made, by=None)

    assert (Letter.objects.get().released_at is None, trail(made)) == (released is None, [])


def test_what_the_clock_has_released_stays_released() -> None:
    made = published_letter(released_at=database_now() + HOUR)
    stale = Letter.objects.get()
    Letter.objects.update(released_at=database_now())  # the hour is over

    for step in (lambda: workflow.cancel_release(stale, by=None), lambda: workflow.release(stale, by=None, at=FRIDAY)):
        with pytest.raises(workflow.Refused):
            step()

    assert Letter.objects.listed().get() == made


@pytest.mark.parametrize("released", [-HOUR, HOUR], ids=["released", "to come"])
def test_a_letter_taken_back_is_not_released_later_by_the_clock(released: timedelta) -> None:
    made = published_letter(released_at=database_now() + released)

    workflow.recall(made, by=None, reason="The wrong text.")

    assert (Letter.objects.get().released_at is None) == (released > timedelta(0))
