"""``manage.py import_signatories``: the same reading and the same step, on a terminal."""

from datetime import UTC, datetime
from io import StringIO
from itertools import islice

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from letters.models import Letter
from letters.states import LetterType
from signatories.models import NameList, Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter

from . import real_lists

pytestmark = pytest.mark.django_db
PETITION = real_lists.LETTERS / "petition-23000-synthetic.csv"


@pytest.fixture
def run(tmp_path):
    """Write a list, import it into a letter, return what was printed."""

    def run(letter, text, *options, name="list.csv"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("import_signatories", letter.slug, str(file), *options, stdout=out, stderr=StringIO())
        return out.getvalue()

    return run


def test_a_list_of_members_goes_on_the_letter(run):
    letter = published_letter(chamber="lower", title="End it")
    signatories.seat(letter, first="Zoe", last="Lofgren", state="CA", district="16")

    said = run(letter, "Rep. Zoe Lofgren (CA-16)\nRep. Zoe Lofgren (CA-16)\n", name="list.txt")

    assert said.splitlines() == [
        "2: twice in the list: Rep. Zoe Lofgren (CA-16) → Lofgren, Zoe (D-CA-16) The same as row 1.",
        "      1 new",
        "      1 twice in the list",
        "1 names were put on “End it”.",
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(run):
    letter = published_letter(type=LetterType.PETITION)

    said = run(letter, "name,email\nAna Ruiz,a@example.org\n", "--dry-run")

    assert said.splitlines()[-1] == f"1 names would be put on “{letter}”. Nothing written."
    assert (Signatory.objects.count(), NameList.objects.count()) == (0, 0)


def test_it_says_how_many_people_will_be_named_and_how_to_change_it(run):
    letter, text = published_letter(type=LetterType.PETITION), "name,email\nAna Ruiz,a@example.org\n"

    without = run(letter, text, "--dry-run").splitlines()
    run(letter, text, "--names-may-be-shown")

    assert without[1] == "1 counted, 0 of them named."
    assert "--map COLUMN=listed" in without[2]
    assert Signatory.objects.get().listed
    with pytest.raises(CommandError, match="without a column"):
        run(letter, "name,public\nAna Ruiz,no\n", "--names-may-be-shown")


def test_undecided_rows_stop_it_unless_they_are_left_out(run):
    letter = published_letter(type=LetterType.PETITION)
    text = "who,mail\nAna Ruiz,a@example.org\nRosa,r@@example.org\n"

    with pytest.raises(CommandError, match="1 rows are undecided"):
        run(letter, text, "--map", "who=name")
    assert (Signatory.objects.count(), NameList.objects.count()) == (0, 0)

    run(letter, text, "--map", "who=name", "--leave-out-undecided")
    assert Signatory.objects.get().printed_name == "Ana Ruiz"


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("name\nAna\n", ["--map", "name"], "COLUMN=FIELD"),
        ("name\nAna\n", ["--map", "who=name"], "no column “who”"),
        ("name\nAna\n", ["--as", "legislator"], "This letter takes: individual"),
        ("a,b\n\0,d\n", [], "Row 2 cannot be used"),
        ("", [], "empty"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run, text, options, said):
    with pytest.raises(CommandError, match=said):
        run(published_letter(type=LetterType.PETITION), text, *options)


@pytest.mark.skipif(not PETITION.exists(), reason="needs ../shared/data")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="slow, and most of it never asks the database")
def test_two_thousand_names_of_a_petition_are_told_apart(tmp_path):
    letter = published_letter(type=LetterType.PETITION)
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
    Letter.objects.filter(pk=letter.pk).update(opens_at=start, closes_at=end)
    part, out = tmp_path / "part.csv", StringIO()
    with PETITION.open(encoding="utf-8") as whole:
        part.write_text("".join(islice(whole, 2001)), encoding="utf-8")

    with pytest.raises(CommandError, match="rows are undecided"):
        call_command("import_signatories", letter.slug, str(part), "--dry-run", stdout=out, stderr=StringIO())

    totals = {line.split(maxsplit=1)[1]: line.split()[0] for line in out.getvalue().splitlines()[-4:]}
    assert totals == {
        "new": "1,870",
        "twice in the list": "41",
        "perhaps twice in the list": "9",
        "unreadable": "7",
    }
