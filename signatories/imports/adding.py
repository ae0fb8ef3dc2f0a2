"""Storing a list as it was brought. Nothing is read into names yet: that goes on in slices, in reading.py."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate, batched
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from letters.models import Letter

from .. import said, sheets
from ..models import ListRow, NameList
from ..said import Said
from ..states import Choice, Kind, Verdict
from .columns import Column, guess, names_somebody

AT_ONCE = 1000
MAX_TEXT = 1_000_000
# The columns of a text that was taken apart.
TEXT_COLUMNS = (Column.NAME, Column.CHAMBER, Column.STATE, Column.DISTRICT, Column.PARTY, Column.SCOPE)


def add_file(
    letter: Letter,
    kind: str,
    content: bytes,
    *,
    file_name: str,
    by: Any = None,
    received_at: datetime | None = None,
    columns: dict[str, str] | None = None,
) -> NameList:
    """Store the rows of a CSV or XLSX file, or of a text file by its name. Raises Unreadable with nothing stored.

    ``columns`` says what a heading means where guessing it would go wrong.
    """
    about: dict[str, Any] = {"file_name": file_name[:200], "received_at": received_at}
    if file_name.lower().endswith((".txt", ".text", ".md")):
        return add_text(letter, kind, sheets.decoded(content), by=by, **about)
    rows = sheets.read(content)
    header = [cell.strip()[:200] for cell in rows[0].cells]
    width = max(len(row.cells) for row in rows)
    known = [*guess(header), *[""] * (width - len(header))]
    if not any(known) and not columns:
        if width == 1:  # one name a line, without a heading
            return add_text(letter, kind, "\n".join(row.cells[0] for row in rows), by=by, **about)
        header = []  # the first row is a row like the others; staff say what the columns are
    about |= {"header": header, "columns": known, "sha256": _digest(content), "added_by": by}
    names = NameList(letter=letter, kind=kind, **about)
    if columns:
        _name_columns(names, columns)
    return _store(names, ((row.number, raw_of(row.cells), row.cells, "") for row in rows[1 if header else 0 :]))


def add_text(letter: Letter, kind: str, text: str, *, by: Any = None, **about: Any) -> NameList:
    """Store the names of a pasted text: one a line, or several in running text, under headings or none."""
    if len(text) > MAX_TEXT:
        raise sheets.Unreadable(_("This text is too long. Upload it as a file."))
    columns = [column.value for column in TEXT_COLUMNS]
    about |= {"columns": columns, "sha256": _digest(text.encode("utf-8", "surrogatepass")), "added_by": by}
    names = NameList(letter=letter, kind=kind, **about)
    return _store(names, _of_text(kind, text))


def map_columns(names: NameList, columns: Sequence[str]) -> None:
    """Say anew what each column means; every row is read again, and what was decided is forgotten."""
    with transaction.atomic():
        names.columns = list(columns)
        names.save(update_fields=["columns"])
        names.rows.update(verdict="", why="", choice=Choice.UNDECIDED, key="", likeness="", corrected={})


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _name_columns(names: NameList, columns: dict[str, str]) -> None:
    for heading, column in columns.items():
        if heading not in names.header:
            raise sheets.Unreadable(_("The file has no column “%s”.") % heading)
        names.columns = ["" if other == column else other for other in names.columns]
        names.columns[names.header.index(heading)] = column
    if not names_somebody(names.columns):
        raise sheets.Unreadable(_("No column says the name."))


def raw_of(cells: Sequence[str]) -> str:
    return " · ".join(cell.strip() for cell in cells if cell.strip())[:2000]


@transaction.atomic
def _store(names: NameList, rows: Iterable[tuple[int, str, Sequence[str], str]]) -> NameList:
    names.save()
    rows = list(rows)
    made = (
        ListRow(
            names=names,
            number=number,
            raw=storable(raw),
            cells=[storable(cell) for cell in cells],
            verdict=verdict,
            choice=Choice.LEAVE_OUT if verdict else Choice.UNDECIDED,
        )
        for number, (_line, raw, cells, verdict) in zip(_numbers(rows), rows, strict=True)
    )
    for batch in batched(made, AT_ONCE):
        ListRow.objects.bulk_create(batch)
    return names


def _numbers(rows: Iterable[tuple[int, Any, Any, Any]]) -> Iterable[int]:
    """Return each row's number: the one a spreadsheet or an editor shows beside it.

    Only a line of text that names several people is several rows, which push those behind them on.
    """
    return accumulate((line for line, *_rest in rows), lambda last, line: max(last + 1, line))


def storable(text: str) -> str:
    """Return the text without what PostgreSQL stores nowhere: NUL and halves of broken pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _of_text(kind: str, text: str) -> Iterable[tuple[int, str, Sequence[str], str]]:
    for line in said.lines(text):
        if not line.is_name or (line.individuals and kind != Kind.INDIVIDUAL):
            yield line.number, line.text[:2000], (), Verdict.NO_NAME
        elif kind == Kind.LEGISLATOR:
            people = said.read(line.text, around=line.facts)
            for person in people:
                raw = f"{person.name}: {line.text}" if len(people) > 1 else line.text
                yield line.number, raw[:2000], cells_of(person), ""
            if not people:
                yield line.number, line.text[:2000], (line.text,), ""
        else:
            cells = (line.text, "", line.facts.state, "", "", line.scope)
            yield line.number, line.text[:2000], cells, ""


def cells_of(person: Said) -> tuple[str, ...]:
    """Return a person read from a text as the cells of a row, so that texts and files go the same way from here."""
    facts = person.facts
    nickname = f' "{person.nickname}"' if person.nickname else ""
    suffix = f", {person.suffix}" if person.suffix else ""
    first, _space, rest = person.name.partition(" ")
    name = f"{first}{nickname} {rest}".strip() + suffix
    chamber = f"{facts.level} {facts.chamber}".strip()
    return name, chamber, facts.state, facts.district, facts.party, ""
