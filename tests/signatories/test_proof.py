"""What an address proves: one table, read as in DESIGN §6, Proof."""

from typing import Any

import pytest

from letters.models import Letter
from letters.states import LetterType, Verification
from signatories import proof
from signatories.models import Signatory
from signatories.states import Kind
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db

PROOF, ANY, STAFF = Verification.PROOF, Verification.ANY_ADDRESS, Verification.STAFF


def a_letter(verification: str, trusted: str = "mail.house.gov\nsenate.gov") -> Letter:
    """A letter that everyone may sign."""
    takes = {"takes_organizations": True, "takes_officeholders": True, "takes_individuals": True}
    return published_letter(type=LetterType.CONGRESS, verification=verification, trusted_domains=trusted, **takes)


def someone(letter: Letter, kind: str, mailbox: str) -> Signatory:
    given: dict[str, Any] = {}
    if kind == Kind.LEGISLATOR:
        given["term"] = signatories.seat(letter, email="own@office.example")
    if kind == Kind.ORGANIZATION:
        given["organization"] = directory.organization(domain="union.example")
    return signatories.unsaved(letter, kind=kind, email=mailbox, **given)


TABLE = [
    # kind, mailbox, proven under: proof, any address, staff
    (Kind.LEGISLATOR, "dana@mail.house.gov", True, True, False),
    (Kind.LEGISLATOR, "Dana@Mail.House.GOV", True, True, False),
    (Kind.LEGISLATOR, "dana@senate.gov", True, True, False),
    (Kind.LEGISLATOR, "own@office.example", True, True, False),
    (Kind.LEGISLATOR, "OWN@office.example", True, True, False),
    (Kind.LEGISLATOR, "other@office.example", False, False, False),
    (Kind.LEGISLATOR, "dana@gmail.example", False, False, False),
    (Kind.LEGISLATOR, "dana@evil.mail.house.gov", False, False, False),
    (Kind.LEGISLATOR, "dana@house.gov", False, False, False),
    (Kind.LEGISLATOR, "dana@notmail.house.gov", False, False, False),
    (Kind.LEGISLATOR, "dana@mail.house.gov.evil.example", False, False, False),
    (Kind.LEGISLATOR, "mail.house.gov@evil.example", False, False, False),
    (Kind.LEGISLATOR, "own@office.example.evil.example", False, False, False),
    (Kind.LEGISLATOR, "", False, False, False),
    (Kind.ORGANIZATION, "lee@union.example", True, True, False),
    (Kind.ORGANIZATION, "lee@chapter.union.example", True, True, False),
    (Kind.ORGANIZATION, "lee@reunion.example", False, True, False),
    (Kind.ORGANIZATION, "lee@union.example.evil.example", False, True, False),
    (Kind.ORGANIZATION, "lee@gmail.example", False, True, False),
    (Kind.ORGANIZATION, "lee@mail.house.gov", False, True, False),
    (Kind.OFFICEHOLDER, "ida@senate.gov", True, True, False),
    (Kind.OFFICEHOLDER, "ida@gmail.example", False, True, False),
    (Kind.INDIVIDUAL, "rosa@gmail.example", True, True, False),
    (Kind.INDIVIDUAL, "", False, False, False),
]


@pytest.mark.parametrize(("kind", "mailbox", "proof_", "any_", "staff"), TABLE)
def test_what_an_address_proves(kind: str, mailbox: str, proof_: bool, any_: bool, staff: bool) -> None:
    proven = [proof.proves(someone(a_letter(rule), kind, mailbox)) for rule in (PROOF, ANY, STAFF)]

    assert proven == [proof_, any_, staff]


def test_letter_without_trusted_domains_trusts_none() -> None:
    letter = a_letter(PROOF, trusted="")

    assert not proof.proves(someone(letter, Kind.LEGISLATOR, "dana@mail.house.gov"))
    assert not proof.proves(someone(letter, Kind.OFFICEHOLDER, "dana@mail.house.gov"))


@pytest.mark.parametrize("rule", [PROOF, ANY])
def test_organization_the_directory_lacks_is_proven_by_nothing(rule: str) -> None:
    letter = a_letter(rule)
    made = signatories.unsaved(letter, kind=Kind.ORGANIZATION, organization=None, email="lee@mail.house.gov")

    assert not proof.proves(made)


@pytest.mark.parametrize("domain", ["", "example"])
def test_organization_without_a_domain_of_its_own_is_proven_by_no_address(domain: str) -> None:
    letter = a_letter(PROOF)
    made = signatories.unsaved(letter, organization=directory.organization(domain=""), email="lee@union.example")

    assert not proof.proves(made)


def test_address_of_one_members_office_does_not_prove_another_member() -> None:
    letter = a_letter(PROOF, trusted="")
    signatories.seat(letter, email="grijalva@office.example")
    other = signatories.seat(letter, email="serrano@office.example")

    assert not proof.proves(signatories.unsaved(letter, term=other, email="grijalva@office.example"))


def test_address_of_a_former_term_proves_nothing() -> None:
    letter = a_letter(PROOF)
    term = signatories.seat(letter, email="")
    directory.term(legislator=term.legislator, start="1999-01-06", end="2001-01-03", email="old@office.example")

    assert not proof.proves(signatories.unsaved(letter, term=term, email="old@office.example"))


def test_address_of_the_same_persons_seat_in_another_legislature_proves_nothing() -> None:
    letter = a_letter(PROOF)
    term = signatories.seat(letter, email="")
    directory.term(
        legislator=term.legislator, jurisdiction="NY", start="2001-01-03", end=None, email="albany@office.example"
    )

    assert not proof.proves(signatories.unsaved(letter, term=term, email="albany@office.example"))


def test_term_is_the_one_that_runs_on_the_letters_date() -> None:
    letter = published_letter(dated="2012-06-01")
    then = signatories.seat(letter, start="2011-01-05", end="2013-01-03")
    directory.term(legislator=then.legislator, start="2013-01-03", end=None)

    assert proof.term_of(signatories.unsaved(letter, term=then)) == then


def test_who_is_no_legislator_has_no_term() -> None:
    assert proof.term_of(signatories.unsaved(a_letter(PROOF), kind=Kind.INDIVIDUAL)) is None


def test_a_trusted_domain_does_not_outweigh_the_address_of_another_members_office() -> None:
    letter = a_letter(PROOF)
    signatories.seat(letter, email="Office.Of.Other@mail.house.gov")

    claimed = someone(letter, Kind.LEGISLATOR, "office.of.other@mail.house.gov")

    assert not proof.proves(claimed)
    assert proof.proves(someone(letter, Kind.LEGISLATOR, "dana@mail.house.gov"))
