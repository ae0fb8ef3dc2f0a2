"""The tables of the words."""

from .addressee import Addressee
from .answer import Answer, Outcome
from .campaign import Campaign
from .deadline import DeadlineChange
from .delivery import AwaitedAnswer, Delivery, KeptFile
from .letter import Letter
from .letterhead import LetterheadPicture
from .party_note import PartyNote
from .relation import LetterRelation
from .translation import Translation
from .update import Update
from .version import Version

__all__ = [
    "Addressee",
    "Answer",
    "AwaitedAnswer",
    "Campaign",
    "DeadlineChange",
    "Delivery",
    "KeptFile",
    "Letter",
    "LetterRelation",
    "LetterheadPicture",
    "Outcome",
    "PartyNote",
    "Translation",
    "Update",
    "Version",
]
