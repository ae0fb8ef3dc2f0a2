"""Who is to be reminded now, of what and at which address. signatories/workflow/reminding.py sends it.

``occasions``: when, from a letter's closing time, zone and rule. ``lines``: whom, from the board, the signatures and
what went before. Nothing is scheduled: an extension moves a reminder, an answer ends it (docs/adr/0027).
"""

from .lines import AT_ONCE, Line, due, is_free, principal_of, silent, stopped_of, taken_among, waiting
from .occasions import A_DAY, GOOD_FOR, Occasion, in_force, milestones, ordered_at, reminds

__all__ = [
    "AT_ONCE",
    "A_DAY",
    "GOOD_FOR",
    "Line",
    "Occasion",
    "due",
    "in_force",
    "is_free",
    "milestones",
    "ordered_at",
    "principal_of",
    "reminds",
    "silent",
    "stopped_of",
    "taken_among",
    "waiting",
]
