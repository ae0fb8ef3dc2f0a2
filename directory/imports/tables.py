"""Reading CSV files row by row, with the place of each row for whoever must be told of a mistake in it."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from .records import at
from .values import clean

MAX_CELL = 131_072  # characters: what the interpreter takes unless told otherwise

type Cells = dict[str, str]


def rows(path: object, text: str, needed: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, Cells]]:
    """Yield where each row stands, and its cells by column. Columns that nobody asks for are no matter.

    Of each group of columns in `needed` one must be there. Raises BadFile.
    """
    csv.field_size_limit(MAX_CELL)  # the interpreter has one limit, which other readers set too
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    header = _header(path, next(_numbered(path, lines), (f"{path}", []))[1], needed)
    for where, cells in _numbered(path, lines):
        with at(where):
            if len(cells) != len(header):
                raise ValueError(f"{len(cells)} cells under {len(header)} columns")
            row = dict(zip(header, map(clean, cells), strict=True))
        yield where, row


def _numbered(path: object, lines: Any) -> Iterator[tuple[str, list[str]]]:
    while True:
        try:
            cells = next(lines, None)
        except csv.Error as error:
            with at(f"{path}, row {lines.line_num}"):
                raise ValueError(str(error)) from error
        if cells is None:
            return
        if cells:
            yield f"{path}, row {lines.line_num}", cells


def _header(path: object, cells: list[str], needed: Iterable[tuple[str, ...]]) -> list[str]:
    with at(f"{path}, row 1" if cells else path):
        header = [clean(cell) for cell in cells]
        missing = [" or ".join(names) for names in needed if not set(names) & set(header)]
        if missing:
            raise ValueError(f"missing column {', '.join(missing)}")
        twice = {column for column in header if column and header.count(column) > 1}
        if twice:
            raise ValueError(f"column {', '.join(sorted(twice))} stands there twice")
    return header


def first_of(cells: Cells, columns: Iterable[str]) -> str:
    """Return the first value that is there: sources call the same thing by different names."""
    return next((cells[column] for column in columns if cells.get(column)), "")
