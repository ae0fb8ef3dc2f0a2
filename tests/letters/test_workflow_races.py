"""Two people press at the same moment: one step is done, the other person is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from letters import workflow
from letters.clock import database_now
from letters.models import DeadlineChange, Letter, Version
from letters.states import Stage
from signatories.models import TrailEntry
from signatories.states import Verb
from tests.factories.letters import letter, published_letter

pytestmark = pytest.mark.django_db(transaction=True)


def pressed_together(step: Callable[[Letter], Any], made: Letter, people: int = 4) -> list[bool]:
    """Have ``people`` take the step at once, each with a letter read before; returns who was let through, sorted."""
    start = Barrier(people)

    def press(stale: Letter) -> bool:
        try:
            start.wait(timeout=10)
            step(stale)
        except workflow.Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(people) as pool:
        return sorted(pool.map(press, [Letter.objects.get(pk=made.pk) for _ in range(people)]))


def test_of_four_who_publish_at_once_one_makes_the_version() -> None:
    made = letter()

    outcomes = pressed_together(lambda stale: workflow.publish(stale, by=None), made)

    assert outcomes == [False, False, False, True]
    assert Version.objects.count() == 1
    assert TrailEntry.objects.filter(verb=Verb.PUBLISHED).count() == 1


def test_of_four_who_close_at_once_one_moves_the_deadline() -> None:
    made = published_letter(at=database_now() - timedelta(days=1))

    outcomes = pressed_together(lambda stale: workflow.close_now(stale, by=None), made)

    assert outcomes == [False, False, False, True]
    assert DeadlineChange.objects.count() == 1


def test_of_four_who_extend_to_the_same_time_one_moves_the_deadline() -> None:
    made = published_letter()
    to = made.closes_at + timedelta(days=1)

    outcomes = pressed_together(lambda stale: workflow.extend(stale, to=to, by=None, reason="More time."), made)

    assert outcomes == [False, False, False, True]
    assert DeadlineChange.objects.values_list("new", flat=True).get() == to


def test_of_four_who_release_at_once_one_does() -> None:
    made = published_letter()

    outcomes = pressed_together(lambda stale: workflow.release(stale, by=None), made)

    assert outcomes == [False, False, False, True]
    assert TrailEntry.objects.filter(verb=Verb.RELEASED).count() == 1


def test_a_letter_recalled_by_four_at_once_is_recalled_once() -> None:
    made = published_letter()

    outcomes = pressed_together(lambda stale: workflow.recall(stale, by=None, reason="The wrong text."), made)

    assert outcomes == [False, False, False, True]
    assert Letter.objects.get().stage == Stage.RECALLED
    assert TrailEntry.objects.filter(verb=Verb.RECALLED).count() == 1
