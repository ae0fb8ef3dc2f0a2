"""A list of names on its way to a letter: stored, read in slices, decided row by row.

signatories/workflow/importing.py puts it on the letter.
"""

from .adding import add_file, add_text, map_columns
from .columns import Column
from .deciding import CannotDecide, accept, accept_all, choose, correct, discard, leave_all_out, leave_out, pick
from .reading import read_all, read_on
from .showing import add_readings, candidates, corrections, named, says_who_is_listed

__all__ = [
    "CannotDecide",
    "Column",
    "accept",
    "accept_all",
    "add_file",
    "add_readings",
    "add_text",
    "candidates",
    "choose",
    "correct",
    "corrections",
    "discard",
    "leave_all_out",
    "leave_out",
    "map_columns",
    "named",
    "pick",
    "read_all",
    "read_on",
    "says_who_is_listed",
]
