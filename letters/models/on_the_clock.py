"""A letter as the clock sees it: what it takes, shows and waits for at this moment."""

from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from .. import clock
from ..states import PUBLIC_STAGES, Listing, NamesShown, Phase, Stage

SOON = timedelta(days=2)


class OnTheClock:
    """What of a Letter depends on the time. None of it is stored (docs/adr/0006)."""

    stage: str
    listing: str
    names_shown: str
    asked_see_names: bool
    time_zone: str
    grace_hours: int
    opens_at: datetime | None
    closes_at: datetime | None
    published_at: datetime | None
    released_at: datetime | None
    sealed_at: datetime | None
    dated: date | None
    answer_due: date | None

    @cached_property
    def now(self) -> datetime:
        """The database's time; ``LetterQuerySet.on_the_clock`` brings it along without a query."""
        return clock.database_now()

    @property
    def phase(self) -> Phase:
        """What a visitor sees now."""
        return self.phase_at(self.now)

    def phase_at(self, moment: datetime) -> Phase:
        """Return what a visitor sees at ``moment``. A letter closes exactly at ``closes_at``."""
        if self.stage != Stage.PUBLISHED:
            return Phase(self.stage) if self.stage in PUBLIC_STAGES else Phase.DRAFT
        if moment < self.opens_at:  # type: ignore[operator]  # a constraint holds it for published letters
            return Phase.SCHEDULED
        return Phase.OPEN if moment < self.closes_at else Phase.CLOSED  # type: ignore[operator]

    def takes_at(self, moment: datetime) -> bool:
        """Whether something received at ``moment`` came in time, whatever became of the letter since."""
        return self.opens_at is not None and self.closes_at is not None and self.opens_at <= moment < self.closes_at

    def asks_at(self, moment: datetime) -> bool:
        """Whether a form that arrives at ``moment`` only asks to be added: the letter is closed, not sealed yet."""
        return self.phase_at(moment) == Phase.CLOSED and self.sealed_at is None

    @property
    def is_released(self) -> bool:
        return self.released_at is not None and self.released_at <= self.now

    @property
    def release_is_planned(self) -> bool:
        """Whether the clock is to release it later."""
        return self.released_at is not None and not self.is_released

    @property
    def is_listed(self) -> bool:
        """Whether pages, feeds and searches may lead here."""
        return self.listing == Listing.PUBLIC or self.is_released

    @property
    def shows_names(self) -> bool:
        return self.names_shown == NamesShown.ACCEPTED or self.is_released

    @property
    def shows_names_to_asked(self) -> bool:
        """Whether what goes to those who are asked names who has signed: before the release if staff chose so."""
        return self.shows_names or self.asked_see_names

    @property
    def waits_for_release(self) -> bool:
        """Whether a release would show anybody anything."""
        return not (self.is_listed and self.shows_names)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def zone_label(self) -> str | Promise:
        """How offices name the zone: Eastern, Central …"""
        return clock.ZONES.get(self.time_zone, self.time_zone)

    @property
    def opens_at_local(self) -> datetime | None:
        return self.opens_at and self.opens_at.astimezone(self.zone)

    @property
    def closes_at_local(self) -> datetime | None:
        return self.closes_at and self.closes_at.astimezone(self.zone)

    @cached_property
    def moves(self) -> list[clock.Move]:
        """How its deadline moved, of a letter read by ``for_page``."""
        return clock.moves_in(getattr(self, "moves_as_json", None))

    @property
    def closes_soon(self) -> bool:
        """Whether an open letter closes within two days, which the page says with more than words."""
        return self.phase == Phase.OPEN and self.closes_at is not None and self.closes_at - self.now < SOON

    @property
    def time_left(self) -> str:
        """How long an open letter still takes signatures, in words."""
        return clock.time_left(self.closes_at, self.now, self.zone) if self.closes_at else ""

    @property
    def date(self) -> date:
        """The date printed on the letter; it also decides who was in office."""
        return self.dated or (self.published_at or self.now).astimezone(self.zone).date()

    @property
    def confirmable_until(self) -> datetime | None:
        """Until when what was submitted in time may still be confirmed: the deadline and the grace."""
        return self.closes_at and self.closes_at + timedelta(hours=self.grace_hours)

    @property
    def answer_is_overdue(self) -> bool:
        return self.answer_due is not None and self.answer_due < self.now.astimezone(self.zone).date()
