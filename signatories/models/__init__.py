"""The tables of the names."""

from .signatory import Consent, Signatory
from .signature import SignaturePicture
from .tally import Tally
from .trail import TrailEntry

__all__ = ["Consent", "Signatory", "SignaturePicture", "Tally", "TrailEntry"]
