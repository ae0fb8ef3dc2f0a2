"""Counts the numbered paragraphs of a file as Word does.

mammoth knows that a paragraph is numbered, but not with what: a list that begins at 3, or goes on after a paragraph in
between, would begin at 1 again, and "demand 4" would be another one.
"""

import re
from collections import defaultdict
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from ..rich import NUMBER
from .inventory import TEXTS, local, value
from .package import Parts


class _Counter:
    """Word keeps one count for each list and level, and starts the deeper levels again after each number."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.lists = _by(numbering, "abstractNum", "abstractNumId")
        self.numbers = _by(numbering, "num", "numId")
        self.styles = _by(styles, "style", "styleId")
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.begun: set[tuple[str, int]] = set()
        self.shows_others = False  # labels such as (a), iv. or "Demand 1"

    def number(self, paragraph: Element) -> int:
        """Return the paragraph's number; 0 if it has none, or a bullet."""
        number_id, depth = self._place(_child(paragraph, "pPr"))
        of_list = _text(self.numbers.get(number_id), "abstractNumId")
        level = _by(self.lists.get(of_list), "lvl", "ilvl").get(str(depth))
        if level is None:
            return 0
        counts = self.counts[of_list]
        counts[depth] = self._next(number_id, depth, counts, _int(_text(level, "start"), 1))
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        kind = _text(level, "numFmt")
        if kind == "bullet":
            return 0
        self.shows_others |= kind != "decimal" or bool(re.search(r"[^\W\d]", _text(level, "lvlText")))
        return counts[depth]

    def _next(self, number_id: str, depth: int, counts: dict[int, int], start: int) -> int:
        if (number_id, depth) not in self.begun:
            self.begun.add((number_id, depth))
            override = _by(self.numbers[number_id], "lvlOverride", "ilvl").get(str(depth))
            if again := _text(override, "startOverride"):
                return _int(again, 1)
        return counts[depth] + 1 if depth in counts else start

    def _place(self, properties: Element | None) -> tuple[str, int]:
        """Return which list a paragraph is in, and how deep: by itself, by its style, or by a style of that."""
        style_id = owner = _text(properties, "pStyle")
        for _generation in range(10):
            numbered = _child(properties, "numPr")
            if number_id := _text(numbered, "numId"):
                return number_id, _int(_text(numbered, "ilvl"), self._depth(number_id, owner))
            style = self.styles.get(style_id)
            owner, style_id, properties = style_id, _text(style, "basedOn"), _child(style, "pPr")
        return "", 0

    def _depth(self, number_id: str, style_id: str) -> int:
        levels = _by(self.lists.get(_text(self.numbers.get(number_id), "abstractNumId")), "lvl", "ilvl")
        return next((_int(depth, 0) for depth, level in levels.items() if _text(level, "pStyle") == style_id), 0)


def write_numbers(parts: Parts) -> list[str]:
    """Put the number of each numbered paragraph at its start, as a bookmark, which mammoth hands on."""
    counter = _Counter(parts.get("word/numbering.xml"), parts.get("word/styles.xml"))
    for root in (root for name, root in parts.items() if TEXTS.fullmatch(name)):
        for paragraph in root.iter(_same(root, "p")):
            if number := counter.number(paragraph):
                after_properties = 1 if _child(paragraph, "pPr") is not None else 0
                name = {_same(root, "name"): f"{NUMBER}{number}"}
                paragraph.insert(after_properties, Element(_same(root, "bookmarkStart"), name))
    if not counter.shows_others:
        return []
    return [_("Labels such as (a), iv. or “Demand 1”: they became 1, 2, 3. See whether the text speaks of them.")]


def _same(root: Element, name: str) -> str:
    """Return a name in the namespace of the root."""
    return f"{root.tag.rpartition('}')[0]}}}{name}"


def _by(parent: Element | None, name: str, key: str) -> dict[str, Element]:
    found = [child for child in (parent if parent is not None else ()) if local(child) == name]
    return {next((text for name, text in child.items() if name.endswith(key)), ""): child for child in found}


def _child(parent: Element | None, name: str) -> Element | None:
    return next((child for child in (parent if parent is not None else ()) if local(child) == name), None)


def _text(parent: Element | None, name: str) -> str:
    child = _child(parent, name)
    return "" if child is None else value(child)


def _int(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,5}", text) else default
