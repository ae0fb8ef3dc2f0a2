"""What people decide about reminders: staff pause them and ask for them, whoever gets them stops them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letters.clock import database_now
from letters.models import Letter

from .. import reminding
from ..models import RemindedMailbox, ReminderOrder, TrailEntry
from ..reminding import Occasion
from ..states import Verb
from .steps import Closed, Refused, User


@transaction.atomic
def order_reminders(letter: Letter, *, by: User) -> ReminderOrder:
    """Ask for reminders to the silent targets: the timetable sends them within a minute. Once a day."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    now = database_now()
    if not reminding.reminds(letter, Occasion(now, by_hand=True), now):
        raise Closed(_("Only a letter that is open for signature in the browser reminds anybody. Nothing was sent."))
    if reminding.ordered_at(letter, now):
        raise Refused(_("Reminders were sent by hand less than a day ago. Nothing was sent again."))
    _note(letter, Verb.REMINDERS_ASKED, by=by, at=now)
    return ReminderOrder.objects.create(letter=letter, at=now, by=by)


@transaction.atomic
def pause_reminders(letter: Letter, *, by: User) -> None:
    """Let the clock remind nobody of this letter until staff resume it."""
    now = database_now()
    if not Letter.objects.filter(pk=letter.pk, reminders_paused_at=None).update(reminders_paused_at=now):
        raise Refused(_("The reminders of this letter are paused already."))
    _note(letter, Verb.REMINDERS_PAUSED, by=by, at=now)


@transaction.atomic
def resume_reminders(letter: Letter, *, by: User) -> None:
    """Let the clock remind again."""
    paused = Letter.objects.filter(pk=letter.pk, reminders_paused_at__isnull=False)
    if not paused.update(reminders_paused_at=None):
        raise Refused(_("The reminders of this letter are not paused."))
    _note(letter, Verb.REMINDERS_RESUMED, by=by, at=database_now())


def stop_reminders(mailbox: RemindedMailbox) -> None:
    """Send this mailbox no more reminders, of any letter. Confirmations and receipts still come."""
    RemindedMailbox.objects.filter(pk=mailbox.pk, stopped_at=None).update(stopped_at=database_now())


def allow_reminders(mailbox: RemindedMailbox) -> None:
    """Take it back."""
    RemindedMailbox.objects.filter(pk=mailbox.pk).update(stopped_at=None)


def _note(letter: Letter, verb: Verb, *, by: User, at: datetime) -> None:
    TrailEntry.objects.create(letter=letter, verb=verb, at=at, by=by)
