"""Pilar publishes the House letter; Dana signs for her member from her desk, and Omar for his from his phone."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from letters.models import Letter
from letters.states import NamesShown
from signatories import principals, workflow
from signatories.workflow.signing import TAKEN
from tests.factories import directory
from tests.factories.letters import letter as draft
from tests.signatories.visitor import Mail, Visitor, aide

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(pilar: Visitor) -> Letter:
    """Pilar has drafted the letter that Rep. Serrano leads, and publishes it in the admin."""
    letter = draft(
        title="End Secure Communities",
        trusted_domains="mail.house.gov",
        names_shown=NamesShown.ACCEPTED,
        dated="2011-06-01",
        contact_name="Pilar Ortiz",
        contact_email="pilar@mail.house.gov",
    )
    serrano = principals.legislator(letter, directory.term(email=""), lead_position=1)
    workflow.plan_lead(serrano, by=get_user_model().objects.get(username="pilar"))
    pilar.visit(reverse("admin:letters_letter_step", args=[letter.pk, "publish"]))
    pilar.send(-1)
    return Letter.objects.get(pk=letter.pk)


def member(name: str, last: str, district: str) -> int:
    first = name.partition(" ")[0]
    who = directory.legislator(full_name=name, first=first, middle="", last=last)
    return directory.term(legislator=who, district=district).pk


def names_on(letter: Letter) -> str:
    return Visitor().visit(letter.get_absolute_url()).content.decode()


def test_dana_signs_and_types_the_code_into_the_page_that_is_open(
    letter: Letter, post: Callable[[str], list[Mail]]
) -> None:
    dana = Visitor()
    page = dana.visit(letter.get_absolute_url()).content.decode()
    assert ("José E. Serrano" in page, "Nydia M. Velázquez" in page) == (True, False)

    dana.sign(letter, term=member("Nydia M. Velázquez", "Velázquez", "12"), **aide(email="dana@mail.house.gov"))
    (confirmation,) = post("dana@mail.house.gov")
    page = dana.send(code=confirmation.code)

    assert "The name is on the letter" in page.content.decode()
    listed = names_on(letter)
    assert 0 < listed.index("José E. Serrano") < listed.index("Nydia M. Velázquez")
    assert '<strong class="count">2</strong>' in listed
    _confirmation, receipt = post("dana@mail.house.gov")
    assert receipt.subject == "Nydia M. Velázquez is on the letter: End Secure Communities"
    assert receipt.message["Reply-To"] == "pilar@mail.house.gov"


def test_omar_signs_at_his_desk_and_confirms_on_his_phone(letter: Letter, post: Callable[[str], list[Mail]]) -> None:
    desk, phone = Visitor(), Visitor()
    typed = aide(agent_name="Omar El-Haddad", email="omar@mail.house.gov")
    desk.sign(letter, term=member("Raúl M. Grijalva", "Grijalva", "7"), **typed)

    (mail,) = post("omar@mail.house.gov")
    before = phone.visit(mail.link).content.decode()
    mistyped = phone.send(surname="omar")
    page = phone.send(surname="el haddad")

    assert "Raúl M. Grijalva" not in before
    assert mistyped.status_code == 422
    assert "The name is on the letter" in page.content.decode()
    assert "Raúl M. Grijalva" in names_on(letter)
    assert "The name is on the letter" in desk.visit(desk.address).content.decode()


def test_one_aide_signs_for_two_members_from_one_mailbox(letter: Letter, post: Callable[[str], list[Mail]]) -> None:
    dana = Visitor()
    for name, last, district in (("Nydia M. Velázquez", "Velázquez", "12"), ("Raúl M. Grijalva", "Grijalva", "7")):
        dana.sign(letter, term=member(name, last, district), **aide(email="dana@mail.house.gov"))
        asked = [mail for mail in post("dana@mail.house.gov") if mail.subject.startswith("Confirm")]
        dana.send(code=asked[-1].code)

    listed = names_on(letter)

    assert listed.index("José E. Serrano") < listed.index("Raúl M. Grijalva") < listed.index("Nydia M. Velázquez")
    assert sorted(mail.subject.partition(":")[0] for mail in post("dana@mail.house.gov")) == [
        "Confirm your signature",
        "Confirm your signature",
        "Nydia M. Velázquez is on the letter",
        "Raúl M. Grijalva is on the letter",
    ]


def test_two_aides_sign_for_one_member_and_the_second_waits_beside_the_first(
    letter: Letter, pilar: Visitor, post: Callable[[str], list[Mail]]
) -> None:
    grijalva, answers = member("Raúl M. Grijalva", "Grijalva", "7"), []
    for name in ("Dana Vega", "Omar Haddad"):
        visitor, address = Visitor(), f"{name.partition(' ')[0].lower()}@mail.house.gov"
        visitor.sign(letter, term=grijalva, **aide(agent_name=name, email=address))
        answers.append(visitor.send(code=post(address)[0].code).content.decode())

    queue = pilar.visit(reverse("admin:signatories_signatory_changelist", query={"state__exact": "held"}))

    assert ["looks at it before the name is listed" in answer for answer in answers] == [False, True]
    assert names_on(letter).count("Raúl M. Grijalva") == 1
    (waiting,) = queue.context["cl"].result_list
    assert (waiting.agent_name, waiting.last_reason) == ("Omar Haddad", TAKEN)
    assert [mail.subject.partition(":")[0] for mail in post("omar@mail.house.gov")] == ["Confirm your signature"]
