"""`manage.py demo` as a newcomer meets it: a process of its own, that really serves, mails and ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from threading import Timer
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from advocacy.management.commands import demo
from tests.services import HOST, free_port
from tests.signatories.visitor import Page

ROOT = Path(django_settings.BASE_DIR)
COMMAND = [sys.executable, "manage.py", "demo"]
LAST_LINE_OF_WELCOME = "  Ctrl-C ends it.\n"

type Process = subprocess.Popen[str]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What the Makefile sets, with data and mails of this test's own."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite3'}",
        "EMAIL_URL": f"file:{tmp_path / 'mail'}",
        "SITE_URL": f"http://localhost:{free_port()}",
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def started(environment: dict[str, str]) -> Iterator[tuple[Process, str]]:
    """Start the demo; yields the process and its welcome, once it is there. Never leaves a process behind."""
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    too_late = Timer(120, process.kill)
    too_late.start()
    try:
        assert process.stdout is not None
        lines = list(iter_until(process.stdout.readline, LAST_LINE_OF_WELCOME))
        yield process, "".join(lines)
    finally:
        too_late.cancel()
        process.kill()
        process.communicate()


def iter_until(readline: Callable[[], str], last: str) -> Iterator[str]:
    """Yield lines up to and with `last`, or the end of the output."""
    for line in iter(readline, ""):
        yield line
        if line == last:
            return


def ended(process: Process, how: signal.Signals) -> tuple[int, str]:
    """Tell the demo to end; return its exit code and its last words."""
    process.send_signal(how)
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


def refused(environment: dict[str, str]) -> str:
    """Start a demo that must not come up; return what it says, which is one line."""
    tried = subprocess.run(
        COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (tried.returncode, tried.stderr.count("\n")) == (1, 1), tried.stderr
    return tried.stderr.removesuffix("\n")


def browser() -> OpenerDirector:
    """Return something that keeps cookies and asks no proxy."""
    return build_opener(HTTPCookieProcessor(), ProxyHandler({}))


def wait_for_mail(folder: Path) -> Path:
    """Return the first file of the folder, within 20 seconds."""
    deadline = time.monotonic() + 20
    while not (found := sorted(folder.glob("*.eml"))):
        assert time.monotonic() < deadline, "no mail was written"
        time.sleep(0.1)
    return found[0]


def test_a_newcomer_signs_finds_the_mail_and_comes_back_to_the_same_data(
    environment: dict[str, str], tmp_path: Path
) -> None:
    site, visitor = environment["SITE_URL"], browser()

    with started(environment) as (process, welcome):
        page = visitor.open(f"{site}/letters/petition-to-the-president/sign/").read().decode()
        typed = {"name": "Ana Ruiz", "email": "ana@example.org"}
        answer = visitor.open(
            f"{site}/letters/petition-to-the-president/sign/",
            urlencode(Page(page).forms[-1].fields | typed).encode(),
        )
        mail = wait_for_mail(tmp_path / "mail").read_bytes()
        first_end = ended(process, signal.SIGINT)
    with started(environment) as (process, second_welcome):
        password = re.findall(r"password ([\w-]+)", second_welcome)[0]
        staff = browser()
        page = staff.open(f"{site}/admin/login/").read().decode()
        login = Page(page).forms[-1].fields | {"username": "staff", "password": password}
        staff.open(f"{site}/admin/login/", urlencode(login).encode())
        listed = staff.open(f"{site}/admin/signatories/signatory/?q=ruiz").read().decode()
        second_end = ended(process, signal.SIGTERM)

    assert re.fullmatch(
        rf"Preparing the data \.\.\.\n\n"
        rf"  Sign-on letters are at  {site}/\n"
        rf"  Staff work at           {site}/admin/   \(users staff and colleague, password [\w-]{{12}}\)\n"
        rf"  Mails are written to    {tmp_path / 'mail'}/   \(a file each\)\n\n"
        rf"  Ctrl-C ends it\.\n",
        welcome,
    )
    assert answer.status == 200
    assert message_from_bytes(mail)["To"] == "ana@example.org"
    assert f"{site}/confirm/".encode() in mail
    assert second_welcome == welcome
    assert "Ana Ruiz" in listed
    assert (first_end, second_end) == ((0, "\nEnded.\n"), (0, "\nEnded.\n"))


def test_the_password_is_its_owner_s_alone() -> None:
    assert (django_settings.VAR_DIR / "demo-password").stat().st_mode & 0o777 == 0o600


def test_a_busy_port_is_said_in_one_sentence(environment: dict[str, str]) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]

        said = refused(environment | {"SITE_URL": f"http://localhost:{port}"})

    assert said == f"Port {port} cannot be used (Address already in use); take another one: make demo PORT={port + 1}"


@pytest.mark.parametrize("port", ["0", "65536", ""])
def test_a_port_that_is_none_is_refused(settings: Settings, port: str) -> None:
    settings.SITE_URL = f"http://localhost:{port}"

    with pytest.raises(SystemExit, match="PORT must be a number from 1 to 65535"):
        demo._port()


def test_a_port_that_is_none_is_said_in_one_sentence(environment: dict[str, str]) -> None:
    said = refused(environment | {"SITE_URL": "http://localhost:abc"})

    assert said == "PORT must be a number from 1 to 65535, as in: make demo PORT=8123"


def test_a_broken_database_is_said_in_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "demo.sqlite3").write_bytes(b"This was a database once." * 100)

    said = refused(environment)

    assert said == f"The demo's database {tmp_path / 'demo.sqlite3'} cannot be used: file is not a database"
