"""Who hears about a signature, and what the mails say and do not say."""

import re

import pytest
from django.utils import translation

from directory.names import fold
from letters import workflow as letter_steps
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import mailings, tokens, workflow
from signatories.states import How, State
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import mails_to

pytestmark = pytest.mark.django_db
ROSA = "rosa@example.org"


def told(purpose: str) -> list[str]:
    return list(OutgoingEmail.objects.filter(purpose=purpose).order_by("pk").values_list("to", flat=True))


def test_agent_and_office_on_file_get_a_receipt_each() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter, email="office@grijalva.example")

    signatories.confirmed(letter, term=term, email="dana@mail.house.gov")

    assert told("receipt") == ["dana@mail.house.gov", "office@grijalva.example"]


def test_one_mailbox_gets_one_receipt_however_it_is_spelled() -> None:
    letter = published_letter()
    term = signatories.seat(letter, email="Office@Grijalva.example")

    signatories.confirmed(letter, term=term, email="office@GRIJALVA.example")

    assert told("receipt") == ["office@GRIJALVA.example"]


def test_staff_entry_tells_the_office_although_no_agent_left_an_address() -> None:
    letter = published_letter()
    term = signatories.seat(letter, email="office@grijalva.example")

    workflow.enter(signatories.unsaved(letter, term=term, email=""), by=None)

    assert told("receipt") == ["office@grijalva.example"]


def test_entry_without_any_address_mails_nobody() -> None:
    letter = published_letter()

    workflow.enter(signatories.unsaved(letter, email=""), by=None)

    assert OutgoingEmail.objects.count() == 0


def test_office_of_the_term_on_the_letters_date_is_told_and_not_a_former_one() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter, email="now@grijalva.example")
    directory.term(legislator=term.legislator, email="then@grijalva.example", start="1999-01-06", end="2001-01-03")

    signatories.confirmed(letter, term=term, email="dana@mail.house.gov")

    assert told("receipt") == ["dana@mail.house.gov", "now@grijalva.example"]


@pytest.mark.parametrize("office", ["office@localhost", "office@grijalva\u200b.example", "ask at the desk"])
def test_office_address_that_cannot_be_mailed_stops_nobody(office: str) -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter, email=office)

    for address in ("dana@mail.house.gov", "dana@example.org"):
        made = signatories.signatory(letter, term=term, email=address)
        assert workflow.confirm(made, how=How.CODE) in (State.CONFIRMED, State.HELD)

    assert told("receipt") == ["dana@mail.house.gov"]


def test_held_signature_gets_no_receipt() -> None:
    signatories.held(email="dana@example.org")

    assert told("receipt") == []


def test_receipt_says_what_was_signed() -> None:
    letter = published_letter(title="End the program", trusted_domains="mail.house.gov")
    made = signatories.confirmed(letter, email="dana@mail.house.gov")

    mail = mails_to("dana@mail.house.gov", "receipt")[0]

    for told_as in (mail.text, mail.html):
        assert made.printed_name in told_as
        assert "Member of Congress" in told_as
        assert letter.versions.get().sha256 in told_as
    assert mail.subject == f"{made.printed_name} is on the letter: End the program"
    assert mail.message["Reply-To"] == "ana.ruiz@mail.house.gov"


def test_withdrawal_is_told_to_everyone_who_had_a_receipt() -> None:
    letter = published_letter()
    term = signatories.seat(letter, email="office@grijalva.example")
    made = signatories.confirmed(letter, term=term, email="dana@example.org")

    workflow.withdraw(made, by=None)

    assert told("withdrawal") == told("receipt") == ["dana@example.org", "office@grijalva.example"]


def test_mails_speak_the_language_of_the_page_that_was_signed() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    with translation.override("es"):
        made = signatories.signatory(letter, email="dana@mail.house.gov")

    workflow.confirm(made, how=How.CODE)

    confirmation, receipt = mails_to("dana@mail.house.gov")
    assert "/es/confirm/" in confirmation.link
    assert f"http://testserver/es/letters/{letter.slug}/" in receipt.text


def test_confirmation_names_a_member_of_the_directory() -> None:
    letter = published_letter()
    made = signatories.signatory(letter, email="dana@example.org", agent_name="Dana Okafor")

    assert made.printed_name in mails_to("dana@example.org")[0].text


@pytest.mark.parametrize(
    "agent", ["Dana Serrano", "Serrano", "dana SERRANO-Lopez", "Serrano, Dana", "José", "Dana E."]
)
def test_confirmation_never_says_the_surname_its_link_asks_for(agent: str) -> None:
    letter = published_letter()
    term = signatories.seat(letter, first="José E.", last="Serrano")

    signatories.signatory(letter, term=term, email="dana@example.org", agent_name=agent)

    mail = mails_to("dana@example.org")[0]
    assert "Serrano" not in mail.text + mail.html


@pytest.mark.parametrize("kind", ["organization", "officeholder", "individual"])
def test_what_a_stranger_typed_is_never_mailed_to_the_address_he_typed(kind: str) -> None:
    letter = published_letter(
        type=LetterType.COALITION, takes_officeholders=True, takes_individuals=True, title="A plain letter"
    )
    given = {"organization": None} if kind == "organization" else {}

    signatories.signatory(
        letter,
        kind=kind,
        printed_name="Visit evil dot example",
        agent_name="Cheap Watches",
        agent_role="Buy now",
        title="Call now",
        affiliation="Lottery winner",
        city="Prizetown",
        email="victim@example.org",
        **given,
    )

    mail = mails_to("victim@example.org")[0]
    everything = str(mail.message) + mail.text + mail.html
    assert re.findall("evil|Cheap|Watches|Buy now|Call now|Lottery|Prizetown", everything) == []


def test_names_never_become_header_lines() -> None:
    letter = published_letter(title="End\r\nBcc: all@example.org\u2028the\u0085program")

    signatories.confirmed(letter, email="dana@example.org")

    for mail in mails_to("dana@example.org"):
        assert sorted(mail.message.keys()) == [
            "Auto-Submitted",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "Reply-To",
            "Subject",
            "To",
        ]


def test_receipt_of_the_office_says_who_asked_and_the_one_with_a_link_does_not() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter, email="office@grijalva.example")
    signatories.confirmed(letter, term=term, email="dana@mail.house.gov", agent_name="Dana Okafor", agent_role="Aide")

    said = {}
    for address in told("receipt"):
        mail = mails_to(address, "receipt")[0]
        said[address] = [(f"{words}" in part) for part in (mail.text, mail.html) for words in ("Okafor", "/withdraw/")]

    assert said == {
        "dana@mail.house.gov": [False, True, False, True],
        "office@grijalva.example": [True, False, True, False],
    }
    assert "Asked for by: Dana Okafor, Aide" in mails_to("office@grijalva.example", "receipt")[0].text


def test_refusal_names_who_was_not_added() -> None:
    made = signatories.held(email="dana@example.org")

    workflow.refuse(made, by=None)

    mail = mails_to("dana@example.org", "refusal")[0]
    assert [
        f"did not add {mark}{made.printed_name}" in part for mark, part in (("", mail.text), ("<strong>", mail.html))
    ] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("name", "printed"),
    [("Rosa de la Cruz", "Rosa d. l. C."), ("Rosa Lind-Vega", "Rosa L."), ("Rosa", "R."), ("Rosa X", "R. …")],
)
def test_the_receipt_says_how_a_persons_name_is_printed_and_not_what_its_link_asks_for(name, printed) -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name=name, agent_name=name, city="Bronx", email=ROSA)
    receipt = mails_to(ROSA, "receipt")[0]
    assert (
        f"Printed as: {printed}, Bronx (printed in full; this mail leaves the surname out on purpose)" in receipt.text
    )
    assert not {*tokens.surnames_of(name)} & {*fold(receipt.text).split()}


@pytest.mark.parametrize(("type_", "has_page"), [(LetterType.PETITION, False), (LetterType.CONGRESS, True)])
def test_the_mail_about_the_sealing_says_how_one_dissociates(type_: str, has_page: bool) -> None:
    letter = published_letter(type=type_)
    signatories.confirmed(letter, email=ROSA)
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)
    mailings.work_off()

    text = mails_to(ROSA, "sealed")[0].text
    assert "can still have its page say so" in text
    assert ("/office/" in text) == has_page
