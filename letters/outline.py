"""Finds in a whole letter what has a field of its own: the salutation, the closing, and what stands around them."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

SALUTATION = re.compile(r"(Dear|To) [^\n]{1,180}[:,]$")
CLOSING = re.compile(
    r"(Sincerely|Respectfully|Yours|Very truly yours|Truly yours|Best|With (?:\w+ ){0,3}(?:respect|regards|thanks|"
    r"gratitude|appreciation)|In (?:solidarity|gratitude))[\w ]{0,40},$"
)
FIRST, LAST = 12, 12  # blocks in which a letter begins and ends


class Outline(NamedTuple):
    """The parts of a letter; ``left_out`` says what was before and after them."""

    salutation: str
    body: str
    closing: str
    left_out: list[str]


def outline(markdown: str) -> Outline:
    """Return the letter's parts; a text without a salutation or a closing stays whole."""
    blocks = markdown.split("\n\n")
    notes = [index for index, block in enumerate(blocks) if block.startswith("[^")]
    end = notes[0] if notes else len(blocks)
    words, rest = blocks[:end], blocks[end:]
    begins = next((i for i, block in enumerate(words[:FIRST]) if SALUTATION.match(_bare(block))), -1)
    closes = next(
        (i for i in range(len(words) - 1, max(begins, len(words) - LAST), -1) if CLOSING.match(_bare(words[i]))), end
    )
    left_out = []
    if before := words[: max(begins, 0)]:
        left_out.append(
            _("What stands before the salutation: %s The date and the addressees have their own fields.")
            % _quoted(before)
        )
    if after := words[closes + 1 :]:
        left_out.append(_("What stands after the closing: %s Names are listed by themselves.") % _quoted(after))
    return Outline(
        salutation=_bare(words[begins]) if begins >= 0 else "",
        body="\n\n".join([*words[begins + 1 : closes], *rest]),
        closing=_bare(words[closes]) if closes < end else "",
        left_out=left_out,
    )


def _bare(block: str) -> str:
    """Return a line without its emphasis: fields of one line have none."""
    return re.sub(r"\*+|\\(?=[^\w\s])", "", block).strip()


def _quoted(blocks: list[str]) -> str:
    words = " / ".join(_bare(block).replace("\n", " / ").replace("\\", "") for block in blocks)
    return f"“{words[:160]}…”" if len(words) > 160 else f"“{words}”"
