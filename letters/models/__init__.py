"""The tables of the words."""

from .addressee import Addressee
from .campaign import Campaign, Update
from .deadline import DeadlineChange
from .letter import Letter
from .letterhead import LetterheadPicture
from .party_note import PartyNote
from .translation import Translation
from .version import Version

__all__ = [
    "Addressee",
    "Campaign",
    "DeadlineChange",
    "Letter",
    "LetterheadPicture",
    "PartyNote",
    "Translation",
    "Update",
    "Version",
]
