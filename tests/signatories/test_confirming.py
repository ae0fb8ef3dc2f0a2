"""How a person confirms: by the code in the browser that signed, or by the link and one thing the mail omits."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import NamesShown
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Signatory
from signatories.states import How, State, Verb
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


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_code_in_the_browser_that_signed_confirms() -> None:
    dana, made, mail = signed(house_letter(names_shown=NamesShown.ACCEPTED))

    page = dana.send(code=mail.code)

    assert (page.status_code, state_of(made)) == (200, State.CONFIRMED)
    assert made.consents.get().how == How.CODE
    assert "The name is on the letter" in page.content.decode()


def test_inbox_page_survives_a_reload() -> None:
    dana, made, mail = signed()
    dana.visit(dana.address)

    dana.send(code=mail.code)

    assert state_of(made) == State.CONFIRMED


def test_link_in_the_browser_that_signed_asks_for_one_press() -> None:
    dana, made, mail = signed()

    page = dana.visit(mail.link)
    asked = dana.form().texts
    dana.send()

    assert (asked, made.printed_name in page.content.decode()) == ([], True)
    assert state_of(made) == State.CONFIRMED
    assert made.consents.get().how == How.LINK


def test_link_in_another_browser_asks_for_the_surname_too() -> None:
    _dana, made, mail = signed()
    phone = Visitor()

    phone.visit(mail.link)
    asked = phone.form().texts
    phone.send(surname="okafor")

    assert (asked, state_of(made)) == (["surname"], State.CONFIRMED)


@pytest.mark.parametrize(
    "surname", ["", "Dana", "Grijalva", "Ok", "Okaforr", "\x00", "x" * 10_000, "%", "okafor dana"]
)
def test_wrong_surname_confirms_nothing(surname: str) -> None:
    _dana, made, mail = signed()
    phone = Visitor()
    phone.visit(mail.link)

    page = phone.send(surname=surname)

    assert (page.status_code, state_of(made)) == (422, State.PENDING)


def test_page_in_another_browser_names_nobody() -> None:
    _dana, made, mail = signed()

    html = Visitor().visit(mail.link).content.decode()

    assert [word for word in (made.printed_name, "Okafor", "Dana", DANA, "Grijalva") if word in html] == []


@pytest.mark.parametrize("field", ["code", "surname"])
def test_five_wrong_entries_close_that_field_for_an_hour(field: str) -> None:
    dana, made, mail = signed()
    right = {"code": mail.code, "surname": "Okafor"}[field]
    visitor = dana if field == "code" else Visitor()
    if field == "surname":
        visitor.visit(mail.link)

    pages = [visitor.send(**{field: "000000" if mail.code != "000000" else "1"}) for _ in range(5)]
    closed = visitor.send(**{field: right})
    after_five = state_of(made)
    Signatory.objects.update(tries_since=F("tries_since") - timedelta(hours=1))
    visitor.send(**{field: right})

    assert [page.status_code for page in (*pages, closed)] == [422] * 6
    assert "Too many" in closed.content.decode()
    assert (after_five, state_of(made)) == (State.PENDING, State.CONFIRMED)


def test_wrong_surnames_leave_the_code_and_the_browser_that_signed_alone() -> None:
    dana, made, mail = signed()
    stranger = Visitor()
    stranger.visit(mail.link)
    for _ in range(7):
        stranger.send(surname="x")

    dana.visit(mail.link)
    dana.send()

    assert state_of(made) == State.CONFIRMED


def test_wrong_codes_leave_the_link_alone() -> None:
    dana, made, mail = signed()
    for _ in range(7):
        dana.send(code=wrong(mail.code))
    phone = Visitor()
    phone.visit(mail.link)

    phone.send(surname="Okafor")

    assert state_of(made) == State.CONFIRMED


def test_code_in_another_browser_is_not_even_asked_for() -> None:
    dana, made, mail = signed()
    thief = Visitor()

    page = thief.visit(dana.address)
    refused = thief.post({"code": mail.code})

    assert (page.status_code, "csrfmiddlewaretoken" in page.content.decode()) == (200, False)
    assert DANA not in page.content.decode()
    assert (refused.status_code, state_of(made)) == (403, State.PENDING)


def test_confirming_twice_says_it_is_done_and_mails_once() -> None:
    dana, made, mail = signed(house_letter(names_shown=NamesShown.ACCEPTED))
    inbox = dana.address
    dana.send(code=mail.code)
    phone = Visitor()

    again = [phone.visit(mail.link), dana.visit(mail.link), dana.visit(inbox)]

    assert [page.status_code for page in again] == [200] * 3
    assert [page.content.decode().count("The name is on the letter") for page in again] == [1] * 3
    assert OutgoingEmail.objects.filter(purpose="receipt").count() == 1
    assert made.trail.count() == 1


def test_button_pressed_twice_says_it_is_done_both_times() -> None:
    dana, _made, mail = signed()
    filled, inbox = dana.form().fields | {"code": mail.code}, dana.address

    pages = []
    for _ in range(7):
        dana.address = inbox
        pages.append(dana.post(filled))

    assert [page.status_code for page in pages] == [200] * 7
    assert OutgoingEmail.objects.filter(purpose="receipt").count() == 1


def test_back_button_after_confirming_and_pressing_again_says_it_is_done() -> None:
    _dana, _made, mail = signed(house_letter(names_shown=NamesShown.ACCEPTED))
    phone = Visitor()
    phone.visit(mail.link)
    filled, claim = phone.form().fields | {"surname": "Okafor"}, phone.address
    phone.post(filled)

    phone.address = claim
    page = phone.post(filled)

    assert (page.status_code, "The name is on the letter" in page.content.decode()) == (200, True)


def test_held_signature_is_told_that_staff_will_look() -> None:
    letter = house_letter(names_shown=NamesShown.ACCEPTED)
    dana, made, mail = signed(letter, email="dana@example.org")

    page = dana.send(code=mail.code)

    assert state_of(made) == State.HELD
    assert "looks at it before the name is listed" in page.content.decode()


def test_member_who_is_on_already_gets_the_same_answer_as_an_address_that_proves_too_little() -> None:
    letter = house_letter()
    term = signatories.seat(letter)
    signatories.confirmed(letter, term=term, email="first@mail.house.gov")

    taken, one, mail = signed(letter, term=term.pk)
    unproven, two, other = signed(letter, term=term.pk, email="dana@example.org")
    pages = [taken.send(code=mail.code).content, unproven.send(code=other.code).content]

    assert pages[0].replace(str(one.uuid).encode(), b"") == pages[1].replace(str(two.uuid).encode(), b"")
    assert [state_of(one), state_of(two)] == [State.HELD, State.HELD]


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN, State.ENTERED_IN_ERROR])
def test_replay_after_the_end_stays_as_it_is(state: str) -> None:
    dana, made, mail = signed()
    inbox, filled = dana.address, dana.form().fields | {"code": mail.code}
    Signatory.objects.update(state=state)

    pages = [dana.visit(mail.link), dana.visit(inbox), dana.post(filled)]

    assert (state_of(made), made.consents.count()) == (state, 0)
    assert ["nothing left to confirm" in page.content.decode() for page in pages] == [True] * 3


@pytest.mark.parametrize("way", ["code", "link", "surname"])
@pytest.mark.parametrize("late", ["expired", "after the grace", "recalled"])
def test_too_late_is_said_in_words(way: str, late: str) -> None:
    dana, made, mail = signed()
    phone = Visitor() if way == "surname" else dana
    if way != "code":
        phone.visit(mail.link)
    match late:
        case "expired":
            Signatory.objects.update(expires_at=database_now())
        case "recalled":
            letter_steps.recall(made.letter, by=None, reason="Moot.")
        case _:
            now = database_now()
            Letter.objects.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1), grace_hours=24)
            Signatory.objects.update(submitted_at=now - timedelta(days=2))

    page = phone.send(**{"code": {"code": mail.code}, "link": {}, "surname": {"surname": "Okafor"}}[way])

    said = {"expired": "expired", "recalled": "does not take signatures", "after the grace": "is over"}[late]
    assert (page.status_code, said in page.content.decode()) == (422, True)
    assert state_of(made) == State.PENDING


def test_resent_mail_works_in_the_browser_that_signed_and_the_first_one_no_more() -> None:
    dana, made, mail = signed()
    dana.visit(mail.link)
    opened = dana.address
    workflow.resend(Signatory.objects.get(pk=made.pk), by=None)
    new = mails_to(DANA, "confirmation")[-1]

    dead = [dana.visit(mail.link).status_code, dana.visit(opened).status_code]
    dana.visit(new.link)
    asked = dana.form().texts
    dana.send()

    assert (dead, asked, state_of(made)) == ([404, 404], [], State.CONFIRMED)


def test_this_was_not_me_is_noted_and_changes_no_state() -> None:
    _dana, made, mail = signed()
    victim = Visitor()
    victim.visit(mail.link)

    page = victim.send(1, report="1")

    assert (page.status_code, state_of(made)) == (200, State.PENDING)
    assert list(made.trail.values_list("verb", flat=True)) == [Verb.REPORTED]
    assert "Thank you for telling us" in page.content.decode()


def test_page_behind_the_link_takes_a_report_after_confirming_too() -> None:
    dana, made, mail = signed()
    dana.send(code=mail.code)
    victim = Visitor()
    victim.visit(mail.link)

    page = victim.send(report="1")

    made.refresh_from_db()
    assert "Thank you for telling us" in page.content.decode()
    assert (made.state, made.reported_at is not None) == (State.CONFIRMED, True)


def test_this_was_not_me_after_confirming_goes_to_staff_and_takes_nothing_off() -> None:
    dana, made, mail = signed()
    victim = Visitor()
    victim.visit(mail.link)
    form = victim.form(1).fields | {"report": "1"}
    dana.send(code=mail.code)

    victim.post(form)

    assert state_of(made) == State.CONFIRMED
    assert Signatory.objects.get(pk=made.pk).reported_at is not None
