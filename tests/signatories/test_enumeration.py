"""A stranger learns nothing about who has signed: every answer is the same, byte for byte, but for what he typed."""

import re
import uuid

import pytest
from django.http import HttpResponse
from django.urls import reverse

from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories.models import Signatory
from signatories.states import State
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Visitor, aide, mails_to

pytestmark = pytest.mark.django_db

UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}")
TOKEN = re.compile(rb'name="(csrfmiddlewaretoken|stamp)" value="[^"]+"')
SAME = ("Content-Type", "Cache-Control", "Referrer-Policy", "Content-Security-Policy", "Vary", "Content-Length")


def plain(page: HttpResponse) -> tuple[int, bytes, list[str | None]]:
    """What a stranger could compare, without what is random each time."""
    content = TOKEN.sub(b"", UUID.sub(b"", page.content))
    return page.status_code, content, [page.get(name) for name in SAME if name != "Content-Length"]


def answer(letter: Letter, **typed: object) -> list[object]:
    visitor = Visitor()
    page = visitor.sign(letter, **typed)
    hops = [(UUID.sub(b"", where.encode()), status) for where, status in page.redirect_chain]
    cookies = sorted(re.sub("[0-9a-f]{32}", "", name) for name in visitor.client.cookies)
    return [plain(page), hops, cookies]


def test_address_that_signed_and_one_that_never_did_get_one_answer() -> None:
    letter = published_letter(type=LetterType.PETITION)
    stands = {
        "known@example.org": signatories.confirmed,
        "waits@example.org": signatories.held,
        "begun@example.org": signatories.signatory,
        "ended@example.org": signatories.withdrawn,
    }
    for email, made in stands.items():
        made(letter, email=email, printed_name="Rosa Lind")
    strange = "never@example.org"

    answers = {email: answer(letter, name="Rosa Lind", email=email) for email in (strange, *stands)}

    for email, given in answers.items():
        given[0] = (given[0][0], given[0][1].replace(email.encode(), b""), given[0][2])
    assert [email for email, given in answers.items() if given != answers[strange]] == []


def test_member_who_signed_and_one_who_never_did_get_one_answer() -> None:
    letter = published_letter()
    signed, silent = signatories.seat(letter), signatories.seat(letter)
    signatories.confirmed(letter, term=signed)

    answers = []
    for term in (signed, silent):
        (status, content, headers), *way = answer(letter, term=term.pk, **aide())
        answers.append([status, content.replace(term.legislator.full_name.encode(), b""), headers, *way])

    assert answers[0] == answers[1]


def test_while_names_are_hidden_a_confirmation_does_not_tell_whose_name_is_on_already() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    taken, fresh = signatories.seat(letter), signatories.seat(letter)
    signatories.confirmed(letter, term=taken, email="first@mail.house.gov")

    pages = []
    for term in (taken, fresh):
        visitor = Visitor()
        visitor.sign(letter, term=term.pk, **aide(email="dana@mail.house.gov"))
        pages.append(plain(visitor.send(code=mails_to("dana@mail.house.gov", "confirmation")[-1].code)))

    assert list(letter.signatories.order_by("pk").values_list("state", flat=True)) == [
        State.CONFIRMED,
        State.HELD,
        State.CONFIRMED,
    ]
    assert pages[0] == pages[1]


def test_everyone_gets_a_mail_who_signed_or_not() -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, email="known@example.org")
    OutgoingEmail.objects.all().delete()

    for email in ("known@example.org", "never@example.org"):
        Visitor().sign(letter, name="Rosa Lind", email=email)

    assert sorted(OutgoingEmail.objects.values_list("to", "purpose")) == [
        ("known@example.org", "confirmation"),
        ("never@example.org", "confirmation"),
    ]


def test_inbox_of_a_stranger_is_the_same_whether_the_signature_exists_or_not() -> None:
    letter = published_letter(type=LetterType.PETITION)
    made = [signatories.signatory(letter), signatories.confirmed(letter), signatories.held(letter)]
    addresses = [
        reverse("signatories:inbox", args=[letter.slug, one]) for one in (uuid.uuid4(), *(m.uuid for m in made))
    ]

    answers = [plain(Visitor().visit(address)) for address in addresses]

    assert answers == [answers[0]] * 4


def test_claim_of_a_stranger_is_the_same_whether_the_signature_exists_or_not() -> None:
    made = [signatories.signatory(), signatories.confirmed()]
    addresses = [reverse("signatories:claim", args=[one]) for one in (uuid.uuid4(), *(m.uuid for m in made))]

    answers = [plain(Visitor().visit(address)) for address in addresses]

    assert answers == [answers[0]] * 3
    assert answers[0][0] == 404


def test_form_does_not_tell_who_is_on_already() -> None:
    letter = published_letter()
    term = signatories.seat(letter)
    address = reverse("signatories:sign", args=[letter.slug])
    before = plain(Visitor().visit(address))

    signatories.confirmed(letter, term=term)

    assert plain(Visitor().visit(address)) == before
    assert Signatory.objects.get().state == State.CONFIRMED
