"""The rows of the whip board: targets, stances, and signatures that move a row by themselves."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from signatories import workflow
from signatories.models import Ask, Signatory
from signatories.states import Stance, Verb
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db


def target(letter: Letter, **fields: object) -> Ask:
    term = signatories.seat(letter, **fields)
    workflow.add_targets(letter, [term], by=None)
    return letter.asks.get(legislator=term.legislator)


def verbs(ask: Ask) -> list[str]:
    return list(ask.trail.order_by("pk").values_list("verb", flat=True))


def test_targets_come_once_and_keep_what_was_said():
    letter = published_letter()
    one, two = signatories.seat(letter), signatories.seat(letter)

    assert workflow.add_targets(letter, [one, one], by=None) == 1
    ask = letter.asks.get()
    workflow.change_ask(ask, seen=ask.edition, by=None, stance=Stance.PROMISED)

    assert workflow.add_targets(letter, [one, two], by=None) == 1
    assert set(letter.asks.values_list("legislator", "stance")) == {
        (one.legislator_id, Stance.PROMISED),
        (two.legislator_id, Stance.NOT_ASKED),
    }


def test_organizations_are_targets_too():
    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization()

    workflow.add_targets(letter, [known], by=None)
    signatories.confirmed(letter, organization=known)

    assert letter.asks.with_signatures().get().signed_at is not None


def test_signing_moves_the_row_by_itself_and_withdrawing_moves_it_back():
    letter = published_letter()
    ask = target(letter)
    other = target(letter)
    made = signatories.confirmed(letter, term=ask.term)
    signatories.confirmed(published_letter(), term=other.term)  # another letter

    signed = letter.asks.with_signatures().filter(signed_at__isnull=False)
    assert [row.pk for row in signed] == [ask.pk]
    assert signed.get().signed_at == Signatory.objects.get(pk=made.pk).confirmed_at

    workflow.withdraw(made, by=None, reason="By phone.")
    assert letter.asks.unsigned().count() == 2


def test_the_silent_are_those_asked_without_an_answer():
    letter = published_letter()
    today = letter.date
    stances = {stance: target(letter) for stance in Stance}
    for stance, ask in stances.items():
        workflow.change_ask(ask, seen=1, by=None, stance=stance, until=today)
    signed = target(letter)
    workflow.change_ask(signed, seen=1, by=None, stance=Stance.ASKED)
    signatories.confirmed(letter, term=signed.term)

    silent = {Stance.ASKED, Stance.LEANING, Stance.PROMISED}
    assert set(letter.asks.silent(today).values_list("stance", flat=True)) == silent
    tomorrow = today + timedelta(days=1)
    assert set(letter.asks.silent(tomorrow).values_list("stance", flat=True)) == silent | {Stance.ASKING_BOSS}


def test_of_two_who_change_a_row_the_second_is_told_and_overwrites_nothing():
    ask = target(published_letter())
    theirs = Ask.objects.get(pk=ask.pk)
    workflow.change_ask(ask, seen=ask.edition, by=None, stance=Stance.LEANING, note="Called.")

    with pytest.raises(workflow.Overtaken):
        workflow.change_ask(theirs, seen=theirs.edition, by=None, stance=Stance.DECLINED)

    ask.refresh_from_db()
    assert (ask.stance, ask.note, ask.edition) == (Stance.LEANING, "Called.", 2)
    assert verbs(ask) == [Verb.TARGETED, Verb.STANCE_CHANGED, Verb.NOTE_CHANGED]


def test_a_stance_is_a_contact_of_this_moment_and_a_note_is_none():
    ask = target(published_letter())
    workflow.change_ask(ask, seen=1, by=None, note="Sits on the committee.")
    assert ask.contacted_at is None
    workflow.change_ask(ask, seen=2, by=None, stance=Stance.ASKED)
    assert database_now() - ask.contacted_at < timedelta(minutes=1)


def test_being_asked_moves_only_those_who_gave_no_answer():
    letter = published_letter()
    fresh, promised = target(letter), target(letter)
    workflow.change_ask(promised, seen=1, by=None, stance=Stance.PROMISED)

    assert workflow.mark_asked([fresh, promised], by=None) == 1
    assert set(letter.asks.values_list("stance", flat=True)) == {Stance.ASKED, Stance.PROMISED}


def test_only_whom_nobody_asked_is_taken_off_and_may_come_back():
    letter = published_letter()
    ask, asked = target(letter), target(letter)
    workflow.mark_asked([asked], by=None)

    workflow.take_off(ask, by=None)
    with pytest.raises(workflow.Refused):
        workflow.take_off(ask, by=None)
    with pytest.raises(workflow.Refused):
        workflow.take_off(asked, by=None)
    assert [row.pk for row in letter.asks.on_board()] == [asked.pk]

    assert workflow.add_targets(letter, [ask.term], by=None) == 1
    assert letter.asks.on_board().count() == 2
    assert verbs(ask) == [Verb.TARGETED, Verb.UNTARGETED, Verb.TARGETED]


def test_a_letter_taken_back_takes_no_targets():
    letter = published_letter()
    letter_steps.recall(letter, by=None, reason="The wrong text.")
    with pytest.raises(workflow.Refused):
        workflow.add_targets(letter, [signatories.seat(letter)], by=None)


def test_the_trail_says_who_said_so():
    staff = get_user_model().objects.create_user("whip")
    ask = target(published_letter())
    workflow.change_ask(ask, seen=1, by=staff, stance=Stance.DECLINED, reason="Not this year.")

    entry = ask.trail.latest("pk")
    assert (entry.by, entry.reason) == (staff, "Declined")
    assert ask.reason == "Not this year."


def test_the_trail_tells_of_owner_and_note_but_not_what_the_note_says():
    staff = get_user_model().objects.create_user("whip")
    ask = target(published_letter())
    workflow.change_ask(ask, seen=1, by=staff, owner=staff, note="Private.")

    told = ask.trail.filter(by=staff).order_by("pk").values_list("verb", "reason")
    assert list(told) == [(Verb.OWNER_CHANGED, "whip"), (Verb.NOTE_CHANGED, "")]


def test_nothing_else_of_a_row_can_be_changed():
    ask = target(published_letter())
    with pytest.raises(TypeError):
        workflow.change_ask(ask, seen=1, by=None, legislator=None)
