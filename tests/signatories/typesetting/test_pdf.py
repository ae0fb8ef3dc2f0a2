"""The PDF: accessible, the same every time, and literal about whatever anybody typed."""

import hashlib
import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pdfua
import pytest
from django.conf import settings
from pikepdf import Dictionary, Name, Pdf

from letters import text
from letters.blocks import blocks
from signatories.typesetting import glyphs, pdf
from tests.factories.pictures import JPEG, png

from .paper import claims_accessibility, data, group, pages, pdf_text, person, words

HOSTILE = [
    '#panic("x")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    '#image("http://169.254.169.254/x.png")',
    "#eval(sys.inputs.letter)",
    "$x^2$",
    "@ref <label>",
    "*bold* _em_ `raw` // c",
    "= Heading",
    "\\u{41} \\ [ ] { } ~ --",
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "{{7*7}} {% load x %} %(x)s {0.__class__} {}",
    "\"smart\" 'quotes'",
]
COALITION = {
    "layout": "counted",
    "columns": 3,
    "counted": "2 organizations and 1 individual",
    "first": "Alpha and 2 more",
    "letterhead": {"lines": [], "picture": png(), "says": "Logos"},
    "groups": [group("Alpha", "Beta", heading="National organizations"), group("Ana", heading="Individuals")],
    "copies": ["The Secretary"],
    "code": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9H0z"/></svg>',
}
RICH = """We **ask** that you *please* see [this](https://example.org/x), `code`:

## Demands

3. End it.
   - Now.
4. Say so.

> Quoted.

---

    code
"""


def letters_of_all_kinds() -> dict[str, dict[str, Any]]:
    names = [f"Ana Vega {number}" for number in range(60)]
    note = [{"is": "p", "of": ["A", {"is": "note", "number": 1, "of": [{"is": "p", "of": ["Source."]}]}]}]
    signed = person("Ana Vega") | {"picture": JPEG}
    return {
        "one name": data(),
        "fifty names": data(groups=[group(*names)]),
        "coalition": data(**COALITION),
        "petition": data(layout="annex", columns=3, leads=[], groups=[group(*names)], remarks=["and 9 more"]),
        "rich text": data(body=blocks(text.tokens(RICH))),
        "footnote": data(body=note),
        "draft with a signature": data(mark="DRAFT", leads=[signed], address="", version=""),
        "nobody": data(leads=[], addressees=[], letterhead={"lines": []}),
    }


@pytest.mark.parametrize("kind", letters_of_all_kinds())
def test_every_letter_is_accessible(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf.build(letters_of_all_kinds()[kind]))

    report = pdfua.validate(str(file))

    assert claims_accessibility(file.read_bytes())
    assert [str(finding) for finding in report.findings] == []


def test_the_checker_would_find_an_untagged_file(tmp_path: Path) -> None:
    with Pdf.open(io.BytesIO(pdf.build(data()))) as opened:
        del opened.Root.StructTreeRoot
        opened.save(tmp_path / "letter.pdf")

    assert pdfua.validate(str(tmp_path / "letter.pdf")).findings


def test_title_language_and_date_are_the_letters() -> None:
    with Pdf.open(io.BytesIO(pdf.build(data(language="es", title="#strong[No]")))) as opened:
        assert (str(opened.docinfo.Title), str(opened.Root.Lang)) == ("#strong[No]", "es")
        assert str(opened.docinfo.CreationDate).startswith("D:20111117000000")


def test_fonts_are_inside_and_come_from_no_machine() -> None:
    with Pdf.open(io.BytesIO(pdf.build(data(body=blocks(text.tokens(RICH)))))) as opened:
        parts = [found for found in opened.objects if isinstance(found, Dictionary)]
        fonts = [part for part in parts if part.get("/Type") == Name.FontDescriptor]
        embedded = [any(key.startswith("/FontFile") for key in font.keys()) for font in fonts]  # noqa: SIM118 -- no mapping

    assert embedded
    assert all(embedded)


def test_two_builds_are_one_file() -> None:
    assert (
        hashlib.sha256(pdf.build(data(**COALITION))).digest() == hashlib.sha256(pdf.build(data(**COALITION))).digest()
    )


def test_a_child_may_set_a_letter_because_importing_sets_none_and_it_is_the_same_file() -> None:
    """Had the parent set one, its threads would be gone in the child, which would wait for them for ever."""
    script = (
        "import django, json, os, sys; django.setup(); import signatories.urls\n"
        "from signatories.typesetting import pdf\n"
        "given = json.load(sys.stdin)\n"
        "if child := os.fork(): sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
        "os.write(1, pdf.build(given)); os._exit(0)"
    )
    given = json.dumps(data(groups=[group("Ana Vega")])).encode()

    ran = subprocess.run(
        [sys.executable, "-c", script],
        input=given,
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert ran.stdout == pdf.build(data(groups=[group("Ana Vega")]))


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_anybody_typed_is_printed_as_it_stands(typed: str) -> None:
    everywhere = {
        "title": typed,
        "date": typed,
        "salutation": typed,
        "closing": typed,
        "letterhead": {"lines": [typed, typed], "picture": png(), "says": typed},
        "addressees": [[typed]],
        "body": [{"is": "p", "of": [typed]}, {"is": "list", "first": 1, "of": [[{"is": "p", "of": [typed]}]]}],
        "leads": [person(typed, typed) | {"picture": png()}],
        "groups": [{"heading": typed, "names": [person(typed, typed)]}],
        "remarks": [typed],
        "copies": [typed],
        "counted": typed,
        "layout": "counted",
        "first": typed,
    }

    made = pdf.build(data(**everywhere))

    assert claims_accessibility(made)
    assert words(made).count(" ".join(typed.split())) >= 16


def test_a_letter_names_no_file_and_no_package() -> None:
    template = (pdf.FOLDER / "letter.typ").read_text()

    assert re.findall(r"@preview|\beval\b|#import|#include|\bread\(|https?:", template) == []
    assert all(re.match(r"image\(bytes\(", call) for call in re.findall(r"(?<!\w)image\([^)]*", template))


def test_an_empty_box_stands_for_a_missing_character_and_the_letter_is_set_all_the_same() -> None:
    letter = data(groups=[group("李雷 Lei", "Ana Vega", "Sam 😀")])

    assert glyphs.strings_lacking(letter) == ["李雷 Lei", "Sam 😀"]
    assert pages(made := pdf.build(letter)) == 1
    assert not claims_accessibility(made)


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Ánh", "Łukasz Żółć", "Ελένη", "Юлия", "שלום", "محمد", "José\u200d", "A" + "\u0301" * 60]
)
def test_names_of_many_scripts_lack_nothing(name: str) -> None:
    assert glyphs.strings_lacking(data(groups=[group(name)])) == []
    assert claims_accessibility(pdf.build(data(groups=[group(name)])))


@pytest.mark.parametrize("word", ["W" * 255, "https://example.org/" + "a" * 230, "x" * 100_000])
def test_a_long_word_breaks_and_holds_nobody_up(word: str) -> None:
    began = time.monotonic()

    made = pdf.build(data(groups=[group(word[:255])], body=[{"is": "p", "of": [word]}]))

    assert time.monotonic() - began < 10
    assert words(made).replace(" ", "").count(word[:60]) >= 1


def test_an_address_breaks_without_marks_that_would_be_copied_with_it() -> None:
    address = "https://letters.example.org/verify/" + "a1b2c3d4" * 16 + "/"

    read = pdf_text(pdf.build(data(body=[{"is": "p", "of": [{"is": "link", "to": address, "of": [address]}]}])))

    assert address in "".join(read.split())
    assert address not in read  # it is longer than a line


def test_fifty_names_fit_on_two_pages() -> None:
    body = [{"is": "p", "of": ["We have questioned this arrangement for as long as it has existed. " * 5]}] * 5

    assert pages(pdf.build(data(body=body, groups=[group(*(f"Ana Vega {n}" for n in range(49)))]))) == 2


def test_five_thousand_names_take_seconds() -> None:
    letter = data(groups=[group(*(f"Ana Vega {number}" for number in range(5000)))])
    began = time.process_time()

    made = pdf.build(letter)

    # Of the processor: what the clock says depends on who else is at work.
    assert time.process_time() - began < 3
    assert 90 < pages(made) < 140
