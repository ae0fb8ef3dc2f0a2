"""Hands what is due to the mail server. The only code that talks SMTP (through Django's mailer)."""

import logging
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend

from . import leases
from .models import OutgoingEmail
from .refusals import Refusal, understand
from .states import EmailState

logger = logging.getLogger(__name__)

BATCH = 50  # mails on one connection
RUN = 25.0  # seconds after which a run begins no further mail, and leaves the rest to the next one
PATIENCE = 30.0  # seconds for one mail, from connecting to the server's answer
FAREWELL = 5.0  # seconds for the server to take leave; everything is written down by then


class Dispatched(NamedTuple):
    """How many mails were sent, put off, and given up."""

    sent: int = 0
    retried: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.retried} to be tried again, {self.failed} failed"


class StoredMessage:
    """As much of Django's EmailMessage as a backend needs; its bytes are those in the row, not made anew."""

    def __init__(self, email: OutgoingEmail) -> None:
        self.from_email = settings.DEFAULT_FROM_EMAIL
        self.to = [email.to]
        self.subject = email.subject
        self.mime = bytes(email.mime or b"")

    def recipients(self) -> list[str]:
        return self.to

    def message(self, **policy: Any) -> "StoredMessage":
        return self

    def as_bytes(self) -> bytes:
        return self.mime


def send_all_due(stop: threading.Event | None = None) -> Dispatched:
    """Send batch after batch while mail moves, until nothing is due, `RUN` is over or `stop` is set."""
    ends = time.monotonic() + RUN
    total = Dispatched()
    while time.monotonic() < ends and not (stop and stop.is_set()):
        batch = send_due(until=ends, stop=stop)
        total = Dispatched(*map(sum, zip(total, batch, strict=True)))
        if not batch.sent + batch.failed:
            break
    return total


def send_due(
    limit: int = BATCH, *, until: float | None = None, stop: threading.Event | None = None, patience: float = PATIENCE
) -> Dispatched:
    """Send up to `limit` due mails over one connection.

    When the server, and not a mail, is the trouble, the mail whose turn it was is put off and the others are due as
    before. `until` (monotonic seconds) and `stop` end it early, between two mails; so does the end of the lease.
    """
    mailer = mailers.default
    until = min(until or float("inf"), time.monotonic() + leases.LEASE.total_seconds() - patience)
    waiting = deque(leases.lease(limit))
    results: Counter[EmailState] = Counter()
    with ExitStack() as at_the_end:
        at_the_end.callback(_hang_up, mailer)
        at_the_end.callback(leases.put_back, waiting)
        while waiting and time.monotonic() < until and not (stop and stop.is_set()):
            email = waiting.popleft()
            refusal = _send(mailer, StoredMessage(email), patience)
            results[leases.record(email, refusal)] += 1
            if refusal and refusal.speaks_of_us:
                logger.warning("The mail server cannot be used: %s", refusal.words)
                _cut(mailer)
                break
    return Dispatched(results[EmailState.SENT], results[EmailState.DUE], results[EmailState.FAILED])


def _send(mailer: BaseEmailBackend, message: StoredMessage, patience: float) -> Refusal | None:
    ends = time.monotonic() + patience
    try:
        _within(patience, mailer.open)  # does nothing while it is open
        _within(ends - time.monotonic(), lambda: mailer.send_messages([cast("EmailMessage", message)]))
    except Exception as error:  # noqa: BLE001 -- whatever it is, it must stop no other mail
        return understand(error)
    return None


def _within(seconds: float, work: Callable[[], object]) -> None:
    """Do it, or raise TimeoutError. A socket's own timeout counts silences: a byte a second never trips it."""
    done: Future[None] = Future()

    def run() -> None:
        try:
            work()
            done.set_result(None)
        except BaseException as error:  # noqa: BLE001 -- handed to the caller, whatever it is
            done.set_exception(error)

    threading.Thread(target=run, name="outbox-smtp", daemon=True).start()
    done.result(timeout=seconds)


def _cut(mailer: BaseEmailBackend) -> None:
    """End what a thread of `_within` may still be waiting for, so that it does not send after all."""
    connection = getattr(getattr(mailer, "connection", None), "sock", None)
    if connection:
        with suppress(OSError):  # it is cut already
            connection.shutdown(socket.SHUT_RDWR)


def _hang_up(mailer: BaseEmailBackend) -> None:
    with suppress(Exception):  # nothing depends on it any more
        _within(FAREWELL, mailer.close)
