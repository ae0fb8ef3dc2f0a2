"""The tables of the names."""

from .agreement import Agreement
from .ask import Ask
from .invitations import Invitation
from .lists import ListRow, NameList
from .mailing import Mailing
from .replies import Reply
from .signatory import Consent, Signatory
from .signature import SignaturePicture
from .tally import Tally
from .trail import TrailEntry
from .watch import Watch

__all__ = [
    "Agreement",
    "Ask",
    "Consent",
    "Invitation",
    "ListRow",
    "Mailing",
    "NameList",
    "Reply",
    "Signatory",
    "SignaturePicture",
    "Tally",
    "TrailEntry",
    "Watch",
]
