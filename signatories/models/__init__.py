"""The tables of the names."""

from .agreement import Agreement
from .ask import Ask
from .invitations import Invitation, InvitationBatch
from .lists import ListRow, NameList
from .mailing import Mailing
from .reminders import RemindedMailbox, Reminder, ReminderOrder
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
    "ListRow",
    "Mailing",
    "NameList",
    "PrintedErratum",
    "RemindedMailbox",
    "Reminder",
    "ReminderOrder",
    "Reply",
    "Seal",
    "SealedName",
    "Signatory",
    "SignaturePicture",
    "Tally",
    "TrailEntry",
    "Watch",
]
