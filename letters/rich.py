"""Formatted text, as programs hand it over in HTML, into the Markdown it means.

Read: paragraphs, headings, emphasis, lists with their numbers, quotations, links, notes. Everything else gives up its
form and keeps its words. What comes out shows the same words as what went in, whatever characters they are of.
"""

import re
from html.parser import HTMLParser
from itertools import groupby

from .inline import Run, clean_link, markdown_of

NUMBER = "number-"  # the id of an empty <a> at the start of an item whose number is not the next one
NOTE = re.compile(r"#?((?:foot|end)note)-(\w+)$")
BLOCKS = {"p", "div", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "td", "th", "hr", "body", "html"}
BLOCKS |= {"section", "article", "main", "dl", "dt", "dd", "pre", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "em"}
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr"}
SILENT = {"script", "style", "head", "title", "template"}
DEEPEST = 100


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

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.numbers: dict[str, int] = {}

    def write(self, body: Node) -> str:
        blocks = self.blocks(body)
        written = sorted(self.notes.items(), key=lambda note: self.numbers.get(note[0], len(self.numbers)))
        definitions = [f"[^{self.number(note)}]: {words}" for note, words in written if words]
        return "\n\n".join([*blocks, *definitions])

    def number(self, note: str) -> int:
        return self.numbers.setdefault(note, len(self.numbers) + 1)

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
        if node.tag in SILENT:
            return []
        if node.tag in ("ul", "ol"):
            return self.items(node)
        if node.tag == "hr":
            return ["---"]
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
            if note := NOTE.match(item.get("id")):
                self.notes[note[0]] = _indented("\n\n".join(self.blocks(item)), "", "    ")
                continue
            number = _number_of(item) or next_number or int(node.get("start") or 1)
            if not lists or number != next_number and node.tag == "ol":
                mark = ")" if lists and mark == "." else "."  # else two lists would be one
                lists.append([])
            next_number = number + 1
            begin = f"{number}{mark} " if node.tag == "ol" else "- "
            lists[-1].append(_indented(self.item(item), begin, " " * len(begin)))
        return ["\n".join(items) if all("\n\n" not in item for item in items) else "\n\n".join(items) for items in lists]

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
        if child.tag == "a":
            if note := NOTE.match(child.get("href")):
                return [Run(f"[^{self.number(note[0].lstrip('#'))}]", raw=True)]
            if re.match(r"#(foot|end)note-ref-", child.get("href")):
                return []
            link = clean_link(child.get("href"))
        marks |= {MARKS[child.tag]} if child.tag in MARKS else set()
        return [run for inner in child.children for run in self.runs(inner, marks, link)]


def _number_of(item: Node) -> int:
    for node in item.elements():
        if node.is_block and (found := _number_of(node)):
            return found
        if node.tag == "a" and node.get("id").startswith(NUMBER):
            return int(node.get("id").removeprefix(NUMBER))
    return 0


def _indented(block: str, first: str, rest: str) -> str:
    lines = block.split("\n")
    return "\n".join((first if not index else rest if line else rest.rstrip()) + line for index, line in enumerate(lines))


def to_markdown(html: str) -> str:
    """Return the Markdown of an HTML text."""
    return _Writer().write(_Tree(html).open[0])
