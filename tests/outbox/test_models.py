from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from time_machine import TimeMachineFixture

from outbox.models import OutgoingEmail
from outbox.states import EmailState, Priority
from tests.factories.outbox import queued_email

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SOUND = {
    "due": {"state": EmailState.DUE},
    "leased": {"state": EmailState.LEASED, "leased_until": NOW},
    "sent": {"state": EmailState.SENT, "sent_at": NOW, "mime": None},
    "failed": {"state": EmailState.FAILED},
    "failed, and the mailbox is gone": {"state": EmailState.FAILED, "gone_mailbox": "ana@example.org"},
    "failed, erased": {"state": EmailState.FAILED, "mime": None},
}
UNSOUND = {
    "due without bytes": {"state": EmailState.DUE, "mime": None},
    "due and leased": {"state": EmailState.DUE, "leased_until": NOW},
    "due and sent": {"state": EmailState.DUE, "sent_at": NOW},
    "leased for ever": {"state": EmailState.LEASED},
    "leased without bytes": {"state": EmailState.LEASED, "leased_until": NOW, "mime": None},
    "sent at no time": {"state": EmailState.SENT, "mime": None},
    "sent and kept": {"state": EmailState.SENT, "sent_at": NOW},
    "sent and leased": {"state": EmailState.SENT, "sent_at": NOW, "mime": None, "leased_until": NOW},
    "failed and sent": {"state": EmailState.FAILED, "sent_at": NOW},
    "failed and leased": {"state": EmailState.FAILED, "leased_until": NOW},
    "due to a mailbox that is gone": {"gone_mailbox": "ana@example.org"},
    "unknown": {"state": "lost"},
}


@pytest.mark.parametrize("fields", SOUND.values(), ids=SOUND)
def test_the_database_takes_every_sound_state(fields: dict[str, object]) -> None:
    queued_email()

    assert OutgoingEmail.objects.update(**fields) == 1


@pytest.mark.parametrize("fields", UNSOUND.values(), ids=UNSOUND)
def test_the_database_refuses_what_can_never_be(fields: dict[str, object]) -> None:
    queued_email()

    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingEmail.objects.update(**fields)


def test_two_mails_never_share_a_message_id() -> None:
    queued_email(), queued_email()

    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingEmail.objects.update(message_id="<1@example.org>")


def test_due_mail_comes_in_the_order_of_priority_and_then_of_time() -> None:
    reminder = queued_email(priority=Priority.REMINDER)
    late, early = queued_email(), queued_email()
    receipt = queued_email(priority=Priority.RECEIPT)
    OutgoingEmail.objects.filter(pk=early.pk).update(due_at=NOW - timedelta(hours=1))
    for fields in (SOUND["leased"], SOUND["sent"], SOUND["failed"], {"due_at": NOW + timedelta(hours=1)}):
        OutgoingEmail.objects.filter(pk=queued_email().pk).update(**fields)

    assert list(OutgoingEmail.objects.due()) == [early, late, receipt, reminder]


def test_due_can_be_asked_for_another_time() -> None:
    mail = queued_email()
    tomorrow = timezone.now() + timedelta(days=1)
    OutgoingEmail.objects.update(due_at=tomorrow)

    assert list(OutgoingEmail.objects.due()) == []
    assert list(OutgoingEmail.objects.due(at=tomorrow)) == [mail]


def test_mail_is_due_by_the_clock_of_the_database_not_ours(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(timezone.now() - timedelta(days=400))

    mail = queued_email()

    assert list(OutgoingEmail.objects.due()) == [mail]


@pytest.mark.parametrize(("asked", "index"), [("due", "outbox_due"), ("abandoned", "outbox_leased")])
def test_the_workers_questions_are_answered_from_their_partial_index(asked: str, index: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table this small is read whole
    queued_email()

    plan = getattr(OutgoingEmail.objects, asked)()[:50].explain()

    assert index in plan
    assert "sort" not in plan.lower()  # PostgreSQL's word
    assert "b-tree" not in plan.lower()  # SQLite's word for the same
