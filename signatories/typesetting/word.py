"""The letter as a Word file, for offices that finish it on their own letterhead."""

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import batched, chain
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Inches, Pt
from docx.text.paragraph import Paragraph

from . import word_parts
from .word_parts import Notes


def build(content: dict[str, Any]) -> bytes:
    """Return the Word file of the letter that `content` describes (typesetting.content)."""
    document = docx.Document()
    _set_up(document, content)
    _head(document, content)
    notes = Notes(document)
    _text(document, content, notes)
    _signatures(document, content)
    notes.keep()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Document, content: dict[str, Any]) -> None:
    properties, midnight = document.core_properties, datetime.combine(date(*content["day"]), time.min, UTC)
    properties.title, properties.author, properties.comments = content["title"], "", ""
    properties.language, properties.created, properties.modified = content["language"], midnight, midnight
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11)
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    footer = section.footer.paragraphs[0]
    footer.text = " · ".join(filter(None, (content["mark"], content["address"], content["version"])))
    word_parts.page_number(footer)


def _head(document: Document, content: dict[str, Any]) -> None:
    head = content["letterhead"]
    if content["mark"]:
        document.add_paragraph().add_run(content["mark"]).bold = True
    if "picture" in head:
        paragraph = document.add_paragraph()
        paragraph.alignment = ALIGN.CENTER
        word_parts.picture(paragraph, head["picture"], head["says"], Inches(1.1))
    for number, line in enumerate(head["lines"]):
        paragraph = document.add_paragraph(line)
        paragraph.alignment, paragraph.paragraph_format.space_after = ALIGN.CENTER, Pt(0)
        paragraph.runs[0].bold = number == 0
    if content["layout"] != "under" and content["counted"]:
        document.add_paragraph().add_run(content["fixed"]["signed by"].format(content["counted"])).bold = True
        if content["first"]:
            document.add_paragraph(content["first"])


def _text(document: Document, content: dict[str, Any], notes: Notes) -> None:
    document.add_paragraph(content["date"]).paragraph_format.space_before = Pt(18)
    for lines in content["addressees"]:
        document.add_paragraph("\n".join(lines))
    document.add_paragraph(content["salutation"])
    _blocks(document, content["body"], notes)
    document.add_paragraph(content["closing"]).paragraph_format.keep_with_next = True


def _blocks(document: Document, blocks: Iterable[dict[str, Any]], notes: Notes, depth: int = 0) -> None:
    for block in blocks:
        match block["is"]:
            case "list":
                for number, item in enumerate(block["of"]):
                    _item(document, item, notes, depth + 1, _bullet(document, block, depth + 1, number))
            case "quote":
                _blocks(document, block["of"], notes, depth + 1)
            case "code":
                document.add_paragraph(block["of"]).runs[0].font.name = "Courier New"
            case "rule":
                document.add_paragraph("* * *").alignment = ALIGN.CENTER
            case "heading":
                notes.runs(document.add_heading(level=block["level"]), block["of"])
            case _:
                paragraph = document.add_paragraph()
                paragraph.paragraph_format.left_indent = Inches(0.25 * depth)
                notes.runs(paragraph, block["of"])


def _bullet(document: Document, block: dict[str, Any], depth: int, number: int) -> Paragraph:
    """Begin an item of a list; the first of a numbered one begins the count."""
    level = f" {min(depth, 3)}" if depth > 1 else ""
    if block["first"] is None:
        return document.add_paragraph(style=f"List Bullet{level}")
    paragraph = document.add_paragraph(style=f"List Number{level}")
    if number == 0:
        block["numbering"] = word_parts.new_numbering(document, paragraph, block["first"])
    word_parts.number(paragraph, block["numbering"])
    return paragraph


def _item(document: Document, item: list[dict[str, Any]], notes: Notes, depth: int, begun: Paragraph) -> None:
    rest = item
    if item and item[0]["is"] == "p":
        notes.runs(begun, item[0]["of"])
        rest = item[1:]
    _blocks(document, rest, notes, depth)


def _signatures(document: Document, content: dict[str, Any]) -> None:
    _table(document, content, content["leads"], room=content["layout"] == "under")
    if content["layout"] != "annex":
        _groups(document, content)
    if content["copies"]:
        document.add_paragraph("\n".join([content["fixed"]["cc"], *content["copies"]]))
    if content["layout"] == "annex" and content["groups"]:
        document.add_page_break()  # type: ignore[no-untyped-call]
        document.add_heading(content["fixed"]["annex"], level=1)
        _groups(document, content)


def _groups(document: Document, content: dict[str, Any]) -> None:
    for group in content["groups"]:
        if group["heading"]:
            document.add_heading(group["heading"], level=2)
        if content["layout"] == "annex":
            # One paragraph: python-docx walks through all of them to add another.
            document.add_paragraph("\n".join(", ".join(_lines(person)) for person in group["names"]))
        else:
            _table(document, content, group["names"])
    for remark in content["remarks"]:
        document.add_paragraph().add_run(remark).italic = True


def _table(document: Document, content: dict[str, Any], people: list[dict[str, Any]], *, room: bool = False) -> None:
    if not people:
        return
    columns = content["columns"]
    table = document.add_table(rows=0, cols=columns)
    for row in batched(people, columns):
        cells = table.add_row().cells
        for cell, person in zip(cells, chain(row, [None] * (columns - len(row))), strict=True):
            if person:
                _signature(cell.paragraphs[0], person, content, room=room)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _signature(paragraph: Paragraph, person: dict[str, Any], content: dict[str, Any], *, room: bool) -> None:
    if "picture" in person:
        says = content["fixed"]["signature of"].format(person["name"])
        word_parts.picture(paragraph, person["picture"], says, Inches(0.4))
        paragraph.add_run("\n")
    elif room:
        paragraph.paragraph_format.space_before = Pt(24)
    paragraph.add_run("\n".join(_lines(person)))


def _lines(person: dict[str, Any]) -> Iterator[str]:
    return filter(None, (person["name"], person["line"]))
