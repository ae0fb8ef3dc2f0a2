"""What happens to names when something happens to a letter (letters/announcements.py declares it), or to a mail.

Every receiver runs inside the transaction of the letter's step, so the two happen together or not at all. A mail is
given up (outbox/announcements.py) whatever its receiver does.
"""

from typing import Any

from django.dispatch import receiver

from letters import announcements
from letters.clock import database_now
from letters.models import Answer, DeadlineChange, Letter, Version
from outbox.addresses import canonical
from outbox.announcements import mailbox_gone
from outbox.models import OutgoingEmail

from . import mailings, watching
from .models import TrailEntry
from .states import MailingPurpose, Verb, Watching
from .workflow import confirm_planned_leads, mark_bounced

VERBS = {
    announcements.review_requested: Verb.REVIEW_REQUESTED,
    announcements.returned_to_draft: Verb.RETURNED_TO_DRAFT,
    announcements.published: Verb.PUBLISHED,
    announcements.deadline_changed: Verb.DEADLINE_CHANGED,
    announcements.recalled: Verb.RECALLED,
    announcements.delivered: Verb.DELIVERED,
    announcements.delivery_recorded: Verb.DELIVERY_RECORDED,
    announcements.answered: Verb.ANSWERED,
    announcements.outcome_recorded: Verb.OUTCOME_RECORDED,
    announcements.record_struck: Verb.ENTERED_IN_ERROR,
    announcements.released: Verb.RELEASED,
}


@receiver(list(VERBS))
def write_trail(signal: Any, letter: Letter, by: Any, reason: str, **_rest: Any) -> None:
    """Every step of a letter leaves its entry."""
    TrailEntry.objects.create(letter=letter, verb=VERBS[signal], at=database_now(), by=by, reason=reason[:500])


@receiver(announcements.published)
def put_leads_on(letter: Letter, by: Any, version: Version, **_rest: Any) -> None:
    """Publication is what the planned leads agreed to."""
    confirm_planned_leads(letter, version, by=by)


@receiver(announcements.deadline_changed)
def tell_of_the_extension(letter: Letter, change: DeadlineChange, **_rest: Any) -> None:
    """Whoever signed learns that others still can; a letter closed early tells nobody."""
    if change.new > change.old:
        mailings.start(letter, MailingPurpose.DEADLINE_CHANGED, change)


@receiver(announcements.published)
def let_staff_watch(letter: Letter, by: Any, **_rest: Any) -> None:
    """Whoever drafted or published a letter hears of its names every morning, until they choose otherwise."""
    for user in {letter.created_by, by} - {None}:
        watching.watch(letter, user, Watching.DAILY)


@receiver(mailbox_gone)
def mark_who_left(email: OutgoingEmail, words: str, **_rest: Any) -> None:
    """A mailbox that its server knows no more tells that the person left every office it served."""
    mark_bounced(canonical(email.to), words)


@receiver(announcements.delivered)
def tell_of_the_delivery(letter: Letter, *, tell: bool, **_rest: Any) -> None:
    """Whoever signed learns that the letter went out, if staff say so: some were delivered long before this site."""
    if tell:
        mailings.start(letter, MailingPurpose.DELIVERED)


@receiver(announcements.answered)
def tell_of_the_answer(letter: Letter, answer: Answer, *, tell: bool, **_rest: Any) -> None:
    """Whoever signed learns what came back, unless it is for staff only."""
    if tell:
        mailings.start(letter, MailingPurpose.ANSWERED, answer)
