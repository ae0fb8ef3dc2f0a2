"""When a mail was sent, as mail programs write it: in several languages and orders, with a zone or without one."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from directory.names import fold

# English, Spanish, Portuguese and French, whole and as they are shortened.
_NAMES = (
    "january jan enero ene janeiro janvier janv",
    "february feb febrero fevereiro fev fevrier fevr",
    "march mar marzo marco mars",
    "april apr abril abr avril avr",
    "may mayo maio mai",
    "june jun junio junho juin",
    "july jul julio julho juil juillet",
    "august aug agosto ago aout",
    "september sep sept septiembre setiembre set setembro septembre",
    "october oct octubre outubro out octobre",
    "november nov noviembre novembro novembre",
    "december dec diciembre dic dezembro dez decembre",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
WEEKDAY = re.compile(
    r"de|(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mie|jue|vie|sab|dom|seg|ter|qua|qui|sex|mer|jeu|ven|sam|dim)[a-z]*"
)
ZONES = {"edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8, "akdt": -8}
ZONES |= {"akst": -9, "hst": -10, "ast": -4, "chst": 10, "sst": -11, "utc": 0, "gmt": 0, "z": 0}

CLOCK = re.compile(r"\b(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?!\d)\s*(?:([ap])\s?\.?\s?m\b\.?)?", re.IGNORECASE)
OFFSET = re.compile(r"(?:\b(?:gmt|utc)\s*|\s)([+-])(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
ZONE = re.compile(rf"\b({'|'.join(ZONES)})\b", re.IGNORECASE)
ISO = re.compile(r"\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})\b")
FIGURES = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
AGO = re.compile(r"\([^()]*\)\s*$")
LONGEST = 120
YEARS = range(1990, 2100)  # others are none, and no clock anywhere can show some of them


def moment(text: str, zone: ZoneInfo, *, day_first: bool = False) -> datetime | None:
    """Return the moment; None where day or time is missing or is none. Without a zone it is in ``zone``.

    Of figures alone ("6/7/2011") the month is the first, as Americans write it, unless ``day_first``.
    """
    text = text.strip()[:LONGEST]
    try:
        found = _in_full(text) or _in_words(text, zone, day_first=day_first)
    except (ValueError, OverflowError):  # the thirtieth of February
        return None
    return found if found and found.year in YEARS else None


def recent(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Read a line that is a time as Gmail shows it: "Tue, Nov 24, 2:14 PM (1 day ago)", "2:14 PM (3 hours ago)".

    What it leaves out, the year or the whole day, is the latest that is not in the future of ``now``.
    """
    text = AGO.sub("", text.strip()[:LONGEST])
    clock = CLOCK.search(text)
    day = f"{text[: clock.start()]} {text[clock.end() :]}" if clock else ""
    words = fold(day).split()
    if clock is None or not all(word in MONTHS or word.isdecimal() or WEEKDAY.fullmatch(word) for word in words):
        return None
    today = now.astimezone(zone)
    days = [f"{day} {today.year - ago}" for ago in range(9)] if words else [
        f"{today - timedelta(days=ago):%Y-%m-%d}" for ago in range(2)
    ]  # fmt: skip
    found = (moment(f"{day} {clock[0]}", zone) for day in days)
    return next((each for each in found if each and each <= now), None)


def _in_full(text: str) -> datetime | None:
    """Read the form of RFC 5322, which names its zone."""
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return read.astimezone(UTC) if read.tzinfo else None


def _in_words(text: str, zone: ZoneInfo, *, day_first: bool) -> datetime | None:
    clock = CLOCK.search(text)
    if clock is None:
        return None
    rest = f"{text[: clock.start()]} {text[clock.end() :]}"
    day = _day(rest, day_first=day_first)
    if day is None:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    wall = datetime(*day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=_zone(text[clock.end() :]) or zone)
    return wall.astimezone(UTC)


def _zone(behind: str) -> tzinfo | None:
    if offset := OFFSET.search(behind):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(ahead if offset[1] == "+" else -ahead)
    named = ZONE.search(behind)
    return timezone(timedelta(hours=ZONES[named[1].lower()])) if named else None


def _day(text: str, *, day_first: bool) -> tuple[int, int, int] | None:
    if iso := ISO.search(text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if figures := FIGURES.search(text):
        month, day, year = (int(figure) for figure in figures.groups())
        if day_first or month > 12:
            month, day = day, month
        return year + (2000 if year < 100 else 0), month, day
    words = fold(text).split()
    # "mar" is a weekday in Spanish too, and stands before the month then.
    months = [MONTHS[word] for word in words if word in MONTHS]
    years = [int(word) for word in words if re.fullmatch(r"(19|20)\d\d", word)]
    days = [int(word[1]) for word in map(re.compile(r"(\d{1,2})(?:st|nd|rd|th|o|er)?").fullmatch, words) if word]
    return (years[0], months[-1], days[0]) if months and years and days else None
