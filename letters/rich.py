"""Formatted text, as programs hand it over in HTML, into the Markdown it means.

Read: paragraphs, headings, emphasis, lists with their numbers, quotations, links, notes. Everything else gives up its
form and keeps its words, and is listed. What comes out shows the same words as what went in, whatever characters they
are of.
"""

import re
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .inline import Run, clean_link, markdown_of

NUMBER = "number-"  # the id of an empty <a> at the start of an item whose number is not the next one
# mammoth's ways of naming notes, and Word's own on the clipboard.
NOTE = re.compile(r"#?_?((?:(?:foot|end)note-|ftn|edn)\w+)$")
BACK = re.compile(r"#_?(?:(?:foot|end)note-ref-|(?:ftn|edn)ref)\w+$")
BLOCKS = {
    "p",
    "div",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "hr",
    "body",
    "html",
}
BLOCKS |= {
    "section",
    "article",
    "main",
    "dl",
    "dt",
    "dd",
    "pre",
    "header",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}
MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "em"}
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr"}
SILENT = {"script", "style", "head", "title", "template"}
CHANGED = {"ins", "del", "s", "strike"}
DEEPEST = 100


class Reading(NamedTuple):
    """What was written, and, in sentences, what of it was left behind."""

    markdown: str
    left_out: list[str]


class Node:
    """An element with what is in it."""

    def __init__(self, tag: str, attributes: dict[str, str | None] | None = None) -> None:
        self.tag = tag
        self.attributes = attributes or {}
        self.children: list[Node | str] = []

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def is_block(self) -> bool:
        return self.tag in BLOCKS

    def elements(self) -> "list[Node]":
        return [child for child in self.children if isinstance(child, Node)]


class _Tree(HTMLParser):
    """Builds nodes, no deeper than anybody writes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [Node("body")]
        self.too_deep = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        if tag in VOID:
            self.open[-1].children.append(node)
        elif len(self.open) < DEEPEST:
            self.open[-1].children.append(node)
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].tag == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


class _Writer:
    """Writes one text. Notes are numbered in the order in which they are referred to, and stand at the end."""

    def __init__(self, first_note: int) -> None:
        self.notes: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.first_note = first_note
        self.links_lost = 0

    def write(self, body: Node) -> str:
        blocks = self.blocks(body)
        while blocks and blocks[-1] == "---":  # Word's line above its notes
            blocks.pop()
        written = sorted(self.notes.items(), key=lambda note: self.numbers.get(note[0], len(self.numbers)))
        definitions = [f"[^{self.number(note)}]: {words}" for note, words in written if words]
        return "\n\n".join([*blocks, *definitions])

    def number(self, note: str) -> int:
        return self.numbers.setdefault(note, len(self.numbers) + self.first_note)

    def blocks(self, node: Node) -> list[str]:
        """Return the block of each child; what stands loose between them is a paragraph."""
        found: list[str] = []
        for is_block, group in groupby(
            node.children, key=lambda child: isinstance(child, Node) and (child.is_block or child.tag in SILENT)
        ):
            children = list(group)
            if is_block:
                found += [block for child in children for block in self.block(child)]  # type: ignore[arg-type]
            else:
                found.append(self.paragraph(children))
        return [block for block in found if block]

    def block(self, node: Node) -> list[str]:
        if note := NOTE.match(node.get("id")):
            self.notes[note[1]] = _indented("\n\n".join(self.blocks(node)), "", "    ")
            return []
        if node.tag in ("ul", "ol"):
            return self.items(node)
        if node.tag in ("hr", *SILENT):
            return ["---"] if node.tag == "hr" else []
        if node.tag == "blockquote":
            return [_indented("\n\n".join(self.blocks(node)), "> ", "> ")]
        if node.tag[0] == "h" and node.tag[1:].isdigit() and not any(child.is_block for child in node.elements()):
            level = min(int(node.tag[1:]) + 1, 6)  # the page's first heading is the letter's title
            words = self.paragraph(node.children).replace("\\\n", " ")
            return [f"{'#' * level} {words}"] if words else []
        return self.blocks(node)

    def items(self, node: Node) -> list[str]:
        """Return a list, or several where its numbers start again; what is a note is kept for the end."""
        lists: list[list[str]] = []
        next_number, mark = 0, "."
        for item in node.elements():
            if NOTE.match(item.get("id")):
                self.block(item)
                continue
            number = _number_of(item) or next_number or _number(node.get("start")) or 1
            if not lists or (number != next_number and node.tag == "ol"):
                mark = ")" if lists and mark == "." else "."  # else two lists would be one
                lists.append([])
            next_number = number + 1
            begin = f"{number}{mark} " if node.tag == "ol" else "- "
            lists[-1].append(_indented(self.item(item), begin, " " * len(begin)))
        return [
            "\n".join(items) if all("\n\n" not in item for item in items) else "\n\n".join(items) for items in lists
        ]

    def item(self, item: Node) -> str:
        """Return an item's words with the lists in it close to them."""
        blocks = self.blocks(item)
        is_list = [bool(re.match(r"(- |\d+[.)] )", block)) for block in blocks]
        joints = ["\n" if inner else "\n\n" for inner in is_list[1:]]
        return "".join(block + joint for block, joint in zip(blocks, [*joints, ""], strict=True))

    def paragraph(self, children: list[Node | str]) -> str:
        return markdown_of([run for child in children for run in self.runs(child, frozenset(), "")])

    def runs(self, child: Node | str, marks: frozenset[str], link: str) -> list[Run]:
        """Return the words under a node, each with its emphasis and its link."""
        if isinstance(child, str):
            return [Run(re.sub(r"[ \t\r\n\f]+", " ", child), marks, link)]
        if child.tag in SILENT:
            return []
        if child.tag == "br":
            return [Run("\n", marks, link)]
        if child.tag == "a" and (address := child.get("href")):
            if BACK.match(address):
                return []
            if note := NOTE.match(address):
                return [Run(f"[^{self.number(note[1])}]", raw=True)]
            link = clean_link(address)
            self.links_lost += not link
        marks |= {MARKS[child.tag]} if child.tag in MARKS else set()
        return [run for inner in child.children for run in self.runs(inner, marks, link)]


def _number_of(item: Node) -> int:
    for node in item.elements():
        if node.is_block and (found := _number_of(node)):
            return found
        if node.tag == "a" and node.get("id").startswith(NUMBER):
            return _number(node.get("id").removeprefix(NUMBER))
    return 0


def _number(digits: str) -> int:
    return int(digits) if re.fullmatch(r"[0-9]{1,5}", digits) else 0


def _indented(block: str, first: str, rest: str) -> str:
    lines = block.split("\n")
    return "\n".join(
        (first if not index else rest if line else rest.rstrip()) + line for index, line in enumerate(lines)
    )


def _all_of(node: Node) -> list[str]:
    return [tag for child in node.elements() for tag in (child.tag, *_all_of(child))]


def next_note(markdown: str) -> int:
    """Return a number that no note of the text has."""
    return max((int(number) for number in re.findall(r"\[\^(\d{1,5})\]", markdown)), default=0) + 1


def read(html: str, first_note: int = 1) -> Reading:
    """Return the Markdown of an HTML text; its notes are counted from ``first_note``."""
    body, writer = _Tree(html).open[0], _Writer(first_note)
    markdown, tags = writer.write(body), _all_of(body)
    left_out = []
    if count := tags.count("img"):
        left_out.append(ngettext("%d picture or drawing.", "%d pictures or drawings.", count) % count)
    if "table" in tags:
        left_out.append(_("A table: its cells became paragraphs, one below the other."))
    if CHANGED & set(tags):
        left_out.append(_("Tracked changes: all their words are in the text now. See which should stay."))
    if count := writer.links_lost:
        lost = ngettext(
            "%d link that leads to no web page or mailbox.", "%d links that lead to no web page or mailbox.", count
        )
        left_out.append(lost % count)
    return Reading(markdown, left_out)
