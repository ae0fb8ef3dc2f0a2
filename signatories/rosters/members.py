"""What would become of each row of a list of a group's members, in its order. Writes nothing."""

import hashlib
from typing import Self

from django.utils.translation import gettext as _

from directory.models import Legislator, LegislatorGroup, Term
from directory.names import fold
from directory.querysets import TermQuerySet

from .. import said
from ..fields import clean_line
from ..imports.cells import facts_in, name_of
from ..imports.columns import Column
from ..matching import Found, Legislature
from ..matching import Members as Known
from ..states import Reading
from .deciding import Decisions, Office, Roster, Row
from .offices import as_offices, only_one
from .texts import Sheet

LONGEST = 200
# What stands before a name, and says nothing of the group.
BEFORE = frozenset(
    ("rep", "representative", "sen", "senator", "hon", "congressman", "congresswoman", "del", "delegate")
) | {"assembly member", "assemblymember", "assemblyman", "assemblywoman"}


class MemberRow(Row):
    """``title`` is the line under the name."""

    title = ""


class Members(Roster[MemberRow]):
    """The rows of one list, each with the legislator it means. ``group``: the one they are added to, if it exists."""

    def __init__(self, where: Legislature, group: LegislatorGroup | None = None) -> None:
        self.where = where
        self.rows: list[MemberRow] = []
        self.places = {} if group is None else {one.legislator_id: one.title for one in group.members.all()}

    def read(self, sheet: Sheet, decisions: Decisions) -> Self:
        """Take the rows of a list, by the names in it."""
        known = Known(self.where)
        for line in sheet.lines:
            row = MemberRow(line.number, line.raw)
            says = {column: cell.strip() for column, cell in zip(sheet.columns, line.cells, strict=False) if column}
            self.rows.append(self._read(row, says, decisions, known) if line.cells else row.remark())
        return self._compare()

    def take(self, state: str = "") -> Self:
        """Take everybody who sits there on the day, by name; of one state where one is named."""
        terms = self.seats
        offices = dict.fromkeys(map(Office.of_term, terms.filter(state=state) if state else terms))
        self.rows = [MemberRow(number, office.label, offices=[office]) for number, office in enumerate(offices, 1)]
        return self._compare()

    def _read(self, row: MemberRow, says: dict[str, str], decisions: Decisions, known: Known) -> MemberRow:
        people = said.read(name_of(says), around=facts_in(says))
        if len(people) != 1:
            several = _("This names several people: put each in a row of its own.")
            row.unreadable(several if people else _("No name was found here."), decisions)
            return row
        row.settle(as_offices(known.find(people[0])), decisions, self.look_up)
        title = clean_line(says.get(Column.TITLE, "") or people[0].facts.note)[:LONGEST]
        row.title = "" if fold(title) in BEFORE else title
        row.says = ", ".join(filter(None, (people[0].name, row.title)))
        return row

    def _compare(self) -> Self:
        """Say of each settled row whether the legislator is in the group already, or twice in the list."""
        seen: dict[Office, int] = {}
        for row in self.rows:
            for office in row.offices:
                pk = office.legislator.pk if office.legislator else 0
                if office in seen:
                    row.verdict, row.why = Reading.TWICE, _("Row %d is the same person.") % seen[office]
                elif pk in self.places:
                    row.verdict = Reading.CHANGED if row.title not in ("", self.places[pk]) else Reading.SAME
                seen.setdefault(office, row.number)
        return self

    def look_up(self, typed: str) -> Found:
        """Return the legislator that staff typed, who may have sat there at any time."""
        terms = Term.objects.of(self.where.jurisdiction, self.where.chamber).found_by(typed)[:50]
        offices = list(dict.fromkeys(map(Office.of_term, terms)))
        return only_one([office for office in offices if office.label == typed] or offices)

    @property
    def seats(self) -> TermQuerySet:
        return Term.objects.in_office(self.where.date).of(self.where.jurisdiction, self.where.chamber).by_name()

    @property
    def suggestions(self) -> list[str]:
        """Return what the browser completes: those who sit there on the day, by name."""
        return [str(term) for term in self.seats]

    @property
    def members(self) -> list[tuple[Legislator, str]]:
        """Return whom to put into the group, in order, each with the line under the name."""
        return [(office.legislator, row.title) for row in self.to_write for office in row.offices if office.legislator]

    @property
    def seen(self) -> str:
        return hashlib.sha256(repr([(one.pk, title) for one, title in self.members]).encode()).hexdigest()
