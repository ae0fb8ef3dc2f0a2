"""What is written to the log: no token, no address, no search, and nothing dropped (THREATS T09)."""

import io
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import IntegrityError
from django.test import Client

from advocacy.logs import NoSecrets, mask
from outbox.dispatch import send_all_due
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Signatory
from signatories.states import State
from signatories.urls import urlpatterns
from tests.factories.letters import published_letter
from tests.factories.signatories import signatory
from tests.services import MailServer, free_port
from tests.signatories.visitor import Visitor, read

TOKEN = "q7Rz-canary_token-0123456789abcdefghijklmnop"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console handler of the settings writes, with the filters and format it has there."""
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one.formatter, NoSecrets))
    written, before = io.StringIO(), handler.stream
    handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        (f"Not Found: /confirm/{TOKEN}/", "Not Found: /confirm/…"),
        (f"Not Found: /es/confirm/{TOKEN}", "Not Found: /es/confirm/…"),
        (f'"GET /confirm/{TOKEN}/ HTTP/1.1" 303 0', '"GET /confirm/… HTTP/1.1" 303 0'),
        ('"GET /admin/x/?q=ana@example.org&p=2 HTTP/1.1" 200 9', '"GET /admin/x/?… HTTP/1.1" 200 9'),
        (f"Forbidden: /confirm/{TOKEN}/?a=1", "Forbidden: /confirm/…"),
        (f"a /confirm/{TOKEN}/\nb /confirm/{TOKEN}/ c", "a /confirm/…\nb /confirm/…"),
        ("Not Found: /letters/confirm-it/", "Not Found: /letters/confirm-it/"),
        ("Is it on? Yes", "Is it on? Yes"),
        ("550 5.1.1 <ana.o'b+x@mail.example.org>: unknown", "550 5.1.1 <…>: unknown"),
        (
            "Key (letter_id, mailbox)=(1, ana@example.org) already exists.",
            "Key (letter_id, mailbox)=(1, …) already exists.",
        ),
        ("bounce+ana=example.org@lists.example.net", "…"),
        ("ana%40example.org, ana@exámple.org", "…, …"),
        ("celery@web1 ready, 3@ 4 @5", "celery@web1 ready, 3@ 4 @5"),
        ("Invalid request from ip=192.0.2.7: bad", "Invalid request from ip=… bad"),
    ],
)
def test_tokens_addresses_and_searches_become_dots_and_the_rest_stays(line: str, masked: str) -> None:
    assert mask(line) == masked


LINKS = [str(one.pattern) for one in urlpatterns if "<str:token>" in str(one.pattern)]


@pytest.mark.parametrize("link", LINKS)
def test_no_link_of_a_mail_leaves_its_token_in_a_log(link: str) -> None:
    path = "/" + link.replace("<str:token>", TOKEN)

    assert (TOKEN in path, TOKEN in mask(f"Not Found: {path}")) == (True, False)


@pytest.mark.django_db
def test_django_request_writes_no_token(client: Client, log: io.StringIO) -> None:
    for path in (f"/confirm/{TOKEN}/", f"/es/confirm/{TOKEN}/", f"/confirm/{TOKEN}/more/", f"/nowhere/?q={TOKEN}"):
        client.get(path)
    client.post(f"/confirm/{TOKEN}/")

    lines = log.getvalue().splitlines()
    assert [line.split("django.request ")[1] for line in lines] == [
        "Not Found: /confirm/…",
        "Not Found: /es/confirm/…",
        "Not Found: /confirm/…",
        "Not Found: /nowhere/",
        "Method Not Allowed (POST): /confirm/…",
    ]


@pytest.mark.django_db
def test_the_token_of_a_real_mail_is_in_no_line_of_a_whole_confirmation(client: Client, log: io.StringIO) -> None:
    signatory(published_letter(type="petition"))
    mime = bytes(OutgoingEmail.objects.get().mime).decode().replace("=\r\n", "")
    token = mime.split("/confirm/")[1].split("/")[0]

    landed = client.get(f"/confirm/{token}/", follow=True)
    client.post(landed.request["PATH_INFO"], {"surname": "Wrong"})
    client.get(f"/confirm/{token}/?utm={token}x")
    client.get(f"/confirm/{token}extra/")

    assert landed.status_code == 200
    assert "Not Found: /confirm/…" in log.getvalue()
    assert token not in log.getvalue()


def test_the_development_server_writes_no_token_and_no_search(log: io.StringIO) -> None:
    handler = WSGIRequestHandler.__new__(WSGIRequestHandler)  # without a socket
    handler.request = None

    handler.log_message('"%s" %s %s', f"GET /confirm/{TOKEN}/?next={TOKEN} HTTP/1.1", "303", "0")
    handler.log_message('"%s" %s %s', "GET /letters/x/signatories/?q=ana HTTP/1.1", "200", "512")

    assert [line.split("django.server ")[1] for line in log.getvalue().splitlines()] == [
        '"GET /confirm/… HTTP/1.1" 303 0',
        '"GET /letters/x/signatories/?… HTTP/1.1" 200 512',
    ]


@pytest.mark.parametrize(
    "name", ["django.request", "django.security.csrf", "outbox.hints", "celery.worker", "anything"]
)
def test_whoever_writes_is_masked(name: str, log: io.StringIO) -> None:
    logging.getLogger(name).warning("came from %s?q=%s", f"/confirm/{TOKEN}", "ana@example.org")

    assert log.getvalue().split(f"{name} ")[1] == "came from /confirm/…\n"


def test_a_traceback_is_masked_too(log: io.StringIO) -> None:
    try:
        int(f"/confirm/{TOKEN}/")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/confirm/{TOKEN}/")

    assert "ValueError" in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("broken", [f"/confirm/%20{TOKEN}/", f"/confirm//{TOKEN}/", f"/confirm/%27{TOKEN}/"])
def test_a_link_that_a_mail_program_broke_is_masked_too(client: Client, log: io.StringIO, broken: str) -> None:
    client.get(broken)

    assert "Not Found: /confirm/" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_nothing_is_dropped() -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "no secret %d", (7,), None)

    assert NoSecrets("{message}", style="{").format(record) == "no secret 7"


def test_a_long_line_is_read_through_quickly() -> None:
    began = time.process_time()

    mask("a" * 200_000 + "@")

    assert time.process_time() - began < 20  # a guard against hanging, not a measurement


@pytest.mark.django_db(transaction=True)
def test_nothing_secret_is_in_all_that_a_journey_logs(
    log: io.StringIO, smtp: MailServer, monkeypatch: pytest.MonkeyPatch, admin_client: Client
) -> None:
    rosa, phone, address = Visitor(), Visitor(), "rosa.lind@example.org"
    smtp.reply_to_recipient = lambda to: f"450 4.2.1 <{to}>: mailbox busy"
    rosa.sign(published_letter(type="petition"), name="Rosa Lind", email=address)
    send_all_due()
    smtp.reply_to_recipient = lambda to: f"421 4.7.0 too much mail for {to}, closing"
    OutgoingEmail.objects.update(due_at=Signatory.objects.get().submitted_at)
    send_all_due()
    refusal = OutgoingEmail.objects.get().last_error
    smtp.reset()
    OutgoingEmail.objects.update(due_at=Signatory.objects.get().submitted_at)
    send_all_due()
    mail = read(smtp.messages[0].content)

    rosa.send(code="1")
    phone.visit(mail.link)
    phone.send(surname="Wrong")
    phone.visit(f"{mail.link}x")
    phone.client.post(f"/confirm/{mail.token}/")
    phone.client.get(f"/nowhere/{address}/", {"q": address})
    for path in ("/admin/signatories/signatory/", "/admin/outbox/outgoingemail/", "/admin/nowhere/"):
        admin_client.get(path, {"q": address, "token": mail.token})
    with monkeypatch.context() as broken:
        said = f"DETAIL: Key (letter_id, mailbox)=(1, {address}) already exists. /confirm/{mail.token}/"
        broken.setattr(workflow, "confirm", lambda *args, **more: (_ for _ in ()).throw(IntegrityError(said)))
        rosa.client.raise_request_exception = False
        failed = rosa.send(code=mail.code).status_code
    rosa.visit(mail.link)
    rosa.send()

    written = log.getvalue()
    expected = ("mailbox)=(1, …) already", "The mail server cannot be used: 421 4.7.0 too much mail for …, closing")
    assert (failed, Signatory.objects.get().state) == (500, State.CONFIRMED)
    assert [words for words in expected if words not in written] == []
    assert [secret for secret in (mail.token, address, "rosa.lind") if secret in written + refusal] == []
    assert re.findall(rf"\b{mail.code}\b", written) == []


def test_the_web_server_writes_no_token_no_address_and_no_visitor(tmp_path: Path) -> None:
    """The whole path from the socket to the log; without tables, so that each page also leaves a traceback."""
    port, log = free_port(), tmp_path / "log"
    command = ["-m", "gunicorn", "advocacy.wsgi", "--bind", f"127.0.0.1:{port}", "--access-logfile", "-"]
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}", "REDIS_URL": ""}
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, *command, "--log-level", "debug"],
            cwd=django_settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        asked = f"/confirm/{TOKEN}/?q=ana@example.org"
        statuses = [_ask(port, path) for path in (asked, f"/es{asked}", "/nowhere/ana@example.org/", "/healthz")]
    finally:
        server.terminate()
        server.wait(timeout=20)

    written = log.read_text()
    assert statuses == [503, 503, 404, 200]
    assert re.findall(r'"GET (\S+) HTTP/1.1" (\d+)', written) == [
        ("/confirm/…", "503"),
        ("/es/confirm/…", "503"),
        ("/nowhere/…/", "404"),
        ("/healthz", "200"),
    ]
    assert "OperationalError" in written
    assert [secret for secret in (TOKEN, "ana", "127.0.0.1 ", "127.0.0.1,") if secret in written] == []


def _ask(port: int, path: str) -> int:
    """Ask for a page with the headers that a log could quote; wait for the server to come up."""
    until = time.monotonic() + 30
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            referrer = f"http://localhost/admin/?q=ana@example.org&t={TOKEN}"
            connection.request("GET", path, headers={"Host": "localhost", "Referer": referrer})
            return connection.getresponse().status
        except ConnectionRefusedError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
        finally:
            connection.close()
