"""The page of a letter's reminders: when, to how many, who cannot be reached, who wants none, what went."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from letters.clock import database_now
from letters.models import Letter
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Ask, Invitation, RemindedMailbox
from tests.factories import directory, signatories
from tests.signatories.reminding_desk import A_MINUTE, TWO_BEFORE, asked, letter, sent

pytestmark = pytest.mark.django_db
JO = "jo@office.example"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("whip"))
    return client


def at(made: Letter, name: str = "") -> str:
    return reverse(f"admin:letters_letter_reminders{name}", args=[made.pk])


def page(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def stop(mailbox: str = JO) -> RemindedMailbox:
    row, _created = RemindedMailbox.objects.get_or_create(mailbox=mailbox)
    workflow.stop_reminders(row)
    return row


def invite(ask: Ask) -> Invitation:
    jo = ask.legislator.contacts.get(email=JO)
    made, _token = workflow.invite(ask.letter, ask.legislator, by=None, email=JO, contact=jo)
    return made


def test_the_page_says_when_to_how_many_and_what_went(staff: Client):
    made = letter()
    asked(made, at=JO)
    asked(made, at=JO)
    nobody = asked(made, first="Bo", last="Lee", phone="202-225-0001")
    nobody.legislator.contacts.all().delete()
    sent(TWO_BEFORE)
    RemindedMailbox.objects.update(reminded_at=None)
    signatories.signatory(made)

    text = page(staff, at(made))
    assert "Wed, June 10, 2099, 8 a.m. Eastern" in text
    assert "Fri, June 12, 2099, 8 a.m. Eastern" in text
    assert "2 targets were asked, are silent and can be reached, in 1 mailbox." in text
    assert "1 signed and did not confirm." in text
    assert "Bo Lee" in text.partition("No address on file")[2]
    assert "202-225-0001" in text
    assert "<td>2 days before</td><td>1</td><td>2</td>" in text


def test_reminders_are_paused_and_resumed(staff: Client):
    made = letter()
    assert staff.post(at(made), {"step": "pause"}).status_code == 302
    assert "Paused" in page(staff, at(made))
    assert Letter.objects.get(pk=made.pk).reminders_paused_at is not None
    staff.post(at(made), {"step": "resume"})
    assert Letter.objects.get(pk=made.pk).reminders_paused_at is None
    assert "Press one of the buttons." in staff.post(at(made), {"step": "?"}, follow=True).content.decode()


def test_what_goes_to_whom_is_shown_before_it_is_sent_and_a_second_press_sends_nothing(staff: Client):
    made = letter(title="End the program")
    asked(made, at=JO, first="Ana", last="Ruiz")
    asked(made, at=JO, first="Bo", last="Lee")

    preview = page(staff, at(made, "_preview"))
    asks = {ask.legislator.last: ask.named for ask in made.asks.all()}
    assert f"<td>{JO}</td><td>{asks['Lee']}, {asks['Ruiz']}</td>" in preview
    assert "Reminder, closes Friday, June 12: End the program" in preview
    assert not OutgoingEmail.objects.filter(purpose="reminder").exists()

    first = staff.post(at(made), {"step": "now"}, follow=True).content.decode()
    second = staff.post(at(made), {"step": "now"}, follow=True).content.decode()
    assert "leave within a minute" in first
    assert "less than a day ago" in second
    assert "Send now to the silent" not in first
    assert page(staff, at(made, "_preview")) == "", "the page of the reminders says it"
    assert sent(database_now()) == [JO]
    assert "by hand: whip" in page(staff, at(made))


def test_where_nobody_gets_a_reminder_there_is_no_sample_and_nothing_to_press(staff: Client):
    made = letter()
    asked(made, at=JO)
    stop()

    preview = page(staff, at(made, "_preview"))

    assert "Nobody gets a reminder now." in preview
    assert "Reminder, closes" not in preview
    assert "Send now" not in preview


def test_whose_link_was_taken_back_gets_no_reminder_before_staff_invite_again(staff: Client):
    made = letter()
    ask = asked(made, at=JO, first="Ana", last="Ruiz")
    invite(ask)
    workflow.revoke(invite(ask), by=None)
    directory.contact(ask.legislator, email="chief@office.example")

    before = sent(TWO_BEFORE)
    shown = page(staff, at(made)).partition("Their link was taken back")[2]
    invite(ask)

    assert (before, sent(TWO_BEFORE + A_MINUTE)) == ([], [JO])
    assert ask.named in shown.partition("</ul>")[0]


def test_who_pressed_stop_is_shown_on_every_page_and_staff_take_it_back(staff: Client):
    made = letter()
    ask = asked(made, at=JO, first="Ana", last="Ruiz")
    row = stop()
    contact = ask.legislator.contacts.get()
    contact_page = reverse("admin:directory_contact_change", args=[contact.pk])
    board = reverse("admin:letters_letter_board", args=[made.pk])
    own = reverse("admin:letters_letter_ask", args=[made.pk, ask.pk])

    assert "Ana Ruiz" in page(staff, at(made)).partition("Want no reminders")[2]
    assert "Wants no reminders." in page(staff, board)
    assert "somebody there pressed “stop”" in page(staff, own)
    assert "somebody pressed “stop”" in page(staff, contact_page)

    assert staff.post(at(made, "_allow"), {"mailbox": "9" * 30}).status_code == 404
    assert staff.post(at(made, "_allow"), {"mailbox": str(row.pk)}).status_code == 302
    assert "Wants no reminders." not in page(staff, board)
    assert sent(TWO_BEFORE) == [JO]


def test_the_pages_are_for_those_who_work_with_the_board():
    made, client = letter(), Client()
    client.force_login(get_user_model().objects.create_user("guest", is_staff=True))
    answers: list[Any] = [client.get(at(made)), client.get(at(made, "_preview")), client.post(at(made, "_allow"))]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_the_page_costs_as_many_queries_for_one_target_as_for_thirty(staff: Client, django_assert_max_num_queries):
    made = letter()
    asked(made)
    with django_assert_max_num_queries(16) as first:
        staff.get(at(made))
    for _ in range(30):
        asked(made)
    with django_assert_max_num_queries(len(first)):
        staff.get(at(made))
