"""Lee's organisation is not in the directory: it is proposed, held, looked at, approved, and taken off again."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model

from directory.models import Organization
from letters.states import LetterType
from signatories import workflow
from signatories.models import Signatory
from signatories.states import State
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, Visitor, aide

pytestmark = pytest.mark.django_db


def test_casa_de_los_vecinos_joins_the_coalition_and_leaves_it(
    pilar: Visitor, post: Callable[[str], list[Mail]]
) -> None:
    letter = published_letter(type=LetterType.COALITION, title="Keep families together")
    staffer = get_user_model().objects.get(username="pilar")
    lee = Visitor()
    typed = {"name": "Casa de los Vecinos", "city": "Troy", "us_state": "NY"}

    lee.sign(letter, **aide(agent_name="Lee Park", agent_role="Director", email="lee@casa.example"), **typed)
    confirmation = post("lee@casa.example")[0]
    page = lee.send(code=confirmation.code).content.decode()
    assert "looks at it before the name is listed" in page
    assert "Casa de los Vecinos" not in confirmation.text + confirmation.html

    made = Signatory.objects.get()
    assert "Casa de los Vecinos" not in Visitor().visit(letter.get_absolute_url()).content.decode()
    workflow.approve(made, by=staffer, reason="Known to the coalition.")

    listed = Visitor().visit(letter.get_absolute_url()).content.decode()
    assert ("Casa de los Vecinos" in listed, "Troy, NY" in listed) == (True, True)
    assert Organization.objects.get().name == "Casa de los Vecinos"
    assert "The name is on the letter" in lee.visit(lee.address).content.decode()

    workflow.withdraw(made, by=staffer, reason="The board voted against it.")

    assert "Casa de los Vecinos" not in Visitor().visit(letter.get_absolute_url()).content.decode()
    assert [mail.subject for mail in post("lee@casa.example")] == [
        "Confirm your signature: Keep families together",
        "Casa de los Vecinos is on the letter: Keep families together",
        "Casa de los Vecinos is no longer on the letter: Keep families together",
    ]
    assert Signatory.objects.get().state == State.WITHDRAWN
