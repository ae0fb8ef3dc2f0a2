"""The letter as a Word file and as plain text: the same words as the PDF's data, in their own form."""

import io
from zipfile import ZipFile

import docx
import mammoth
import pytest

from letters import text
from letters.blocks import blocks
from signatories.typesetting import plain, word
from tests.factories.pictures import JPEG, png

from .paper import data, group, person

BODY = """We **ask** *you*, see [this](https://example.org/x).

3. End it.
   - Now.
4. Say so.

Then

1. again

> Quoted.

```
code
```
"""
NOTE = {"is": "note", "number": 1, "of": [{"is": "p", "of": ["See ", {"is": "em", "of": ["the report"]}, "."]}]}


def html(file: bytes) -> str:
    return mammoth.convert_to_html(io.BytesIO(file)).value


def test_emphasis_links_lists_and_quotations_survive_in_word() -> None:
    made = html(word.build(data(body=blocks(text.tokens(BODY)))))

    assert '<p>We <strong>ask</strong> <em>you</em>, see <a href="https://example.org/x">this</a>.</p>' in made
    assert "<ol><li>End it.</li></ol><ul><li>Now.</li></ul><ol><li>Say so.</li></ol>" in made


def test_each_numbered_list_of_a_word_file_begins_where_the_text_says() -> None:
    document = docx.Document(io.BytesIO(word.build(data(body=blocks(text.tokens(BODY))))))

    numbered = [p for p in document.paragraphs if p.style.name == "List Number"]
    numberings = [p._p.pPr.numPr.numId.val for p in numbered]
    nums = {num.numId: num for num in document.part.numbering_part.element.num_lst}
    assert numberings[0] == numberings[1] != numberings[2]
    assert [nums[key].lvlOverride_lst[0].startOverride.val for key in numberings[1:]] == [3, 1]


def test_footnotes_are_footnotes_in_word_and_are_read_back() -> None:
    again = {"is": "again", "number": 1}

    file = word.build(data(body=[{"is": "p", "of": ["A", NOTE, " b", again]}]))

    assert "word/footnotes.xml" in ZipFile(io.BytesIO(file)).namelist()
    assert '<li id="footnote-1"><p> See the report.' in html(file)


def test_a_word_file_without_footnotes_has_no_part_for_them() -> None:
    assert "word/footnotes.xml" not in ZipFile(io.BytesIO(word.build(data()))).namelist()


def test_names_stand_in_columns_with_pictures_that_say_what_they_are() -> None:
    lead = person("Ana Vega", "Mayor") | {"picture": JPEG}
    head = {"lines": ["Office"], "picture": png(), "says": "The seal"}

    made = word.build(data(leads=[lead], groups=[group("B", "C", "D")], letterhead=head))

    document = docx.Document(io.BytesIO(made))
    cells = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    xml = ZipFile(io.BytesIO(made)).read("word/document.xml").decode()
    assert cells == [["B\nMember of Congress", "C\nMember of Congress"], ["D\nMember of Congress", ""]]
    assert [says in xml for says in ('descr="The seal"', 'descr="Signature of Ana Vega"')] == [True, True]


@pytest.mark.parametrize("typed", ["<w:p>&amp;</w:p>", "{ INCLUDETEXT x }", "李雷 😀", "]]>", "a" * 200])
def test_what_anybody_typed_is_text_in_word(typed: str) -> None:
    file = word.build(data(title=typed, salutation=typed, leads=[person(typed, typed)], copies=[typed]))

    document = docx.Document(io.BytesIO(file))
    assert document.core_properties.title == typed
    assert typed in [p.text for p in document.paragraphs]
    assert document.tables[0].rows[0].cells[0].text == f"{typed}\n{typed}"


def test_the_plain_letter_reads_from_top_to_bottom() -> None:
    letter = data(
        mark="DRAFT",
        body=[*blocks(text.tokens(BODY)), {"is": "p", "of": ["Note", NOTE]}],
        groups=[group("Ana Vega", heading="Senate")],
        remarks=["and 2 more"],
        copies=["The Secretary"],
    )

    assert (
        plain.build(letter)
        == """\
DRAFT

José E. Serrano
16th District, New York

November 17, 2011

The President
The White House

Dear Mr. President:

We ask you, see this (https://example.org/x).

3. End it.

   - Now.
4. Say so.

Then

1. again

  Quoted.

    code

Note[1]

Sincerely,

José E. Serrano
Member of Congress

SENATE

Ana Vega
Member of Congress

and 2 more

cc:
  The Secretary

[1] See the report.

https://letters.example.org/letters/end-it/ · version 1
"""
    )
