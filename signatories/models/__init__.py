"""The tables of the names."""

from .invitations import Invitation
from .signatory import Consent, Signatory
from .tally import Tally
from .trail import TrailEntry

__all__ = ["Consent", "Invitation", "Signatory", "Tally", "TrailEntry"]
