"""People and terms are the same people and terms when a source tells more, or less, of them."""

from datetime import date

import pytest

from directory.imports import BadFile, Report, import_legislators
from directory.models import Identifier, Legislator, Term

from .test_from_openstates import SEAT, days, person

pytestmark = pytest.mark.django_db

UNKNOWN = SEAT | {"start_date": ""}


def test_identifiers_of_two_people_in_one_record_are_refused(file):
    import_legislators([file({"bioguide_id": "S000248"}, {"bioguide_id": "X000001", "full_name": "Ana Ruiz"})])
    Identifier.objects.create(legislator=Legislator.objects.get(full_name="Ana Ruiz"), scheme="icpsr", value="7")

    with pytest.raises(BadFile) as refusal:
        import_legislators([path := file({"icpsr_id": "7", "full_name": "José Serrano"})])

    assert str(refusal.value) == (
        f"{path}, row 2: the identifiers belong to 2 different people "
        "(bioguide:S000248 is José E. Serrano, icpsr:7 is Ana Ruiz)"
    )
    assert Legislator.objects.filter(full_name="José E. Serrano").exists()


def test_identifiers_of_two_people_within_one_file_are_refused_too(file):
    path = file({"icpsr_id": "7"}, {"bioguide_id": "X000001", "icpsr_id": "8"}, {"icpsr_id": "8"})

    with pytest.raises(BadFile, match="row 4: the identifiers belong to 2 different people"):
        import_legislators([path])

    assert not Legislator.objects.exists()


def test_spellings_are_added_to_those_that_staff_typed(document):
    import_legislators([document(person())])
    Legislator.objects.update(other_names="Pepe Serrano\nJ. Serrano")

    done = import_legislators([document(person(other_names=[{"name": "J SERRANO"}, {"name": "Serrano, J."}]))])

    assert done == Report(entries=1, legislators_changed=1)
    assert Legislator.objects.get().other_names == "J. Serrano\nPepe Serrano\nSerrano, J."
    assert "pepe" in Legislator.objects.get().folded_name.split()


def test_former_name_is_kept_and_sources_that_disagree_do_not_shuffle(document):
    paths = [
        document(person(name="José Marco Serrano", other_names=[{"name": "Jose M. Serrano"}]), "a.yml"),
        document(person(name="Jose Serrano", other_names=[{"name": "José M. Serrano"}]), "b.yml"),
    ]

    import_legislators(paths)

    serrano = Legislator.objects.get()
    assert (serrano.full_name, serrano.other_names) == ("Jose Serrano", "José M. Serrano\nJosé Marco Serrano")
    assert import_legislators(paths) == Report(entries=2)


def test_undated_term_is_ended_and_dated_when_the_source_knows_more(document):
    import_legislators([document(person(UNKNOWN))])

    ended = import_legislators([document(person(UNKNOWN | {"end_date": "2016-12-31"}))])
    dated = import_legislators([document(person(SEAT | {"end_date": "2016-12-31"}))])

    assert (ended, dated) == (Report(entries=1, terms_ended=1), Report(entries=1, terms_changed=1))
    assert days() == [("29", date(2013, 1, 1), date(2017, 1, 1))]


def test_term_whose_days_are_known_stays_dated_when_a_source_does_not_know_them(document):
    import_legislators([document(person(SEAT))])

    assert import_legislators([document(person(UNKNOWN))]) == Report(entries=1)
    assert days() == [("29", date(2013, 1, 1), None)]


def test_undated_term_of_another_district_or_other_days_is_another_term(document):
    import_legislators([document(person(SEAT | {"start_date": "2019-01-01"}))])

    done = import_legislators(
        [
            document(
                person(UNKNOWN | {"district": "28"}, UNKNOWN | {"end_date": "2016-12-31"}, SEAT | {"district": "30"})
            )
        ]
    )

    assert done.terms_added == 3
    assert [term[:2] for term in days()] == [
        ("28", None),
        ("29", None),
        ("29", date(2019, 1, 1)),
        ("30", date(2013, 1, 1)),
    ]


def test_undated_terms_are_each_found_again(document, django_assert_num_queries):
    path = document(person(SEAT, UNKNOWN | {"end_date": "2008-12-31"}, UNKNOWN | {"end_date": "2004-12-31"}))
    import_legislators([path])
    before = list(Term.objects.order_by("pk").values())

    with django_assert_num_queries(5):
        assert import_legislators([path]) == Report(entries=1)

    assert list(Term.objects.order_by("pk").values()) == before


def test_undated_term_that_still_ran_ends_where_the_next_begins_and_stays_so(document):
    path = document(person(SEAT | {"district": "30"}, UNKNOWN))

    import_legislators([path])

    assert days() == [("29", None, date(2013, 1, 1)), ("30", date(2013, 1, 1), None)]
    assert import_legislators([path]) == Report(entries=1)


def test_term_that_the_source_no_longer_has_is_left(document):
    import_legislators([document(person(SEAT, SEAT | {"start_date": "2011-01-01", "district": "28"}))])

    assert import_legislators([document(person(SEAT))]) == Report(entries=1)
    assert Term.objects.count() == 2
