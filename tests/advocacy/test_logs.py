"""What is written to the log: no token, no search, and nothing dropped (THREATS T09)."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import Client

from advocacy.logs import NoSecrets, mask
from outbox.models import OutgoingEmail
from tests.factories.letters import published_letter
from tests.factories.signatories import signatory

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
    ],
)
def test_tokens_and_searches_become_dots_and_the_rest_stays(line: str, masked: str) -> None:
    assert mask(line) == masked


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
