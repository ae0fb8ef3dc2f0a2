"""What is printed of a letter: the frozen words, and names that may be read, in the letter's order."""

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from letters.models import Letter, LetterheadPicture
from letters.states import LetterType
from signatories import typesetting, workflow
from signatories.models import SignaturePicture
from signatories.states import Kind
from signatories.typesetting import Names
from tests.factories import directory, letters, signatories
from tests.factories.pictures import png

pytestmark = pytest.mark.django_db
CANARY = "Zoraida Unlisted"


def of(letter: Letter, names: Names | None = None) -> dict[str, Any]:
    return typesetting.content(letter, typesetting.latest(letter), names or Names.for_staff(letter))


def printed(content: dict[str, Any]) -> list[str]:
    people = [*content["leads"], *(person for group in content["groups"] for person in group["names"])]
    return [person["name"] for person in people]


def test_the_words_are_those_that_were_signed_and_not_the_draft() -> None:
    letter = letters.published_letter(body="We ask **you**.", cc="A\n\n B ", letterhead="Office of\nAna")
    Letter.objects.filter(pk=letter.pk).update(body="Changed", salutation="Changed", title="Changed")
    letter.refresh_from_db()

    content = of(letter)

    assert content["body"] == [{"is": "p", "of": ["We ask ", {"is": "strong", "of": ["you"]}, "."]}]
    assert (content["salutation"], content["title"]) == (
        "Dear Mr. President:",
        typesetting.latest(letter).text["title"],
    )
    assert (content["copies"], content["letterhead"]) == (["A", "B"], {"lines": ["Office of", "Ana"]})
    assert content["address"] == f"http://testserver/letters/{letter.slug}/"


def test_only_listed_names_enter_and_leads_come_first() -> None:
    letter = letters.published_letter(type=LetterType.PETITION, order_rule="surname")
    signatories.confirmed(letter, printed_name="Ana Zamora")
    signatories.confirmed(letter, printed_name="Bea Alba")
    signatories.confirmed(letter, printed_name="Lee Lead", lead_position=1)
    signatories.confirmed(letter, printed_name=CANARY, listed=False)
    signatories.signatory(letter, printed_name=f"{CANARY} pending")
    signatories.held(letter, printed_name=f"{CANARY} held")
    signatories.withdrawn(letter, printed_name=f"{CANARY} withdrawn")

    content = of(letter)

    assert printed(content) == ["Lee Lead", "Bea Alba", "Ana Zamora"]
    assert CANARY not in json.dumps(content, default=list)
    assert (content["counted"], content["remarks"]) == ("4 individuals", ["and 1 more who is not named"])


def test_unlisted_names_are_nowhere_in_any_file() -> None:
    from .paper import words

    letter = letters.published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name="Ana Zamora")
    signatories.confirmed(letter, printed_name=CANARY, listed=False, city=CANARY)
    content = of(letter)

    with ZipFile(io.BytesIO(typesetting.word.build(content))) as word:
        parts = [word.read(name).decode(errors="replace") for name in word.namelist()]
    read = [words(typesetting.pdf.build(content)), "".join(parts), typesetting.plain.build(content)]

    assert ["Ana Zamora" in file for file in read] == [True, True, True]
    assert ["Zoraida" in file for file in read] == [False, False, False]


def test_names_come_in_one_query_whatever_their_number() -> None:
    letter = letters.published_letter(type=LetterType.PETITION)
    for _number in range(3):
        signatories.confirmed(letter)
    letter = Letter.objects.for_page().get(pk=letter.pk)

    with CaptureQueriesContext(connection) as queries:
        of(letter)

    # the version, the names, the count, the letterhead
    assert len(queries) == 4


def test_everyone_sees_the_leads_alone_until_the_release() -> None:
    letter = letters.published_letter()
    signatories.confirmed(letter, lead_position=1, term=signatories.seat(letter, first="Lee", last="Lead"))
    signatories.confirmed(letter, term=signatories.seat(letter, first="Hidden", last="Name"))

    before = of(letter, Names.for_everyone(letter))
    letter.names_shown = "accepted"
    after = of(letter, Names.for_everyone(letter))

    assert printed(before) == ["Lee Lead"]
    assert "Hidden" not in json.dumps(before)
    assert before["remarks"] == ["The other names are shown when the letter is released."]
    assert printed(after) == ["Lee Lead", "Hidden Name"]


def test_a_draft_is_marked_and_names_the_leads_it_plans() -> None:
    letter = letters.letter()
    workflow.plan_lead(lead := signatories.unsaved(letter, lead_position=1), by=None)

    content = of(letter)

    assert (content["mark"], printed(content), content["address"]) == ("DRAFT", [lead.printed_name], "")


def test_a_letter_taken_back_says_so_on_every_page() -> None:
    letter = letters.published_letter()
    letter.stage = "recalled"

    assert of(letter)["mark"] == "TAKEN BACK"


def test_a_coalition_is_grouped_by_scope_with_individuals_last_and_counted_by_kind() -> None:
    letter = letters.published_letter(type=LetterType.COALITION, takes_individuals=True)
    for name, scope in (("Zeta", "national"), ("Alpha", "local"), ("Mid", "state"), ("Late", "")):
        signatories.confirmed(
            letter, organization=directory.organization(name=name, scope=scope, city="Bronx", state="NY")
        )
    signatories.confirmed(letter, kind=Kind.INDIVIDUAL, printed_name="Ana Alba", affiliation="University of X")

    content = of(letter)

    assert [(group["heading"], [person["name"] for person in group["names"]]) for group in content["groups"]] == [
        ("National organizations", ["Zeta"]),
        ("State organizations", ["Mid"]),
        ("Local organizations", ["Alpha"]),
        ("Other organizations", ["Late"]),
        ("Individuals", ["Ana Alba"]),
    ]
    assert (content["counted"], content["layout"], content["columns"]) == (
        "4 organizations and 1 individual",
        "counted",
        3,
    )
    assert (content["first"], content["groups"][-1]["names"][0]["line"]) == (
        "Zeta, Mid, Alpha and 2 more",
        "University of X",
    )
    assert content["code"].startswith(b"<?xml")


def test_a_legislature_is_grouped_by_chamber_under_its_own_names() -> None:
    letter = letters.published_letter(type=LetterType.STATE_LEGISLATURE)
    for chamber in ("lower", "upper"):
        signatories.confirmed(letter, term=signatories.seat(letter, last=chamber, chamber=chamber))

    assert [group["heading"] for group in of(letter)["groups"]] == ["Senate", "Assembly"]


def test_officeholders_are_grouped_by_state_for_identification_only() -> None:
    letter = letters.published_letter(type=LetterType.OFFICEHOLDERS)
    signatories.confirmed(letter, us_state="NY", title="Mayor", affiliation="Utica")

    content = of(letter)

    assert content["groups"][0]["heading"] == "New York"
    assert content["remarks"] == ["Offices and places are given for identification only."]


def test_what_is_invisible_or_turns_a_line_round_is_not_printed() -> None:
    letter = letters.published_letter(type=LetterType.PETITION, body="a\u202eb \u2066c\x01", letterhead="x\u202e\r\ny")
    signatories.confirmed(letter, printed_name="Ana\u202e\nVega\u200b \u200e", city="Bro\u0007nx")

    content = of(letter)

    assert content["groups"][0]["names"] == [{"name": "Ana Vega", "line": "Bronx"}]
    assert (content["body"][0]["of"], content["letterhead"]["lines"]) == (["ab c"], ["x", "y"])


def test_pictures_come_with_the_letter_and_its_names() -> None:
    letter = letters.published_letter(type=LetterType.PETITION)
    LetterheadPicture.objects.create(letter=letter, content=png(), says="Seal")
    SignaturePicture.objects.create(signatory=signatories.confirmed(letter), content=png(9, 9))

    content = of(letter)

    assert content["letterhead"] == {"lines": [], "picture": png(), "says": "Seal"}
    assert content["groups"][0]["names"][0]["picture"] == png(9, 9)


def test_invented_names_say_so_on_paper_too() -> None:
    letter = letters.published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, source="demonstration", city="Bronx")

    assert of(letter)["groups"][0]["names"][0]["line"] == "Bronx, invented"


def test_the_letter_speaks_its_own_language_whatever_the_page_speaks() -> None:
    letter = letters.published_letter()

    with translation.override("es"):
        content = of(letter)

    assert (content["date"], content["fixed"]["page"]) == (
        f"{letter.date:%B} {letter.date.day}, {letter.date.year}",
        "Page {} of {}",
    )
    assert "/es/" not in content["address"]
