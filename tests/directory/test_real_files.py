import time
from datetime import date
from pathlib import Path

import pytest

from directory.imports import Report, import_legislators
from directory.models import Legislator, Term
from directory.states import Chamber

DATA = Path(__file__).parents[3] / "shared" / "data"
CONGRESS_112 = DATA / "congress-112.csv"
CURRENT = DATA / "congress-current-terms.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CONGRESS_112.exists(), reason="needs ../shared/data"),
]


def test_congress_of_2011_is_imported_once_in_few_statements_and_under_two_seconds(django_assert_max_num_queries):
    began = time.process_time()  # this process alone: the machine may be busy with others
    with django_assert_max_num_queries(20):
        first = import_legislators([CONGRESS_112])
    seconds = time.process_time() - began

    assert first == Report(entries=553, legislators_added=552, identifiers_added=1709, terms_added=553)
    assert import_legislators([CONGRESS_112]) == Report(entries=553)
    assert seconds < 2


def test_both_files_live_together_in_either_order():
    import_legislators([CURRENT])

    assert import_legislators([CONGRESS_112]) == Report(
        entries=553, legislators_added=405, identifiers_added=1218, terms_added=553
    )
    assert import_legislators([CONGRESS_112, CURRENT]) == Report(entries=1090)
    assert (Legislator.objects.count(), Term.objects.count()) == (942, 1090)


def test_members_in_office_when_the_letter_of_2011_went_round():
    import_legislators([CONGRESS_112, CURRENT])

    house = Term.objects.in_office(date(2011, 8, 1)).of("US", Chamber.LOWER).by_name()
    labels = [str(term) for term in house]

    assert len(labels) == 439  # 441 seats, two of them vacant
    assert len(set(labels)) == len(labels)
    assert [label for label in labels if label.startswith(("Serrano", "Rogers", "Sánchez", "Sanchez"))] == [
        "Rogers, Harold (R-KY-5)",
        "Rogers, Mike (R-AL-3)",
        "Rogers, Mike (R-MI-8)",
        "Sánchez, Linda T. (D-CA-39)",
        "Sanchez, Loretta (D-CA-47)",
        "Serrano, José E. (D-NY-16)",
    ]
    assert {str(term): term.title for term in house if term.district == "0" and term.title != "Representative"} == {
        "Bordallo, Madeleine Z. (D-GU)": "Delegate",
        "Christensen, Donna M. (D-VI)": "Delegate",
        "Faleomavaega, Eni F. H. (D-AS)": "Delegate",
        "Norton, Eleanor Holmes (D-DC)": "Delegate",
        "Pierluisi, Pedro R. (D-PR)": "Resident Commissioner",
        "Sablan, Gregorio Kilili Camacho (D-MP)": "Delegate",
    }


def test_dean_heller_changes_chamber_from_one_day_to_the_next():
    import_legislators([CONGRESS_112])
    heller = Legislator.objects.get(last="Heller").terms

    assert str(heller.in_office(date(2011, 5, 8)).get()) == "Heller, Dean (R-NV-2)"
    assert str(heller.in_office(date(2011, 5, 9)).get()) == "Heller, Dean (R-NV)"


def test_nobody_in_the_real_files_holds_one_chamber_twice_on_one_day():
    import_legislators([CONGRESS_112, CURRENT])

    for day in (date(2011, 5, 9), date(2012, 11, 15), date(2026, 6, 15)):
        seated = Term.objects.in_office(day).values_list("legislator", "chamber")
        assert len(set(seated)) == len(seated)
