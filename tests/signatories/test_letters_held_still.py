"""A letter does not move while somebody signs it or confirms: what is late is late in every record."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType
from signatories import workflow
from signatories.models import Signatory
from signatories.states import How, State, Verb
from tests.factories import signatories
from tests.factories.letters import published_letter, sealed
from tests.signatories.test_races import at_once, confirm
from tests.signatories.test_submitting import filled

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = {
    Verb.DELIVERED: lambda letter: letter_steps.deliver(sealed(letter), by=None),
    Verb.RECALLED: lambda letter: letter_steps.recall(letter, by=None, reason="An error."),
}


def step(verb: Verb, letter: Letter) -> Callable[[], Any]:
    return lambda: STEPS[verb](Letter.objects.get(pk=letter.pk))


def elsewhere(work: Callable[[], Any]) -> threading.Thread:
    """Begin this on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("verb", STEPS)
def test_letter_waits_for_a_confirmation_that_has_begun(verb: Verb) -> None:
    letter = published_letter(type=LetterType.PETITION)
    made = signatories.signatory(letter)
    letter_steps.close_now(letter, by=None)  # within the grace: it can be confirmed, and delivered

    with transaction.atomic():
        state = workflow.confirm(made, how=How.CODE)
        moving = elsewhere(step(verb, letter))
        moving.join(timeout=0.5)
        waited = moving.is_alive()
    moving.join(timeout=30)

    assert (state, waited) == (State.CONFIRMED, True)
    assert list(letter.trail.order_by("pk").values_list("verb", flat=True))[-2:] == [Verb.CONFIRMED, verb]


@pytest.mark.parametrize("verb", STEPS)
def test_nothing_is_confirmed_after_the_letter_has_gone(verb: Verb) -> None:
    for _ in range(5):
        letter = published_letter(type=LetterType.PETITION)
        made = signatories.signatory(letter)
        letter_steps.close_now(letter, by=None)  # within the grace: it can be confirmed, and delivered

        confirmed, _moved = at_once(confirm(made), step(verb, letter))

        verbs = list(letter.trail.order_by("pk").values_list("verb", flat=True))
        assert verbs[-1] == verb
        assert (confirmed == State.CONFIRMED) == (Verb.CONFIRMED in verbs)
        assert confirmed == State.CONFIRMED or isinstance(confirmed, workflow.Closed)


def test_nothing_is_stored_as_submitted_after_the_letter_was_closed() -> None:
    for _ in range(5):
        letter = published_letter(type=LetterType.PETITION)
        form = filled(letter)

        submitted, _closed = at_once(
            lambda form=form: workflow.submit(form),
            lambda pk=letter.pk: letter_steps.close_now(Letter.objects.get(pk=pk), by=None),
        )

        letter.refresh_from_db()
        assert isinstance(submitted, Signatory | workflow.Closed)
        assert letter.signatories.filter(submitted_at__gte=letter.closes_at).count() == 0
