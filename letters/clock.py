"""Time as letters know it: the database's now, and wall time in the letter's own zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.dateparse import parse_datetime
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


def from_wall_time(wall: datetime, zone: str) -> datetime:
    """Return the moment a clock in ``zone`` shows ``wall``. Raises NoSuchTime in a gap or an overlap."""
    early, late = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset():
        raise NoSuchTime(
            _("Clocks change that night and this time does not exist or comes twice. Choose another hour.")
        )
    return early.astimezone(UTC)
