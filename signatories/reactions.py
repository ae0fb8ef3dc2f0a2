"""What happens to names when something happens to a letter (letters/announcements.py declares it), or to a mail.

Every receiver runs inside the transaction of the letter's step, so the two happen together or not at all. A mail is
given up (outbox/announcements.py) whatever its receiver does.
"""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver

from directory.models import Contact
from letters import announcements
from letters.clock import database_now
from letters.models import Answer, DeadlineChange, Letter, Version
from letters.states import Change
from outbox.addresses import canonical
from outbox.announcements import mail_taken, mailbox_gone
from outbox.models import OutgoingEmail

from . import mailings, pairing, watching
from .models import TrailEntry
from .states import MailingPurpose, Verb, Watching
from .workflow import (
    Refused,
    ask_everyone_again,
    check_second_person,
    confirm_planned_leads,
    let_go,
    mark_bounced,
    mark_works,
    seal_names,
    settle_names,
    settle_texts,
    take_over,
    tell_offices,
)

WHOSE = ("mailbox", "legislator_id", "organization_id")
VERBS = {
    announcements.review_requested: Verb.REVIEW_REQUESTED,
    announcements.returned_to_draft: Verb.RETURNED_TO_DRAFT,
    announcements.published: Verb.PUBLISHED,
    announcements.version_published: Verb.VERSION_PUBLISHED,
    announcements.deadline_changed: Verb.DEADLINE_CHANGED,
    announcements.sealed: Verb.SEALED,
    announcements.recalled: Verb.RECALLED,
    announcements.delivered: Verb.DELIVERED,
    announcements.delivery_recorded: Verb.DELIVERY_RECORDED,
    announcements.answered: Verb.ANSWERED,
    announcements.outcome_recorded: Verb.OUTCOME_RECORDED,
    announcements.record_struck: Verb.ENTERED_IN_ERROR,
    announcements.released: Verb.RELEASED,
    announcements.release_changed: Verb.RELEASE_CHANGED,
}


@receiver(list(VERBS))
def write_trail(signal: Any, letter: Letter, by: Any, reason: str, **_rest: Any) -> None:
    """Every step of a letter leaves its entry."""
    TrailEntry.objects.create(letter=letter, verb=VERBS[signal], at=database_now(), by=by, reason=reason[:500])


@receiver(announcements.published)
def put_leads_on(letter: Letter, by: Any, version: Version, **_rest: Any) -> None:
    """Publication is what the planned leads agreed to."""
    confirm_planned_leads(letter, version, by=by)


@receiver(announcements.version_published)
def put_to_the_names(letter: Letter, by: Any, version: Version, agreed: Collection[int], **_rest: Any) -> None:
    """A correction carries everyone over; any other change is put to those who signed."""
    if version.change == Change.EDITORIAL:
        check_second_person(letter, by=by)
        return
    settle = ask_everyone_again if version.change == Change.MATERIAL else tell_offices
    settle(letter, version, by=by, agreed=agreed)
    mailings.start(letter, MailingPurpose.ASKED_AGAIN, version)
    if version.change == Change.NOTICED:
        mailings.start(letter, MailingPurpose.CHANGE_NOTIFIED, version)


@receiver(announcements.deadline_changed)
def tell_of_the_new_deadline(letter: Letter, change: DeadlineChange, tell: bool, **_rest: Any) -> None:  # noqa: FBT001 -- a signal gives it by keyword
    """Whoever signed learns when the letter closes, if staff want it."""
    if tell:
        mailings.start(letter, MailingPurpose.DEADLINE_CHANGED, change)


@receiver(announcements.published)
def let_staff_watch(letter: Letter, by: Any, **_rest: Any) -> None:
    """Whoever drafted or published a letter hears of its names every morning, until they choose otherwise."""
    for user in {letter.created_by, by} - {None}:
        watching.watch(letter, user, Watching.DAILY)


@receiver(announcements.sealing)
def freeze_the_names(letter: Letter, by: Any, at: Any, **_rest: Any) -> None:
    """What goes out is read, set and stored before the letter itself is held."""
    settle_texts(letter)
    pairing.settle(letter.pk, goes_out=True)
    seal_names(letter, by=by, at=at)


@receiver(announcements.sealed)
def settle_the_names(letter: Letter, told: Any, **_rest: Any) -> None:
    """Nobody left the letter while it was frozen; then everyone who signed is sent it."""
    settle_names(letter, told=told)


@receiver(mailbox_gone)
def mark_who_left(email: OutgoingEmail, words: str, **_rest: Any) -> None:
    """A mailbox that its server knows no more tells that the person left every office it served."""
    mark_bounced(canonical(email.to), words)


@receiver(mail_taken)
def mark_who_is_there(email: OutgoingEmail, **_rest: Any) -> None:
    """A mailbox that takes mail is not gone, whatever its server said before; whom staff marked as left stays so."""
    with suppress(Refused):  # nothing had come back
        mark_works(canonical(email.to))


@receiver(pre_save, sender=Contact)
def part_with_whom_it_named(instance: Contact, raw: bool, **_rest: Any) -> None:  # noqa: FBT001 -- a signal gives it by keyword
    """A row that names another mailbox or office from now on is another person's, wherever it is written."""
    before = None if raw else Contact.objects.filter(pk=instance.pk).first()
    if before and any(getattr(before, name) != getattr(instance, name) for name in WHOSE):
        let_go(before)


@receiver(pre_delete, sender=Contact)
def part_with_whom_was_removed(instance: Contact, **_rest: Any) -> None:
    let_go(Contact.objects.get(pk=instance.pk))


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


@receiver(announcements.succeeded)
def take_names_over(letter: Letter, earlier: Letter, by: Any, reason: str, **_rest: Any) -> None:
    """Who led leads again, who was asked is asked again; nobody has signed yet."""
    take_over(letter, earlier, by=by)
    entry = {"verb": Verb.SUCCEEDED, "at": database_now(), "by": by}
    TrailEntry.objects.create(letter=earlier, reason=reason[:500] or letter.title, **entry)
