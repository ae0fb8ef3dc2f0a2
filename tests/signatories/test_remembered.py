"""The browser remembers who acts, for the next letter, when that person says so; nobody else's browser does."""

import random

import pytest
from django.core import signing
from django.urls import reverse

from letters.states import LetterType
from signatories import remembered
from signatories.models import Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Visitor, aide

pytestmark = pytest.mark.django_db

MAYOR = {"name": "Ida Wells", "title": "Mayor", "affiliation": "City of Troy", "us_state": "NY"}


def sign(visitor: Visitor, **typed: str) -> None:
    visitor.sign(published_letter(type=LetterType.OFFICEHOLDERS), **aide(), **MAYOR, **typed)


def asked(visitor: Visitor, type_: str = LetterType.OFFICEHOLDERS) -> dict[str, str]:
    """What the next letter's form begins with."""
    visitor.visit(reverse("signatories:sign", args=[published_letter(type=type_).slug]))
    return {name: value for name, value in visitor.form().fields.items() if name in (*remembered.FIELDS, "remember")}


EMPTY = dict.fromkeys(remembered.FIELDS, "")
DANA = {name: aide()[name] for name in remembered.FIELDS}


def test_it_remembers_when_asked_and_forgets_when_unticked() -> None:
    visitor = Visitor()

    sign(visitor)
    untold = asked(visitor)
    sign(visitor, remember="on")
    cookie = visitor.client.cookies["agent"]
    kept, stranger = asked(visitor), asked(Visitor())
    visitor.post(
        {name: value for name, value in (visitor.form().fields | aide() | MAYOR).items() if name != "remember"}
    )
    forgotten = asked(visitor)

    assert (untold, kept, stranger, forgotten) == (EMPTY, DANA | {"remember": "on"}, EMPTY, EMPTY)
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 90 * 24 * 3600)
    assert Signatory.objects.count() == 3


def test_it_is_secure_where_the_session_is(settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    visitor = Visitor()

    sign(visitor, remember="on")

    assert visitor.client.cookies["agent"]["secure"] is True


def test_a_member_can_be_picked_without_losing_it_and_without_sending_it_along() -> None:
    visitor, letter = Visitor(), published_letter()
    term = signatories.seat(letter)
    sign(visitor, remember="on")
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))

    page = visitor.send(pick="choose", term=term.pk)

    assert page.redirect_chain[0][0].endswith(f"?as=legislator&term={term.pk}")
    assert {name: visitor.form().fields[name] for name in DANA} == DANA


def test_somebody_who_signs_for_himself_is_not_taken_for_the_agent() -> None:
    visitor = Visitor()
    sign(visitor, remember="on")

    assert asked(visitor, LetterType.PETITION) == {"email": ""}
    visitor.send(name="Rosa Lind", email="rosa@example.org")
    assert asked(visitor) == DANA | {"remember": "on"}


def test_pages_that_caches_keep_show_nothing_of_it() -> None:
    visitor, letter = Visitor(), published_letter(type=LetterType.OFFICEHOLDERS)
    sign(visitor, remember="on")

    page = visitor.visit(letter.get_absolute_url())
    form = visitor.visit(reverse("signatories:sign", args=[letter.slug]))

    assert ("public" in page["Cache-Control"], "Dana" in page.content.decode(), dict(page.cookies)) == (
        True,
        False,
        {},
    )
    assert ("no-store" in form["Cache-Control"], "Dana" in form.content.decode()) == (True, True)


@pytest.mark.parametrize(
    "value",
    ["", "x", "\x00", signing.dumps(DANA, salt="another"), signing.dumps(DANA, salt="agent")[:-1] + "~", "a" * 9000],
)
def test_a_cookie_of_another_hand_is_ignored(value: str) -> None:
    visitor = Visitor()
    visitor.client.cookies["agent"] = value

    assert asked(visitor) == EMPTY


def test_the_longest_of_all_names_leaves_room_for_the_other_cookies() -> None:
    visitor, chance = Visitor(), random.Random(1)  # noqa: S311 -- the same names in every run
    names = ["".join(chr(chance.randrange(0x20000, 0x2A000)) for _letter in range(120)) for _field in range(2)]
    typed = aide(agent_name=names[0], agent_role=names[1], email=f"{'x' * 60}@{'y' * 60}.{'z' * 60}.example")

    visitor.sign(published_letter(type=LetterType.OFFICEHOLDERS), **typed, **MAYOR, remember="on")

    assert asked(visitor)["agent_name"] == names[0]
    assert len(visitor.client.cookies["agent"].value) < 2000
