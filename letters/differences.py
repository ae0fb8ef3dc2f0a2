"""What changed between two versions, word by word: for staff before they publish, and for everyone after.

Paragraphs are compared first, words only where a paragraph changed. The marks of Markdown are words like others:
whoever agrees to a text agrees to its emphasis too. Plain data comes out; templates escape it.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# For one letter: a step holds one word of the old text against one equal word of the new. 5,000 words of prose need
# some 200,000; a text made to be slow is shown as struck out and written anew.
STEPS = 500_000
# And this many in all, for what is the same is looked for again on either side of what was found.
WALKED = 2_000_000
PARTS = {
    "title": _("Title"),
    "addressees": _("To whom"),
    "salutation": _("Salutation"),
    "body": _("Text"),
    "closing": _("Closing"),
}
_words = re.compile(r"\S+\s*")
_break = re.compile(r"\n\s*\n")


class Mark(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """Some words in a row that share a fate."""

    mark: Mark
    words: str

    @property
    def bare(self) -> str:
        return self.words.rstrip()

    @property
    def gap(self) -> str:
        """The space behind the words, which is neither struck out nor underlined."""
        return self.words[len(self.bare) :]


class Paragraph(NamedTuple):
    """A paragraph that changed, after ``skipped`` others that did not."""

    skipped: int
    pieces: tuple[Piece, ...]


class Part(NamedTuple):
    """A part of the letter (one of PARTS) that changed."""

    name: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def label(self) -> str | Promise:
        return PARTS[self.name]


@lru_cache(maxsize=32)
def between(old: bytes, new: bytes) -> tuple[Part, ...]:
    """Return the parts that changed from one frozen text (letters/text.py) to another."""
    comparison = _Comparison()
    before, after = _parts(old), _parts(new)
    parts = (Part(name, comparison.paragraphs(before[name], after[name])) for name in PARTS)
    return tuple(part for part in parts if part.paragraphs)


def words_in(parts: Sequence[Part]) -> str:
    """Return all words that a reader of the differences sees."""
    return " ".join(piece.words for part in parts for paragraph in part.paragraphs for piece in paragraph.pieces)


def _by_paragraph(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    """Return the pieces as the paragraphs that they run through; words put for others stay in one with them."""
    paragraphs: list[tuple[Piece, ...]] = []
    begun: list[Piece] = []
    for at, (mark, words) in enumerate(pieces):
        replaced = mark == Mark.REMOVED and [piece.mark for piece in pieces[at + 1 : at + 2]] == [Mark.ADDED]
        *whole, rest = _break.split(words.rstrip() + " " if replaced else words)
        for paragraph in whole:
            paragraphs.append((*begun, Piece(mark, paragraph)))
            begun = []
        begun += [Piece(mark, rest)] if rest else []
    return [*paragraphs, tuple(begun)] if begun else paragraphs


def _parts(content: bytes) -> dict[str, list[str]]:
    """Return the paragraphs of each part; an addressee is one."""
    frozen = json.loads(content)
    parts = {name: _break.split(frozen[name]) if frozen[name] else [] for name in PARTS if name != "addressees"}
    lines = ("name", "title", "organization", "address")
    parts["addressees"] = [
        "\n".join(filter(None, (addressee[line] for line in lines))) for addressee in frozen["addressees"]
    ]
    return parts


class _Matcher(SequenceMatcher[str]):
    """Takes no more than so many steps; then nothing more is the same."""

    def __init__(self, old: list[str], new: list[str], steps: int) -> None:
        super().__init__(None, old, new)
        self.left = steps
        places = self.b2j  # type: ignore[attr-defined]  # Python documents it; its types leave it out
        self.cost = list(accumulate((1 + len(places.get(word, ())) for word in old), initial=0))

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        cost = self.cost[-1 if ahi is None else ahi] - self.cost[alo]
        if cost > self.left:
            return Match(alo, blo, 0)
        self.left -= cost
        return super().find_longest_match(alo, ahi, blo, bhi)


class _Comparison:
    """Compares while steps are left, so that the time is bounded whatever the texts are."""

    def __init__(self) -> None:
        self.left, self.to_walk = STEPS, WALKED

    def paragraphs(self, old: list[str], new: list[str]) -> tuple[Paragraph, ...]:
        found, skipped = [], 0
        for same, before, after in self._runs(old, new):
            if same:
                skipped += len(after)
                continue
            for pieces in self._changed(before, after):
                found.append(Paragraph(skipped, pieces))
                skipped = 0
        return tuple(found)

    def _changed(self, old: Sequence[str], new: Sequence[str]) -> list[tuple[Piece, ...]]:
        """Return the pieces of each paragraph of a run: one held against one where they are as many."""
        if len(old) == len(new):
            return [self._pieces(*pair) for pair in zip(old, new, strict=True)]
        if not old or not new:
            mark = Mark.REMOVED if old else Mark.ADDED
            return [(Piece(mark, paragraph),) for paragraph in (*old, *new)]
        return _by_paragraph(self._pieces("\n\n".join(old), "\n\n".join(new)))

    def _pieces(self, old: str, new: str) -> tuple[Piece, ...]:
        before, after = _words.findall(old), _words.findall(new)
        pieces = []
        for same, removed, added in self._runs(before, after):
            run = [(Mark.SAME, added)] if same else [(Mark.REMOVED, removed), (Mark.ADDED, added)]
            pieces += [Piece(mark, "".join(words)) for mark, words in run if words]
        return tuple(pieces)

    def _runs(self, old: Sequence[str], new: Sequence[str]) -> list[tuple[bool, Sequence[str], Sequence[str]]]:
        """Return, in order, what is the same and what is not. How words are spaced out does not count."""
        before, after = [" ".join(word.split()) for word in old], [" ".join(word.split()) for word in new]
        shorter = min(len(before), len(after))
        start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
        rest = shorter - start
        end = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
        middle = self._matched(before[start : len(before) - end], after[start : len(after) - end])
        runs = [(True, old[:start], new[:start])]
        for same, (first, last), (begin, stop) in middle:
            runs.append((same, old[start + first : start + last], new[start + begin : start + stop]))
        runs.append((True, old[len(old) - end :], new[len(new) - end :]))
        return [run for run in runs if run[1] or run[2]]

    def _matched(self, old: list[str], new: list[str]) -> list[tuple[bool, tuple[int, int], tuple[int, int]]]:
        counts = Counter(new)
        cost = sum(counts[word] for word in old)
        if cost > self.left:
            return [(False, (0, len(old)), (0, len(new)))]
        self.left -= cost
        matcher = _Matcher(old, new, self.to_walk)
        opcodes, self.to_walk = matcher.get_opcodes(), matcher.left
        return [(tag == "equal", (i, j), (k, m)) for tag, i, j, k, m in opcodes]
