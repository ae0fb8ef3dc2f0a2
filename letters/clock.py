"""Time as letters know it: the database's now, and wall time in the letter's own zone."""

import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.dateparse import parse_datetime
from django.utils.timesince import timeuntil
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# The zones of the fifty states, DC and the territories, named as offices name them ("5 pm Eastern").
ZONES = {
    "America/New_York": _("Eastern"),
    "America/Chicago": _("Central"),
    "America/Denver": _("Mountain"),
    "America/Phoenix": _("Arizona"),
    "America/Los_Angeles": _("Pacific"),
    "America/Anchorage": _("Alaska"),
    "Pacific/Honolulu": _("Hawaii"),
    "America/Puerto_Rico": _("Atlantic"),
    "Pacific/Guam": _("Chamorro"),
    "Pacific/Pago_Pago": _("Samoa"),
}
DEFAULT_ZONE = "America/New_York"


class NoSuchTime(ValueError):
    """The wall clock skips this time (spring) or shows it twice (autumn)."""


def database_now() -> datetime:
    """Return the database's time: web servers' clocks may differ, and deadlines must not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT STATEMENT_TIMESTAMP()")
            return cursor.fetchone()[0].astimezone(UTC)
        cursor.execute("SELECT STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')")
        return parse_datetime(cursor.fetchone()[0]).replace(tzinfo=UTC)  # type: ignore[union-attr]


def time_left(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return "in 2 days", "today, in 3 hours", "in less than a minute"; the zone says what "today" is."""
    if moment - now < timedelta(minutes=1):
        return gettext("in less than a minute")
    left = gettext("in %(time_left)s") % {"time_left": timeuntil(moment, now)}
    same_day = moment.astimezone(zone).date() == now.astimezone(zone).date()
    return gettext("today, %(in_hours)s") % {"in_hours": left} if same_day else left


class Move(NamedTuple):
    """A deadline that was moved, as the letter's page tells it. Closed early it has no reason."""

    at: datetime
    old: datetime
    new: datetime
    reason: str

    @property
    def is_later(self) -> bool:
        return self.new > self.old


def moves_in(objects: str | None) -> list[Move]:
    """Return the moves of a letter, as a database writes them into one text, in the order in which they happened."""
    moves = json.loads(f"[{objects or ''}]")
    return sorted(
        Move(_moment(move["at"]), _moment(move["old"]), _moment(move["new"]), move["reason"]) for move in moves
    )


def _moment(text: str) -> datetime:
    """Return a moment from JSON: PostgreSQL says its offset, SQLite keeps UTC and says nothing."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def from_wall_time(wall: datetime, zone: str) -> datetime:
    """Return the moment a clock in ``zone`` shows ``wall``. Raises NoSuchTime in a gap or an overlap."""
    early, late = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset():
        raise NoSuchTime(
            _("Clocks change that night and this time does not exist or comes twice. Choose another hour.")
        )
    return early.astimezone(UTC)
