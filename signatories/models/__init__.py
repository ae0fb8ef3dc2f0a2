"""The tables of the names."""

from .signatory import Consent, Signatory
from .tally import Tally
from .trail import TrailEntry

__all__ = ["Consent", "Signatory", "Tally", "TrailEntry"]
