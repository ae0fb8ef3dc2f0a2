"""A letter whose text was changed goes out only with names that stand for the text as it is."""

from datetime import timedelta

import pytest

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter, Version
from letters.states import Change, LetterType
from signatories import mailings, workflow
from signatories.models import Consent, Signatory
from signatories.states import How
from tests.factories import signatories
from tests.factories.letters import new_version, published_letter
from tests.signatories.test_new_versions import leave, past

pytestmark = pytest.mark.django_db


def close(letter: Letter) -> None:
    letter_steps.close_now(letter, by=None)


def noticed(letter: Letter, *, told: bool = True) -> Version:
    """A change of which the offices were told, whose time to object is over."""
    version = new_version(letter, change=Change.NOTICED, objections_until=database_now() + timedelta(days=2))
    if told:
        mailings.work_off()
        leave()
    past(version)
    return version


def house() -> tuple[Letter, Signatory]:
    letter = published_letter(type=LetterType.CONGRESS)
    return letter, signatories.confirmed(letter)


def test_silence_counts_at_the_latest_when_the_letter_is_sealed():
    letter, made = house()
    version = noticed(letter)
    close(letter)
    letter_steps.seal(letter, by=None)
    assert Consent.objects.get(signatory=made, version=version).how == How.NOTICE
    assert letter.seals.get().version == version


def test_while_the_mails_are_made_nothing_is_sealed():
    letter, _made = house()
    noticed(letter, told=False)
    close(letter)
    with pytest.raises(workflow.Refused, match="Not everyone was told"):
        letter_steps.seal(letter, by=None)
    letter.refresh_from_db()
    assert letter.sealed_at is None


def test_while_somebody_may_object_nothing_is_sealed():
    letter, _made = house()
    new_version(letter, change=Change.NOTICED, objections_until=database_now() + timedelta(days=2))
    mailings.work_off()
    close(letter)
    with pytest.raises(letter_steps.Refused, match="may still object"):
        letter_steps.seal(letter, by=None)


def test_a_name_that_lapsed_and_was_not_renewed_does_not_go_out():
    letter, _made = house()
    kept = signatories.confirmed(letter)
    new_version(letter, change=Change.MATERIAL)
    workflow.renew(Signatory.objects.get(pk=kept.pk), by=None, reason="By phone.")
    close(letter)
    letter_steps.seal(letter, by=None)
    assert [name.signatory_id for name in letter.seals.get().sealed_names.all()] == [kept.pk]
