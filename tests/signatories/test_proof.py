"""What an address proves: one table, read as in DESIGN §6, Proof."""

from typing import Any

import pytest

from directory.models import MailDomain
from directory.states import DomainKind
from letters.models import Letter
from letters.states import LetterType, Verification
from signatories import proof
from signatories.models import Signatory
from signatories.states import Evidence, Kind
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
    (Kind.LEGISLATOR, "dana@cantwell.senate.gov", False, False, False),
    (Kind.LEGISLATOR, "dana@gmail.com", False, False, False),
    (Kind.LEGISLATOR, "", False, False, False),
    (Kind.ORGANIZATION, "lee@union.example", True, True, False),
    (Kind.ORGANIZATION, "lee@chapter.union.example", True, True, False),
    (Kind.ORGANIZATION, "lee@reunion.example", False, True, False),
    (Kind.ORGANIZATION, "lee@union.example.evil.example", False, True, False),
    (Kind.ORGANIZATION, "lee@gmail.example", False, True, False),
    (Kind.ORGANIZATION, "lee@mail.house.gov", False, True, False),
    (Kind.OFFICEHOLDER, "ida@senate.gov", True, True, False),
    (Kind.OFFICEHOLDER, "ida@gmail.example", False, True, False),
    (Kind.OFFICEHOLDER, "ida@gmail.com", False, True, False),
    (Kind.INDIVIDUAL, "rosa@gmail.example", True, True, False),
    (Kind.INDIVIDUAL, "", False, False, False),
]


@pytest.mark.parametrize(("kind", "mailbox", "proof_", "any_", "staff"), TABLE)
def test_what_an_address_proves(kind: str, mailbox: str, proof_: bool, any_: bool, staff: bool) -> None:
    one = someone(a_letter(PROOF), kind, mailbox)
    proven = []
    for rule in (PROOF, ANY, STAFF):
        one.letter.verification = rule
        proven.append(proof.proves(one))

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


def knows(domain: str, kind: str = DomainKind.LEGISLATURE, *, of: str = "US", chamber: str = "lower") -> None:
    MailDomain.objects.create(domain=domain, kind=kind, jurisdiction=of, chamber=chamber)


def found(letter: Letter, email: str, **fields: Any) -> tuple[str, bool]:
    proven = proof.of(signatories.unsaved(letter, email=email, **fields))
    return proven.evidence, proven.enough


@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize(
    ("kind", "evidence", "counts_with_trust"),
    [
        (DomainKind.LEGISLATURE, Evidence.HOUSE, True),
        (DomainKind.PARTY_CAUCUS, Evidence.CAUCUS, True),
        (DomainKind.SHARED_GOVERNMENT, Evidence.SHARED_GOVERNMENT, False),
        (DomainKind.HISTORICAL, Evidence.FORMER_DOMAIN, False),
        (DomainKind.OTHER, Evidence.ANYBODYS, False),
    ],
)
def test_a_domain_of_all_members_counts_only_with_trust_and_a_weak_one_never(
    kind: str, evidence: Evidence, counts_with_trust: bool, trusted: bool
) -> None:
    knows("assembly.example", kind, of="NY")
    letter = published_letter(type="state_legislature", trusted_domains="assembly.example" if trusted else "")

    assert found(letter, "dana@assembly.example") == (evidence, trusted and counts_with_trust)


@pytest.mark.parametrize(
    ("of", "chamber", "evidence"),
    [
        ("US", "lower", Evidence.HOUSE),
        ("US", "", Evidence.HOUSE),
        ("US", "upper", Evidence.WRONG_HOUSE),
        ("NY", "lower", Evidence.WRONG_HOUSE),
    ],
)
def test_chamber_and_legislature_must_match_even_with_trust(of: str, chamber: str, evidence: Evidence) -> None:
    knows("house.example", of=of, chamber=chamber)
    letter = a_letter(PROOF, trusted="house.example")

    assert found(letter, "dana@house.example") == (evidence, evidence == Evidence.HOUSE)


def test_of_several_rows_for_a_domain_the_one_of_the_claimed_house_speaks_and_the_strongest() -> None:
    knows("both.example", DomainKind.SHARED_GOVERNMENT)
    knows("both.example", chamber="")
    knows("both.example", DomainKind.OTHER, chamber="upper")

    assert found(a_letter(PROOF), "dana@both.example") == (Evidence.HOUSE, False)


def test_an_offices_own_domain_counts_where_its_star_is_trusted_and_for_its_own_member_only() -> None:
    knows("*.senate.example", chamber="upper")
    letter = published_letter(trusted_domains="*.senate.example")
    cantwell, klobuchar = (
        signatories.seat(letter, last=last, chamber="upper", domain=f"{last.lower()}.senate.example")
        for last in ("Cantwell", "Klobuchar")
    )
    at_cantwells = "dana@cantwell.senate.example"

    assert found(letter, at_cantwells, term=cantwell) == (Evidence.OWN_DOMAIN, True)
    assert found(letter, at_cantwells, term=klobuchar) == (Evidence.ANOTHERS_DOMAIN, False)
    assert found(letter, "dana@committee.senate.example", term=cantwell) == (Evidence.HOUSE, False)
    assert found(letter, at_cantwells) == (Evidence.ANOTHERS_DOMAIN, False)
    assert found(a_letter(PROOF, trusted=""), at_cantwells, term=cantwell) == (Evidence.OWN_DOMAIN, False)


def test_an_offices_own_domain_proves_nothing_where_anybody_gets_an_address() -> None:
    letter = published_letter(trusted_domains="*.com")
    careless = signatories.seat(letter, last="Careless", domain="gmail.com")

    assert found(letter, "dana@gmail.com", term=careless) == (Evidence.ANYBODYS, False)


def test_no_trust_outweighs_that_the_address_or_the_domain_is_another_members() -> None:
    letter = a_letter(PROOF, trusted="mail.house.gov\ncantwell.senate.gov")
    signatories.seat(letter, last="Serrano", email="Jose@mail.house.gov")
    signatories.seat(letter, last="Cantwell", domain="cantwell.senate.gov")

    assert found(letter, "jose@mail.house.gov") == (Evidence.ANOTHERS_ADDRESS, False)
    assert found(letter, "dana@cantwell.senate.gov") == (Evidence.ANOTHERS_DOMAIN, False)


def test_an_address_that_two_members_share_proves_neither() -> None:
    letter = a_letter(PROOF)
    one, two = (signatories.seat(letter, email="district@office.example") for _number in range(2))

    assert [found(letter, "district@office.example", term=term) for term in (one, two)] == [
        (Evidence.ANOTHERS_ADDRESS, False)
    ] * 2


def test_what_a_former_member_had_is_nobodys_now() -> None:
    letter = a_letter(PROOF, trusted="")
    signatories.seat(letter, email="old@office.example", domain="old.example", end="2005-01-03")

    assert found(letter, "old@office.example") == (Evidence.MAILBOX, False)
    assert found(letter, "dana@old.example") == (Evidence.MAILBOX, False)


def test_a_members_own_free_mail_is_recognized_in_each_of_its_spellings() -> None:
    letter = a_letter(PROOF)
    term = signatories.seat(letter, email="Ana.Lee@gmail.com")

    assert found(letter, "analee+letters@googlemail.com", term=term) == (Evidence.OWN_ADDRESS, True)


def test_an_address_on_file_that_cannot_be_mailed_is_no_evidence() -> None:
    letter = a_letter(PROOF)
    term = signatories.seat(letter, email="office@localhost")

    assert found(letter, "office@office.example", term=term) == (Evidence.MAILBOX, False)


@pytest.mark.parametrize("domain", ["gmail.com", "yahoo.com"])
def test_free_mail_is_no_organizations_domain_whatever_the_directory_says(domain: str) -> None:
    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization(domain=domain)

    assert found(letter, f"lee@{domain}", organization=known) == (Evidence.FREE_MAIL_ON_FILE, False)


@pytest.mark.parametrize(
    ("rules", "email", "who", "sentence"),
    [
        ({}, "own@office.example", "own", "It is the address that the directory has for this member's office."),
        (
            {"trusted_domains": "mail.house.gov"},
            "dana@mail.house.gov",
            "own",
            "mail.house.gov shows an office of the right house, not which member's. This letter trusts mail.house.gov",
        ),
        ({}, "own@office.example", "other", "The directory has this address for another member: Ana Serrano."),
        (
            {"verification": STAFF},
            "dana@nysenate.gov",
            "own",
            "nysenate.gov belongs to another house: New York, Senate. On this letter no address is enough: staff",
        ),
        (
            {},
            "dana@gmail.com",
            "own",
            "Anybody can have an address at gmail.com: it does not show who speaks for this",
        ),
    ],
)
def test_the_sentence_says_what_is_proven_and_what_the_letter_makes_of_it(
    rules: dict[str, str], email: str, who: str, sentence: str
) -> None:
    knows("mail.house.gov")
    knows("nysenate.gov", of="NY", chamber="upper")
    letter = published_letter(**rules)
    terms = {"own": signatories.seat(letter, last="Serrano", email="own@office.example")}
    terms["other"] = signatories.seat(letter)

    said = str(proof.of(signatories.unsaved(letter, term=terms[who], email=email)))

    assert said.startswith(sentence)


def test_every_evidence_is_a_sentence_that_can_be_filled_in() -> None:
    for evidence in Evidence:
        said = str(proof.Proof(False, evidence, domain="a.example", about="b.example"))
        assert said.endswith(".")
        assert "%" not in said


@pytest.mark.parametrize("count", [1, 3])
def test_many_are_judged_at_the_cost_of_one(count: int, django_assert_num_queries: Any) -> None:
    letter = a_letter(PROOF)
    names = [someone(letter, Kind.LEGISLATOR, "dana@mail.house.gov") for _number in range(count)]
    names += [someone(letter, kind, f"x@{kind}.example") for kind in (Kind.ORGANIZATION, Kind.INDIVIDUAL)]

    with django_assert_num_queries(2):
        proofs = proof.of_all(names)

    assert [proven.enough for proven in proofs] == [True] * count + [False, True]


def test_what_staff_read_of_each_rule_is_what_happens() -> None:
    """The sentences name a kind in an `any address` rule exactly where any address is enough."""
    for rule in (PROOF, ANY):
        for kind in Kind:
            given: dict[str, Any] = {"organization": directory.organization()} if kind == Kind.ORGANIZATION else {}
            anybody = signatories.unsaved(a_letter(rule), kind=kind, email="x@anywhere.example", **given)
            assert proof.proves(anybody) == ("any address" in proof.what_counts(rule, [kind]))
    assert proof.what_counts(STAFF, list(Kind)) == "nothing: every name waits for your decision"


def test_the_domains_that_count_are_those_trusted_and_not_in_vain() -> None:
    knows("state.example", DomainKind.SHARED_GOVERNMENT)
    knows("assembly.example", of="NY")
    knows("mail.house.gov")
    trusted = "state.example assembly.example mail.house.gov gmail.com *.senate.gov unknown.example"

    assert proof.counting_domains(a_letter(PROOF, trusted=trusted)) == [
        "*.senate.gov",
        "mail.house.gov",
        "unknown.example",
    ]
