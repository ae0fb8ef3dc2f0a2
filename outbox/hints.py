"""The wake-up call to a worker after mail was stored: never waited for and never needed (docs/adr/0002-outbox.md).

A broker that is dead, full or hung, or whose name does not resolve, holds up a thread of ours and nobody's request.
"""

import logging
import os
import threading
import time
from typing import Any

from celery import Celery
from django.conf import settings

logger = logging.getLogger(__name__)

PAUSE = 0.1  # seconds after a hint: one hint serves all mail of a moment
SILENCE = 30.0  # seconds without hints after one that failed
ENOUGH = 100  # messages in the queue that nobody takes out: more hints would only fill the broker's memory
IMPATIENT = {"socket_connect_timeout": 1.0, "socket_timeout": 1.0, "max_retries": 0}

# Our own sender: the worker's connections have other timeouts, and this app must not know who wires it.
sender = Celery("outbox", set_as_current=False)
sender.config_from_object("django.conf:settings", namespace="CELERY")


def hint_dispatch() -> None:
    """Ask for the outbox to be looked at soon. Returns at once and never raises, whatever the broker does."""
    caller.call()


class Caller:
    """One daemon thread, started by the first call, that turns any number of calls into few messages."""

    def __init__(self) -> None:
        self.begin_afresh()

    def begin_afresh(self) -> None:
        """Forget thread and locks: after a fork the child has the locks as they happened to be, and no thread."""
        self.wanted = threading.Event()
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None

    def call(self) -> None:
        """Have one message sent after this moment, unless the last one failed less than `SILENCE` ago."""
        self.wanted.set()
        with self.starting:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="outbox-hints", daemon=True)
                try:
                    self.thread.start()
                except RuntimeError as error:  # no more threads, or the interpreter is on its way out
                    logger.warning("No wake-up hint (%s); mail goes out with the next sweep.", error)

    def _run(self) -> None:
        while self.wanted.wait():
            self.wanted.clear()
            try:
                _send()
                time.sleep(PAUSE)
            except Exception as error:  # noqa: BLE001 -- whatever a broker does to us, the sweep makes good
                logger.warning("No wake-up hint (%s); mail goes out with the next sweep.", error)
                time.sleep(SILENCE)


def _send() -> None:
    with sender.connection_for_write(settings.CELERY_BROKER_URL, transport_options=IMPATIENT) as connection:
        channel: Any = connection.default_channel
        if channel.queue_declare(queue=sender.conf.task_default_queue).message_count < ENOUGH:
            sender.send_task("outbox.dispatch", connection=connection, retry=False, ignore_result=True)


caller = Caller()
os.register_at_fork(after_in_child=caller.begin_afresh)
