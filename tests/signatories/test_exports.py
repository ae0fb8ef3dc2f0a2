"""CSV: what each reader gets, in which form, and what can never be in it."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from letters.cells import harmless
from letters.states import OrderRule
from signatories import exports, workflow
from signatories.exports import ADDRESSEE, CHUNK, STAFF
from signatories.models import Signatory
from signatories.states import State
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

NAMES = {
    "Arabic": "عبد الله بن عمر",
    "Armenian": "Արամ Խաչատրյան",
    "Bengali": "রবীন্দ্রনাথ ঠাকুর",
    "Bopomofo": "ㄌㄧˇ",
    "Burmese": "အောင်ဆန်း",
    "Canadian syllabics": "ᐃᓄᒃᑎᑐᑦ",
    "Cherokee": "ᏍᏏᏉᏯ",
    "Chinese": "李雷",
    "Cyrillic": "Анна Ахматова",
    "Devanagari": "प्रेमचंद",
    "Ethiopic": "ሀብተ ጊዮርጊስ",
    "Georgian": "შოთა რუსთაველი",
    "Greek": "Κωνσταντίνος Καβάφης",
    "Gujarati": "ગાંધી",
    "Gurmukhi": "ਗੁਰੂ ਨਾਨਕ",
    "Hangul": "홍길동",
    "Hebrew": "אברהם אבינו",
    "Hiragana": "あおい",
    "Kannada": "ಕುವೆಂಪು",
    "Katakana": "カタカナ",
    "Khmer": "សុខា",
    "Lao": "ຄຳສິງ",
    "Latin": "José E. Díaz-Balart y Ñuñoa",
    "Malayalam": "വൈക്കം",
    "Mongolian": "ᠴᠢᠩᠭᠢᠰ",
    "Oriya": "ଫକୀର",
    "Sinhala": "මාර්ටින්",
    "Tamil": "பாரதி",
    "Telugu": "వేమన",
    "Thai": "สมชาย",
    "Tibetan": "བསྟན་འཛིན",
    "outside the first plane": "𝕁ane 🖋️ 𐍅𐌿𐌻𐍆𐌹𐌻𐌰",
    "right to left among left": "Ann \u202eeel\u202c Lee",
    "quotes": 'Lee "Bo" Chan',
    "commas": "Smith, Jane, Jr.",
    "line ends": "one\ntwo\r\nthree",
    "apostrophe": "Bernard 't Hooft",
    "255 characters of four bytes": "𝕏" * 255,
}
FORMULAS = [
    '=HYPERLINK("http://evil.example","click")',
    "=1+1",
    "+1",
    "-2",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    " =1",
    "\u00a0=1",
    "\u3000＝1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "﹦1",
    "'=1",
    "' =1",
    "''=1",
    "=cmd|' /C calc'!A0",
]


def restored(cell: str) -> str:
    """Undo the apostrophe by the rule in the docstring of signatories/exports.py, written a second time."""
    rest = cell.lstrip("' \u00a0\u3000\t\r\n")
    behind = cell[: len(cell) - len(rest)]
    risky = rest[:1] in tuple("=+-@＝＋－＠﹦﹢﹣﹫") or any(c in behind for c in "\t\r\n")
    return cell[1:] if cell.startswith("'") and risky else cell


def rows_of(pieces: Iterator[str]) -> list[dict[str, str]]:
    """Read a file back as a program would."""
    content = b"".join(piece.encode() for piece in pieces)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ana", "'t Hooft", "O'Brien", "Díaz-Balart", "1+1", "a=b", "2026-11-23", "”=“"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize("cell", [*FORMULAS, *NAMES.values(), "", "'", "'t Hooft", "''", "' x"])
def test_the_documented_rule_restores_every_cell(cell: str) -> None:
    assert restored(harmless(cell)) == cell


@pytest.mark.django_db
def test_every_name_comes_back_as_it_went_in() -> None:
    letter = published_letter(type="petition", order_rule=OrderRule.SIGNED)
    for name in [*NAMES.values(), *FORMULAS]:
        signatories.confirmed(letter, printed_name=name)

    rows = rows_of(exports.for_addressee(Signatory.objects.all(), letter))

    assert [restored(row["name"]) for row in rows] == [*NAMES.values(), *FORMULAS]


@pytest.mark.django_db
def test_lines_end_as_rfc_4180_says_and_only_cells_that_need_it_are_quoted() -> None:
    letter = published_letter(type="petition", line_under_name="city")
    signatories.confirmed(letter, printed_name='Lee "Bo" Chan, Jr.', city="Albany")

    content = "".join(exports.for_addressee(Signatory.objects.all(), letter))

    assert content == (
        "\ufeffnumber,name,line,party,state,district,affiliation,city,group,supplement\r\n"
        '1,"Lee ""Bo"" Chan, Jr.",Albany,,,,,Albany,,\r\n'
    )


@pytest.mark.django_db
def test_the_addressee_reads_names_that_may_be_read_and_nothing_else() -> None:
    letter = published_letter(type="petition")
    private = {"email": "canary-mail@example.org", "agent_name": "Canary Agent", "authority": "Canary authority"}
    signatories.confirmed(letter, printed_name="Maria Listed", us_state="NM", **private)
    signatories.confirmed(letter, printed_name="Canary Unlisted", listed=False)
    signatories.signatory(letter, printed_name="Canary Pending")
    signatories.held(letter, printed_name="Canary Held")
    signatories.withdrawn(letter, printed_name="Canary Withdrawn")
    signatories.confirmed(published_letter(type="petition"), printed_name="Canary Elsewhere")
    struck = signatories.confirmed(letter, printed_name="Canary Struck")
    workflow.enter_in_error(struck, by=None, reason="Canary reason")

    content = "".join(exports.for_addressee(Signatory.objects.all(), letter))

    read = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert [(row["name"], row["state"]) for row in read] == [("Maria Listed", "")]
    assert "canary" not in content.lower()


@pytest.mark.django_db
def test_the_addressee_reads_the_names_in_the_letters_order_whatever_the_screen_says() -> None:
    letter = published_letter()
    serrano, chu, lee = (
        signatories.confirmed(letter, term=signatories.seat(letter, last=last)) for last in ("Serrano", "Chu", "Lee")
    )
    Signatory.objects.filter(pk=serrano.pk).update(lead_position=1)

    rows = rows_of(exports.for_addressee(Signatory.objects.order_by("pk"), letter))

    assert [(row["number"], row["name"]) for row in rows] == [("1", str(serrano)), ("2", str(chu)), ("3", str(lee))]


@pytest.mark.django_db
def test_the_columns_are_the_documented_ones() -> None:
    documented = (exports.__doc__ or "").split("Columns of ")
    addressee, staff = (" ".join(part.split()) for part in documented[1:])

    assert [name for name in ADDRESSEE if name not in addressee] == []
    assert [name for name in STAFF if name not in staff] == []
    assert list(rows_of(exports.for_staff(Signatory.objects.none()))) == []


@pytest.mark.django_db
def test_staff_read_everything_with_times_on_the_letters_clock() -> None:
    letter = published_letter(time_zone="America/Chicago", line_under_name="office")
    term = signatories.seat(letter, last="Serrano", district="16", party="Democrat", title="Representative")
    noon = datetime(2026, 1, 15, 18, 30, 15, 999, tzinfo=UTC)
    signatory = signatories.confirmed(
        letter, term=term, agent_name="Dana Okafor", agent_role="Aide", authority="I may.", email="dana@example.org",
        submitted_at=noon, confirmed_at=noon, reported_at=noon, received_at=None,
    )  # fmt: skip
    workflow.withdraw(signatory, by=None, reason="+1 asked")
    last = signatory.trail.first()
    assert last is not None

    rows = rows_of(exports.for_staff(Signatory.objects.all()))

    assert rows == [
        {
            "number": "1",
            "letter": letter.slug,
            "name": "Ana Serrano",
            "line": "Member of Congress",
            "state_of_signing": "withdrawn",
            "kind": "legislator",
            "lead": "",
            "listed": "yes",
            "title": "Representative",
            "affiliation": "",
            "party": "Democrat",
            "chamber": "lower",
            "state": "NY",
            "district": "16",
            "city": "",
            "scope": "",
            "sort_name": "serrano ana",
            "agent": "Dana Okafor",
            "agent_role": "Aide",
            "authority": "I may.",
            "email": "dana@example.org",
            "source": "web",
            "language": "en",
            "received": "",
            "submitted": "2026-01-15T12:30:15-06:00",
            "confirmed": "2026-01-15T12:30:15-06:00",
            "reported": "2026-01-15T12:30:15-06:00",
            "mail": "due",
            "last_step": "withdrawn",
            "last_step_at": last.at.astimezone(letter.zone).isoformat(timespec="seconds"),
            "last_reason": "'+1 asked",
            "id": str(signatory.uuid),
            "order_number": "",
        }
    ]


@pytest.mark.django_db
def test_unlisted_is_no_and_an_unsaved_address_is_empty() -> None:
    letter = published_letter(type="coalition")
    signatories.confirmed(letter, organization=directory.organization(name="Neighbors"), listed=False)

    [row] = rows_of(exports.for_staff(Signatory.objects.all()))

    assert (row["listed"], row["kind"], row["scope"], row["city"]) == ("no", "organization", "national", "New York")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_file_costs_two_queries_whatever_its_length(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        signatories.confirmed(published_letter(type="petition"))

    with django_assert_num_queries(2):
        rows = rows_of(exports.for_staff(Signatory.objects.all()))

    assert len(rows) == count


class Counting:
    """A database cursor that counts the rows it hands out."""

    fetched = 0

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def fetchmany(self, size: int) -> Any:
        rows = self.cursor.fetchmany(size)
        Counting.fetched += len(rows)
        return rows


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["staff", "addressee"])
def test_the_file_starts_before_most_of_it_was_read(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = published_letter(type="petition")
    model = signatories.confirmed(letter)
    names = ("letter", "kind", "state", "listed", "confirmed_at", "submitted_at", "folded_name", "sort_name")
    same = {name: getattr(model, name) for name in names}
    copies = (Signatory(printed_name=f"Name {n}", mailbox=f"{n}@example.org", **same) for n in range(3 * CHUNK))
    Signatory.objects.bulk_create(copies)
    monkeypatch.setattr(Counting, "fetched", 0)
    opened = connection.chunked_cursor
    monkeypatch.setattr(connection, "chunked_cursor", lambda: Counting(opened()))
    everyone = Signatory.objects.all()
    pieces = exports.for_staff(everyone) if reader == "staff" else exports.for_addressee(everyone, letter)

    assert Counting.fetched == 0
    next(pieces)
    next(pieces)
    first = Counting.fetched
    rest = list(pieces)

    assert 0 < first <= 2 * CHUNK
    assert Counting.fetched == 3 * CHUNK + 1
    assert len(rest) == 3


@pytest.mark.django_db
def test_the_file_is_named_after_the_letter_and_its_own_day() -> None:
    letter = published_letter(slug="end-it", time_zone="Pacific/Honolulu")
    midnight = datetime(2026, 3, 1, 5, tzinfo=UTC)

    assert exports.file_name(letter, "staff", midnight) == "end-it-staff-2026-02-28.csv"
    assert exports.file_name(None, "staff", midnight) == "signatories-staff-2026-03-01.csv"
    letter.slug = '../x"\r\ny'
    assert exports.file_name(letter, "addressee", midnight) == "x-y-addressee-2026-02-28.csv"


@pytest.mark.django_db
def test_states_are_the_stored_keys_in_every_language() -> None:
    signatories.held()

    with translation.override("es"):
        [row] = rows_of(exports.for_staff(Signatory.objects.all()))

    assert (row["state_of_signing"], row["listed"]) == (State.HELD.value, "yes")
