"""What the page says of the time that is left, in words and for programs, in the letter's zone."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from letters.clock import time_left
from letters.models import Letter
from letters.states import Stage

EASTERN = ZoneInfo("America/New_York")
CLOSES = datetime(2026, 11, 27, 22, tzinfo=UTC)  # Friday 5 pm in New York


@pytest.mark.parametrize(
    ("left", "english", "spanish"),
    [
        (timedelta(days=2), "in 2 days", "dentro de 2 días"),
        (timedelta(days=1, hours=23), "in 1 day, 23 hours", "dentro de 1 día, 23 horas"),
        (timedelta(hours=17, minutes=1), "in 17 hours, 1 minute", "dentro de 17 horas, 1 minuto"),
        (timedelta(hours=17), "today, in 17 hours", "hoy, dentro de 17 horas"),  # midnight has struck
        (timedelta(minutes=1), "today, in 1 minute", "hoy, dentro de 1 minuto"),
        (timedelta(seconds=59), "in less than a minute", "en menos de un minuto"),
        (timedelta(microseconds=1), "in less than a minute", "en menos de un minuto"),
    ],
)
def test_the_time_left_is_said_in_both_languages(left: timedelta, english: str, spanish: str) -> None:
    said = []
    for language in ("en", "es"):
        with translation.override(language):
            said.append(time_left(CLOSES, CLOSES - left, EASTERN).replace("\xa0", " "))

    assert said == [english, spanish]


@pytest.mark.parametrize(
    ("closes", "now", "said"),
    [
        # The night of November 1 has 25 hours, that of March 14 has 23: what is left is said in real hours.
        ("2026-11-01T17:00-05:00", "2026-10-31T17:00-04:00", "in 1 day, 1 hour"),
        ("2026-11-01T17:00-05:00", "2026-11-01T00:00-04:00", "today, in 18 hours"),
        ("2027-03-14T17:00-04:00", "2027-03-13T17:00-05:00", "in 23 hours"),
        ("2027-03-14T17:00-04:00", "2027-03-14T01:59-05:00", "today, in 14 hours, 1 minute"),
    ],
)
def test_days_on_which_clocks_change_are_counted_as_long_as_they_are(closes: str, now: str, said: str) -> None:
    moments = (datetime.fromisoformat(moment).astimezone(UTC) for moment in (closes, now))

    assert time_left(*moments, EASTERN).replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("zone", "language", "shown", "machine"),
    [
        ("America/New_York", "en", "Friday, November 27, 5 p.m. Eastern", "2026-11-27T17:00:00-0500"),
        ("America/New_York", "es", "el viernes 27 de noviembre, 17:00 hora del Este", "2026-11-27T17:00:00-0500"),
        ("America/Phoenix", "en", "Friday, November 27, 3 p.m. Arizona", "2026-11-27T15:00:00-0700"),  # no summer time
        ("Pacific/Guam", "en", "Saturday, November 28, 8 a.m. Chamorro", "2026-11-28T08:00:00+1000"),
    ],
)
def test_the_clock_shows_the_zone_and_tells_programs_the_moment(zone: str, language: str, shown: str, machine: str):
    letter = Letter(stage=Stage.PUBLISHED, opens_at=CLOSES - timedelta(days=9), closes_at=CLOSES, time_zone=zone)
    letter.now = CLOSES - timedelta(days=2)

    with translation.override(language):
        html = render_to_string("letters/_clock.html", {"letter": letter})

    assert re.findall(r'<time datetime="(.*?)">', html) == [machine]
    assert shown in " ".join(re.sub(r"<[^>]+>", "", html).split())
