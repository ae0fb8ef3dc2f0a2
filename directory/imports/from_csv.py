"""Reading the flat files of legislators: one row a term, the person repeated on each."""

import csv
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TextIO

from django.core.exceptions import ValidationError

from directory.models import Identifier, Legislator, Term
from directory.names import fold
from directory.states import CONGRESS, Chamber

from .records import BadFile, Entry

# Columns by which a person is found again, and the scheme under which the value is kept. The first one filled counts.
SCHEMES = {"bioguide_id": "bioguide", "ocd_person_id": "ocd-person"}
PERSON = ("full_name", "first", "middle", "last", "suffix", "nickname")
TERM = ("state", "district", "party", "title", "phone", "email")
REQUIRED = ("full_name", "first", "last", "chamber", "state", "district", "party", "term_start", "term_end")
CHAMBERS = {"house": Chamber.LOWER, "assembly": Chamber.LOWER, "senate": Chamber.UPPER} | {
    chamber.value: chamber for chamber in Chamber
}


def read_csv(path: Path) -> Iterator[Entry]:
    """Yield one entry a row, checked field by field. Raises BadFile at the first row that cannot be used.

    Columns that may be absent: middle, suffix, nickname, title, phone, email, and jurisdiction (then it is Congress).
    Columns of other names are ignored.
    """
    if path.exists() and not path.is_file():  # reading a device might never end
        raise BadFile(path, "not a file")
    try:
        # Bytes that are not UTF-8 pass as surrogates, so that the row they stand in can be named.
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield from _entries(path, file)
    except OSError as error:
        raise BadFile(path, error.strerror or str(error)) from error


def _entries(path: Path, file: TextIO) -> Iterator[Entry]:
    rows = csv.reader(file, strict=True)
    try:
        header = _header(next(rows, []))
        for cells in filter(None, rows):
            yield _entry(_by_column(header, cells))
    except ValidationError as error:
        reason = "; ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())
        raise BadFile(path, reason, row=rows.line_num) from error
    except (csv.Error, ValueError) as error:
        raise BadFile(path, str(error), row=rows.line_num) from error


def _header(cells: list[str]) -> list[str]:
    header = [_clean(cell) for cell in cells]
    missing = [column for column in REQUIRED if column not in header]
    if not SCHEMES.keys() & set(header):
        missing.append(" or ".join(SCHEMES))
    if missing:
        raise ValueError(f"missing column {', '.join(missing)}")
    return header


def _by_column(header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise ValueError(f"{len(cells)} cells under {len(header)} columns")
    return dict(zip(header, map(_clean, cells), strict=True))


def _clean(cell: str) -> str:
    categories = set(map(unicodedata.category, cell))
    if "Cs" in categories:
        raise ValueError("not UTF-8 text")
    if "Cc" in categories:
        raise ValueError(f"control character in {cell[:40]!r}")
    return cell.strip()


def _entry(cells: dict[str, str]) -> Entry:
    person = Legislator(**{field: cells.get(field, "") for field in PERSON})
    term = Term(
        chamber=CHAMBERS.get(cells["chamber"].lower(), cells["chamber"]),
        jurisdiction=cells.get("jurisdiction") or CONGRESS,
        start=_date(cells, "term_start"),
        end=_date(cells, "term_end") if cells["term_end"] else None,
        **{field: cells.get(field, "") for field in TERM},
    )
    entry = Entry(_identifier(cells), person, term)
    _check(entry)
    return entry


def _identifier(cells: dict[str, str]) -> Identifier:
    for column, scheme in SCHEMES.items():
        if value := cells.get(column):
            return Identifier(scheme=scheme, value=value)
    raise ValueError(f"{' or '.join(SCHEMES)} is empty")


def _date(cells: dict[str, str], column: str) -> date:
    text = cells[column]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # Python reads 20110105 and 2011-W01-3 too
        raise ValueError(f"{column}: {text[:40]!r} is not a date like 2011-01-05")
    return day


def _check(entry: Entry) -> None:
    """Refuse here, with the row's number, what the database would refuse later without it."""
    for row in (entry.identifier, entry.legislator, entry.term):
        row.clean_fields(exclude={"legislator"})
    if not fold(entry.legislator.full_name):
        raise ValueError(f"full_name: no letter in {entry.legislator.full_name!r}")
    term = entry.term
    if term.end and term.start and term.end <= term.start:
        raise ValueError(f"the term ends on {term.end}, but starts on {term.start}")
    if term.jurisdiction not in (CONGRESS, term.state):
        raise ValueError(f"a member of the legislature of {term.jurisdiction} cannot represent {term.state}")
