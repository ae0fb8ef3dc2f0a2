"""What may reach paper of what people typed."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

# Controls, halves of broken pairs, and what turns a line round or hides in it (THREATS T15, T17). The joiners that
# Persian and Hindi need stay.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)

LONG = re.compile(r"\S{30,}")
BREAK = "\u200b"
# Typst breaks addresses by itself, and without a mark that whoever copies one would copy too.
ADDRESS = re.compile(r"[(<\"']?(?:https?://|www\.)[!-~]{1,500}")


def text(typed: str) -> str:
    """Return text without what is invisible. Its lines stay lines."""
    return INVISIBLE.sub("", typed)


def line(typed: str) -> str:
    """Return one line."""
    return " ".join(INVISIBLE.sub("", typed).split())


def lines(typed: str) -> list[str]:
    """Return the lines that say something."""
    return [said for typed_line in typed.splitlines() if (said := line(typed_line))]


def breakable(printed: str) -> str:
    """Return text whose long words may break: a letter wider than its page would run off it."""
    return LONG.sub(_with_breaks, printed)


def _with_breaks(word: re.Match[str]) -> str:
    if ADDRESS.fullmatch(word[0]):
        return word[0]
    # Never before an accent. Not at every letter, which costs typst ten seconds for a page-long word.
    return "".join(
        f"{BREAK}{c}" if place and place % 8 == 0 and unicodedata.category(c)[0] != "M" else c
        for place, c in enumerate(word[0])
    )


def everywhere(change: Callable[[str], str], data: Any, *, but: str = "") -> Any:
    """Return nested data with every string in it changed, but for those under one key."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, list):
        return [everywhere(change, part, but=but) for part in data]
    if isinstance(data, dict):
        return {key: part if key == but else everywhere(change, part, but=but) for key, part in data.items()}
    return data
