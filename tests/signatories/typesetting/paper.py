"""Letters on paper for tests: data as typesetting.content makes it, and what a reader sees of a PDF."""

import io
import shutil
import subprocess
from typing import Any

import pytest
from django.utils import translation
from pikepdf import Pdf

from signatories.typesetting.content import _fixed_words


def person(name: str, line: str = "") -> dict[str, Any]:
    return {"name": name, "line": line}


def group(*names: str, heading: str = "") -> dict[str, Any]:
    return {"heading": heading, "names": [person(name, "Member of Congress") for name in names]}


def data(**given: Any) -> dict[str, Any]:
    """A letter of one paragraph and one lead; whatever is given wins."""
    with translation.override("en"):
        fixed = _fixed_words()
    return {
        "language": "en",
        "day": [2011, 11, 17],
        "mark": "",
        "letterhead": {"lines": ["José E. Serrano", "16th District, New York"]},
        "date": "November 17, 2011",
        "title": "End the program",
        "addressees": [["The President", "The White House"]],
        "salutation": "Dear Mr. President:",
        "body": [{"is": "p", "of": ["Please end it."]}],
        "closing": "Sincerely,",
        "layout": "under",
        "columns": 2,
        "counted": "",
        "first": "",
        "leads": [person("José E. Serrano", "Member of Congress")],
        "groups": [],
        "remarks": [],
        "copies": [],
        "address": "https://letters.example.org/letters/end-it/",
        "version": "version 1",
        "fixed": fixed,
    } | given


def pages(pdf: bytes) -> int:
    with Pdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def claims_accessibility(pdf: bytes) -> bool:
    """Whether the file says that it is PDF/UA-1."""
    with Pdf.open(io.BytesIO(pdf)) as opened:
        return opened.open_metadata().get("pdfuaid:part") == "1"


def pdf_text(pdf: bytes) -> str:
    """Return the text of a PDF as programs copy it."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode()


def words(pdf: bytes) -> str:
    """Return the text of a PDF with spaces evened and without the break marks of long words."""
    return " ".join(pdf_text(pdf).replace("\u200b", "").split())
