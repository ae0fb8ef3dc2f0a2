"""Mail servers in a bad mood, and a broker that tests may kill."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from advocacy.environment import mailers
from tests import services


@dataclass
class MoodyServer(services.MailServer):
    """Takes `before` messages, then does `then` at the end of DATA: 'cut' the connection or 'hang'.

    What it had read by then counts as received, because the sender cannot know.
    """

    then: str = "cut"
    before: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.messages) <= self.before:
            return answer
        if self.then == "hang":
            await asyncio.sleep(60)
        server.transport.abort()
        return answer


@pytest.fixture
def moody_smtp(settings: Settings) -> Iterator[Callable[..., MoodyServer]]:
    """Start a server of that mood and send this test's mail to it."""
    with ExitStack() as running:

        def start(**mood: object) -> MoodyServer:
            server = MoodyServer(**mood)
            controller = Controller(server, hostname=services.HOST, port=server.port)
            controller.start()
            running.callback(controller.stop)
            settings.MAILERS = mailers(server.url, local=True)
            return server

        yield start


def wait_until(true: Callable[[], object], *, within: float = 10) -> None:
    """Return as soon as it is true; fail when it is not within so many seconds."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def dripping_smtp(settings: Settings) -> Iterator[None]:
    """Send this test's mail to a server that greets with a byte every tenth of a second, and never ends."""
    stop = threading.Event()

    def drip(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with closing(client):
            while not stop.wait(0.1):
                client.sendall(b"2")

    with closing(socket.create_server((services.HOST, 0))) as listener:
        thread = threading.Thread(target=drip, args=[listener], daemon=True)
        thread.start()
        settings.MAILERS = mailers(f"smtp://{services.HOST}:{listener.getsockname()[1]}", local=True)
        yield
        stop.set()
        thread.join(5)


@pytest.fixture
def no_smtp(settings: Settings) -> None:
    """Send this test's mail to a port where nobody listens."""
    settings.MAILERS = mailers(f"smtp://{services.HOST}:{services.free_port()}", local=True)
