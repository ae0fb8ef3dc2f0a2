"""Reading the rows of a list in slices: who is meant, and whether the name is there already.

Reading writes nothing but the rows of the list. A slice takes about two seconds, so that no page waits for a whole
list and no worker is needed; whoever looks at the list reads on.
"""

from collections.abc import Callable
from functools import cached_property
from time import monotonic

from django.db import transaction
from django.utils.translation import gettext as _

from letters.models import Letter

from .. import said
from ..matching import Certainty, Found, Members, Organizations
from ..models import ListRow, NameList, Signatory
from ..states import DECIDED_BY_ITSELF, Choice, Kind, Verdict
from . import cells, repeats
from .drafts import as_signatory

SLICE = 1000
SECONDS = 2.0
READ = ("corrected", "verdict", "why", "key", "likeness", "term", "organization", "candidates", "choice")
FOUND = {
    Certainty.SURE: Verdict.NEW,
    Certainty.LIKELY: Verdict.LIKELY,
    Certainty.AMBIGUOUS: Verdict.AMBIGUOUS,
    Certainty.NONE: Verdict.UNKNOWN,
}


class Reader:
    """Reads rows of one list. The directory is loaded once."""

    def __init__(self, names: NameList) -> None:
        self.names = names
        self.names.letter = Letter.objects.on_the_clock().get(pk=names.letter_id)

    @cached_property
    def members(self) -> Members:
        return Members(self.names.letter)

    @cached_property
    def organizations(self) -> Organizations:
        return Organizations()

    def read(self, rows: list[ListRow]) -> None:
        """Fill in the verdicts, and store them."""
        drafts = {row.number: draft for row in rows if (draft := self._read(row))}
        repeats.mark(self.names, rows, drafts)
        for row in rows:
            row.choice = DECIDED_BY_ITSELF.get(Verdict(row.verdict), Choice.UNDECIDED)
            row.why = row.why[:500]
        # One INSERT that meets the rows it rewrites: many times faster than an UPDATE with a CASE for each column.
        ListRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=READ)

    def _read(self, row: ListRow) -> Signatory | None:
        row.verdict, row.why, row.key, row.likeness, row.candidates = Verdict.NEW, "", "", "", []
        row.term = row.organization = None
        says = cells.said_in(self.names, row)
        try:
            if self.names.kind in (Kind.LEGISLATOR, Kind.ORGANIZATION):
                self._look_up(row, says)
            if self.names.kind == Kind.LEGISLATOR and row.term is None:
                return None
            draft = as_signatory(self.names, row)
        except cells.Wrong as wrong:
            row.verdict, row.why = Verdict.UNREADABLE, str(wrong)
            return None
        row.key, row.likeness = repeats.key_of(draft), repeats.likeness_of(draft, says)
        return draft

    def _look_up(self, row: ListRow, says: dict[str, str]) -> None:
        if self.names.kind == Kind.LEGISLATOR:
            found = self._member(says)
            row.term, row.verdict = found.one, FOUND[found.certainty]
        else:
            found = self.organizations.find(cells.name_of(says), state=cells.state_in(says))
            row.organization = found.one
            row.verdict = Verdict.NEW if found.certainty == Certainty.NONE else FOUND[found.certainty]
        row.why, row.candidates = found.why, [each.pk for each in found.candidates[:20]]

    def _member(self, says: dict[str, str]) -> Found:
        people = said.read(cells.name_of(says), around=cells.facts_in(says))
        if len(people) != 1:
            raise cells.Wrong(
                _("This names several people: put each in a row of its own.")
                if people
                else _("No name was found here.")
            )
        return self.members.find(people[0])


def read_on(names: NameList, *, seconds: float | None = None) -> int:
    """Read a slice, and more of them while the time lasts; returns how many rows are left."""
    began, reader = monotonic(), Reader(names)
    enough = SECONDS if seconds is None else seconds
    while _read_slice(reader) and monotonic() - began < enough:
        pass
    return names.rows.unread().count()


def _read_slice(reader: Reader) -> bool:
    """Read the next rows; False when there was none. Two who look at one list take turns."""
    with transaction.atomic():
        NameList.objects.select_for_update().filter(pk=reader.names.pk).first()  # none, if it was just discarded
        rows = list(reader.names.rows.unread().order_by("number")[:SLICE])
        reader.read(rows)
    return bool(rows)


def read_all(names: NameList, *, progress: Callable[[int], None] = lambda _left: None) -> None:
    """Read to the end, telling after each slice how many rows are left."""
    while left := read_on(names, seconds=0):
        progress(left)
    progress(0)
