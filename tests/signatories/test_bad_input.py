"""What is not taken from the form: said in words, with everything typed still there."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories.models import Signatory
from signatories.states import Kind, Source, State
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Visitor, aide

pytestmark = pytest.mark.django_db

ROSA = {"name": "Rosa Lind", "email": "rosa@example.org", "city": "Troy", "us_state": "NY"}


def petition(**fields: Any) -> Letter:
    return published_letter(type=LetterType.PETITION, **fields)


def stored() -> int:
    return Signatory.objects.count() + OutgoingEmail.objects.count()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "x" * 10_000),
        ("name", ""),
        ("name", "\u202e\u200b"),
        ("name", "see www.evil.example"),
        ("email", "rosa@example.org, victim@example.org"),
        ("email", "rosa@exam\x00ple.org"),
        ("email", "rosa@example.org\r\nBcc: all@example.org"),
        ("email", ""),
        ("city", "x" * 101),
        ("us_state", "ZZ"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(field: str, typed: str) -> None:
    visitor = Visitor()

    page = visitor.sign(petition(), **ROSA | {"listed": "on", field: typed})

    given_back = visitor.form().fields
    assert (page.status_code, stored()) == (422, 0)
    kept = {name: given_back[name] for name in ROSA if name != field and name in given_back}
    assert kept == {name: value for name, value in ROSA.items() if name != field}
    assert given_back["listed"] == "on"
    assert page.content.decode().count('class="invalid-feedback"') == 1


@pytest.mark.parametrize("field", ["submission", "version"])
@pytest.mark.parametrize("typed", ["", "x", "\x00"])
def test_forged_hidden_field_stores_nothing(field: str, typed: str) -> None:
    page = Visitor().sign(petition(), **ROSA | {field: typed})

    assert (page.status_code, stored()) == (422, 0)


@pytest.mark.parametrize("pk", ["0", "-1", "999999999", str(10**40), "x", "1 OR 1=1", "", "\x00"])
@pytest.mark.parametrize("field", ["term", "organization"])
def test_principal_that_is_not_in_the_list_is_refused(field: str, pk: str) -> None:
    kind = LetterType.CONGRESS if field == "term" else LetterType.COALITION
    visitor = Visitor()

    page = visitor.sign(published_letter(type=kind), **aide(), **{field: pk})

    assert (page.status_code, stored()) == (422, 0)
    assert visitor.form().fields["agent_name"] == "Dana Okafor"


def test_member_who_left_office_cannot_be_chosen_by_hand() -> None:
    letter = published_letter()
    former = directory.term(end="2013-01-03")

    page = Visitor().sign(letter, term=former.pk, **aide())

    assert (page.status_code, stored()) == (422, 0)


def test_without_the_statement_of_authority_nothing_is_stored() -> None:
    letter = published_letter()
    term = signatories.seat(letter)
    typed = aide()
    del typed["authority"]

    page = Visitor().sign(letter, term=term.pk, **typed)

    assert (page.status_code, stored()) == (422, 0)


@pytest.mark.parametrize(
    "typed", [{}, {"organization": "known", "name": "Casa de los Vecinos"}], ids=["neither", "both"]
)
def test_organization_is_chosen_or_written_and_not_both(typed: dict[str, Any]) -> None:
    known = directory.organization()
    typed = typed | ({"organization": known.pk} if typed else {})

    page = Visitor().sign(published_letter(type=LetterType.COALITION), **aide(), **typed)

    assert (page.status_code, stored()) == (422, 0)


def test_formula_in_a_name_is_a_name_and_shown_as_text() -> None:
    visitor = Visitor()
    visitor.sign(petition(trusted_domains=""), **ROSA | {"name": "=HYPERLINK(1)<script>alert(1)</script>"})

    assert Signatory.objects.get().printed_name == "=HYPERLINK(1)<script>alert(1)</script>"


def test_fields_that_are_not_on_the_form_are_ignored() -> None:
    letter, other = published_letter(), published_letter()
    term = signatories.seat(letter)
    forged = {
        "state": "confirmed",
        "listed": "",
        "lead_position": "1",
        "confirmed_at": "2020-01-01",
        "letter": other.pk,
        "letter_id": other.pk,
        "printed_name": "Mallory",
        "sort_name": "aaa",
        "legislator": directory.legislator().pk,
        "kind": "individual",
        "source": "staff",
        "received_at": "2020-01-01",
        "version_shown": other.versions.get().pk,
        "mailbox": "mallory@example.org",
        "uuid": str(uuid.uuid4()),
        "token_digest": "0" * 64,
        "code_digest": "0" * 64,
        "expires_at": "2099-01-01",
        "code_tries": "-100",
        "id": "1",
        "pk": "1",
    }

    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))
    visitor.post(visitor.form().fields | forged | aide(term=term.pk))

    made = Signatory.objects.get()
    now = {name: str(getattr(made, name)) for name in forged}
    assert [name for name, value in forged.items() if now[name] == str(value) and name not in ("id", "pk")] == []
    assert (made.state, made.listed, made.lead_position, made.letter) == (State.PENDING, True, None, letter)
    assert (made.legislator, made.kind, made.source) == (term.legislator, Kind.LEGISLATOR, Source.WEB)
    assert made.mailbox == "dana@example.org"
