"""The tables of the names."""

from .agreement import Agreement
from .ask import Ask
from .invitations import Invitation, InvitationBatch
from .leaving import LeavingLink, Withdrawal
from .lists import ListRow, NameList
from .mailing import Mailing
from .office import OfficeLink
from .replies import Reply
from .seal import Dissociation, Erratum, PrintedErratum, Seal, SealedName
from .signatory import Consent, Signatory
from .signature import SignaturePicture
from .tally import Tally
from .trail import TrailEntry
from .watch import Watch

__all__ = [
    "Agreement",
    "Ask",
    "Consent",
    "Dissociation",
    "Erratum",
    "Invitation",
    "InvitationBatch",
    "LeavingLink",
    "ListRow",
    "Mailing",
    "NameList",
    "OfficeLink",
    "PrintedErratum",
    "Reply",
    "Seal",
    "SealedName",
    "Signatory",
    "SignaturePicture",
    "Tally",
    "TrailEntry",
    "Watch",
    "Withdrawal",
]
