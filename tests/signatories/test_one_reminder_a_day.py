"""One mail a day at most for a mailbox, whatever the number of its letters; and what staff send by hand."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command

from letters import workflow as letter_steps
from signatories import reminding, workflow
from signatories.models import Reminder
from signatories.states import Stance, Verb
from signatories.workflow import reminding as sending
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.reminding_desk import A_DAY, A_MINUTE, CLOSES, TWO_BEFORE, asked, letter, reminder, sent

pytestmark = pytest.mark.django_db


def test_one_mail_of_many_letters():
    for number in range(5):
        made = letter(title=f"Letter of {number}")
        asked(made, at="jo@office.example")
    signatories.signatory(letter(), email="jo@office.example")

    assert sent(TWO_BEFORE) == ["jo@office.example"]
    mail = reminder()
    assert [f"Letter of {number}" in mail.text for number in range(5)] == [True] * 5
    assert mail.subject == "Reminder: 6 letters wait for your answer"
    assert len(mail.code) == 6
    assert sent(TWO_BEFORE + A_MINUTE) == []


def test_never_two_within_a_day_whatever_the_letters_zones():
    eastern, pacific = letter(), letter(time_zone="America/Los_Angeles")
    asked(eastern, at="jo@office.example")
    asked(pacific, at="JO@office.example")

    by_day_and_night = [TWO_BEFORE + timedelta(hours=hour) for hour in range(-8, 60, 4)]
    mailed = [moment for moment in by_day_and_night if sent(moment)]
    assert mailed[0] == TWO_BEFORE
    assert len(mailed) == 3, "Eastern; Pacific a day later; the closing day"
    assert all(later - former >= timedelta(hours=23) for former, later in pairwise(mailed))


def test_twelve_letters_are_one_mail_a_day():
    for number in range(12):
        asked(letter(closes_at=CLOSES + timedelta(days=number % 4)), at="jo@office.example")
    days = [sent(TWO_BEFORE + number * A_DAY) for number in range(-2, 8)]
    assert max(map(len, days)) == 1
    assert sum(map(len, days)) == 6
    assert Reminder.objects.count() == 24


def test_two_workers_at_once_send_one():
    made = letter()
    ask = asked(made, at="jo@office.example")
    lines = reminding.due(TWO_BEFORE)
    assert [sending._remind(*pair, TWO_BEFORE) for _ in range(2) for pair in lines.items()] == [1, 0]
    assert ask.reminded.count() == 1


def test_who_answered_after_the_list_was_made_is_left_out():
    made = letter()
    ask, other = asked(made, at="jo@office.example"), asked(made, at="jo@office.example")
    row = signatories.signatory(made, email="dana@mail.house.gov")
    lines = reminding.due(TWO_BEFORE)
    workflow.change_ask(ask, seen=ask.edition, by=None, stance=Stance.DECLINED)
    workflow.report(row)
    assert [sending._remind(*pair, TWO_BEFORE) for pair in lines.items()] == [1, 0]
    assert list(Reminder.objects.values_list("ask", flat=True)) == [other.pk]


def test_staff_remind_the_silent_at_once_and_not_twice():
    made = letter()
    asked(made, at="jo@office.example")
    signatories.signatory(made)
    order = workflow.order_reminders(made, by=None)
    with pytest.raises(workflow.Refused):
        workflow.order_reminders(made, by=None)

    assert sent(order.at + A_MINUTE) == ["jo@office.example"]
    assert sent(order.at + timedelta(hours=30)) == []
    assert made.trail.filter(verb=Verb.REMINDED).get().reason == "By hand."


def test_a_pause_does_not_hold_back_what_staff_ask_for():
    made = letter()
    asked(made, at="jo@office.example")
    workflow.pause_reminders(made, by=None)
    order = workflow.order_reminders(made, by=None)
    assert sent(order.at + A_MINUTE) == ["jo@office.example"]


def test_whoever_had_a_reminder_that_day_gets_it_when_the_day_is_over():
    one, two = letter(), letter()
    asked(one, at="jo@office.example")
    first = workflow.order_reminders(one, by=None)
    sent(first.at + A_MINUTE)
    asked(two, at="jo@office.example")
    second = workflow.order_reminders(two, by=None)
    assert sent(second.at + 2 * A_MINUTE) == []
    assert sent(second.at + timedelta(hours=24)) == ["jo@office.example"]


def test_a_letter_that_is_not_open_reminds_nobody():
    made = published_letter()
    letter_steps.close_now(made, by=None)
    with pytest.raises(workflow.Closed):
        workflow.order_reminders(made, by=None)


def test_the_command_says_what_it_did(capsys):
    made = letter()
    asked(made, at="jo@office.example")
    workflow.order_reminders(made, by=None)
    call_command("send_reminders")
    call_command("send_reminders")
    assert capsys.readouterr().out == (
        "Queued 1 mails, which remind of 1 names.\nQueued 0 mails, which remind of 0 names.\n"
    )


def test_a_minute_with_nothing_due_costs_one_query_and_two_a_letter(django_assert_num_queries):
    for _ in range(3):
        asked(letter())
    with django_assert_num_queries(1 + 3):
        workflow.send_reminders(TWO_BEFORE - A_DAY)
