from datetime import date

import pytest
from django.utils.translation import override

from directory.models import MailDomain, Organization, Term
from directory.states import Chamber
from tests.factories.directory import legislator, organization, term

pytestmark = pytest.mark.django_db


def test_terms_are_half_open():
    old = term(start=date(2011, 1, 5), end=date(2013, 1, 3))
    new = term(start=date(2013, 1, 3), end=date(2015, 1, 3))
    running = term(start=date(2014, 6, 1), end=None)

    assert list(Term.objects.in_office(date(2011, 1, 4))) == []
    assert list(Term.objects.in_office(date(2011, 1, 5))) == [old]
    assert list(Term.objects.in_office(date(2013, 1, 2))) == [old]
    assert list(Term.objects.in_office(date(2013, 1, 3))) == [new]
    assert list(Term.objects.in_office(date(2030, 1, 1))) == [running]


@pytest.mark.parametrize(
    "day", [date(2000, 1, 1), date(2011, 1, 4), date(2011, 1, 5), date(2013, 1, 2), date(2013, 1, 3)]
)
def test_a_term_that_is_read_already_answers_as_the_database_does(day):
    terms = [term(start=start, end=end) for start in (None, date(2011, 1, 5)) for end in (None, date(2013, 1, 3))]

    assert [one for one in terms if one.runs_on(day)] == list(Term.objects.in_office(day).order_by("pk"))


def test_a_star_covers_one_label_and_stands_beside_the_domain_itself():
    rows = {
        domain: MailDomain.objects.create(domain=domain, jurisdiction="US", chamber="upper")
        for domain in ("*.senate.gov", "cantwell.senate.gov", "senate.gov", "mail.house.gov")
    }

    assert set(MailDomain.objects.covering("cantwell.senate.gov")) == {
        rows["*.senate.gov"],
        rows["cantwell.senate.gov"],
    }
    assert set(MailDomain.objects.covering("senate.gov", "a.b.senate.gov")) == {rows["senate.gov"]}


def test_a_legislature_and_a_chamber_of_it_are_kept_apart():
    house = term()
    senate = term(chamber=Chamber.UPPER, district="")
    assembly = term(jurisdiction="NY", district="84")

    assert set(Term.objects.of("US")) == {house, senate}
    assert set(Term.objects.of("US", Chamber.UPPER)) == {senate}
    assert set(Term.objects.of("NY")) == {assembly}


def test_members_come_by_surname_in_one_query(django_assert_num_queries):
    for full_name, first, last in (
        ("Chris Van Hollen", "Chris", "Van Hollen"),
        ("Loretta Sanchez", "Loretta", "Sanchez"),
        ("Linda T. Sánchez", "Linda", "Sánchez"),
        ("Sheila Jackson Lee", "Sheila", "Jackson Lee"),
        ("Jesse L. Jackson Jr.", "Jesse", "Jackson"),
        ("Mario Diaz-Balart", "Mario", "Diaz-Balart"),
    ):
        term(legislator=legislator(full_name=full_name, first=first, last=last))

    with django_assert_num_queries(1):
        listed = [str(seat).partition(" (")[0] for seat in Term.objects.by_name()]

    assert listed == [
        "Diaz-Balart, Mario",
        "Jackson, Jesse L., Jr.",
        "Jackson Lee, Sheila",
        "Sánchez, Linda T.",
        "Sanchez, Loretta",
        "Van Hollen, Chris",
    ]


def test_organizations_come_by_name_without_the_article():
    for name in ("The Sierra Club", "A Better Balance", "Public Citizen"):
        organization(name=name)

    assert [found.name for found in Organization.objects.by_name()] == [
        "A Better Balance",
        "Public Citizen",
        "The Sierra Club",
    ]


HOUSE = (
    ("José E. Serrano", "NY", "16", "Democrat", {}),
    ("Peter T. King", "NY", "3", "Republican", {}),
    ("Steve King", "IA", "5", "Republican", {}),
    ("Jack Kingston", "GA", "1", "Republican", {}),
    ("Mike Rogers", "AL", "3", "Republican", {}),
    ("Mike Rogers", "MI", "8", "Republican", {}),
    ("Don Young", "AK", "0", "Republican", {}),
    ("Robert C. Scott", "VA", "3", "Democrat", {"nickname": "Bobby"}),
    ("Eni Faleomavaega", "AS", "0", "Democrat", {"other_names": "Eni Fa‘aua‘a Hunkin"}),
    ("Virginia Foxx", "NC", "5", "Republican", {}),
    ("Adam Adler", "VA", "7", "Democrat", {}),
    ("Ann Jackson", "TX", "2", "Democrat", {}),
    ("Ann Lee", "NY", "Essex-Orange, Caledonia", "Democrat", {}),
)


@pytest.fixture
def house() -> None:
    for name, state, district, party, other in HOUSE:
        first, *_middle, last = name.split()
        who = legislator(full_name=name, first=first, middle="", last=last, **other)
        term(legislator=who, state=state, district=district, party=party)


def found(typed: str) -> list[str]:
    return [f"{seat.legislator.full_name} {seat.seat}" for seat in Term.objects.found_by(typed)]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("serrano", ["José E. Serrano NY-16"]),
        ("SERRANO, Jose", ["José E. Serrano NY-16"]),
        ("Serrano, José E. (D-NY-16)", ["José E. Serrano NY-16"]),
        ("NY-16", ["José E. Serrano NY-16"]),
        ("ny 16", ["José E. Serrano NY-16"]),
        ("ny16th", ["José E. Serrano NY-16"]),
        ("new york 016", ["José E. Serrano NY-16"]),
        ("king", ["Peter T. King NY-3", "Steve King IA-5", "Jack Kingston GA-1"]),
        ("rep. king iowa", ["Steve King IA-5"]),
        ("rogers", ["Mike Rogers AL-3", "Mike Rogers MI-8"]),
        ("mike rogers michigan", ["Mike Rogers MI-8"]),
        ("young ak-al", ["Don Young AK-AL"]),
        ("AK at large", ["Don Young AK-AL"]),
        ("bobby scott", ["Robert C. Scott VA-3"]),
        ("hunkin", ["Eni Faleomavaega AS"]),
        ("virginia", ["Virginia Foxx NC-5", "Adam Adler VA-7", "Robert C. Scott VA-3"]),
        ("jack", ["Jack Kingston GA-1", "Ann Jackson TX-2"]),
        ("orange caledonia", ["Ann Lee NY-Essex-Orange, Caledonia"]),
        ("rep", []),
        ("x", []),
        ("", []),
        ("•", []),
        ("%", []),
        ("_", []),
        ("k_ng", []),
        ("\x00", []),
        ("' or 1=1 --", []),
        ("king " * 5_000, ["Peter T. King NY-3", "Steve King IA-5", "Jack Kingston GA-1"]),
        ("\ufdfa" * 5_000, []),
    ],
)
def test_members_are_found_by_what_people_type(typed: str, expected: list[str], django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(1):
        assert found(typed) == expected


@pytest.mark.usefixtures("house")
def test_states_are_found_in_the_readers_language_and_in_english() -> None:
    with override("es"):
        assert found("serrano nueva york") == found("serrano new york") == ["José E. Serrano NY-16"]

    assert found("serrano nueva york") == []


def test_organizations_are_found_by_name_and_place() -> None:
    for name, city, state in (
        ("NAACP", "Bayamón", "PR"),
        ("NAACP", "Ames", "IA"),
        ("Naacpolis Club", "Coeur d’Alene", "ID"),
    ):
        organization(name=name, city=city, state=state)

    answers = {
        typed: [str(one) for one in Organization.objects.found_by(typed)]
        for typed in ("naacp", "NAACP bayamon", "naacp IOWA", "coeur dalene", "")
    }

    assert answers == {
        "naacp": ["NAACP (Bayamón, PR)", "NAACP (Ames, IA)", "Naacpolis Club (Coeur d’Alene, ID)"],
        "NAACP bayamon": ["NAACP (Bayamón, PR)"],
        "naacp IOWA": ["NAACP (Ames, IA)"],
        "coeur dalene": ["Naacpolis Club (Coeur d’Alene, ID)"],
        "": [],
    }


def test_chapters_bring_their_parent_along(django_assert_num_queries) -> None:
    union = organization(name="United Neighbors")
    for state in ("NY", "IA"):
        organization(name="Neighbors Local", state=state, parent=union)

    with django_assert_num_queries(1):
        assert [chapter.parent for chapter in Organization.objects.found_by("local")] == [union, union]
