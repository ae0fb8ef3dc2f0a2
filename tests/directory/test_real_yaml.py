from datetime import date

import pytest

from directory.imports import Report, import_legislators
from directory.models import Legislator, Term
from directory.states import Chamber

from .test_real_files import CURRENT, DATA

CONGRESS = DATA / "legislators-current.yaml"
NEW_YORK = DATA / "openstates-ny"
STATES = DATA / "state-legislators-current.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CONGRESS.exists(), reason="needs ../shared/data"),
]


def test_congress_as_its_project_publishes_it_meets_the_flat_file():
    first = import_legislators([CONGRESS])

    assert first == Report(entries=537, legislators_added=537, identifiers_added=3565, terms_added=2794)
    # One member changed party within the term, and the flat file knows the last party only.
    assert import_legislators([CURRENT]) == Report(entries=537, terms_changed=1)
    assert import_legislators([CONGRESS]) == Report(entries=537, terms_changed=1)
    senate = Term.objects.in_office(date(2026, 6, 15)).of("US", Chamber.UPPER)
    assert senate.count() == senate.filter(domain__endswith=".senate.gov").values("domain").distinct().count() == 100


def test_new_york_as_a_folder_meets_both_flat_files():
    first = import_legislators([NEW_YORK])

    assert first == Report(entries=253, legislators_added=247, identifiers_added=418, terms_added=274, left_out=6)
    assert import_legislators([NEW_YORK]) == Report(entries=253, left_out=6)
    flat = import_legislators([DATA / "ny-legislators.csv"])
    assert (flat.legislators_changed, flat.terms_changed, flat.terms_ended) == (0, 0, 0)
    serrano = Legislator.objects.get(identifiers__value="NYL000053")
    assert (serrano.full_name, str(serrano.terms.get())) == ("Jose Serrano", "Serrano, Jose (D-NY-29)")
    assert Term.objects.of("NY", Chamber.LOWER).filter(title="Assembly Member").exists()


def test_every_state_legislator_is_read():
    first = import_legislators([STATES])

    assert first == Report(entries=7451, legislators_added=7451, identifiers_added=7451, terms_added=7451)
    assert Term.objects.filter(start=None).count() == 89
    assert set(Term.objects.filter(chamber="legislature").values_list("state", flat=True)) == {"DC", "NE"}
