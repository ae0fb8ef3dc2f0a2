"""What happened to a cause, as its page tells it: by month, of one type if asked, and the outcomes at a glance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .models import Update
from .record import Happened
from .states import UpdateType

SHORTEST = 2  # of a hundred: what happened last can still be seen


@dataclass(frozen=True)
class Since:
    """The newest outcome in a jurisdiction, and its bar: from that day to the last day told of, in hundredths."""

    update: Update | Happened
    start: int
    length: int


class Timeline:
    """The updates of a campaign and what became of its letters, newest first.

    A type that does not exist leaves them whole, and is said to.
    """

    def __init__(self, updates: Sequence[Update | Happened], asked: str = "") -> None:
        self.all = updates
        self.asked = asked
        self.type = UpdateType(asked) if asked in UpdateType else None

    @property
    def updates(self) -> list[Update | Happened]:
        return [update for update in self.all if self.type in (None, update.type)]

    @property
    def types(self) -> list[tuple[UpdateType, int]]:
        """The types there are, each with how many."""
        counts = Counter(update.type for update in self.all)
        return [(type_, counts[type_]) for type_ in UpdateType if counts[type_]]

    @property
    def first(self) -> date:
        return self.all[-1].date

    @property
    def last(self) -> date:
        return self.all[0].date

    @cached_property
    def outcomes(self) -> list[Since]:
        """Where each jurisdiction stands, the first to get there first; a single one needs no plot."""
        newest = {update.jurisdiction: update for update in reversed(self.all) if _is_outcome(update)}
        in_order = sorted(newest.values(), key=lambda update: update.date)
        return [self._since(update) for update in in_order] if len(newest) > 1 else []

    def _since(self, update: Update | Happened) -> Since:
        days = max((self.last - self.first).days, 1)
        start = min(round(100 * (update.date - self.first).days / days), 100 - SHORTEST)
        return Since(update, start, 100 - start)


def _is_outcome(update: Update | Happened) -> bool:
    return update.type == UpdateType.OUTCOME and update.jurisdiction != ""
