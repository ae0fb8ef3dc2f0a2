from datetime import date

import pytest

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
