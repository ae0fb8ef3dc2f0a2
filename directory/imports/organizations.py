"""Reading organizations: parents and chapters in one file, in any order."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from directory.models import Organization
from directory.names import fold
from directory.states import Scope

from .files import read_text
from .outcome import Outcome
from .records import BadFile, at
from .rows import take_over
from .tables import Cells, rows

FIELDS = ("name", "scope", "domain", "city")
NEEDED = (("name",),)


@dataclass
class _Row:
    where: str
    said: Organization
    parent: str


@transaction.atomic
def import_organizations(path: str | Path, *, dry_run: bool = False) -> Outcome:
    """Add the organizations of a CSV file or bring them up to date; all or nothing, nothing is deleted.

    One is found again by name, state and parent; an empty cell says nothing. Raises BadFile.
    """
    waiting = [_row(where, cells) for where, cells in rows(path, read_text(Path(path)), NEEDED)]
    read, shelves = len(waiting), _Shelves()
    while waiting:
        blocked = _blocked(waiting)
        if len(blocked) == len(waiting):
            raise BadFile(waiting[0].where, "parent: the parents lead in a circle")
        for row in waiting:
            if row.where not in blocked:
                shelves.put(row)
        waiting = [row for row in waiting if row.where in blocked]
    transaction.set_rollback(dry_run)
    return Outcome(read, len(shelves.added), len(shelves.changed))


def _row(where: str, cells: Cells) -> _Row:
    with at(where):
        said = Organization(
            name=cells["name"],
            scope=cells.get("scope", "").lower(),
            domain=cells.get("domain", ""),
            city=cells.get("city", ""),
            state=cells.get("state", "").upper(),
        )
        said.clean()
        said.clean_fields(exclude={"folded_name", *([] if said.scope else ["scope"])})
        if not said.folded_name:
            raise ValueError(f"name: no letter in {said.name!r}")
    return _Row(where, said, cells.get("parent", ""))


def _blocked(waiting: list[_Row]) -> set[str]:
    """Say which rows must wait for their parent's own row. A chapter may share its parent's name, and no more."""
    parents: defaultdict[str, set[str]] = defaultdict(set)
    for row in waiting:
        parents[row.said.folded_name].add(fold(row.parent))
    return {row.where for row in waiting if row.parent and parents.get(fold(row.parent), set()) - {fold(row.parent)}}


class _Shelves:
    """The organizations that exist, by name, as rows are put among them."""

    def __init__(self) -> None:
        self.by_name: defaultdict[str, list[Organization]] = defaultdict(list)
        for organization in Organization.objects.all():
            self.by_name[organization.folded_name].append(organization)
        self.added: set[int] = set()
        self.changed: set[int] = set()

    def put(self, row: _Row) -> None:
        said = row.said
        said.parent = self._parent(row)
        for known in self.by_name[said.folded_name]:
            if (known.state, known.parent_id) == (said.state, said.parent_id):
                self._change(known, said)
                return
        said.scope = said.scope or Scope.NATIONAL
        said.save()
        self.by_name[said.folded_name].append(said)
        self.added.add(said.pk)

    def _change(self, known: Organization, said: Organization) -> None:
        before = [getattr(known, field) for field in FIELDS]
        take_over(known, said, FIELDS)
        if before != [getattr(known, field) for field in FIELDS]:
            known.save()
            self.changed.update({known.pk} - self.added)

    def _parent(self, row: _Row) -> Organization | None:
        """Find the parent by name: the one without a parent of its own, and among several the one without a state."""
        if not row.parent:
            return None
        named = self.by_name.get(fold(row.parent), [])
        named = [each for each in named if each.parent_id is None] or named
        named = [each for each in named if not each.state] or named if len(named) > 1 else named
        if len(named) != 1:
            how_many = "several organizations are" if named else "no organization is"
            raise BadFile(row.where, f"parent: {how_many} called {row.parent!r}, in this file or in the directory")
        return named[0]
