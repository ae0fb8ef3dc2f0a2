"""What is in a file beside words: refused if it is unresolved, taken out and listed if a letter cannot hold it."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .package import NotRead, Parts

TEXTS = re.compile(r"word/(document|footnotes|endnotes)\d*\.xml")
MARGINS = re.compile(r"word/(header|footer)\d*\.xml")

CHANGES = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"}
COMMENTS = {"commentRangeStart", "commentReference"}
PICTURES = {"drawing", "pict", "object"}
OFF = {"0", "false", "off", "none"}

# What gives up its form and keeps its words: the element, and the sentence.
FORMS: dict[str, Promise] = {
    "u": gettext_lazy("Underlining: it became italics."),
    "vertAlign": gettext_lazy("Raised and lowered letters (as in 5th): they stand on the line."),
    "jc": gettext_lazy("Centered and right-aligned paragraphs: they begin at the left."),
    "highlight": gettext_lazy("Highlighting: see whether what was marked still waits for an answer."),
}
# mammoth skips these with the words in them; it reads what is in a smart tag.
AROUND_WORDS = {"fldSimple", "dir", "bdo"}
FONTS = {"rFonts", "sz", "color", "shd"}


def local(element: Element) -> str:
    """Return the element's name without its namespace: files of the two standards differ in nothing else."""
    return element.tag.rpartition("}")[2]


def value(element: Element) -> str:
    """Return the attribute that most of Word's elements have."""
    return next((text for name, text in element.items() if name.rpartition("}")[2] == "val"), "")


def take_stock(parts: Parts) -> list[str]:
    """Take out of the parts what a letter cannot hold, and say what that was; raises NotRead on what is unresolved."""
    texts = [root for name, root in parts.items() if TEXTS.fullmatch(name)]
    for root in texts:
        _refuse_unresolved(root)
    taken: Counter[str] = Counter()
    words: list[str] = []
    for root in texts:
        _take_out(root, taken, words)
    margins = [root for name, root in parts.items() if MARGINS.fullmatch(name) and words_of(root)]
    return [*_listed(taken, words, len(margins)), *_forms(texts)]


def words_of(element: Element) -> str:
    """Return the words under an element, with single spaces."""
    return " ".join("".join(part.text or "" for part in element.iter() if local(part) == "t").split())


def _refuse_unresolved(root: Element) -> None:
    found = {local(element) for element in root.iter()}
    if found & CHANGES or any(name.endswith("Change") for name in found):
        raise NotRead(
            _("The file has tracked changes. Accept or reject them all in Word (Review), save, and upload it again.")
        )
    if found & COMMENTS:
        raise NotRead(_("The file has comments. Delete all of them in Word (Review), save, and upload it again."))
    struck = (element for element in root.iter() if local(element) in ("strike", "dstrike"))
    if any(value(element) not in OFF for element in struck):
        raise NotRead(
            _("Words in the file are struck out. Delete them, or take the line off them, save, and upload it again.")
        )


def _take_out(parent: Element, taken: Counter[str], words: list[str]) -> None:
    for child in list(parent):
        if kind := _kind(child):
            taken[kind] += 1
            words += [said for box in child.iter() if local(box) == "txbxContent" if (said := words_of(box))][:1]
            parent.remove(child)
        elif local(child) == "bookmarkStart":
            parent.remove(child)
        else:
            if local(child) in AROUND_WORDS:
                child.tag = child.tag.replace(local(child), "smartTag")
            _take_out(child, taken, words)


def _kind(element: Element) -> str:
    """Return what the element is of what a letter cannot hold; empty for everything else."""
    name = local(element)
    if name in PICTURES or name == "AlternateContent":
        inside = {local(part) for part in element.iter()}
        return "box" if "txbxContent" in inside else "picture" if inside & PICTURES else ""
    if name == "oMath":
        return "formula"
    hidden = name == "r" and any(
        local(mark) == "vanish" and value(mark) not in OFF
        for properties in element
        if local(properties) == "rPr"
        for mark in properties
    )
    return "hidden" if hidden else ""


def _listed(taken: Counter[str], words: list[str], margins: int) -> Iterator[str]:
    if count := taken["picture"]:
        yield ngettext("%d picture or drawing.", "%d pictures or drawings.", count) % count
    if count := taken["box"]:
        said = "; ".join(f"“{words[:80]}…”" if len(words) > 80 else f"“{words}”" for words in words)
        yield ngettext("%d text box.", "%d text boxes.", count) % count + f" {said}" * bool(said)
    if count := taken["formula"]:
        yield ngettext("%d formula.", "%d formulas.", count) % count
    if taken["hidden"]:
        yield _("Hidden words.")
    if margins:
        yield _("The header and the footer of the page.")


def _forms(texts: list[Element]) -> Iterator[str]:
    elements = [element for root in texts for element in root.iter()]
    found = {local(element) for element in elements if value(element) not in OFF | {"left", "start", "both", "auto"}}
    yield from (str(sentence) for name, sentence in FORMS.items() if name in found)
    if found & FONTS:
        yield _("Fonts, sizes and colors: the letter has its own.")
