"""The tables of the words."""

from .campaign import Campaign, Update
from .letter import Addressee, DeadlineChange, Letter
from .version import Version

__all__ = ["Addressee", "Campaign", "DeadlineChange", "Letter", "Update", "Version"]
