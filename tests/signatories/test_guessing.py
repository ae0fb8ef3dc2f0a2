"""Whoever invents addresses and reads no mail: what he may guess, and whom he may lock out."""

import pytest

from letters.models import Letter
from letters.states import LetterType
from signatories import workflow
from signatories.models import Signatory
from signatories.workflow import signing
from tests.factories import signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db

ROSA = "rosa@example.org"


def entries(made: Signatory, count: int = 5) -> int:
    """Return how many of so many codes are looked at."""
    return sum(workflow.take_a_try(made, "code_tries") for _ in range(count))


@pytest.fixture
def letter() -> Letter:
    """A letter to Congress that trusts the House."""
    return published_letter(trusted_domains="mail.house.gov")


def test_codes_for_one_member_run_out_however_many_addresses_are_invented(letter: Letter) -> None:
    lofgren, honda = signatories.seat(letter, last="Lofgren"), signatories.seat(letter, last="Honda")
    invented = [
        signatories.signatory(letter, term=lofgren, email=f"nobody{number}@mail.house.gov") for number in range(5)
    ]
    another = signatories.signatory(letter, term=honda, email="pat@mail.house.gov")

    assert sum(map(entries, invented)) == 15
    assert entries(another, 1) == 1
    assert workflow.take_a_try(invented[-1], "surname_tries")  # the link, which only the mail has, still confirms


def test_codes_for_a_whole_letter_run_out_and_come_back(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "WRONG_CODES_AN_HOUR_AND_LETTER", 12)
    invented = [signatories.signatory(letter, email=f"nobody{number}@mail.house.gov") for number in range(4)]
    elsewhere = signatories.signatory(published_letter())

    assert sum(map(entries, invented)) == 12
    assert entries(elsewhere, 1) == 1
    Signatory.objects.update(tries_since=letter.now.replace(year=2011))
    assert entries(invented[-1], 1) == 1


def test_right_codes_are_not_counted_as_guesses(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "WRONG_CODES_AN_HOUR_AND_LETTER", 3)
    for number in range(4):
        made = signatories.signatory(letter, email=f"aide{number}@mail.house.gov")
        assert entries(made, 1) == 1
        workflow.confirm(made, how=signing.How.CODE)


def test_on_a_petition_a_crowd_may_mistype(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "WRONG_CODES_AN_HOUR_AND_LETTER", 3)
    petition = published_letter(type=LetterType.PETITION)
    crowd = [signatories.signatory(petition, email=f"rosa{number}@example.org") for number in range(4)]

    assert sum(entries(made, 1) for made in crowd) == 4


def sign_as_rosa(count: int, *, email: str = ROSA) -> int:
    """Return how many of so many forms with her address are mailed about."""
    petition = published_letter(type=LetterType.PETITION)
    mailed = 0
    for number in range(count):
        try:
            signatories.signatory(petition, email=email.replace("#", str(number)), printed_name=f"Mallory {number}")
        except workflow.Refused:
            continue
        mailed += 1
    return mailed


def test_whoever_says_that_it_was_not_her_may_sign_herself() -> None:
    assert sign_as_rosa(6) == 5
    for made in Signatory.objects.all():
        workflow.report(made)

    assert sign_as_rosa(6) == 3  # scanners press that button too: it halves what a mail counts


def test_tags_behind_a_plus_are_one_mailbox_to_the_budget_at_every_domain() -> None:
    assert sign_as_rosa(8, email="rosa+#@bigcorp.example") == 5
    assert sign_as_rosa(1, email="rosa@bigcorp.example") == 0
    assert sign_as_rosa(1, email="rosalind@bigcorp.example") == 1
