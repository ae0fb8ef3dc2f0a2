from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from directory.models import Identifier, Legislator, MailDomain, Organization, Term
from directory.states import Chamber, State, title_of
from tests.factories.directory import legislator, organization, term

pytestmark = pytest.mark.django_db


def refused(make, *args, **kwargs) -> bool:
    try:
        with transaction.atomic():
            make(*args, **kwargs)
    except IntegrityError:
        return True
    return False


def test_keys_follow_the_names_and_a_typed_sort_name_stays():
    norton = legislator(
        full_name="Eleanor Holmes Norton", first="Eleanor", last="Norton", sort_name="Holmes Norton, E."
    )
    honda = legislator(full_name="Michael M. Honda", first="Michael", middle="M.", last="Honda", nickname="Mike")
    typed = legislator(full_name="Ana de la Cruz")
    dashed = legislator(full_name="Cher", last="—")

    assert (norton.sort_name, norton.folded_name) == ("holmes norton e", "eleanor holmes norton")
    assert (honda.sort_name, honda.folded_name) == ("honda michael m", "michael m honda mike")
    assert typed.sort_name == "de la cruz ana"
    assert dashed.sort_name == "cher"


def test_keys_are_saved_with_a_name_that_is_saved_alone():
    member = legislator(full_name="Mary Bono", last="Bono", first="Mary")

    member.full_name = "Mary Bono Mack"
    member.save(update_fields=["full_name"])

    member.refresh_from_db()
    assert member.folded_name == "mary bono mack"


def test_keys_of_an_organization_are_saved_with_a_name_that_is_saved_alone():
    club = organization(name="Sierra Club")

    club.name = "The Círculo"
    club.sort_name = ""
    club.save(update_fields=["name"])

    club.refresh_from_db()
    assert (club.folded_name, club.sort_name) == ("the circulo", "circulo")


def test_longest_possible_names_fit_the_keys():
    ligature = "\ufdfa"  # folds to eighteen characters

    member = legislator(full_name=ligature * 200, other_names="\n".join(f"Name {number}" for number in range(200)))
    club = organization(name=ligature * 255)

    assert len(member.sort_name) == len(member.folded_name) == len(club.folded_name) == 600


def test_nameless_rows_are_refused_by_the_database():
    assert refused(legislator, full_name="♥")
    assert refused(organization, name="—")


def test_term_ends_after_it_starts():
    assert refused(term, start=date(2011, 1, 5), end=date(2011, 1, 5))
    assert refused(term, start=date(2011, 1, 5), end=date(2011, 1, 4))
    assert not refused(term, start=date(2011, 1, 5), end=date(2011, 1, 6))
    assert not refused(term, end=None)


def test_two_members_may_share_a_seat_but_nobody_starts_twice_in_a_chamber():
    first = term(district="1", state="NH", jurisdiction="NH")

    assert not refused(term, district="1", state="NH", jurisdiction="NH")
    assert refused(term, legislator=first.legislator, district="2", state="NH", jurisdiction="NH")
    assert not refused(term, legislator=first.legislator, state="NH", jurisdiction="US")


def test_state_legislator_represents_that_state():
    assert refused(term, jurisdiction="NY", state="NJ")
    assert not refused(term, jurisdiction="NY", state="NY")
    assert not refused(term, jurisdiction="US", state="NJ")


def test_identifier_names_one_legislator():
    serrano, other = legislator(), legislator()
    Identifier.objects.create(legislator=serrano, scheme="bioguide", value="S000248")

    assert refused(Identifier.objects.create, legislator=other, scheme="bioguide", value="S000248")
    assert not refused(Identifier.objects.create, legislator=other, scheme="icpsr", value="S000248")


def test_nothing_that_is_pointed_to_can_be_deleted():
    seat = term()
    Identifier.objects.create(legislator=seat.legislator, scheme="bioguide", value="S000248")
    chapter = organization(parent=organization())

    for pointed_to in (seat.legislator, chapter.parent):
        with pytest.raises(models.ProtectedError):
            pointed_to.delete()


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, "D-NY-16"),
        ({"party": "Republican", "state": "AK", "district": "0"}, "R-AK-AL"),
        ({"state": "DC", "district": "0"}, "D-DC"),
        ({"state": "PR", "district": "0"}, "D-PR"),
        ({"chamber": Chamber.UPPER, "district": "", "party": "Independent", "state": "VT"}, "I-VT"),
        ({"jurisdiction": "NY", "chamber": Chamber.UPPER, "district": "28"}, "D-NY-28"),
        ({"jurisdiction": "NY", "party": "Republican/Conservative", "district": "107"}, "R-NY-107"),
        ({"jurisdiction": "MA", "state": "MA", "district": "Third Essex"}, "D-MA-Third Essex"),
        ({"jurisdiction": "PR", "state": "PR", "party": "", "district": "0"}, "PR-AL"),
        ({"party": "(Democratic–Farmer–Labor)", "state": "MN", "district": "5"}, "D-MN-5"),
    ],
)
def test_party_and_seat_are_written_as_newspapers_do(fields, label):
    assert term(**fields).party_and_seat == label


def test_homonyms_are_told_apart_by_their_seat():
    mike = {"full_name": "Mike Rogers", "first": "Mike", "last": "Rogers"}
    term(legislator=legislator(**mike), state="AL", district="3", party="Republican")
    term(legislator=legislator(**mike), state="MI", district="8", party="Republican")

    assert [str(seat) for seat in Term.objects.order_by("pk")] == ["Rogers, Mike (R-AL-3)", "Rogers, Mike (R-MI-8)"]
    assert [str(member) for member in Legislator.objects.order_by("pk").with_terms()] == [
        "Rogers, Mike (R-AL-3)",
        "Rogers, Mike (R-MI-8)",
    ]
    assert [str(member) for member in Legislator.objects.all()] == ["Rogers, Mike", "Rogers, Mike"]


def test_label_of_a_legislator_shows_the_latest_seat():
    member = legislator()
    term(legislator=member, district="15", start=date(2013, 1, 3), end=date(2015, 1, 3))
    term(legislator=member, district="16", start=date(2011, 1, 5), end=date(2013, 1, 3))

    assert str(Legislator.objects.with_terms().get()) == "Serrano, José E. (D-NY-15)"


def test_surname_that_the_printed_name_lacks_is_still_listed_first():
    member = legislator(full_name="Pablo José Hernández", first="Pablo", middle="José", last="Hernández Rivera")

    assert member.surname_first == "Hernández Rivera, Pablo José"


@pytest.mark.parametrize(
    ("chamber", "jurisdiction", "state", "title"),
    [
        (Chamber.UPPER, "US", "NY", "Senator"),
        (Chamber.LOWER, "US", "NY", "Representative"),
        (Chamber.LOWER, "US", "DC", "Delegate"),
        (Chamber.LOWER, "US", "PR", "Resident Commissioner"),
        (Chamber.LOWER, "NY", "NY", "Assembly Member"),
        (Chamber.LOWER, "VA", "VA", "Delegate"),
        (Chamber.LOWER, "PR", "PR", "Representative"),
        (Chamber.LEGISLATURE, "NE", "NE", "Senator"),
        (Chamber.LEGISLATURE, "DC", "DC", "Councilmember"),
    ],
)
def test_title_defaults_to_what_the_chamber_calls_its_members(chamber, jurisdiction, state, title):
    assert title_of(chamber, jurisdiction, state) == title
    assert term(chamber=chamber, jurisdiction=jurisdiction, state=state).title == title
    assert term(chamber=chamber, jurisdiction=jurisdiction, state=state, title="Speaker").title == "Speaker"


def test_there_are_fifty_six_states():
    assert len(State) == 56
    assert len(set(State.labels)) == 56


def test_organizations_may_share_a_name_only_in_other_states_or_under_other_parents():
    national = organization(name="Causa", state="")

    assert refused(organization, name="¡CAUSA!", state="")
    assert not refused(organization, name="Causa", state="OR")
    assert refused(organization, name="Causa", state="OR")
    assert not refused(organization, name="Causa", state="OR", parent=national)
    assert refused(organization, name="Causa", state="OR", parent=national)
    assert not refused(organization, name="Causa", state="OR", parent=organization())


def test_forms_are_told_of_a_duplicate_before_the_database_is():
    organization(name="Causa", state="OR")

    with pytest.raises(ValidationError) as refusal:
        Organization(name="CAUSA", state="OR").full_clean(exclude={"folded_name"})

    assert refusal.value.messages == ["This organization is already in the directory."]


def test_domain_of_an_organization_is_stored_as_addresses_are_compared():
    assert organization(domain=" ACLU.org ").domain == "aclu.org"


@pytest.mark.parametrize("domain", ["gmail.com", "House.Example"])
def test_a_domain_of_many_is_not_one_offices_own(domain):
    MailDomain.objects.create(domain="house.example", jurisdiction="US")
    with pytest.raises(ValidationError, match="so it cannot speak for"):
        Term(domain=domain).clean()
    Term(domain="serrano.house.example").clean()


def test_organization_is_labelled_with_its_place():
    assert str(organization(name="Causa", city="Salem", state="OR")) == "Causa (Salem, OR)"
    assert str(organization(name="Causa", city="", state="")) == "Causa"
