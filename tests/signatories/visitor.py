"""A person with one browser, and the mails people read: what the tests of the public pages are told with.

A visitor fills in the forms that are really on the page, hidden fields and CSRF token included, and is refused
like anybody else when one is missing.
"""

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from letters.models import Letter
from outbox.models import OutgoingEmail


@dataclass
class Form:
    """A form as it stands on a page: what it would send if nothing were typed, and what can be pressed or typed."""

    fields: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """The forms and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append(Form())
        elif self.forms and tag in ("input", "button", "select", "option"):
            getattr(self, f"_{tag}")(self.forms[-1], given)

    def _input(self, form: Form, given: dict[str, str]) -> None:
        if "name" not in given:
            return
        if given.get("type") == "checkbox":
            form.boxes.append(given["name"])
            if "checked" in given:
                form.fields[given["name"]] = "on"
            return
        if given.get("type") == "radio":
            form.choices.setdefault(given["name"], []).append(given["value"])
            if "checked" in given:
                form.fields[given["name"]] = given["value"]
            return
        form.fields[given["name"]] = given.get("value", "")
        if given.get("type") != "hidden":
            form.texts.append(given["name"])

    def _button(self, form: Form, given: dict[str, str]) -> None:
        if "name" in given:
            form.buttons[given["name"]] = given.get("value", "")

    def _select(self, form: Form, given: dict[str, str]) -> None:
        self.select = given["name"]
        form.choices[self.select] = []

    def _option(self, form: Form, given: dict[str, str]) -> None:
        form.choices[self.select].append(given["value"])
        if "selected" in given:
            form.fields[self.select] = given["value"]


class Visitor:
    """One person's browser: cookies of its own, CSRF enforced."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.address = ""
        self.page: HttpResponse = HttpResponse()

    def visit(self, address: str) -> HttpResponse:
        """Open the address, follow where it leads, and stay there."""
        path = address.removeprefix("http://testserver")
        with translation.override(None):  # the page's language stays on the page
            self.page = self.client.get(path, follow=True)
        return self._arrive(path)

    def form(self, number: int = 0) -> Form:
        """Return a form of the page the visitor is on."""
        return Page(self.page.content.decode()).forms[number]

    def send(self, number: int = 0, **typed: Any) -> HttpResponse:
        """Fill in a form of the page and press its button."""
        return self.post(self.form(number).fields | typed)

    def post(self, data: dict[str, Any]) -> HttpResponse:
        """Send exactly this to the page the visitor is on."""
        before = self.address
        with translation.override(None):
            self.page = self.client.post(before, data, follow=True)
        return self._arrive(before)

    def sign(self, letter: Letter, /, *, language: str = "", **typed: Any) -> HttpResponse:
        """Open the letter's form and send it; ``kind`` chooses one where several may sign."""
        kind = typed.pop("kind", "")
        self.visit(f"{language}{reverse('signatories:sign', args=[letter.slug])}{f'?as={kind}' if kind else ''}")
        return self.send(**typed)

    def _arrive(self, address: str) -> HttpResponse:
        chain = getattr(self.page, "redirect_chain", [])
        self.address = chain[-1][0] if chain else address
        return self.page


@dataclass(frozen=True)
class Mail:
    """A mail as its reader sees it."""

    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"]).strip()

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def code(self) -> str:
        return re.findall(r"^\s+(\d{6})\s*$", self.text, re.MULTILINE)[0]

    @property
    def link(self) -> str:
        return re.findall(r"http://testserver\S*/confirm/\S+", self.text)[0]

    @property
    def token(self) -> str:
        return self.link.rstrip("/").rpartition("/")[2]

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content())


def read(content: bytes) -> Mail:
    """Open a mail."""
    return Mail(message_from_bytes(content, policy=default))  # type: ignore[arg-type]


def mails_to(address: str, purpose: str = "") -> list[Mail]:
    """Return the mails that wait in the outbox for this address, oldest first."""
    rows = OutgoingEmail.objects.filter(to=address).order_by("pk")
    return [read(bytes(row.mime or b"")) for row in (rows.filter(purpose=purpose) if purpose else rows)]


def aide(**typed: Any) -> dict[str, Any]:
    """What Dana Okafor, who acts for somebody, types about herself."""
    return {
        "agent_name": "Dana Okafor",
        "agent_role": "Legislative assistant",
        "email": "dana@example.org",
        "authority": "on",
    } | typed
