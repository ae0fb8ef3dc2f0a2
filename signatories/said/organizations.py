"""The ways in which one organization's name is written."""

import re

from directory.names import fold

from .people import BULLET

ALIAS = re.compile(
    r"\s*,?\s*\b(?:a/?k/?a|d/?b/?a|also known as|doing business as)\b\.?\s*(?P<other>.*)$", re.IGNORECASE
)
ACRONYM = re.compile(r"\s*\(\s*[A-Z][\w&.-]{1,14}\s*\)\s*$")
TAX = re.compile(r"\s*\(\s*501\s*\(c\)\s*\(\d+\)\s*\)")
LEGAL = re.compile(r",?\s+(?:inc|llc|ltd|l\.l\.c|e\.\s?v|gmbh)\.?$", re.IGNORECASE)


def plain(text: str) -> str:
    """Return the name without the list around it: bullets, numbers, trailing asterisks and semicolons."""
    return BULLET.sub("", " ".join(text.split())).strip(" *†‡;,")


def spellings(text: str) -> tuple[list[str], list[str]]:
    """Return the keys under which the directory may have the organization: the same name, and names that are close.

    The same: as it stands, then without acronym, tax status and alias. Close: without its legal form; the alias.
    """
    name = plain(text)
    same = [fold(name)]
    for quirk in (ACRONYM, TAX, ALIAS, ACRONYM):
        name = quirk.sub("", name).strip(" ,")
        same.append(fold(name))
    close = [fold(LEGAL.sub("", name))]
    if alias := ALIAS.search(plain(text)):
        close.append(fold(ACRONYM.sub("", alias["other"])))
    same = [key for key in dict.fromkeys(same) if key]
    return same, [key for key in dict.fromkeys(close) if key and key not in same]
