"""A letter's text as plain data, for every form that is not a web page: the parse is the same as the page's.

A block is a dict whose ``is`` says which: ``p``, ``heading`` (``level``), ``list`` (``first``: the number, None for
bullets), ``quote``, ``code`` or ``rule``. In ``of`` stand its runs (``p``, ``heading``), its items (each a list of
blocks), its blocks, or its text. A run is a string, or a dict: ``strong``, ``em``, ``code``, ``link`` (``to``),
``break``, ``note`` (a footnote: ``number`` and its blocks) or ``again`` (a second mark of a footnote).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

type Block = dict[str, Any]
type Run = str | dict[str, Any]

# A page resolves "/about/"; paper cannot. No program takes an address of any length.
PRINTED_LINK = re.compile(r"(https?://|mailto:|tel:)\S{1,1900}", re.IGNORECASE)


def blocks(tokens: Sequence[Token]) -> list[Block]:
    """Return what the tokens of letters.text.tokens say."""
    tree = Node(tokens)
    return _Reader({note.meta["id"]: note for note in tree.walk() if note.type == "footnote"}).blocks(tree.children)


class _Reader:
    """Visits the tree: a method for each type of node. Knows the footnotes, which stand behind the text."""

    def __init__(self, notes: dict[int, Node]) -> None:
        self.notes = notes
        self.seen: set[int] = set()
        self.depth = 0

    def blocks(self, nodes: Iterable[Node]) -> list[Block]:
        made = (getattr(self, f"block_{node.type}", self.paragraph)(node) for node in nodes)
        return [block for block in made if block]

    def paragraph(self, node: Node) -> Block:
        return {"is": "p", "of": self.runs(node)}

    def block_heading(self, node: Node) -> Block:
        # No level is skipped: screen readers step from one to the next.
        self.depth = min(int(node.tag[1:]), self.depth + 1)
        return {"is": "heading", "level": self.depth, "of": self.runs(node)}

    def block_bullet_list(self, node: Node) -> Block:
        return {"is": "list", "first": None, "of": [self.blocks(item.children) for item in node.children]}

    def block_ordered_list(self, node: Node) -> Block:
        return self.block_bullet_list(node) | {"first": int(node.attrs.get("start", 1))}

    def block_blockquote(self, node: Node) -> Block:
        return {"is": "quote", "of": self.blocks(node.children)}

    def block_fence(self, node: Node) -> Block:
        return {"is": "code", "of": node.content.rstrip("\n")}

    def block_hr(self, _node: Node) -> Block:
        return {"is": "rule"}

    def block_footnote_block(self, _node: Node) -> None:
        """Say nothing here: each note stands where it is first referred to."""

    block_footnote_anchor = block_footnote_block

    def runs(self, node: Node) -> list[Run]:
        return [run for child in node.children for run in getattr(self, f"run_{child.type}", self.runs)(child)]

    def run_text(self, node: Node) -> list[Run]:
        return [node.content] if node.content else []

    def run_softbreak(self, _node: Node) -> list[Run]:
        return [" "]

    def run_hardbreak(self, _node: Node) -> list[Run]:
        return [{"is": "break"}]

    def run_code_inline(self, node: Node) -> list[Run]:
        return [{"is": "code", "of": node.content}]

    def run_strong(self, node: Node) -> list[Run]:
        return [{"is": node.type, "of": self.runs(node)}]

    run_em = run_strong

    def run_link(self, node: Node) -> list[Run]:
        to, says = str(node.attrs.get("href", "")), self.runs(node)
        return [{"is": "link", "to": to, "of": says}] if PRINTED_LINK.fullmatch(to) else says

    def run_footnote_ref(self, node: Node) -> list[Run]:
        key = node.meta["id"]
        if key in self.seen:
            return [{"is": "again", "number": key + 1}]
        self.seen.add(key)
        return [{"is": "note", "number": key + 1, "of": self.blocks(self.notes[key].children)}]
