"""Lists of people that become contacts or the members of a group. Read anew at each look, and never stored (ADR 24).

``texts``: a file or a pasted text as rows. ``offices``: which office a row belongs to. ``contacts`` and ``members``:
what would become of each row, by what staff decided (``deciding``). signatories/workflow writes it.
"""

from .columns import Column
from .contacts import Contacts
from .deciding import Decisions, Roster
from .members import Members
from .texts import CONTACTS, MEMBERS, Format, Sheet, of_file, of_text, unpacked

__all__ = [
    "CONTACTS",
    "MEMBERS",
    "Column",
    "Contacts",
    "Decisions",
    "Format",
    "Members",
    "Roster",
    "Sheet",
    "of_file",
    "of_text",
    "unpacked",
]
