"""Notices to all signatories: nobody twice, nobody forgotten, whatever breaks on the way."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from outbox.states import Priority
from signatories import mailings
from signatories.models import Mailing, Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db


def petition(names: int = 3) -> Letter:
    letter = published_letter(type=LetterType.PETITION)
    for _ in range(names):
        signatories.confirmed(letter)
    return letter


def extend(letter: Letter) -> None:
    letter_steps.extend(letter, to=letter.closes_at + timedelta(days=3), by=None, reason="Two offices asked.")


def told() -> list[str]:
    return sorted(OutgoingEmail.objects.filter(purpose="deadline_changed").values_list("to", flat=True))


def test_an_extension_is_told_to_everyone_who_signed_and_to_them_alone():
    letter = petition()
    signatories.signatory(letter)  # not confirmed
    signatories.withdrawn(letter)
    confirmed(petition())  # another letter
    extend(letter)
    assert told() == [], "the step itself makes no mails"
    assert mailings.work_off() == 3
    assert told() == sorted(Signatory.objects.confirmed().filter(letter=letter).values_list("email", flat=True))
    assert set(OutgoingEmail.objects.filter(purpose="deadline_changed").values_list("priority", flat=True)) == {
        Priority.NOTICE
    }


def confirmed(letter: Letter) -> Letter:
    signatories.confirmed(letter)
    return letter


def test_a_letter_closed_early_tells_nobody():
    letter = petition(1)
    letter_steps.close_now(letter, by=None)
    assert not Mailing.objects.exists()


def test_whoever_signs_after_the_step_is_not_told():
    letter = petition(1)
    extend(letter)
    signatories.confirmed(letter)
    assert mailings.work_off() == 1


def test_a_worker_that_dies_neither_forgets_nor_repeats_anybody(monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 2)
    letter = petition(5)
    extend(letter)
    real, turns = mailings._tell, []

    def dies_at_the_fourth(mailing, signatory):
        turns.append(signatory.pk)
        if len(turns) == 4:
            raise SystemExit
        return real(mailing, signatory)

    monkeypatch.setattr(mailings, "_tell", dies_at_the_fourth)
    with pytest.raises(SystemExit):
        mailings.work_off()
    assert len(told()) == 2
    assert mailings.work_off() == 3
    assert len(set(told())) == len(told()) == 5
    mailing = Mailing.objects.get()
    assert (mailing.mails, mailing.finished_at is not None) == (5, True)
    assert mailings.work_off() == 0


def test_an_address_no_mail_can_go_to_keeps_nobody_waiting(caplog):
    letter = petition(3)
    first = letter.signatories.order_by("pk").first()
    Signatory.objects.filter(pk=first.pk).update(email="not an address")
    extend(letter)
    assert mailings.work_off() == 2
    assert "not an address" not in caplog.text
    assert f"signatory {first.pk}" in caplog.text


def test_the_command_says_how_many(capsys):
    extend(petition(2))
    out = StringIO()
    call_command("send_mailings", stdout=out)
    assert out.getvalue() == "Queued 2 mails.\n"
