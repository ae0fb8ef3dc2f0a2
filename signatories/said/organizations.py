"""The ways in which one organization's name is written."""

import re
from functools import partial

from directory.names import fold

from .facts import state_of
from .people import BULLET

ALIAS = re.compile(
    r"\s*,?\s*\b(?:a/?k/?a|d/?b/?a|also known as|doing business as)\b\.?\s*(?P<other>.*)$", re.IGNORECASE
)
BRACKETS = re.compile(r"\s*\(([^()]{2,40})\)$")
ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z][\w&.-]{1,14}")
TAX = re.compile(r"\s*\(\s*501\s*\(c\)\s*\(\d+\)\s*\)")
LEGAL = re.compile(r",?\s+(?:inc|llc|ltd|l\.l\.c|e\.\s?v|gmbh)\.?$", re.IGNORECASE)


def plain(text: str) -> str:
    """Return the name without the list around it: bullets, numbers, trailing asterisks and semicolons."""
    return BULLET.sub("", " ".join(text.split())).strip(" *†‡;,")


def placed(name: str) -> tuple[str, str]:
    """Take a state in brackets off the end: "Sierra Club (Ohio)" is "Sierra Club" in OH; "" where none is said."""
    bracket = BRACKETS.search(plain(name))
    state = state_of(bracket[1]) if bracket else ""
    return (plain(name)[: bracket.start()], state) if bracket and state else (name, "")


def spellings(text: str) -> tuple[list[str], list[str]]:
    """Return the keys under which the directory may have the organization: the same name, and names that are close.

    The same: as it stands, then without acronym, tax status and alias. Close: without its legal form, without what
    stands in brackets (often a place, so it may be a chapter); the alias.
    """
    name = plain(text)
    same = [fold(name)]
    for less in (_without_acronym, partial(TAX.sub, ""), partial(ALIAS.sub, ""), _without_acronym):
        name = less(name).strip(" ,")
        same.append(fold(name))
    close = [fold(LEGAL.sub("", name)), fold(BRACKETS.sub("", name))]
    if alias := ALIAS.search(plain(text)):
        close.append(fold(BRACKETS.sub("", alias["other"])))
    same = [key for key in dict.fromkeys(same) if key]
    return same, [key for key in dict.fromkeys(close) if key and key not in same]


def _without_acronym(name: str) -> str:
    bracket = BRACKETS.search(name)
    return name[: bracket.start()] if bracket and _is_acronym(bracket[1], name[: bracket.start()]) else name


def _is_acronym(text: str, name: str) -> bool:
    """Whether it abbreviates the name: its letters stand there in this order. NYC and USA are places; so is SC."""
    letters = iter(fold(name))
    return bool(ACRONYM.fullmatch(text)) and not state_of(text) and all(c in letters for c in fold(text) if c != " ")
