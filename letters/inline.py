"""Words with emphasis and links, as one line of Markdown that shows exactly those words."""

import re
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from . import text

_LINK = re.compile(r"(https?://|mailto:|tel:)\S", re.IGNORECASE)
# What Markdown would take for something else than the character; at the end of a run the next one decides.
_SPECIAL = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|\Z) | [*`] | (?<![^\W_])_ | _(?![^\W_])
    | \[(?=\^|\Z) | \](?=\(|\Z) | <(?=[a-z/!?]|\Z) | &(?=\#?\w+;|\Z)""",
    re.VERBOSE | re.IGNORECASE,
)
_LINE_START = re.compile(
    r"""(?m)^(?:(\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=_]+\s*$|~{3,})|(\d{3,9})([.)](?=\s|$)))""", re.VERBOSE
)
_STARS = {frozenset(): "", frozenset({"em"}): "*", frozenset({"strong"}): "**", frozenset({"em", "strong"}): "***"}


@dataclass(frozen=True)
class Run:
    """Some words of one look. Those that are ``raw`` are Markdown already."""

    words: str
    marks: frozenset[str] = frozenset()
    link: str = ""
    raw: bool = False


def clean_link(address: str) -> str:
    """Return the address as Markdown takes it; empty where a letter may not lead there."""
    address = address.strip()
    return quote(address, safe="!#$%&'*+,/:;=?@[]~_.-") if _LINK.match(address) else ""


def markdown_of(runs: list[Run]) -> str:
    """Return one paragraph. Where marks and words cannot stand together the words win."""
    runs = _spaced(runs)
    meant = _compared("".join(run.words for run in runs))
    written = _written(runs)
    if _compared(text.words_of(written)) == meant:
        return written
    return _written(_spaced([Run(run.words, link=run.link, raw=run.raw) for run in runs]))


def _compared(words: str) -> str:
    """Return words for a comparison: spaces count once, and a typed number at the start of a line is a list's."""
    return " ".join(re.sub(r"(?m)^\s*\d{1,2}[.)]\s", "", words).split())


def _spaced(runs: list[Run]) -> list[Run]:
    """Put together what looks alike, with single spaces and none at the ends; spaces are never emphasised."""
    joined: list[Run] = []
    for run in runs:
        alike = joined and (joined[-1].marks, joined[-1].link, joined[-1].raw) == (run.marks, run.link, run.raw)
        before = joined[-1].words if joined else " "
        words = run.words.lstrip(" ") if before.endswith((" ", "\n")) else run.words
        if alike and not run.raw:
            joined[-1] = Run(before + words, run.marks, run.link)
        elif words:
            joined.append(Run(words, run.marks, run.link, run.raw))
    while joined and not joined[-1].raw and not joined[-1].words.strip():
        joined.pop()
    while joined and not joined[0].raw and not joined[0].words.strip():
        joined.pop(0)
    return [piece for run in joined for piece in _unspaced_marks(run)]


def _unspaced_marks(run: Run) -> list[Run]:
    core = run.words.strip()
    if run.raw or not run.marks or core == run.words:
        return [run]
    before, _core, after = run.words.partition(core) if core else (run.words, "", "")
    pieces = [Run(before, link=run.link), Run(core, run.marks, run.link), Run(after, link=run.link)]
    return [piece for piece in pieces if piece.words]


def _written(runs: list[Run]) -> str:
    pieces = []
    for link, group in groupby(_flanked(runs), key=lambda run: run.link):
        words = "".join(_marked(run) for run in group)
        bare = words.strip()
        pieces.append(words.replace(bare, f"[{bare}]({link})") if link and bare else words)
    lines = re.sub(r" *\n *", "\n", "".join(pieces)).strip()
    escaped = _LINE_START.sub(lambda found: rf"\{found[1]}" if found[1] else rf"{found[2]}\{found[3]}", lines)
    return re.sub(r"\n+", lambda end: "\n" if re.match(r"\d{1,2}[.)] ", escaped[end.end() :]) else "\\\n", escaped)


def _marked(run: Run) -> str:
    stars = _STARS[run.marks]
    return stars + (run.words if run.raw else _SPECIAL.sub(r"\\\g<0>", run.words)) + stars


def _flanked(runs: list[Run]) -> list[Run]:
    """Let no emphasis end between a mark of punctuation and a letter: Markdown does not see it end there."""
    moved: list[Run] = []
    for index, run in enumerate(runs):
        before = moved[-1].words[-1:] if moved else ""
        after = runs[index + 1].words[:1] if index + 1 < len(runs) else ""
        start, end = 0, len(run.words)
        while run.marks and after.isalnum() and start < end and not run.words[end - 1].isalnum():
            end -= 1
        while run.marks and before.isalnum() and start < end and not run.words[start].isalnum():
            start += 1
        pieces = [Run(run.words[:start], link=run.link), run, Run(run.words[end:], link=run.link)]
        if start or end < len(run.words):
            pieces[1] = Run(run.words[start:end], run.marks, run.link)
        moved += [piece for piece in pieces if piece.words]
    return moved
