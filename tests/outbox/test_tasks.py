import time
from collections.abc import Iterator

import pytest
import redis
from celery import Celery
from celery.contrib.testing.worker import start_worker
from pytest_django import Settings

from advocacy.celery import app
from outbox import hints
from outbox.models import OutgoingEmail
from outbox.states import EmailState
from outbox.tasks import dispatch_task
from tests.factories.outbox import queued_email
from tests.outbox.conftest import wait_until
from tests.services import MailServer


@pytest.fixture
def worker(redis_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """A real Celery worker in a thread, fed by a real Redis-protocol server, with nothing but hints to wake it."""
    settings.CELERY_BROKER_URL = redis_url
    monkeypatch.setitem(app.conf, "broker_url", redis_url)
    monkeypatch.setattr(hints, "caller", hints.Caller())
    monkeypatch.setattr(app.log, "setup", lambda **given: None)  # it would silence warnings for the tests after this
    with app.connection_for_write(redis_url) as connection:
        connection.default_channel.queue_purge("celery")
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        yield app
    hints.caller.wanted.clear()


@pytest.mark.django_db
def test_the_task_sends_what_is_due_and_says_so(smtp: MailServer) -> None:
    queued_email()

    assert dispatch_task() == "1 sent, 0 to be tried again, 0 failed"
    assert dispatch_task() == "0 sent, 0 to be tried again, 0 failed"
    assert len(smtp.messages) == 1


def test_the_timetable_and_the_hint_call_the_same_task() -> None:
    assert dispatch_task.name == "outbox.dispatch"
    assert "outbox.dispatch" in {entry["task"] for entry in app.conf.beat_schedule.values()}


@pytest.mark.django_db(transaction=True)
def test_a_stored_mail_wakes_the_worker_who_sends_it(worker: Celery, smtp: MailServer) -> None:
    began = time.monotonic()
    mail = queued_email()
    content = bytes(mail.mime or b"")

    wait_until(lambda: OutgoingEmail.objects.filter(state=EmailState.SENT).exists())

    assert [m.content for m in smtp.messages] == [content]
    assert time.monotonic() - began < 4.5  # sooner than any sweep


@pytest.mark.django_db(transaction=True)
def test_a_flushed_broker_loses_no_mail_and_no_worker(worker: Celery, smtp: MailServer, redis_url: str) -> None:
    redis.Redis.from_url(redis_url).flushall()

    queued_email()

    wait_until(lambda: OutgoingEmail.objects.filter(state=EmailState.SENT).exists())
    assert len(smtp.messages) == 1
