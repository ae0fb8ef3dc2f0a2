"""Parts of a Word file that python-docx has no words for: footnotes, links, numbered lists, page numbers."""

import io
from collections.abc import Iterable
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .plain import inline

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
LINES = (("separator", -1), ("continuationSeparator", 0))


class Notes:
    """Writes runs into paragraphs, and gathers the footnotes they carry."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for kind, key in LINES:
            note = self._note(key, "")
            note.set(qn("w:type"), kind)
            note.find(f".//{qn('w:r')}").append(OxmlElement(f"w:{kind}"))

    def _note(self, key: int, text: str) -> Any:
        note, paragraph, run = (OxmlElement(f"w:{tag}") for tag in ("footnote", "p", "r"))
        note.set(qn("w:id"), str(key))
        paragraph.append(run)
        note.append(paragraph)
        self.root.append(note)
        if text:
            run.append(OxmlElement("w:footnoteRef"))
            run.append(_text(f" {text}"))
        return note

    def runs(self, paragraph: Paragraph, runs: Iterable[Any], **how: bool) -> None:
        """Add runs (letters/blocks.py) to the paragraph; ``how`` is bold or italic, as what surrounds them is."""
        for run in runs:
            if isinstance(run, str):
                _add(paragraph, run, how)
            else:
                self._run(paragraph, run, how)

    def _run(self, paragraph: Paragraph, run: dict[str, Any], how: dict[str, bool]) -> None:
        match run["is"]:
            case "strong":
                self.runs(paragraph, run["of"], **how | {"bold": True})
            case "em":
                self.runs(paragraph, run["of"], **how | {"italic": True})
            case "break":
                paragraph.add_run().add_break()
            case "code":
                _add(paragraph, run["of"], how).font.name = "Courier New"
            case "link":
                _link(paragraph, run["to"], inline(run["of"], []))
            case "again":
                _add(paragraph, str(run["number"]), how).font.superscript = True
            case "note":
                self._note(run["number"], " ".join(inline(part["of"], []) for part in run["of"]))
                mark = _add(paragraph, "", how)
                mark.font.superscript = True
                reference = OxmlElement("w:footnoteReference")
                reference.set(qn("w:id"), str(run["number"]))
                mark._r.append(reference)  # noqa: SLF001 -- the documented way to what python-docx has no words for

    def keep(self) -> None:
        """Put the footnotes into the file."""
        if len(self.root) == len(LINES):
            return
        name, package = PackURI("/word/footnotes.xml"), self.document.part.package
        part = Part(name, FOOTNOTES, serialize_part_xml(self.root), package)
        self.document.part.relate_to(part, RELATION.FOOTNOTES)


def _text(text: str) -> Any:
    element = OxmlElement("w:t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _add(paragraph: Paragraph, text: str, how: dict[str, bool]) -> Run:
    run = paragraph.add_run(text)
    run.bold, run.italic = how.get("bold"), how.get("italic")
    return run


def _link(paragraph: Paragraph, to: str, says: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(to, RELATION.HYPERLINK, is_external=True))
    run = paragraph.add_run(says)
    run.underline = True
    link.append(run._r)  # noqa: SLF001 -- as above
    paragraph._p.append(link)  # noqa: SLF001 -- as above


def picture(paragraph: Paragraph, content: bytes, says: str, height: Length) -> None:
    """Put a picture into the paragraph, with what a screen reader says of it."""
    shape = paragraph.add_run().add_picture(io.BytesIO(content), height=height)
    shape._inline.docPr.set("descr", says)  # noqa: SLF001 -- as above


def new_numbering(document: Document, paragraph: Paragraph, first: int) -> int:
    """Return a numbering like that of the paragraph's style, which begins at ``first``."""
    numbering = document.part.numbering_part.element
    style = paragraph.style.element.pPr.numPr.numId.val  # type: ignore[union-attr]  # list styles have a number
    fresh = numbering.add_num(numbering.num_having_numId(style).abstractNumId.val)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(first)
    return int(fresh.numId)


def number(paragraph: Paragraph, numbering: int) -> None:
    """Count the paragraph in this numbering."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 -- as above
    properties.get_or_add_numId().val = numbering


def page_number(paragraph: Paragraph) -> None:
    """End the paragraph with the number of its page, which Word counts."""
    run = paragraph.add_run("\t")
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = "PAGE"
        run._r.append(element)  # noqa: SLF001 -- as above
