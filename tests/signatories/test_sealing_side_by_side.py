"""Somebody signs, leaves or seals in the moment of sealing: nobody is lost, nobody is in two files."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType
from signatories import workflow
from signatories.models import Seal, SealedName, Signatory
from signatories.states import State
from signatories.typesetting import pdf
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.factories.seals import closed_petition, later, name_on, sealed_petition
from tests.signatories.test_races import at_once, confirm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print nothing: these are about rows."""
    monkeypatch.setattr(pdf, "build", lambda content: content["seal"]["to"].encode())


def seal(letter: Letter) -> Callable[[], Any]:
    return lambda: letter_steps.seal(Letter.objects.get(pk=letter.pk), by=None)


def supplement(letter: Letter) -> Callable[[], Any]:
    return lambda: workflow.seal_supplement(Letter.objects.get(pk=letter.pk), by=None)


def test_a_name_confirmed_in_that_instant_is_in_the_letter_or_waits_for_the_supplement() -> None:
    for _ in range(4):
        letter = published_letter(type=LetterType.PETITION)
        signatories.confirmed(letter)
        waiting = [signatories.signatory(letter) for _ in range(3)]
        letter_steps.close_now(letter, by=None)  # within the grace they can still confirm

        sealed, *confirmed = at_once(seal(letter), *map(confirm, waiting))

        assert (sealed, confirmed) == (None, [State.CONFIRMED] * 3)
        first = SealedName.objects.filter(seal__letter=letter).count()
        if first < 4:
            supplement(letter)()
        assert SealedName.objects.filter(seal__letter=letter).count() == 4
        assert Seal.objects.get(letter=letter, number=0).names == first


def test_nobody_waits_for_the_press(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter)
    late = signatories.signatory(letter)
    letter_steps.close_now(letter, by=None)
    outcomes = []

    def while_printing(content: dict[str, Any]) -> bytes:
        outcomes.extend(at_once(confirm(late)))
        return content["seal"]["to"].encode()

    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: others wait for it, and are told to come again after ten seconds.")
    monkeypatch.setattr(pdf, "build", while_printing)
    seal(letter)()

    assert outcomes == [State.CONFIRMED]
    assert not SealedName.objects.filter(signatory=late).exists()


@pytest.mark.parametrize("leave", [workflow.withdraw, workflow.enter_in_error])
def test_who_leaves_in_that_instant_is_gone_or_sealed_and_never_both(leave: Callable[..., None]) -> None:
    for _ in range(3):
        letter = closed_petition("Ana Vega", "Bo Lind")
        ana = name_on(letter, "Ana Vega")

        sealed, left = at_once(
            seal(letter),
            lambda pk=ana.pk: leave(Signatory.objects.get(pk=pk), by=None, reason="Asked by phone."),
        )

        on_file = SealedName.objects.filter(signatory=ana).exists()
        ana.refresh_from_db()
        assert on_file == (ana.state == State.CONFIRMED and sealed is None)
        assert sealed is None or isinstance(sealed, letter_steps.Refused)
        assert left is None or (isinstance(left, workflow.Refused) and on_file)


def test_who_leaves_while_the_supplement_is_sealed_is_gone_or_sealed() -> None:
    for _ in range(3):
        letter = sealed_petition("Ana Vega")
        late = later(letter)

        sealed, left = at_once(
            supplement(letter),
            lambda pk=late.pk: workflow.withdraw(Signatory.objects.get(pk=pk), by=None, reason="Asked."),
        )

        on_file = SealedName.objects.filter(signatory=late).exists()
        late.refresh_from_db()
        assert on_file == (late.state == State.CONFIRMED)
        assert (left is None) != on_file
        assert isinstance(sealed, Seal if on_file else workflow.Refused | letter_steps.Refused)


@pytest.mark.parametrize("press", [seal, supplement])
def test_of_two_who_seal_at_once_one_is_told(press: Callable[[Letter], Callable[[], Any]]) -> None:
    letter = closed_petition() if press is seal else sealed_petition()
    if press is supplement:
        later(letter)
    before = Seal.objects.count()

    outcomes = at_once(press(letter), press(letter))

    assert sum(isinstance(outcome, letter_steps.Refused) for outcome in outcomes) == 1
    assert Seal.objects.count() == before + 1


def test_a_deadline_moved_while_it_is_sealed_stops_one_of_the_two() -> None:
    for _ in range(3):
        letter = closed_petition()
        to = letter.closes_at.replace(year=2099)

        sealed, extended = at_once(
            seal(letter),
            lambda pk=letter.pk, to=to: letter_steps.extend(
                Letter.objects.get(pk=pk), to=to, by=None, reason="More time."
            ),
        )

        letter.refresh_from_db()
        assert (letter.sealed_at is None) == isinstance(sealed, letter_steps.Refused)
        assert isinstance(sealed, letter_steps.Refused) != isinstance(extended, letter_steps.Refused)
