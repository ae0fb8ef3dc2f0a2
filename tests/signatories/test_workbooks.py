"""Small workbooks that would cost much: refused before anything is built of them."""

import io
import zipfile

import openpyxl
import pytest

from signatories import sheets

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELL = '<c t="inlineStr"><is><t>Ana Ruiz</t></is></c>'


def workbook(rows: str, *, part: str = SHEET, before: str = "") -> bytes:
    """Return a real workbook in which one part says this."""
    book, made = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(book)
    xml = f'<?xml version="1.0"?>{before}<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>'
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == part else old.read(name))
    return made.getvalue()


def test_a_plain_sheet_is_read() -> None:
    assert [row.cells for row in sheets.read(workbook(f'<row r="1">{CELL}</row>'))] == [["Ana Ruiz"]]


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(workbook(f'<row r="1000000000">{CELL}</row>'), id="a row far away"),
        pytest.param(workbook(f'<row r="{"9" * 5000}">{CELL}</row>'), id="a row without end"),
        pytest.param(workbook("<a>" * 100 + "</a>" * 100), id="deep"),
        pytest.param(workbook("<xf/>" * 200_001, part="xl/styles.xml"), id="styles"),
        pytest.param(workbook(CELL, before='<!DOCTYPE x [<!ENTITY y "z">]>'), id="entities"),
        pytest.param(workbook("<row>"), id="no XML"),
    ],
)
def test_what_no_program_writes_is_refused(made: bytes) -> None:
    with pytest.raises(sheets.Unreadable, match="damaged or no XLSX file"):
        sheets.read(made)
