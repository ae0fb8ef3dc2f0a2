"""The words as staff see them.

``LetterAdmin`` is not registered here: `signatories` adds the names to it, and registers what comes of that.
"""

from .campaigns import CampaignAdmin
from .letters import LetterAdmin
from .parts import TEXT, PartOfDraft

__all__ = ["TEXT", "CampaignAdmin", "LetterAdmin", "PartOfDraft"]
