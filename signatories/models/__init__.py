"""The tables of the names."""

from .lists import ListRow, NameList
from .signatory import Consent, Signatory
from .tally import Tally
from .trail import TrailEntry

__all__ = ["Consent", "ListRow", "NameList", "Signatory", "Tally", "TrailEntry"]
