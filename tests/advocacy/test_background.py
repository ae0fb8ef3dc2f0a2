"""Without Redis one process does by the clock what workers do elsewhere."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from advocacy.celery import app
from letters import workflow as letter_steps
from letters.states import LetterType
from outbox.models import OutgoingEmail
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.outbox.conftest import wait_until
from tests.outbox.test_sweep_outbox import url_of_the_test_database
from tests.services import MailServer


@pytest.mark.django_db(transaction=True)
def test_what_a_step_owes_to_many_is_made_and_sent_until_it_is_stopped(smtp: MailServer) -> None:
    letter = published_letter(type=LetterType.COALITION)
    signatories.confirmed(letter)
    OutgoingEmail.objects.all().delete()
    letter_steps.extend(letter, to=letter.closes_at + timedelta(days=1), by=None, reason="Asked.")
    environment = os.environ | {"DATABASE_URL": url_of_the_test_database(), "EMAIL_URL": smtp.url, "REDIS_URL": ""}
    command = [sys.executable, "manage.py", "background"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"At work: {', '.join(app.conf.beat_schedule)}.\n"
        wait_until(lambda: smtp.messages, within=60)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait(10)
    assert (process.returncode, said) == (0, "Stopped.\n")


def test_with_a_broker_it_leads_to_the_worker() -> None:
    environment = os.environ | {"REDIS_URL": "redis://127.0.0.1:1/0"}
    command = [sys.executable, "manage.py", "background"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "celery -A advocacy worker --beat" in done.stderr
