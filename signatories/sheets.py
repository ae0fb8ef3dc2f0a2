"""Reads a CSV or XLSX file into rows of text. Pure; trusts nothing, and names the row that is wrong (THREATS T47).

CSV: UTF-8 with or without byte-order mark, UTF-16 with one; comma, semicolon or tab. XLSX: the first sheet.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from . import workbooks

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_FILES = 500
MAX_ROWS = 100_000
MAX_COLUMNS = 100
MAX_CELL = 10_000

OTHER_FORMATS = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS, DOC",
    b"\x1f\x8b": "GZIP",
    b"{\\rtf": "RTF",
    b"<!DOCTYPE": "HTML",
    b"<html": "HTML",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
}


class Unreadable(Exception):
    """A file that cannot be used; the text says which row, why, and what to do, in the reader's language."""


@dataclass(frozen=True)
class Row:
    """One row with its number in the file, as a spreadsheet shows it."""

    number: int
    cells: list[str]


def read(content: bytes) -> list[Row]:
    """Return every row that is not empty. Raises Unreadable; nothing is unpacked before its size is known."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than %d MB. Split it.") % (MAX_BYTES // 2**20))
    for mark, name in OTHER_FORMATS.items():
        if content.lstrip()[: len(mark)].lower() == mark.lower():
            raise Unreadable(_("This is a %s file. Save the list as CSV or XLSX.") % name)
    rows = list(_limited(_of_workbook(content) if content.startswith(b"PK\x03\x04") else _of_text(content)))
    if not rows:
        raise Unreadable(_("The file is empty."))
    return rows


def _limited(rows: Iterable[Row]) -> Iterator[Row]:
    count = 0
    for row in rows:
        if len(row.cells) > MAX_COLUMNS:
            raise _wrong(row.number, _("more than %d columns") % MAX_COLUMNS)
        if any(len(cell) > MAX_CELL for cell in row.cells):
            raise _wrong(row.number, _("a cell of more than %d characters") % MAX_CELL)
        if any(cell.strip() for cell in row.cells):
            count += 1
            if count > MAX_ROWS:
                raise _wrong(row.number, _("more than %d rows; split the file") % MAX_ROWS)
            yield row


def _wrong(number: int, why: str) -> Unreadable:
    return Unreadable(_("Row %(row)d cannot be used: %(why)s. Nothing was read.") % {"row": number, "why": why})


def _of_text(content: bytes) -> Iterator[Row]:
    text = decoded(content)
    csv.field_size_limit(2 * MAX_BYTES)  # the cell's own limit is ours, and says the row
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 1  # a cell of several lines is still one row
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _wrong(number, str(error)) from error
        if cells is None:
            return
        if len(cells) == 1 and reader.line_num == 1 and cells[0].lower().startswith("sep="):
            continue  # no spreadsheet shows it
        yield Row(number, cells)
        number += 1


def decoded(content: bytes) -> str:
    """Return the text of a file. Raises Unreadable, with the row, when it is in another encoding or no text at all."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise _wrong(row, _("it is not UTF-8 text; save the file as “CSV UTF-8”")) from error
    if (place := text.find("\0")) >= 0:
        raise _wrong(text[:place].count("\n") + 1, _("it holds a character that is not text"))
    return text


def _delimiter(text: str) -> str:
    """Return what stands most often between cells of the first rows."""
    head = text[:5000].splitlines()[:5]
    return max(",;\t", key=lambda sign: min((line.count(sign) for line in head if line.strip()), default=0))


def _of_workbook(content: bytes) -> Iterator[Row]:
    """Read the first sheet. XML that defines entities is refused by defusedxml, which openpyxl takes where it is."""
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be a lie
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1):
            yield Row(number, _trimmed([_text(cell) for cell in cells]))
        book.close()
    except (
        *(InvalidFileException, ParseError, zipfile.BadZipFile, KeyError, ValueError, IndexError),
        *(TypeError, AttributeError, EOFError, OSError, OverflowError, NotImplementedError, RuntimeError, zlib.error),
    ) as error:
        raise Unreadable(_("This workbook is damaged or no XLSX file. Save it again, or as CSV.")) from error


def _check_archive(content: bytes) -> None:
    """Refuse by the directory at the archive's end, before anything in it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) <= MAX_FILES and sum(part.file_size for part in parts) <= MAX_UNPACKED:
                workbooks.judge(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError, zlib.error) as error:
        raise Unreadable(_("This workbook is damaged or no XLSX file. Save it again, or as CSV.")) from error
    if len(parts) > MAX_FILES or sum(part.file_size for part in parts) > MAX_UNPACKED:
        limit = MAX_UNPACKED // 2**20
        raise Unreadable(_("Unpacked, this workbook is larger than %d MB. Save the list as CSV.") % limit)
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Unreadable(_("This workbook is damaged or no XLSX file. Save it again, or as CSV."))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells
