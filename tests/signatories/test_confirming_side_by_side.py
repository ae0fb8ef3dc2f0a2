"""Several people, or one person in several tabs: each confirms what is his or hers."""

from typing import Any

import pytest
from django.urls import reverse

from letters.models import Letter
from letters.states import LetterType
from signatories import workflow
from signatories.models import Signatory
from signatories.states import State
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, Visitor, aide, mails_to

pytestmark = pytest.mark.django_db

DANA = "dana@mail.house.gov"


def house_letter(**fields: Any) -> Letter:
    return published_letter(trusted_domains="mail.house.gov", **fields)


def signed(letter: Letter | None = None, **typed: Any) -> tuple[Visitor, Signatory, Mail]:
    """Dana has filled in the form for a member, and her mail has come."""
    letter = letter or house_letter()
    visitor = Visitor()
    visitor.sign(letter, **{"term": signatories.seat(letter).pk} | aide(email=DANA) | typed)
    made = Signatory.objects.latest("pk")
    return visitor, made, mails_to(made.email, "confirmation")[-1]


def state_of(made: Signatory) -> str:
    return Signatory.objects.get(pk=made.pk).state


def test_two_aides_sign_for_one_member_and_the_second_is_held() -> None:
    letter = house_letter()
    term = signatories.seat(letter).pk
    dana, first, one = signed(letter, term=term)
    omar, second, two = signed(letter, term=term, agent_name="Omar Haddad", email="omar@mail.house.gov")

    pages = [omar.send(code=two.code), dana.send(code=one.code)]

    assert (state_of(second), state_of(first)) == (State.CONFIRMED, State.HELD)
    assert [page.status_code for page in pages] == [200, 200]


def test_one_aide_signs_for_two_members_in_two_tabs() -> None:
    letter = house_letter()
    dana = Visitor()
    tabs = []
    for _ in range(2):
        dana.visit(reverse("signatories:sign", args=[letter.slug]))
        tabs.append((dana.address, dana.form().fields | aide(email=DANA, term=signatories.seat(letter).pk)))
    inboxes = []
    for address, filled in tabs:
        dana.address = address
        dana.post(filled)
        inboxes.append(dana.address)

    for inbox, mail in zip(inboxes, mails_to(DANA, "confirmation"), strict=True):
        dana.visit(inbox)
        dana.send(code=mail.code)

    assert letter.signatories.confirmed().count() == 2


def test_one_aide_s_two_links_confirm_each_its_own_on_a_phone() -> None:
    letter = house_letter()
    _dana, first, one = signed(letter)
    _dana, second, two = signed(letter)
    phone = Visitor()

    for mail in (one, two):
        phone.visit(mail.link)
    opened = phone.send(surname="Okafor").status_code
    between = [state_of(first), state_of(second)]
    phone.visit(one.link)
    phone.send(surname="Okafor")

    assert (opened, between) == (200, [State.PENDING, State.CONFIRMED])
    assert (state_of(first), state_of(second)) == (State.CONFIRMED, State.CONFIRMED)


def test_page_that_waits_says_for_whom() -> None:
    letter = house_letter()
    pages = [signed(letter) for _ in range(2)]

    assert [made.printed_name in dana.page.content.decode() for dana, made, _mail in pages] == [True] * 2


def test_code_of_one_tab_does_not_confirm_the_other() -> None:
    letter = house_letter()
    dana, _first, one = signed(letter)
    dana.sign(letter, **{"term": signatories.seat(letter).pk} | aide(email=DANA))

    page = dana.send(code=one.code)

    assert page.status_code == 422
    assert letter.signatories.confirmed().count() == 0


def test_impostor_who_came_first_blocks_nobody() -> None:
    letter = house_letter()
    term = signatories.seat(letter).pk
    _mallory, forged, _mail = signed(letter, term=term, agent_name="Mallory Fox", email="office@mail.house.gov")
    dana, made, mail = signed(letter, term=term)

    dana.send(code=mail.code)

    assert (state_of(made), state_of(forged)) == (State.CONFIRMED, State.PENDING)


def test_petition_is_confirmed_in_spanish() -> None:
    letter = published_letter(type=LetterType.PETITION)
    rosa = Visitor()
    rosa.sign(letter, language="/es", name="Rosa Lind", email="rosa@example.org")
    mail = mails_to("rosa@example.org")[0]

    rosa.visit(mail.link)
    page = rosa.send()

    assert (letter.signatories.confirmed().count(), rosa.address.startswith("/es/confirm/")) == (1, True)
    assert 'lang="es"' in page.content.decode()


def test_browser_that_typed_a_wrong_address_is_a_stranger_once_staff_corrected_it() -> None:
    dana, made, _mail = signed()
    Signatory.objects.filter(pk=made.pk).update(email="ana@mail.house.gov", mailbox="ana@mail.house.gov")
    workflow.resend(Signatory.objects.get(pk=made.pk), by=None)
    mail = mails_to("ana@mail.house.gov", "confirmation")[0]

    inbox = dana.visit(dana.address).content.decode()
    dana.visit(mail.link)

    assert "ana@mail.house.gov" not in inbox
    assert dana.form().texts == ["surname"]
    assert state_of(made) == State.PENDING
