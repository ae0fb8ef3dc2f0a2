from datetime import date
from typing import Any

import pytest

from directory.imports import Report, import_legislators
from directory.models import Legislator, Term

pytestmark = pytest.mark.django_db

NY = "ocd-jurisdiction/country:us/state:ny/government"
SEAT = {"type": "upper", "jurisdiction": NY, "district": "29", "start_date": "2013-01-01"}


def person(*roles: dict[str, Any], number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"ocd-person/{number}",
        "name": "Jose Serrano",
        "given_name": "Jose",
        "family_name": "Serrano",
        "email": "serrano@nysenate.gov",
        "party": [{"name": "Democratic"}, {"name": "Working Families"}],
        "roles": list(roles or [SEAT]),
        "offices": [
            {"classification": "district", "address": "335 E. 100th St.", "voice": "212-828-5829"},
            {"classification": "capitol", "address": "Room 418,\n Albany", "voice": "518-455-2795"},
            {"classification": "capitol", "address": "Room 419", "voice": "1"},
        ],
        "other_names": [{"name": "José M. Serrano"}, {"name": "J. Serrano"}],
        "other_identifiers": [
            {"scheme": "legacy_openstates", "identifier": "NYL000053"},
            {"scheme": "legacy_openstates", "identifier": "NYL000240"},
        ],
    } | fields


def days() -> list[tuple[str, date | None, date | None]]:
    terms = Term.objects.values_list("district", "start", "end")
    return sorted(terms, key=lambda term: (term[0], term[1] or date.min))


def test_folder_is_read_whatever_its_sub_folders_are_called(document, tmp_path):
    document(person(), "ny/legislature/a.yml")
    document(person(SEAT | {"end_date": "2016-12-31"}, number=2, other_identifiers=[]), "ny/retired/b.yml")
    document({"id": "ocd-organization/1", "name": "Finance", "memberships": []}, "ny/committees/c.yml")
    (tmp_path / "ny" / "README.md").write_text("not a person")
    (tmp_path / "ny" / "retired" / "circle").symlink_to(tmp_path / "ny")

    done = import_legislators([tmp_path])

    assert done == Report(entries=2, legislators_added=2, identifiers_added=4, terms_added=2)


def test_person_comes_with_names_identifiers_office_and_seat(document):
    import_legislators([document(person(), "one.yml")])

    serrano = Legislator.objects.get()
    assert (serrano.first, serrano.last, serrano.other_names) == ("Jose", "Serrano", "J. Serrano\nJosé M. Serrano")
    assert serrano.identifiers.count() == 3
    term = serrano.terms.get()
    assert (str(term), term.title, term.party) == (
        "Serrano, Jose (D-NY-29)",
        "Senator",
        "Democratic/Working Families",
    )
    assert (term.phone, term.address, term.email, term.domain) == (
        "518-455-2795",
        "Room 418, Albany",
        "serrano@nysenate.gov",
        "",
    )


@pytest.mark.parametrize(
    ("start", "end", "first", "first_out"),
    [
        ("2013-01-01", "2022-12-31", date(2013, 1, 1), date(2023, 1, 1)),
        ("", "2016-02-28", None, date(2016, 2, 29)),
        ("2013-03", "2013-11", date(2013, 3, 1), date(2013, 12, 1)),
        ("2013", "2013-12", date(2013, 1, 1), date(2014, 1, 1)),
        ("2013", "2014", date(2013, 1, 1), date(2015, 1, 1)),
        ("", "", None, None),
    ],
)
def test_end_is_the_last_day_and_dates_may_be_rough_or_missing(document, start, end, first, first_out):
    import_legislators([document(person(SEAT | {"start_date": start, "end_date": end}))])

    assert days() == [("29", first, first_out)]


def test_office_of_today_belongs_to_no_role_that_ended(document):
    import_legislators([document(person(SEAT, SEAT | {"start_date": "2011-01-01", "end_date": "2012-12-31"}))])

    ended = Term.objects.get(end__isnull=False)
    assert (ended.phone, ended.email, ended.address, ended.party) == ("", "", "", "Democratic/Working Families")


def test_offices_that_are_no_seats_are_left_out_and_counted(document, tmp_path):
    mayor = {"type": "mayor", "jurisdiction": "ocd-jurisdiction/country:us/state:ny/place:new_york/government"}
    congress = {"type": "lower", "jurisdiction": "ocd-jurisdiction/country:us/government", "district": "NY-16"}
    document(person(mayor, SEAT), "both.yml")
    document(person({"type": "governor", "jurisdiction": NY}, congress, number=2), "neither.yml")

    done = import_legislators([tmp_path])

    assert (done.entries, done.legislators_added, done.terms_added, done.left_out) == (2, 1, 1, 3)


def test_district_of_columbia_and_puerto_rico_are_no_states_and_have_legislatures(document, tmp_path):
    for number, place in enumerate(("district:dc", "territory:pr")):
        role = SEAT | {"type": "legislature", "jurisdiction": f"ocd-jurisdiction/country:us/{place}/government"}
        document(person(role, number=number, other_identifiers=[]), f"{number}.yml")

    import_legislators([tmp_path])

    assert set(Term.objects.values_list("jurisdiction", "state")) == {("DC", "DC"), ("PR", "PR")}


def test_flat_files_of_openstates_are_read_like_the_folder(document, tmp_path):
    ended = {"start_date": "", "end_date": "2012-12-31", "district": "28"}
    full = document(person(SEAT, SEAT | ended), "one.yml")
    flat = tmp_path / "ny-legislators.csv"
    flat.write_text(
        "ocd_person_id,name,given,family,other_names,party,chamber,district,start_date,end_date,email,capitol_voice,"
        "capitol_address,district_voice,legacy_openstates_ids\n"
        "ocd-person/1,Jose Serrano,Jose,Serrano,José M. Serrano|J. Serrano,Democratic/Working Families,senate,29,"
        '2013-01-01,,serrano@nysenate.gov,518-455-2795,"Room 418, Albany",212-828-5829,NYL000053|NYL000240\n'
        "ocd-person/1,Jose Serrano,Jose,Serrano,,Democratic/Working Families,senate,28,"
        ",2012-12-31,serrano@nysenate.gov,518-455-2795,,,\n",
        encoding="utf-8",
    )
    everywhere = tmp_path / "states.csv"
    everywhere.write_text(
        "name,given,family,party,chamber,district,state,email,start_date,ocd_person_id,jurisdiction\n"
        f"Jose Serrano,Jose,Serrano,Democratic/Working Families,upper,29,NY,,2013-01-01,ocd-person/1,{NY}\n",
        encoding="utf-8",
    )

    import_legislators([full])

    assert days() == [("28", None, date(2013, 1, 1)), ("29", date(2013, 1, 1), None)]
    assert import_legislators([flat]) == Report(entries=2)
    assert import_legislators([everywhere]) == Report(entries=1)
