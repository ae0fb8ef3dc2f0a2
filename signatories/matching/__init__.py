"""Finds in the directory whom a text means. ``find(letter, "Sen. Jeff Merkley (D-OR)")`` is the door for one name;
for a list make ``Members(letter)`` once and ask it for each."""

from letters.models import Letter

from .members import Legislature, Members
from .organizations import Organizations
from .verdicts import Certainty, Found

__all__ = ["Certainty", "Found", "Legislature", "Members", "Organizations", "find"]


def find(letter: Letter, text: str) -> Found:
    """Return who, of those that may sign the letter, is meant by a text that names one legislator."""
    return Members(letter).find_text(text)
