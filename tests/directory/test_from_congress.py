from datetime import date
from typing import Any

import pytest

from directory.imports import Report, import_legislators
from directory.models import Identifier, Legislator, Term

pytestmark = pytest.mark.django_db

HOUSE = {
    "type": "rep",
    "start": "2011-01-05",
    "end": "2013-01-03",
    "state": "NY",
    "district": "16",
    "party": "Democrat",
    "url": "https://serrano.house.gov",
    "phone": "202-225-4361",
    "address": "2227 Rayburn HOB; Washington DC 20515",
}
SENATE = HOUSE | {"type": "sen", "url": "https://www.serrano.senate.gov/contact", "class": "1"}


def person(*terms: dict[str, Any], **fields: Any) -> dict[str, Any]:
    ids = {"bioguide": "S000248", "thomas": "01042", "icpsr": "29134", "fec": ["H0NY18016"], "wikidata": "Q981167"}
    name = {"first": "José", "middle": "E.", "last": "Serrano", "official_full": "José E. Serrano", "nickname": "Joe"}
    return {"id": ids, "name": name, "terms": list(terms or [HOUSE])} | fields


def test_person_comes_with_names_identifiers_and_every_term(document):
    done = import_legislators([document([person(HOUSE, HOUSE | {"start": "2013-01-03", "end": "2015-01-03"})])])

    assert done == Report(entries=1, legislators_added=1, identifiers_added=4, terms_added=2)
    serrano = Legislator.objects.get()
    assert (serrano.full_name, serrano.middle, serrano.nickname) == ("José E. Serrano", "E.", "Joe")
    assert {str(identifier) for identifier in serrano.identifiers.all()} == {
        "bioguide:S000248",
        "icpsr:29134",
        "thomas:01042",
        "wikidata:Q981167",
    }
    latest, first = serrano.terms.all()
    assert (first.start, first.end, latest.end) == (date(2011, 1, 5), date(2013, 1, 3), date(2015, 1, 3))
    assert (latest.jurisdiction, latest.chamber, latest.seat, latest.title) == (
        "US",
        "lower",
        "NY-16",
        "Representative",
    )
    assert (latest.phone, latest.address) == ("202-225-4361", "2227 Rayburn HOB; Washington DC 20515")


@pytest.mark.parametrize(
    ("seat", "domain"),
    [
        (SENATE, "serrano.senate.gov"),
        (SENATE | {"url": "http://serrano.senate.gov"}, "serrano.senate.gov"),
        (SENATE | {"url": "http://www.senate.gov/~serrano"}, ""),
        (SENATE | {"url": "https://serrano.senate.gov.example/"}, ""),
        (SENATE | {"url": None}, ""),
        (HOUSE, ""),
        (HOUSE | {"url": "https://serrano.senate.gov"}, ""),
    ],
)
def test_host_of_a_senator_is_a_mail_domain_and_of_a_representative_none(document, seat, domain):
    import_legislators([document([person(seat)])])

    assert Term.objects.get().domain == domain


def test_name_without_a_printed_form_is_put_together_and_former_names_are_kept(document):
    name = {"first": "Mary", "last": "Bono Mack", "suffix": "Jr."}

    import_legislators([document([person(name=name, other_names=[{"last": "Bono", "end": "2007-12-17"}])])])

    bono = Legislator.objects.get()
    assert (bono.full_name, bono.other_names) == ("Mary Bono Mack Jr.", "Mary Bono")
    assert "bono" in bono.folded_name.split()


def test_party_changed_within_a_term_makes_two(document):
    parties = [
        {"start": "2011-01-05", "end": "2012-03-08", "party": "Republican"},
        {"start": "2012-03-09", "end": "2013-01-03", "party": "Independent"},
    ]

    import_legislators([document([person(HOUSE | {"party": "Independent", "party_affiliations": parties})])])

    assert [str(Term.objects.in_office(date(2012, 3, day)).get()) for day in (8, 9)] == [
        "Serrano, José E. (R-NY-16)",
        "Serrano, José E. (I-NY-16)",
    ]


def test_seats_of_the_past_need_no_district_and_vanished_territories_are_left_out(document):
    delegate = person(HOUSE | {"state": "DK"}, id={"bioguide": "D000001"})
    early = person(HOUSE | {"district": "-1", "party": ""}, HOUSE | {"state": "OL"})

    done = import_legislators([document([early, delegate])])

    assert (done.legislators_added, done.terms_added, done.left_out) == (1, 1, 2)
    assert Term.objects.get().district == ""
    assert "2 offices left out: no seats in a legislature." in str(done)


def test_single_day_in_office_is_a_term(document):
    import_legislators([document([person(HOUSE | {"start": "1922-11-21", "end": "1922-11-21"})])])

    assert Term.objects.in_office(date(1922, 11, 21)).count() == 1
    assert not Term.objects.in_office(date(1922, 11, 22)).exists()


def test_identifier_of_former_days_finds_the_person_too(file, document):
    import_legislators([document([person(id={"bioguide": "B001228", "bioguide_previous": ["B000001"]})])])

    done = import_legislators([file({"bioguide_id": "B000001"})])

    assert (done.legislators_added, done.identifiers_added) == (0, 0)


def test_flat_file_and_yaml_of_one_source_meet_in_one_person(file, document, django_assert_num_queries):
    flat, full = file({"govtrack_id": "400366"}), document([person()])
    import_legislators([flat])

    done = import_legislators([full])

    assert (done.legislators_added, done.terms_added, done.identifiers_added) == (0, 0, 3)
    assert Identifier.objects.filter(legislator=Legislator.objects.get()).count() == 5
    with django_assert_num_queries(5) as queries:
        import_legislators([flat, full])
    assert {query["sql"].split()[0] for query in queries} == {"SAVEPOINT", "SELECT", "RELEASE"}
