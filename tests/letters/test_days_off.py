"""Staff are warned of times at which offices are closed, in the letter's zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from letters import days_off
from letters.clock import from_wall_time
from letters.models import Letter
from tests.factories import letters
from tests.letters.admin_site import LIST, messages, shown, staff, take, url

LONG_AGO = datetime(2011, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "jurisdiction", "why"),
    [
        ("2026-11-27", "", ""),
        ("2026-11-28", "", "weekend"),
        ("2026-11-29", "", "weekend"),
        ("2026-11-30", "", ""),
        ("2026-11-26", "US", "Thanksgiving Day"),
        ("2026-07-03", "US", "Independence Day (observed)"),  # the Fourth is a Saturday
        ("2026-07-04", "US", "weekend, Independence Day"),
        ("2027-12-31", "US", "New Year's Day (observed)"),  # of the next year
        ("2026-02-12", "US", ""),
        ("2026-02-12", "NY", "Lincoln's Birthday in New York"),
        ("2026-04-20", "MA", "Patriots' Day in Massachusetts"),
        ("2026-10-12", "HI", "Columbus Day"),  # federal, though Hawaii works
        ("2026-02-12", "XX", ""),
    ],
)
def test_an_office_is_closed_on_weekends_and_holidays(day: str, jurisdiction: str, why: str) -> None:
    assert days_off.why(date.fromisoformat(day), jurisdiction) == why


def test_every_federal_holiday_of_ten_years_has_a_spanish_name() -> None:
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(3652)]

    english = [days_off.why(day) for day in days]
    with translation.override("es"):
        spanish = [days_off.why(day) for day in days]

    assert sum(map(bool, english)) == sum(map(bool, spanish)) > 1000
    assert [why for why, other in zip(english, spanish, strict=True) if why and why == other] == []


def letter(wall: str, **fields: str) -> Letter:
    zone = fields.get("time_zone", "America/New_York")
    made = Letter(closes_at=from_wall_time(datetime.fromisoformat(wall), zone), **fields)
    made.now = LONG_AGO
    return made


def test_the_day_is_the_one_in_the_letters_zone() -> None:
    late_on_friday = "2026-11-27T23:30"  # Saturday in New York, and by UTC

    assert days_off.doubts(letter(late_on_friday, time_zone="Pacific/Honolulu")) == []
    assert days_off.doubts(letter("2026-11-28T00:30")) == [
        "Signing closes on a day on which many offices are closed: Sat, Nov. 28, 2026, 12:30 a.m. Eastern (weekend)."
    ]


def test_what_is_past_is_no_doubt_any_more() -> None:
    made = letter("2026-11-28T17:00")
    made.opens_at, made.released_at = (datetime(2026, 11, day, 17, tzinfo=UTC) for day in (22, 29))
    told = [doubt.split(" on a day")[0] for doubt in days_off.doubts(made)]
    made.now = datetime(2026, 12, 1, tzinfo=UTC)

    assert told == ["Signing opens", "Signing closes", "The release is"]
    assert days_off.doubts(made) == []


@pytest.mark.django_db
def test_the_form_saves_a_day_off_and_says_so_once(client):
    staff(client)
    made = letters.letter()
    page = url("change", made)

    saved, again = (
        client.post(page, shown(client.get(page)) | typed, follow=True)
        for typed in ({"closes_at_0": "2099-12-05", "closes_at_1": "17:00"}, {"title": "Another title"})
    )

    doubt = "Signing closes on a day on which many offices are closed: Sat, Dec. 5, 2099, 5 p.m. Eastern (weekend)."
    assert (messages(saved)[0], len(messages(again))) == (doubt, 1)
    assert "Sat, Dec. 5, 2099, 5 p.m. Eastern (weekend)" in client.get(LIST).text
    assert days_off.doubts(Letter.objects.get()) == [doubt]


@pytest.mark.django_db
def test_publishing_on_a_day_off_is_warned_of_and_done(client):
    staff(client)
    made = letters.letter(type="petition", closes_at=datetime(2099, 12, 5, 22, tzinfo=UTC))

    page = client.get(url("step", made, "publish"))
    take(client, made, "publish")

    assert len(page.context["doubts"]) == 1
    assert Letter.objects.get().stage == "published"
