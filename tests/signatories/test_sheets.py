"""Files that people bring, and files that somebody made to do harm: read, or refused with the row and the reason."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from signatories import sheets
from signatories.sheets import Unreadable

NAMES = [["name", "state"], ["José Serrano", "NY"], ["Zoe Lofgren", "CA"]]


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content, **parts):
    """Return the archive with parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return file.getvalue()


def cells(content):
    return [row.cells for row in sheets.read(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_files_are_read_in_each_encoding_and_with_each_delimiter(encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in NAMES)

    assert cells(text.encode(encoding)) == NAMES


def test_quotes_line_ends_and_blank_rows_keep_the_numbers_that_a_spreadsheet_shows():
    rows = sheets.read('name,note\n\n"Serrano, José","two\nlines"\n,\nZoe,x\n'.encode())

    assert [(row.number, row.cells) for row in rows] == [
        (1, ["name", "note"]),
        (3, ["Serrano, José", "two\nlines"]),
        (5, ["Zoe", "x"]),
    ]


def test_a_workbook_is_read_with_its_numbers_as_text():
    assert cells(workbook([["name", "zip"], ["José", 10001], ["Zoe", 10001.0], ["=1+1", None]])) == [
        ["name", "zip"],
        ["José", "10001"],
        ["Zoe", "10001"],
    ]


BOMB = b"<a>" + b" " * (sheets.MAX_UNPACKED + 1) + b"</a>"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
XXE = LAUGHS.replace(b'<!ENTITY a "ha">', b'<!ENTITY a SYSTEM "file:///etc/hostname">')
SHEET = "xl/worksheets/sheet1.xml"
BOOK = workbook(NAMES)
LINES = b"name,state\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n\n , \n", "empty"),
        (b"name\n" + b"x" * sheets.MAX_BYTES, "larger than 10 MB"),
        (LINES + "José,NY\n".encode("latin-1"), "Row 2 cannot be used: it is not UTF-8"),
        (LINES + b"a,b\n" * 8 + "Zoé,NY\n".encode("cp1252"), "Row 10 "),
        (LINES + b"a\0b,NY\n", "Row 2 cannot be used: it holds a character that is not text"),
        (b"\xff\xfen", "not UTF-8"),
        (LINES + b'"never closed,NY\n' + b"a,b\n" * 50, "Row 2 cannot be used"),
        (LINES + b"a" * 200_000 + b",NY\n", "Row 2 cannot be used: a cell of more than 10000 characters"),
        (LINES + b"," * 1_000_000, "Row 2 cannot be used: more than 100 columns"),
        (LINES + b"a\n" * (sheets.MAX_ROWS + 1), "more than 100000 rows"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "XLS"),
        (b"\x1f\x8b\x08", "GZIP"),
        (b"<!doctype html><table>", "HTML"),
        (b"PK\x03\x04 and nothing else", "damaged"),
        (BOOK[: len(BOOK) // 2], "damaged"),
        (repacked(BOOK, **{SHEET: b"<not closed"}), "damaged"),
        (repacked(BOOK, **{SHEET: BOMB}), "Unpacked, this workbook is larger than"),
        (repacked(BOOK, **{f"x{number}": b"" for number in range(600)}), "Unpacked"),
        (repacked(BOOK, **{SHEET: LAUGHS}), "damaged"),
        (repacked(BOOK, **{SHEET: XXE}), "damaged"),
        (workbook([["name"], ["a"] * 120]), "Row 2 cannot be used: more than 100 columns"),
        (workbook([["name"], ["a" * 20_000]]), "Row 2 cannot be used: a cell of more than"),
    ],
    ids=range(24),
)
def test_what_cannot_be_used_is_refused_with_row_and_reason(content, said):
    with pytest.raises(Unreadable, match=said):
        sheets.read(content)


def test_a_zip_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/passwd", "root")

    with pytest.raises(Unreadable, match="no XLSX"):
        sheets.read(file.getvalue())
