"""The tables of the names."""

from .replies import Reply
from .signatory import Consent, Signatory
from .tally import Tally
from .trail import TrailEntry

__all__ = ["Consent", "Reply", "Signatory", "Tally", "TrailEntry"]
