"""The steps of a signature's life. The only code that moves a signatory from one state to the next.

``signing``: what the signing person does. ``staff``: what staff do. ``leads``: who leads the letter.
``importing``: a whole list of names at once. ``inviting``: personal links. ``replies``: what becomes of a mail that
asks for a name. ``closing``: what staff do before a letter goes out.
Each step is guarded by the state it starts from and writes its trail entry in the same transaction.
"""

from .closing import agree, announce, strike_agreement
from .importing import AlreadyImported, import_list
from .inviting import invite, revoke, take_an_entry
from .leads import confirm_planned_leads, plan_lead
from .order import Place, reorder
from .replies import add_from_reply, bring_in, set_aside, take_up
from .signing import confirm, report, send_again, submit, take_a_try
from .staff import approve, enter, enter_in_error, refuse, resend, withdraw
from .steps import Closed, OverBudget, Refused, TextChanged

__all__ = [
    "AlreadyImported",
    "Closed",
    "OverBudget",
    "Place",
    "Refused",
    "TextChanged",
    "add_from_reply",
    "agree",
    "announce",
    "approve",
    "bring_in",
    "confirm",
    "confirm_planned_leads",
    "enter",
    "enter_in_error",
    "import_list",
    "invite",
    "plan_lead",
    "refuse",
    "reorder",
    "report",
    "resend",
    "revoke",
    "send_again",
    "set_aside",
    "strike_agreement",
    "submit",
    "take_a_try",
    "take_an_entry",
    "take_up",
    "withdraw",
]
