"""Dana signs while a Celery worker of its own, over a real broker, carries the mail to a real SMTP server."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from letters.states import LetterType
from outbox import hints
from outbox.models import OutgoingEmail
from outbox.states import EmailState
from signatories.states import State
from tests.factories.letters import published_letter
from tests.services import MailServer
from tests.signatories.visitor import Visitor, read

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """Where this test's rows are, for another process."""
    name = connection.settings_dict["NAME"]
    given = os.environ["DATABASE_URL"]
    return f"{given.rpartition('/')[0]}/{name}" if connection.vendor == "postgresql" else f"sqlite:///{name}"


@pytest.fixture
def worker(
    redis_url: str, smtp: MailServer, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """A worker with its timetable, started as on a server."""
    settings.CELERY_BROKER_URL = redis_url
    monkeypatch.setattr(hints, "caller", hints.Caller())
    environment = os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": redis_url, "EMAIL_URL": smtp.url}
    command = [
        "-m",
        "celery",
        "-A",
        "advocacy",
        "worker",
        "--pool",
        "solo",
        "--beat",
        "--schedule",
        str(tmp_path / "beat"),
    ]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=django_settings.BASE_DIR, env=environment, stdout=log, stderr=log
        )
    yield
    process.terminate()
    process.wait(timeout=30)


def test_dana_confirms_with_the_code_that_a_worker_brought(worker: None, smtp: MailServer) -> None:
    letter = published_letter(type=LetterType.PETITION)
    dana = Visitor()

    dana.sign(letter, name="Dana Okafor", email="dana@example.org")
    until = time.monotonic() + 40
    while not smtp.messages and time.monotonic() < until:
        time.sleep(0.1)
    dana.send(code=read(smtp.messages[0].content).code)

    assert smtp.messages[0].recipients == ["dana@example.org"]
    assert letter.signatories.get().state == State.CONFIRMED
    while OutgoingEmail.objects.exclude(state=EmailState.SENT).exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert list(OutgoingEmail.objects.values_list("purpose", "state", "mime")) == [
        ("confirmation", EmailState.SENT, None),
        ("receipt", EmailState.SENT, None),
    ]
