from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from directory.imports import Entry, Report, Source, import_legislators
from directory.models import Identifier, Legislator, Term
from directory.states import Chamber

pytestmark = pytest.mark.django_db


def report(**counts: int) -> Report:
    return Report(**{"entries": 1} | counts)


def test_row_becomes_a_legislator_with_identifier_and_term(file):
    done = import_legislators([file({})])

    assert done == report(legislators_added=1, identifiers_added=1, terms_added=1)
    serrano = Legislator.objects.get()
    assert (serrano.full_name, serrano.sort_name) == ("José E. Serrano", "serrano jose e")
    assert [str(identifier) for identifier in serrano.identifiers.all()] == ["bioguide:S000248"]
    assert Term.objects.values(
        "legislator",
        "chamber",
        "jurisdiction",
        "state",
        "district",
        "party",
        "title",
        "start",
        "end",
        "phone",
        "email",
    ).get() == {
        "legislator": serrano.pk,
        "chamber": "lower",
        "jurisdiction": "US",
        "state": "NY",
        "district": "16",
        "party": "Democrat",
        "title": "Representative",
        "start": date(2011, 1, 5),
        "end": date(2013, 1, 3),
        "phone": "202-225-4361",
        "email": "",
    }


def test_state_legislators_come_with_a_jurisdiction_and_an_identifier_of_openstates(file):
    person = {"bioguide_id": "", "ocd_person_id": "ocd-person/31d0", "full_name": "José M. Serrano", "middle": "M."}
    seat = {
        "jurisdiction": "NY",
        "chamber": "upper",
        "district": "28",
        "term_end": "",
        "email": "serrano@nysenate.gov",
    }

    import_legislators([file(person | seat)])

    assert str(Identifier.objects.get()) == "ocd-person:ocd-person/31d0"
    term = Term.objects.get()
    assert (term.jurisdiction, term.chamber, term.title, term.end) == ("NY", Chamber.UPPER, "Senator", None)
    assert term.email == "serrano@nysenate.gov"


def test_second_run_writes_nothing(file, django_assert_num_queries):
    path = file({}, {"chamber": "senate", "term_start": "2013-01-03", "term_end": "2019-01-03"})
    import_legislators([path])

    with django_assert_num_queries(5) as queries:  # savepoint, three reads, release
        done = import_legislators([path])

    assert done == report(entries=2)
    assert {query["sql"].split()[0] for query in queries} == {"SAVEPOINT", "SELECT", "RELEASE"}


def test_dry_run_reports_the_same_and_writes_nothing(file):
    path = file({})

    planned = import_legislators([path], dry_run=True)

    assert not Legislator.objects.exists()
    assert not Term.objects.exists()
    assert import_legislators([path]) == planned


def test_what_changed_in_the_file_changes_and_what_it_leaves_empty_stays(file):
    import_legislators([file({})])
    Term.objects.update(email="jose.serrano@mail.house.gov")

    done = import_legislators([file({"full_name": "José Enrique Serrano", "party": "Independent", "phone": ""})])

    assert done == report(legislators_changed=1, terms_changed=1)
    assert Legislator.objects.get().folded_name == "jose enrique serrano e"
    term = Term.objects.get()
    assert (term.party, term.phone, term.email) == ("Independent", "202-225-4361", "jose.serrano@mail.house.gov")


def test_sort_name_typed_by_staff_survives_and_a_derived_one_follows(file):
    import_legislators([file({}, {"bioguide_id": "N000147", "full_name": "Eleanor Holmes Norton", "last": "Norton"})])
    Legislator.objects.filter(last="Norton").update(sort_name="holmes norton eleanor")

    import_legislators([file({"last": "Serrano Ruiz"}, {"bioguide_id": "N000147", "last": "Norton", "first": "E."})])

    assert set(Legislator.objects.values_list("sort_name", flat=True)) == {
        "serrano ruiz jose e",
        "holmes norton eleanor",
    }


def test_one_person_in_two_chambers_is_one_legislator(file):
    house = {"bioguide_id": "H001041", "state": "NV", "district": "2", "term_end": "2011-05-09"}
    senate = house | {"chamber": "senate", "district": "", "term_start": "2011-05-09", "term_end": "2013-01-03"}

    done = import_legislators([file(house, senate)])

    assert done == report(entries=2, legislators_added=1, identifiers_added=1, terms_added=2)
    assert Term.objects.in_office(date(2011, 5, 8)).get().chamber == Chamber.LOWER
    assert Term.objects.in_office(date(2011, 5, 9)).get().chamber == Chamber.UPPER


def test_people_with_one_name_stay_two(file):
    import_legislators([file({"bioguide_id": "R000575"}, {"bioguide_id": "R000572"})])

    assert Legislator.objects.count() == 2


def test_person_known_by_two_identifiers_is_found_by_either(file):
    import_legislators([file({})])
    Identifier.objects.create(legislator=Legislator.objects.get(), scheme="ocd-person", value="ocd-person/1")
    from_bioguide = file({"nickname": "Joe"}, name="a.csv")
    from_openstates = file({"bioguide_id": "", "ocd_person_id": "ocd-person/1", "district": "15"}, name="b.csv")

    done = import_legislators([from_bioguide, from_openstates])

    assert done == report(entries=2, legislators_changed=1, terms_changed=1)
    assert Legislator.objects.get().nickname == "Joe"
    assert Term.objects.get().district == "15"


def test_last_file_wins_and_running_both_again_changes_nothing(file):
    paths = [file({"phone": "1"}, name="old.csv"), file({"phone": "2"}, name="new.csv")]

    import_legislators(paths)

    assert Term.objects.get().phone == "2"
    assert import_legislators(paths) == report(entries=2)


def test_term_that_now_ends_earlier_is_counted_as_ended(file):
    import_legislators([file({"term_end": ""})])

    assert import_legislators([file({})]) == report(terms_ended=1)
    assert import_legislators([file({"term_end": "2012-03-06"})]) == report(terms_ended=1)
    assert import_legislators([file({"term_end": "2012-04-01"})]) == report(terms_changed=1)


def test_new_term_ends_one_that_still_ran_in_that_chamber_only(file):
    senate, assembly = {"chamber": "senate"}, {"jurisdiction": "NY"}
    import_legislators([file({"term_end": "2027-01-03"}, senate | {"term_end": ""}, assembly | {"term_end": ""})])

    done = import_legislators([file({"party": "Independent", "term_start": "2026-03-09", "term_end": "2027-01-03"})])

    assert done == report(terms_added=1, terms_ended=1)
    assert list(Term.objects.of("US", Chamber.LOWER).order_by("start").values_list("party", "start", "end")) == [
        ("Democrat", date(2011, 1, 5), date(2026, 3, 9)),
        ("Independent", date(2026, 3, 9), date(2027, 1, 3)),
    ]
    assert Term.objects.filter(end=None).count() == 2


def test_years_out_of_office_stay_years_out_of_office(file):
    import_legislators([file({}, {"term_start": "2017-01-03", "term_end": "2019-01-03"})])

    assert not Term.objects.in_office(date(2015, 1, 1)).exists()


def test_person_missing_from_the_file_is_left_alone(file):
    import_legislators([file({}, {"bioguide_id": "V000081", "term_end": ""})])

    done = import_legislators([file({})])

    assert done == report()
    assert Term.objects.get(legislator__identifiers__value="V000081").end is None


def test_who_watches_is_told_how_many_entries_there_are(file):
    told = []
    path = file(*({"bioguide_id": f"X{number:06}"} for number in range(3)))

    def watch(source: Source) -> Iterator[Entry]:
        for number, entry in enumerate(source.entries, start=1):
            told.append((source.path.name, number, source.size))
            yield entry

    import_legislators([path], watch=watch)

    assert told == [("members.csv", 1, 3), ("members.csv", 2, 3), ("members.csv", 3, 3)]


def test_byte_order_mark_and_blank_lines_are_no_matter(file):
    path = file({})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\r\n\r\n")

    assert import_legislators([path]) == report(legislators_added=1, identifiers_added=1, terms_added=1)


def test_command_says_what_it_did(file, capsys):
    path = str(file({}))

    call_command("import_legislators", path, "--dry-run")
    call_command("import_legislators", path)

    said = "1 entries: 1 legislators added, 0 changed; 1 identifiers added; 1 terms added, 0 changed, 0 ended."
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [f"{said} Dry run: nothing written.", said]
    assert printed.err.splitlines() == ["Reading members.csv"] * 2


def test_command_draws_a_bar_for_people_only(file, monkeypatch):
    terminal = StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stderr", terminal)

    call_command("import_legislators", str(file({})), stdout=StringIO())

    assert "Reading members.csv" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_add_everybody_once(file):
    path = file(*({"bioguide_id": f"X{number:06}"} for number in range(50)))
    together = Barrier(2)

    def run() -> str:
        together.wait()
        try:
            return str(import_legislators([path]))
        except IntegrityError:  # PostgreSQL: the one who came second is refused, and changes nothing
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        said = [done.result() for done in (threads.submit(run), threads.submit(run))]

    assert str(report(entries=50, legislators_added=50, identifiers_added=50, terms_added=50)) in said
    assert (Legislator.objects.count(), Identifier.objects.count(), Term.objects.count()) == (50, 50, 50)
