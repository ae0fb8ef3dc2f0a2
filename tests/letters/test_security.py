"""Headers on every address, and requests that a browser of good will never sends (THREATS T54, T62-T66, T69)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from outbox.models import OutgoingEmail
from signatories.models import Signatory
from signatories.states import State
from tests.factories.letters import published_letter
from tests.factories.signatories import signatory

pytestmark = pytest.mark.django_db

SAMPLES = {
    "token": "no-such-token",
    "app_label": "letters",
    "content_type_id": "1",
    "object_id": "1",
    "url": "nowhere/",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
}


def every_path(resolver: URLResolver, samples: dict[str, str], before: str = "/") -> Iterator[str]:
    """Every address the site has, with a sample for each part that varies."""
    for pattern in resolver.url_patterns:
        own = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        own = re.sub(r"\(\?P<(\w+)>[^()]*\)|[$^]", lambda part: samples.get(part[1], ""), own)
        own = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: samples.get(part[1], "1"), own)
        if isinstance(pattern, URLPattern):
            yield before + own
        else:
            yield from every_path(pattern, samples, before + own)


@pytest.fixture
def paths() -> list[str]:
    waiting = signatory(published_letter(type="petition"))
    samples = SAMPLES | {"slug": waiting.letter.slug, "uuid": str(waiting.uuid)}
    return sorted(set(every_path(get_resolver(), samples)))


def policy_of(response: Any) -> dict[str, set[str]]:
    directives = (directive.split() for directive in response["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("who", ["a visitor", "staff"])
def test_every_address_answers_with_the_whole_set_of_headers(
    client: Client, paths: list[str], who: str, prefix: str
) -> None:
    if who == "staff":
        client.force_login(get_user_model().objects.create_superuser("ana"))
    client.raise_request_exception = False

    assert {f"/letters/{Signatory.objects.get().letter.slug}/", "/healthz", "/admin/letters/", "/robots.txt"} <= set(
        paths
    )
    for path in paths:
        answer = client.get(prefix + path)
        assert answer.status_code in (200, 301, 302, 303, 400, 403, 404, 405), path
        assert {name: answer.get(name) for name in HEADERS} == HEADERS, path
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), path
        assert policy_of(answer) == POLICY, path


@pytest.mark.parametrize("path", ["/static/site.css", "/nowhere/", "/letters/nowhere/"])
def test_static_files_and_missing_pages_are_not_sniffed_or_framed(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


HOSTS = [
    "evil.example",
    "testserver.evil.example",
    "eviltestserver",
    "testserver@evil.example",
    "testserver:80@evil.example",
    "evil.example:80",
    "evil.example#testserver",
    "evil.example/testserver",
    "evil.example?testserver",
    "testserver, evil.example",
    "testserver evil.example",
    "testserver\tevil.example",
    "testserver:evil",
    "testserver:80:80",
    "testserver%00.evil.example",
    "127.0.0.1.evil.example",
    "[::1].evil.example",
    "[evil",
    "169.254.169.254",
    "0x7f000001",
    "..",
    "*",
    "<script>",
    "téstserver",
]


def signing(client: Client, path: str, **headers: str) -> Any:
    page = client.get(path)
    hidden = dict(re.findall(r'name="(submission|version)" value="([^"]+)"', page.text))
    return client.post(path, hidden | {"name": "Rosa Reader", "email": "rosa@example.org"}, headers=headers)


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_is_refused_before_anything_is_stored(client: Client, host: str) -> None:
    made = published_letter(type="petition", listing="public")

    answers = [
        client.get(path, headers={"Host": host})
        for path in ("/", made.get_absolute_url(), "/admin/", "/healthz", "/about")
    ]
    answers.append(signing(client, f"{made.get_absolute_url()}sign/", Host=host))

    assert {answer.status_code for answer in answers} == {400}
    assert not Signatory.objects.exists()
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Host": "evil.example"},
        {"X-Forwarded-Server": "evil.example"},
        {"X-HTTP-Host-Override": "evil.example"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"Host": "localhost"},
        {"Host": "127.0.0.1:8000"},
        {"Host": "LOCALHOST"},
    ],
    ids=lambda headers: "=".join(next(iter(headers.items()))),
)
def test_links_in_mails_begin_with_the_site_url_whatever_a_request_says(
    client: Client, headers: dict[str, str]
) -> None:
    made = published_letter(type="petition")

    answer = signing(client, f"{made.get_absolute_url()}sign/", **headers)

    mime = bytes(OutgoingEmail.objects.get().mime).decode().replace("=\r\n", "")
    assert answer.status_code == 303
    assert "://evil" not in mime
    assert set(re.findall(r"https?://[^/\s\"<]+", mime)) == {settings.SITE_URL}


def forms_of(made: Signatory) -> list[tuple[str, dict[str, str]]]:
    claim = f"/confirm/{made.uuid}/"
    return [
        (f"/letters/{made.letter.slug}/sign/", {"name": "Rosa Reader", "email": "rosa@example.org"}),
        (f"/letters/{made.letter.slug}/sign/{made.uuid}/", {"code": "123456"}),
        (claim, {"surname": "Reader"}),
        (claim, {"report": "1"}),
        ("/admin/login/", {"username": "ana", "password": "a long password"}),
        ("/admin/logout/", {}),
    ]


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("attack", ["no cookie", "another token", "null origin", "another origin"])
def test_a_form_of_another_site_does_nothing(prefix: str, attack: str) -> None:
    made = signatory(published_letter(type="petition"))
    get_user_model().objects.create_superuser("ana", password="a long password")
    client = Client(enforce_csrf_checks=True)
    token, headers = "A" * 32, {}
    if attack != "no cookie":
        client.cookies["csrftoken"] = "B" * 32 if attack == "another token" else token
    if attack.endswith("origin"):
        headers = {"Origin": "null" if attack == "null origin" else "https://evil.example"}
    mails = OutgoingEmail.objects.count()

    answers = [
        client.post(prefix + path, data | {"csrfmiddlewaretoken": token}, headers=headers)
        for path, data in forms_of(made)
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert "sessionid" not in client.cookies
    made.refresh_from_db()
    assert (made.state, made.reported_at) == (State.PENDING, None)
    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (1, mails)


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "http://evil.example",
    "http:evil.example",
    "http:\\\\evil.example",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
    "https://evil.example\\@testserver",
    "https://[::1]evil.example",
    "//testserver@evil.example",
    "//evil.example/%2f..",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\n//evil.example",
    "\r\n//evil.example",
    "\x00//evil.example",
    "\x08//evil.example",
    "/\x00/evil.example",
    "//evil。example",
    "//evil.example:80",
    "//0x7f.1",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "javascript://testserver/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://evil.example",
    "mailto:evil@evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(client: Client, target: str) -> None:
    get_user_model().objects.create_superuser("ana", password="a long password")

    answer = client.post("/admin/login/", {"username": "ana", "password": "a long password", "next": target})

    assert answer.status_code == 302
    assert re.fullmatch(r"/([\w%][!-~]*)?", answer["Location"])


@pytest.mark.parametrize(
    "path", ["//evil.example/about", "///evil.example/about", "/\\evil.example/about", "//evil.example/%2e%2e/about"]
)
def test_a_missing_slash_leads_nowhere_else(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404 or re.fullmatch(r"/([\w%][!-~]*)?", answer["Location"])


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/settings.py",
        "/advocacy/settings.py",
        "/static/../advocacy/settings.py",
        "/static/%2e%2e/advocacy/settings.py",
        "/static//etc/passwd",
        "/var/letters.sqlite3",
        "/metrics",
        "/debug/",
        "/__debug__/",
        "/server-status",
        "/phpinfo.php",
    ],
)
def test_what_is_inside_stays_inside(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert not any(word in answer.text for word in ("Traceback", "URLconf", "SECRET_KEY", "DJANGO_SETTINGS"))
