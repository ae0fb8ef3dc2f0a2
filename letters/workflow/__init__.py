"""The steps of a letter's life. The only code that moves a letter from one stage to the next.

``publishing``: its page, its names, its recall. ``versions``: what is signed changes. ``clock``: its deadline.
``sealing``: what goes out. ``delivery``: how it reached its addressees, what they answered, what became of it.
Every step is guarded by the stage it starts from, so that of two people who press together one is told.
Each announces itself inside its transaction (letters/announcements.py); whoever holds the names reacts.
"""

from .clock import asks_to_be_added, close_now, extend, takes_now, takes_online
from .delivery import acknowledge, deliver, missing_for_delivery, record_answer, record_outcome, strike
from .publishing import cancel_release, doubts, missing, publish, recall, release, request_review, return_to_draft
from .sealing import check_not_sealed, seal
from .steps import Refused
from .successor import succeed
from .versions import may_be_noticed, publish_version, stale_translations, text_may_change, was_changed

__all__ = [
    "Refused",
    "acknowledge",
    "asks_to_be_added",
    "cancel_release",
    "check_not_sealed",
    "close_now",
    "deliver",
    "doubts",
    "extend",
    "may_be_noticed",
    "missing",
    "missing_for_delivery",
    "publish",
    "publish_version",
    "recall",
    "record_answer",
    "record_outcome",
    "release",
    "request_review",
    "return_to_draft",
    "seal",
    "stale_translations",
    "strike",
    "succeed",
    "takes_now",
    "takes_online",
    "text_may_change",
    "was_changed",
]
