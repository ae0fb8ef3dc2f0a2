"""Mallory types a member's name before the member's own office does. She blocks nobody and shows nothing."""

from collections.abc import Callable

import pytest

from letters.states import NamesShown
from signatories.models import Signatory
from signatories.states import State
from tests.factories import directory
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, Visitor, aide

pytestmark = pytest.mark.django_db


def test_mallory_signs_with_her_own_address_and_the_office_still_signs(post: Callable[[str], list[Mail]]) -> None:
    letter = published_letter(trusted_domains="mail.house.gov", names_shown=NamesShown.ACCEPTED, dated="2011-06-01")
    term = directory.term(email="")
    mallory, dana = Visitor(), Visitor()

    mallory.sign(letter, term=term.pk, **aide(agent_name="Mallory Fox", email="mallory@mail.example"))
    page = mallory.send(code=post("mallory@mail.example")[0].code)
    assert "looks at it before the name is listed" in page.content.decode()
    assert "José E. Serrano" not in Visitor().visit(letter.get_absolute_url()).content.decode()

    dana.sign(letter, term=term.pk, **aide(email="dana@mail.house.gov"))
    dana.send(code=post("dana@mail.house.gov")[0].code)

    assert "José E. Serrano" in Visitor().visit(letter.get_absolute_url()).content.decode()
    assert list(Signatory.objects.order_by("pk").values_list("state", flat=True)) == [State.HELD, State.CONFIRMED]


def test_mallory_gives_the_offices_address_and_the_office_reports_her(post: Callable[[str], list[Mail]]) -> None:
    letter = published_letter(trusted_domains="mail.house.gov", dated="2011-06-01")
    term = directory.term(email="office@mail.house.gov")
    mallory, office = Visitor(), Visitor()
    mallory.sign(letter, term=term.pk, **aide(agent_name="Mallory Fox", email="office@mail.house.gov"))

    (mail,) = post("office@mail.house.gov")
    office.visit(mail.link)
    guessed = office.send(surname="Serrano")
    reported = office.send(1, report="1")

    made = Signatory.objects.get()
    assert (guessed.status_code, made.state, made.reported_at is not None) == (422, State.PENDING, True)
    assert "Thank you for telling us" in reported.content.decode()
    assert "Mallory" not in mail.text + mail.html
    assert len(post("office@mail.house.gov")) == 1
