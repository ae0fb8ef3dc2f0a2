"""A list of names on its way to a letter: stored, read in slices, decided row by row.

signatories/workflow/importing.py puts it on the letter.
"""

from .adding import add_file, add_text, map_columns
from .columns import Column
from .deciding import CannotDecide, accept, accept_all, choose, correct, leave_all_out, leave_out
from .reading import read_all, read_on

__all__ = [
    "CannotDecide",
    "Column",
    "accept",
    "accept_all",
    "add_file",
    "add_text",
    "choose",
    "correct",
    "leave_all_out",
    "leave_out",
    "map_columns",
    "read_all",
    "read_on",
]
