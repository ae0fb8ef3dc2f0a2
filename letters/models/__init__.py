"""The tables of the words."""

from .campaign import Campaign, Update
from .letter import Addressee, DeadlineChange, Letter
from .letterhead import LetterheadPicture
from .translation import Translation
from .version import Version

__all__ = [
    "Addressee",
    "Campaign",
    "DeadlineChange",
    "Letter",
    "LetterheadPicture",
    "Translation",
    "Update",
    "Version",
]
