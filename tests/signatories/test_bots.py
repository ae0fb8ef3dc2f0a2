"""Programs are asked to press once more, as people whose form lay open for a day are: nothing is ever dropped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.signing import Signer
from django.urls import reverse

from letters.clock import database_now
from letters.states import LetterType
from signatories import bots
from signatories.models import Signatory
from tests.factories.letters import published_letter
from tests.signatories.visitor import Page, Visitor, mails_to

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ROSA = {"name": "Rosa Lind", "email": "rosa@example.org", "city": "Troy"}
FAST, LONG, TRAP = "faster than people type", "open for very long", "that people do not see"


@pytest.fixture(autouse=True)
def two_seconds(settings: pytest.FixtureRequest) -> None:
    settings.FORM_SECONDS = 2


def shown(ago: timedelta) -> str:
    return bots.stamp(NOW - ago)


@pytest.mark.parametrize(
    ("trap", "stamp", "said"),
    [
        ("", shown(timedelta(seconds=2)), ""),
        ("", shown(timedelta(hours=23)), ""),
        ("", shown(timedelta(seconds=1.9)), FAST),
        ("", shown(timedelta(seconds=-300)), FAST),
        ("", shown(timedelta(hours=25)), LONG),
        ("", "", LONG),
        ("", "1764072000000:forged", LONG),
        ("", Signer(salt="another").sign("1764072000000"), LONG),
        ("", Signer(salt="signatories.bots").sign("never"), LONG),
        ("", Signer(salt="signatories.bots").sign("9" * 400), LONG),
        ("https://example.org", shown(timedelta(seconds=9)), TRAP),
        (" ", shown(timedelta(seconds=9)), TRAP),
    ],
)
def test_what_is_objected_to(trap: str, stamp: str, said: str) -> None:
    objection = bots.objection(trap=trap, stamp=stamp, at=NOW)

    assert (said in objection, bool(objection)) == (True, bool(said))


@pytest.mark.parametrize("given", [shown(timedelta(hours=25)), shown(timedelta(days=900))])
def test_form_that_lay_open_goes_through_at_the_next_press_however_soon(given: str) -> None:
    assert bots.objection(trap="", stamp=bots.renewed(given, at=NOW), at=NOW) == ""


def test_stamp_that_we_never_gave_buys_nothing() -> None:
    renewed = bots.renewed("forged", at=NOW)

    assert FAST in bots.objection(trap="", stamp=renewed, at=NOW)
    assert bots.objection(trap="", stamp=renewed, at=NOW + timedelta(seconds=2)) == ""


@pytest.fixture
def rosa(db: None) -> Visitor:
    """She has the form open."""
    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[published_letter(type=LetterType.PETITION).slug]))
    return visitor


def seconds_ago(seconds: float) -> str:
    return bots.stamp(database_now() - timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("age", "more", "said", "wait"),
    [
        (0, {}, FAST, True),
        (None, {}, LONG, True),
        (90_000, {}, LONG, False),
        (60, {"website": "https://example.org"}, TRAP, False),
    ],
    ids=["at once", "without a stamp", "after a day", "with the trap filled in"],
)
def test_form_is_shown_again_with_what_was_typed_and_then_goes_through(
    rosa: Visitor, age: int | None, more: dict[str, str], said: str, wait: bool
) -> None:
    page = rosa.send(**ROSA | more | {"stamp": "" if age is None else seconds_ago(age)})
    again, stored = rosa.form().fields, Signatory.objects.count()
    rosa.post(again | ({"stamp": later(again["stamp"])} if wait else {}))

    assert (page.status_code, said in page.content.decode(), stored) == (422, True, 0)
    assert {name: again[name] for name in (*ROSA, "website")} == ROSA | {"website": ""}
    assert (len(mails_to("rosa@example.org")), Signatory.objects.count()) == (1, 1)


def later(stamp: str) -> str:
    """The same stamp two seconds on, without the wait."""
    signer = Signer(salt="signatories.bots")
    return signer.sign(str(int(signer.unsign(stamp)) - 2000))


def test_wait_counts_from_the_first_time_the_form_was_shown(rosa: Visitor) -> None:
    first = rosa.form().fields["stamp"]

    rosa.send(**ROSA)

    assert rosa.form().fields["stamp"] == first


def test_back_button_and_a_second_name_need_no_new_form(rosa: Visitor) -> None:
    form, filled = rosa.address, rosa.form().fields | ROSA | {"stamp": seconds_ago(30)}

    for email in ("rosa@exmaple.org", "rosa@example.org"):
        rosa.address = form
        rosa.post(filled | {"email": email})

    assert Signatory.objects.count() == 2


def test_mistake_and_haste_are_said_together(rosa: Visitor) -> None:
    html = rosa.send(**ROSA | {"email": "rosa"}).content.decode()

    assert (FAST in html, 'aria-invalid="true"' in html) == (True, True)


def test_trap_is_empty_unreachable_and_says_what_to_do_when_styles_are_off(rosa: Visitor) -> None:
    html = rosa.page.content.decode()

    trap = html.partition('class="mb-3 leave-empty"')[2].partition("</form>")[0]
    words = ("Leave this field empty", 'autocomplete="off"', 'tabindex="-1"')
    assert [word for word in words if word not in trap] == []
    assert Page(html).forms[0].fields["website"] == ""


def test_no_time_is_asked_for_when_the_setting_is_0(rosa: Visitor, settings: pytest.FixtureRequest) -> None:
    settings.FORM_SECONDS = 0

    rosa.send(**ROSA | {"stamp": "forged"})

    assert Signatory.objects.count() == 1
