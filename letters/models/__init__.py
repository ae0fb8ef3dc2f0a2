"""The tables of the words."""

from .addressee import Addressee
from .campaign import Campaign
from .deadline import DeadlineChange
from .letter import Letter
from .letterhead import LetterheadPicture
from .party_note import PartyNote
from .relation import LetterRelation
from .translation import Translation
from .update import Update
from .version import Version

__all__ = [
    "Addressee",
    "Campaign",
    "DeadlineChange",
    "Letter",
    "LetterRelation",
    "LetterheadPicture",
    "PartyNote",
    "Translation",
    "Update",
    "Version",
]
