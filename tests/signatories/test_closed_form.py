"""The letter moved on while somebody typed: nothing is stored, and nothing typed is lost."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter, Version
from letters.states import LetterType, Signing
from outbox.models import OutgoingEmail
from signatories.models import Signatory
from tests.factories import signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter, sealed
from tests.signatories.visitor import Visitor, aide

pytestmark = pytest.mark.django_db

ROSA = {"name": "Rosa Lind", "email": "rosa@example.org", "city": "Troy", "us_state": "NY"}


def petition(**fields: Any) -> Letter:
    return published_letter(type=LetterType.PETITION, **fields)


def stored() -> int:
    return Signatory.objects.count() + OutgoingEmail.objects.count()


def seal(letter: Letter) -> None:
    """Let the letter be closed since yesterday, and sealed."""
    now = database_now()
    times = {"opens_at": now - timedelta(days=2), "closes_at": now - timedelta(days=1), "sealed_at": now}
    Letter.objects.filter(pk=letter.pk).update(**times)


def test_sealed_letter_says_so_and_gives_back_what_was_typed() -> None:
    letter = published_letter()
    term = signatories.seat(letter, state="NY", district="16", party="Democrat")
    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))
    seal(letter)

    page = visitor.send(term=term.pk, **aide())

    html = page.content.decode()
    assert (page.status_code, stored()) == (409, 0)
    for typed in ("Dana Okafor", "Legislative assistant", "dana@example.org", "D-NY-16", "Signing is over"):
        assert typed in html


def test_invalid_form_on_a_sealed_letter_is_given_back_too() -> None:
    letter = petition()
    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))
    seal(letter)

    page = visitor.send(**ROSA | {"email": "rosa"})

    assert (page.status_code, "Rosa Lind" in page.content.decode()) == (409, True)


@pytest.mark.parametrize("end", ["recalled", "delivered", "staff only", "other kinds only"])
def test_letter_that_ended_while_one_typed_gives_it_back(end: str) -> None:
    letter = petition()
    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))
    match end:
        case "recalled":
            letter_steps.recall(letter, by=None, reason="Moot.")
        case "delivered":
            letter_steps.close_now(letter, by=None)
            letter_steps.deliver(sealed(letter), by=None)
        case "staff only":
            Letter.objects.update(signing=Signing.STAFF_ONLY)
        case _:
            Letter.objects.update(takes_individuals=False, takes_organizations=True)

    page = visitor.send(**ROSA)

    assert (page.status_code in (409, 422), stored()) == (True, 0)
    assert "Rosa Lind" in page.content.decode()


@pytest.mark.parametrize("made", ["draft", "scheduled", "sealed", "recalled"])
def test_form_of_a_letter_that_takes_no_signatures_is_not_shown(made: str) -> None:
    now = database_now()
    times = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=2)} if made == "scheduled" else {}
    letter = draft() if made == "draft" else petition(**times)
    if made == "sealed":
        seal(letter)
    if made == "recalled":
        letter_steps.recall(letter, by=None, reason="Moot.")
    visitor = Visitor()

    page = visitor.visit(reverse("signatories:sign", args=[letter.slug]))

    assert page.status_code == (404 if made == "draft" else 200)
    assert "csrfmiddlewaretoken" not in page.content.decode()


@pytest.mark.parametrize("slug", ["nothing", "x" * 300])
def test_unknown_letter_is_not_found(slug: str) -> None:
    for name, args in (("sign", [slug]), ("inbox", [slug, uuid.uuid4()]), ("signatories", [slug])):
        assert Visitor().visit(reverse(f"signatories:{name}", args=args)).status_code == 404


def test_text_that_changed_while_it_was_read_is_asked_about_again() -> None:
    letter = petition()
    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))
    Version.objects.create(
        letter=letter, number=2, change="material", content=b"{}", sha256="0" * 64, published_at=database_now()
    )

    page = visitor.send(**ROSA)
    before = stored()
    visitor.send()

    assert (page.status_code, before) == (409, 0)
    made = Signatory.objects.get()
    assert (made.version_shown.number, made.printed_name) == (2, "Rosa Lind")


@pytest.mark.parametrize("version", ["0", "-1", "2", "32768", str(10**40)])
def test_version_nobody_was_shown_is_asked_about_again(version: str) -> None:
    page = Visitor().sign(petition(), **ROSA, version=version)

    assert (page.status_code, stored()) == (409, 0)
