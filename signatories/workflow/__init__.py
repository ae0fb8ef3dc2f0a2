"""The steps of a signature's life. The only code that moves a signatory from one state to the next.

``signing``: what the signing person does. ``staff``: what staff do. ``leads``: who leads the letter.
``importing``: a whole list of names at once.
Each step is guarded by the state it starts from and writes its trail entry in the same transaction.
"""

from .importing import AlreadyImported, import_list
from .leads import confirm_planned_leads, plan_lead
from .signing import confirm, report, submit, take_a_try
from .staff import approve, enter, enter_in_error, refuse, resend, withdraw
from .steps import Closed, Refused, TextChanged

__all__ = [
    "AlreadyImported",
    "Closed",
    "Refused",
    "TextChanged",
    "approve",
    "confirm",
    "confirm_planned_leads",
    "enter",
    "enter_in_error",
    "import_list",
    "plan_lead",
    "refuse",
    "report",
    "resend",
    "submit",
    "take_a_try",
    "withdraw",
]
