"""The tables of the names."""

from .invitations import Invitation
from .replies import Reply
from .signatory import Consent, Signatory
from .tally import Tally
from .trail import TrailEntry

__all__ = ["Consent", "Invitation", "Reply", "Signatory", "Tally", "TrailEntry"]
