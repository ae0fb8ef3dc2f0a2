"""The steps of a signature's life. The only code that moves a signatory from one state to the next.

``signing``: what the signing person does. ``staff``: what staff do. ``leads``: who leads the letter.
``asking``: the whip board. ``closing``: what staff do before a letter goes out. ``importing``: a whole list of names.
``inviting``, ``sending``: personal links, one or many. ``answering``: what an office says through its link.
``offices``: an office's own page. ``leaving``: a signatory takes its own name off. ``order``: in which order the names
stand. ``replies``: what becomes of a mail that asks for a name. ``contacts``, ``groups``: who works in an office, and
who belongs together. ``seals``: what goes out, and what is said of it later. ``versions``: the text changes.
``reminding``: the mails to whoever did not answer; ``reminders``: what people decide about them.
Each step is guarded by the state it starts from and writes its trail entry in the same transaction.
"""

from .answering import USUALLY, Agent, ask_boss, decline, last_quiet_day, on_already, sign_by_link, signed_by
from .asking import Overtaken, add_targets, change_ask, mark_asked, take_off
from .closing import agree, announce, strike_agreement
from .contacts import mark_bounced, mark_here, mark_left, mark_works, take_contacts
from .departures import let_go
from .groups import add_members, make_group
from .importing import AlreadyImported, import_list
from .inviting import count_opening, invite, revoke, revoke_all, take_an_entry
from .leads import confirm_planned_leads, plan_lead
from .leaving import leave
from .offices import answer_from_page, correct_line, send_office_link, sign_from_page, take_an_office_entry, to_renew
from .order import Place, reorder
from .reminders import allow_reminders, order_reminders, pause_reminders, resume_reminders, stop_reminders
from .reminding import send_reminders
from .replies import add_from_reply, bring_in, set_aside, take_up
from .seals import correct, dissociate, seal_names, seal_supplement, settle_names
from .sending import Writer, mark_sent, queue_invitations, send_next, take_links
from .signing import confirm, report, send_again, submit, take_a_try, why_held
from .staff import approve, enter, enter_all, enter_in_error, had_receipt, refuse, resend, withdraw
from .steps import Closed, Late, OverBudget, Refused, TextChanged, check_group
from .successor import CameAlong, came_along, take_over
from .versions import (
    ask_everyone_again,
    carry_everyone_over,
    carry_over,
    check_second_person,
    object_to,
    renew,
    settle_texts,
    tell_offices,
)

__all__ = [
    "USUALLY",
    "Agent",
    "AlreadyImported",
    "CameAlong",
    "Closed",
    "Late",
    "OverBudget",
    "Overtaken",
    "Place",
    "Refused",
    "TextChanged",
    "Writer",
    "add_from_reply",
    "add_members",
    "add_targets",
    "agree",
    "allow_reminders",
    "announce",
    "answer_from_page",
    "approve",
    "ask_boss",
    "ask_everyone_again",
    "bring_in",
    "came_along",
    "carry_everyone_over",
    "carry_over",
    "change_ask",
    "check_group",
    "check_second_person",
    "confirm",
    "confirm_planned_leads",
    "correct",
    "correct_line",
    "count_opening",
    "decline",
    "dissociate",
    "enter",
    "enter_all",
    "enter_in_error",
    "had_receipt",
    "import_list",
    "invite",
    "last_quiet_day",
    "leave",
    "let_go",
    "make_group",
    "mark_asked",
    "mark_bounced",
    "mark_here",
    "mark_left",
    "mark_sent",
    "mark_works",
    "object_to",
    "on_already",
    "order_reminders",
    "pause_reminders",
    "plan_lead",
    "queue_invitations",
    "refuse",
    "renew",
    "reorder",
    "report",
    "resend",
    "resume_reminders",
    "revoke",
    "revoke_all",
    "seal_names",
    "seal_supplement",
    "send_again",
    "send_next",
    "send_office_link",
    "send_reminders",
    "set_aside",
    "settle_names",
    "settle_texts",
    "sign_by_link",
    "sign_from_page",
    "signed_by",
    "stop_reminders",
    "strike_agreement",
    "submit",
    "take_a_try",
    "take_an_entry",
    "take_an_office_entry",
    "take_contacts",
    "take_links",
    "take_off",
    "take_over",
    "take_up",
    "tell_offices",
    "to_renew",
    "why_held",
    "withdraw",
]
