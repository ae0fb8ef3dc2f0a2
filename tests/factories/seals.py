"""Sealed letters for tests, made by the steps that staff take."""

from typing import Any

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType
from signatories import principals, workflow
from signatories.models import Seal, Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter


def closed_petition(*names: str, unlisted: int = 0, **fields: Any) -> Letter:
    """A petition that has closed with these names, and as many that are only counted."""
    letter = published_letter(type=LetterType.PETITION, **fields)
    for name in names or ("Ana Vega", "Bo Lind"):
        signatories.confirmed(letter, printed_name=name)
    for number in range(unlisted):
        signatories.confirmed(letter, printed_name=f"Canary Unlisted {number}", listed=False)
    letter_steps.close_now(letter, by=None)
    return letter


def sealed_petition(*names: str, **fields: Any) -> Letter:
    """The same, sealed."""
    letter = closed_petition(*names, **fields)
    letter_steps.seal(letter, by=None)
    return letter


def later(letter: Letter, name: str = "Zoe Late", **fields: Any) -> Signatory:
    """A name that staff enter after the letter has closed, because it came in time."""
    received_at = letter.opens_at + (letter.closes_at - letter.opens_at) / 2  # type: ignore[operator]
    return workflow.enter(principals.individual(letter, name, received_at=received_at, **fields), by=None)


def name_on(letter: Letter, name: str) -> Signatory:
    return letter.signatories.get(printed_name=name)


def seal_of(letter: Letter, number: int = 0) -> Seal:
    return Seal.objects.get(letter=letter, number=number)
