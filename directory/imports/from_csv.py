"""Reading the flat files of legislators: one row a term, the person repeated on each.

Dates under `term_start` and `term_end` are half-open. Those under `start_date` and `end_date` come from openstates:
the end is the last day, either may be missing, and the office's details are of today, so an ended term has none.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from directory.models import Identifier, Legislator, Term
from directory.states import CONGRESS, Chamber

from .records import Entry, at
from .tables import Cells, first_of, rows
from .terms import Days
from .values import chamber_of, day, day_after, first_day, other_names, senate_domain, state_of

# Columns that hold the source's identifiers of the person, and the scheme under which they are kept.
SCHEMES = {
    "bioguide_id": "bioguide",
    "ocd_person_id": "ocd-person",
    "govtrack_id": "govtrack",
    "icpsr_id": "icpsr",
    "lis_id": "lis",
    "legacy_openstates_ids": "legacy_openstates",
}
FIRST_SCHEMES = ("bioguide_id", "ocd_person_id")  # one of them is in every row
# Where a field stands: the first of these columns that is filled.
PERSON = {
    "full_name": ("full_name", "name"),
    "first": ("first", "given"),
    "middle": ("middle",),
    "last": ("last", "family"),
    "suffix": ("suffix",),
    "nickname": ("nickname",),
}
SEAT = {"district": ("district",), "party": ("party",), "title": ("title",)}
OFFICE = {
    "phone": ("phone", "capitol_voice", "district_voice"),
    "email": ("email",),
    "address": ("address", "capitol_address"),
}
START = ("term_start", "start_date")
NEEDED = (PERSON["full_name"], PERSON["first"], PERSON["last"], ("chamber",), ("district",), ("party",), START)
SEVERAL = "|"  # between names, and between identifiers, in one cell
NAMED_AFTER_A_STATE = re.compile(r"([a-z]{2})-legislators")


def read(path: Path, text: str) -> Iterator[Entry]:
    """Yield one entry a row, checked field by field. Raises BadFile at the first row that cannot be used."""
    for where, cells in rows(path, text, [*NEEDED, FIRST_SCHEMES]):
        with at(where):
            entry = _entry(where, cells, path)
            entry.check()
        yield entry


def _entry(where: str, cells: Cells, path: Path) -> Entry:
    person = Legislator(
        other_names=other_names(_several(cells, "other_names")),
        **{field: first_of(cells, columns) for field, columns in PERSON.items()},
    )
    return Entry(where, list(_identifiers(cells)), person, [_term(cells, path)])


def _identifiers(cells: Cells) -> Iterator[Identifier]:
    if not first_of(cells, FIRST_SCHEMES):
        raise ValueError(f"{' or '.join(FIRST_SCHEMES)} is empty")
    for column, scheme in SCHEMES.items():
        for value in _several(cells, column):
            yield Identifier(scheme=scheme, value=value)


def _several(cells: Cells, column: str) -> list[str]:
    return [part for cell in cells.get(column, "").split(SEVERAL) if (part := cell.strip())]


def _term(cells: Cells, path: Path) -> Term:
    jurisdiction, state = _place(cells, path)
    term = Term(
        chamber=chamber_of(cells["chamber"]),
        jurisdiction=jurisdiction,
        state=state,
        **{field: first_of(cells, columns) for field, columns in SEAT.items()},
    )
    from_openstates = "term_start" not in cells
    term.start, term.end = _of_openstates(cells) if from_openstates else _half_open(cells)
    if not (from_openstates and term.end):
        for field, columns in OFFICE.items():
            setattr(term, field, first_of(cells, columns))
    if (jurisdiction, term.chamber) == (CONGRESS, Chamber.UPPER):
        term.domain = senate_domain(cells.get("url", ""))
    return term


def _half_open(cells: Cells) -> Days:
    end = cells.get("term_end", "")
    return day(cells["term_start"], "term_start"), day(end, "term_end") if end else None


def _of_openstates(cells: Cells) -> Days:
    return first_day(cells["start_date"], "start_date"), day_after(cells.get("end_date", ""), "end_date")


def _place(cells: Cells, path: Path) -> tuple[str, str]:
    """Return legislature and state. Without a column for either, the file is named after its one state."""
    if "state" not in cells:
        named = NAMED_AFTER_A_STATE.match(path.name.lower())
        if not named:
            raise ValueError("missing column state; without it, name the file like ny-legislators.csv")
        return named[1].upper(), named[1].upper()
    jurisdiction = cells.get("jurisdiction", "")
    return state_of(jurisdiction) or jurisdiction or CONGRESS, cells["state"]
