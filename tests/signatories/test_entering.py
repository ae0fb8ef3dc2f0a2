"""Names that came by phone, mail or paper, entered by staff."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Consent, Signatory
from signatories.states import How, Source, State, Verb
from tests.factories import signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db

Step = Callable[[Signatory], Any]
STEPS: dict[str, tuple[Step, set[str], str]] = {
    "approve": (lambda made: workflow.approve(made, by=None), {State.HELD}, State.CONFIRMED),
    "refuse": (lambda made: workflow.refuse(made, by=None), {State.HELD}, State.REFUSED),
    "withdraw": (lambda made: workflow.withdraw(made, by=None), {State.CONFIRMED}, State.WITHDRAWN),
    "resend": (lambda made: workflow.resend(made, by=None), {State.PENDING}, State.PENDING),
    "enter_in_error": (
        lambda made: workflow.enter_in_error(made, by=None, reason="A joke."),
        set(State) - {State.ENTERED_IN_ERROR},
        State.ENTERED_IN_ERROR,
    ),
}


def test_staff_enter_who_asked_by_phone() -> None:
    letter = published_letter()
    received = database_now() - timedelta(minutes=1)
    Letter.objects.update(opens_at=F("opens_at") - timedelta(days=1))

    made = workflow.enter(signatories.unsaved(letter, email="", received_at=received), by=None)

    made.refresh_from_db()
    assert (made.state, made.source, made.received_at) == (State.CONFIRMED, Source.STAFF, received)
    assert (made.in_time_from, made.version_shown) == (received, letter.versions.get())
    assert list(Consent.objects.values_list("how", flat=True)) == [How.STAFF]
    assert list(made.trail.values_list("verb", flat=True)) == [Verb.ENTERED]


def test_entered_while_the_letter_was_open_counts_although_it_closed_since() -> None:
    letter = published_letter()
    received = database_now() - timedelta(hours=2)
    Letter.objects.update(opens_at=F("opens_at") - timedelta(days=9), closes_at=database_now() - timedelta(hours=1))

    made = workflow.enter(signatories.unsaved(letter, received_at=received), by=None)

    assert made.state == State.CONFIRMED


@pytest.mark.parametrize("hours", [-2, 26], ids=["before it opened", "after it closed"])
def test_what_came_at_the_wrong_time_is_not_entered(hours: int) -> None:
    letter = published_letter()
    opened = database_now() - timedelta(days=2)
    Letter.objects.update(opens_at=opened, closes_at=opened + timedelta(days=1))

    with pytest.raises(workflow.Closed):
        workflow.enter(signatories.unsaved(letter, received_at=opened + timedelta(hours=hours)), by=None)

    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


def test_nobody_is_entered_as_received_in_the_future() -> None:
    letter = published_letter()

    with pytest.raises(workflow.Refused):
        workflow.enter(signatories.unsaved(letter, received_at=database_now() + timedelta(days=1)), by=None)


def test_entering_a_member_who_is_on_already_is_refused_and_leaves_no_row() -> None:
    letter = published_letter()
    term = signatories.seat(letter)
    signatories.confirmed(letter, term=term)
    before = (Signatory.objects.count(), OutgoingEmail.objects.count())

    with pytest.raises(workflow.Refused):
        workflow.enter(signatories.unsaved(letter, term=term), by=None)

    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == before


def test_signatures_that_came_by_mail_without_address_do_not_block_each_other() -> None:
    letter = published_letter(type=LetterType.PETITION)

    for name in ("Rosa Lind", "Rosa Lind"):
        workflow.enter(signatories.unsaved(letter, printed_name=name, email=""), by=None)

    assert letter.signatories.confirmed().count() == 2
