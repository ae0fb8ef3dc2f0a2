"""Days on which offices are closed: weekends, federal holidays, and those of the state whose legislature signs.

Staff are warned where they choose a time that falls on one. Nothing is refused: some letters close on a Sunday.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _
from holidays import country_holidays
from holidays.constants import GOVERNMENT, PUBLIC

from directory.states import JURISDICTIONS

if TYPE_CHECKING:
    from .models import Letter

SATURDAY = 5
OBSERVED = " (observed)"
# The federal holidays, for the translation. A state's own keep their names.
FEDERAL = (
    gettext_noop("New Year's Day"),
    gettext_noop("Birthday of Martin Luther King, Jr."),
    gettext_noop("Washington's Birthday"),
    gettext_noop("Memorial Day"),
    gettext_noop("Juneteenth National Independence Day"),
    gettext_noop("Independence Day"),
    gettext_noop("Labor Day"),
    gettext_noop("Columbus Day"),
    gettext_noop("Veterans Day"),
    gettext_noop("Thanksgiving Day"),
    gettext_noop("Christmas Day"),
)


@lru_cache(maxsize=128)
def _holidays(year: int, state: str = "") -> dict[date, str]:
    """Return a year's federal holidays, or the public ones of a state; whole, because threads share it."""
    category = PUBLIC if state else GOVERNMENT
    try:
        return dict(country_holidays("US", subdiv=state or None, years=year, expand=False, categories=category))
    except NotImplementedError:  # the library does not know this state's
        return {}


def _name(english: str) -> str:
    name = gettext(english.removesuffix(OBSERVED))
    return _("%(day)s (observed)") % {"day": name} if english.endswith(OBSERVED) else name


def why(day: date, jurisdiction: str = "") -> str:
    """Return why offices are closed on this day: "weekend", "Labor Day"; "" when they are not."""
    reasons = [_("weekend")] if day.weekday() >= SATURDAY else []
    if federal := _holidays(day.year).get(day):
        reasons.append(_name(federal))
    elif own := _holidays(day.year, jurisdiction).get(day):
        state = dict(JURISDICTIONS).get(jurisdiction, jurisdiction)
        reasons.append(_("%(day)s in %(state)s") % {"day": _name(own), "state": state})
    return ", ".join(reasons)


def ahead(day: date, jurisdiction: str = "", *, days: int = 30) -> list[tuple[date, str]]:
    """Return the holidays from ``day`` on, for whoever is about to choose; a calendar shows weekends by itself."""
    coming = (day + timedelta(days=count) for count in range(days))
    return [(one, why(one, jurisdiction)) for one in coming if one.weekday() < SATURDAY and why(one, jurisdiction)]


def on_its_clock(letter: "Letter", moment: datetime) -> str:
    """Return the moment as a clock in the letter's zone shows it, with the weekday, and why offices are closed."""
    local = moment.astimezone(letter.zone)
    shown = f"{date_format(local, 'D')}, {date_format(local, 'DATETIME_FORMAT')} {letter.zone_label}"
    closed = why(local.date(), letter.jurisdiction)
    return f"{shown} ({closed})" if closed else shown


def closed_at(letter: "Letter", moments: Iterable[datetime]) -> list[str]:
    """Return those of the moments at which offices are closed, each as the letter's clock shows it."""
    return [
        on_its_clock(letter, moment)
        for moment in moments
        if why(moment.astimezone(letter.zone).date(), letter.jurisdiction)
    ]


def doubts(letter: "Letter") -> list[str]:
    """Return a sentence about each time of the letter, still to come, at which offices are closed."""
    times = [
        (letter.opens_at, _("Signing opens on a day on which many offices are closed: %(when)s.")),
        (letter.closes_at, _("Signing closes on a day on which many offices are closed: %(when)s.")),
        (letter.released_at, _("The release is on a day on which many offices are closed: %(when)s.")),
    ]
    return [
        says % {"when": when}
        for moment, says in times
        if moment and moment > letter.now
        for when in closed_at(letter, [moment])
    ]
