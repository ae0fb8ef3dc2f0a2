"""Reads what a text says of people and organizations, in any of the ways they are written. Knows no database."""

from .facts import Facts, party_of, plain_district, state_of, take_titles
from .layout import Line, lines
from .organizations import placed, plain, spellings
from .people import Said, read, turned

__all__ = [
    "Facts",
    "Line",
    "Said",
    "lines",
    "party_of",
    "placed",
    "plain",
    "plain_district",
    "read",
    "spellings",
    "state_of",
    "take_titles",
    "turned",
]
