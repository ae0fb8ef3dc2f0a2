"""What one mailbox, one network and one letter may ask of us, whatever forms are sent and whatever headers say."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import reverse

from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import budgets, workflow
from signatories.models import Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Visitor, mails_to

pytestmark = pytest.mark.django_db

ROSA = "rosa@example.org"
REFUSED = "This address has several mails from us that nobody answered."


def test_sixth_unanswered_submission_is_refused_and_what_was_typed_is_kept() -> None:
    letter = published_letter(type=LetterType.PETITION)
    for number in range(5):
        signatories.signatory(letter, email=ROSA, printed_name=f"Rosa {number}")

    page = Visitor().sign(letter, name="Rosa Lind", email="Rosa@Example.org", city="Yuma")

    html = page.content.decode()
    assert (page.status_code, REFUSED in html) == (429, True)
    assert [f'value="{typed}"' in html for typed in ("Rosa Lind", "Rosa@Example.org", "Yuma")] == [True] * 3
    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (5, 5)


def test_answered_submissions_are_not_counted() -> None:
    for _ in range(5):
        signatories.confirmed(published_letter(type=LetterType.PETITION), email=ROSA)

    page = Visitor().sign(published_letter(type=LetterType.PETITION), name="Rosa Lind", email=ROSA)

    assert (page.status_code, Signatory.objects.pending().count()) == (200, 1)


def test_fifth_form_sent_again_is_answered_as_the_first_time() -> None:
    letter = published_letter(type=LetterType.PETITION)
    for number in range(4):
        signatories.signatory(letter, email=ROSA, printed_name=f"Rosa {number}")
    rosa = Visitor()
    rosa.visit(reverse("signatories:sign", args=[letter.slug]))
    form, filled = rosa.address, rosa.form().fields | {"name": "Rosa Lind", "email": ROSA}

    inboxes = []
    for _ in range(2):
        rosa.address = form
        rosa.post(filled)
        inboxes.append(rosa.address)

    assert inboxes == [reverse("signatories:inbox", args=[letter.slug, Signatory.objects.latest("pk").uuid])] * 2
    assert Signatory.objects.count() == 5


def test_full_mailbox_leaves_others_alone() -> None:
    letter = published_letter(type=LetterType.PETITION)
    for number in range(5):
        signatories.signatory(letter, email=ROSA, printed_name=f"Rosa {number}")

    page = Visitor().sign(letter, name="Ana Lind", email="ana@example.org")

    assert (page.status_code, Signatory.objects.filter(mailbox="ana@example.org").count()) == (200, 1)


@pytest.mark.parametrize("field", ["code_tries", "surname_tries"])
def test_entries_are_counted_over_all_submissions_of_a_mailbox(field: str) -> None:
    letter = published_letter(type=LetterType.PETITION)
    *used, fresh = [signatories.signatory(letter, email=ROSA, printed_name=f"Rosa {n}") for n in range(4)]
    other = signatories.signatory(letter, email="ana@example.org")

    spent = [workflow.take_a_try(made, field) for made in used for _ in range(5)]  # type: ignore[arg-type]

    assert spent == [True] * 15
    assert workflow.take_a_try(fresh, field) is False  # type: ignore[arg-type]
    assert workflow.take_a_try(other, field) is True  # type: ignore[arg-type]


SPELLINGS = (
    *("rosa@example.org", "ROSA@example.org", "Rosa@Example.ORG", " rosa@example.org ", "rosa@EXAMPLE.org"),
    *("rosa@ｅｘａｍｐｌｅ.org", "rosa@example。org", "rosa@ｅxample．org", "rOSA@eXAMPLE.oRG", "rosa@Example.org"),
)


def test_one_mailbox_however_spelled_gets_five_mails_over_all_letters() -> None:
    letters = [published_letter(type=LetterType.PETITION) for _ in range(3)]

    statuses = [
        Visitor().sign(letter, name=f"Rosa {number}", email=spelling).status_code
        for number, spelling in enumerate(SPELLINGS)
        for letter in letters
    ]

    assert statuses == [200] * 5 + [429] * 25
    assert OutgoingEmail.objects.count() == 5


def sent_from(address: str, *, forwarded: str = "", name: str = "Rosa Lind") -> int:
    """Sign a new petition from there, and return the answer's status."""
    visitor = Visitor()
    visitor.client.defaults["REMOTE_ADDR"] = address
    if forwarded:
        visitor.client.defaults["HTTP_X_FORWARDED_FOR"] = forwarded
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return visitor.sign(published_letter(type=LetterType.PETITION), name=name, email=email).status_code


def test_network_that_asked_for_too_many_is_told_and_keeps_what_was_typed(settings: Any) -> None:
    settings.MAILS_PER_NETWORK = 1
    assert sent_from("192.0.2.7", name="Ana One") == 200

    visitor = Visitor()
    visitor.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    page = visitor.sign(published_letter(type=LetterType.PETITION), name="Rosa Lind", email=ROSA)

    html = page.content.decode()
    assert (page.status_code, "Your network has asked for very many confirmations." in html) == (429, True)
    assert [f'value="{typed}"' in html for typed in ("Rosa Lind", ROSA)] == [True] * 2
    assert not mails_to(ROSA)
    assert sent_from("192.0.2.8", name="Ana Two") == 200


def test_office_of_two_hundred_behind_one_address_signs_in_five_minutes() -> None:
    letter = published_letter(type=LetterType.PETITION)
    office = budgets.network_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7"))

    made = signatories.unsaved(letter)
    made.letter = Letter.objects.on_the_clock().get()

    assert {budgets.exceeded(made, network=office) for _ in range(2 * 200)} == {""}


def test_letter_that_is_asked_for_too_much_is_left_alone_for_an_hour(settings: Any) -> None:
    settings.MAILS_PER_LETTER = 2
    letter, other = published_letter(type=LetterType.PETITION), published_letter(type=LetterType.PETITION)

    pages = [Visitor().sign(letter, name=f"Rosa {n}", email=f"rosa{n}@example.org") for n in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 429]
    assert "Very many people are signing this letter." in pages[2].content.decode()
    assert Visitor().sign(other, name="Rosa Lind", email=ROSA).status_code == 200


def test_refused_mail_is_charged_to_nobody_else(settings: Any) -> None:
    settings.MAILS_PER_NETWORK = settings.MAILS_PER_LETTER = 6
    letter = published_letter(type=LetterType.PETITION)
    for number in range(20):
        Visitor().sign(letter, name=f"Rosa {number}", email=ROSA)

    assert Visitor().sign(letter, name="Ana Lind", email="ana@example.org").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Client-IP"])
def test_without_proxies_what_a_visitor_writes_into_headers_does_nothing(settings: Any, header: str) -> None:
    same = {
        budgets.network_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", headers={header: value}))
        for value in ("", "203.0.113.1", "203.0.113.2, 192.0.2.99", "nonsense", "for=203.0.113.1", "," * 5000)
    }

    assert same == {network("192.0.2.7")}


def network(address: str) -> str:
    return budgets.network_of(RequestFactory().get("/", REMOTE_ADDR=address))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counts"),
    [
        (1, "198.51.100.5", "198.51.100.5"),
        (1, "203.0.113.1, 198.51.100.5", "198.51.100.5"),
        (1, "203.0.113.1,203.0.113.2,, 198.51.100.5 ", "198.51.100.5"),
        (1, "", "192.0.2.7"),
        (2, "203.0.113.1, 198.51.100.5, 10.0.0.1", "198.51.100.5"),
        (2, "198.51.100.5", "198.51.100.5"),
        (1, "198.51.100.5:50412", "198.51.100.5"),
        (1, "::ffff:198.51.100.5", "198.51.100.5"),
        (1, "[2001:db8:0:1::9]:443", "2001:db8:0:1::1"),
        (1, "2001:db8:0:1:ffff::9", "2001:db8:0:1::1"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_so_many_entries_from_the_end_as_there_are_proxies(
    settings: Any, proxies: int, forwarded: str, counts: str
) -> None:
    wanted = network(counts)
    settings.TRUSTED_PROXIES = proxies

    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": forwarded})

    assert budgets.network_of(request) == wanted


@pytest.mark.parametrize("address", ["", "unknown", "_hidden", "unix:", "999.1.1.1", "[", "::1::", "192.0.2.7/8"])
def test_network_that_cannot_be_told_is_not_counted(address: str) -> None:
    assert network(address) == ""


def test_ipv6_customers_are_one_network_by_64_bits_and_ipv4_by_32() -> None:
    assert network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff:ffff:ffff:ffff") != network("2001:db8:0:2::1")
    assert network("192.0.2.7") != network("192.0.2.8")


def test_network_is_kept_under_a_keyed_digest_for_an_hour_and_nowhere_else(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, int] = {}
    monkeypatch.setattr(cache, "add", lambda key, value, timeout: kept.setdefault(key, timeout))
    sent_from("192.0.2.7")
    digest = network("192.0.2.7")
    settings.SECRET_KEY = "another"

    letter = Signatory.objects.get().letter_id
    assert kept == {f"budget:network:{digest}": 3600, f"budget:letter:{letter}": 3600}
    assert network("192.0.2.7") != digest
    rows = str([list(model.objects.values()) for model in (Signatory, OutgoingEmail)])
    assert [secret for secret in ("192.0.2.7", digest) if secret in rows] == []


def test_cache_that_does_not_answer_stops_nobody_and_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def hang(*args: Any) -> None:
        asked.append(time.monotonic())
        raise ConnectionError("redis://user:password@cache.example.org")

    monkeypatch.setattr(cache, "add", hang)
    monkeypatch.setattr(budgets._Cache, "silent_until", 0.0)
    statuses = [sent_from("192.0.2.7", name=f"Rosa {number}") for number in range(3)]

    assert (statuses, len(asked)) == ([200] * 3, 1)
    assert [record.message for record in caplog.records if record.name == "signatories.budgets"] == [
        "The cache cannot be used (ConnectionError): nothing is counted for a while."
    ]
