import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from outbox import dispatch
from outbox.models import OutgoingEmail
from outbox.states import EmailState
from tests.factories.outbox import queued_email
from tests.outbox.conftest import wait_until
from tests.services import MailServer


@pytest.mark.django_db
def test_one_sweep_sends_what_is_due_and_says_so(smtp: MailServer) -> None:
    queued_email(), queued_email(to="gone@example.org"), queued_email(to="later@example.org")
    smtp.reply_to_recipient = {"gone@example.org": "550 no", "later@example.org": "450 later"}.get
    said = StringIO()

    call_command("sweep_outbox", stdout=said)

    assert said.getvalue() == "1 sent, 1 to be tried again, 1 failed.\n"
    assert len(smtp.messages) == 1


@contextmanager
def sweeping(database: str, email_url: str) -> Iterator["subprocess.Popen[str]"]:
    """Run the sweep as a process of its own, on the database of this test."""
    environment = os.environ | {"DATABASE_URL": database, "EMAIL_URL": email_url, "REDIS_URL": ""}
    command = [sys.executable, "manage.py", "sweep_outbox", "--every", "0.2"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "Sweeping the outbox every 0.2 seconds.\n"
        yield process
    finally:
        process.kill()
        process.wait(10)


def url_of_the_test_database() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_without_broker_or_worker_a_sweeping_process_sends_until_it_is_stopped(
    smtp: MailServer, number: signal.Signals
) -> None:
    queued_email()

    with sweeping(url_of_the_test_database(), smtp.url) as process:
        wait_until(lambda: len(smtp.messages) == 1)
        queued_email()
        wait_until(lambda: len(smtp.messages) == 2)
        wait_until(lambda: OutgoingEmail.objects.filter(state=EmailState.SENT).count() == 2)
        process.send_signal(number)
        said, _ = process.communicate(timeout=10)

    assert process.returncode == 0
    assert sum(int(line.split()[1]) for line in said.splitlines() if " sent, " in line) == 2
    assert said.endswith("Stopped.\n")


@pytest.mark.django_db
def test_a_database_that_is_away_for_a_moment_does_not_end_the_sweeping(monkeypatch: pytest.MonkeyPatch) -> None:
    calls, handlers = [], {}

    def fail_once(stop: threading.Event) -> dispatch.Dispatched:
        calls.append(time.monotonic())
        if len(calls) == 1:
            raise OperationalError("the database system is starting up")
        stop.set()
        return dispatch.Dispatched(sent=1)

    monkeypatch.setattr(dispatch, "send_all_due", fail_once)
    monkeypatch.setattr(signal, "signal", handlers.setdefault)
    said, complained = StringIO(), StringIO()

    call_command("sweep_outbox", every=0.01, stdout=said, stderr=complained)

    assert len(calls) == 2
    assert "OperationalError: the database system is starting up" in complained.getvalue()
    assert "1 sent" in said.getvalue()
    assert set(handlers) == {signal.SIGTERM, signal.SIGINT}
