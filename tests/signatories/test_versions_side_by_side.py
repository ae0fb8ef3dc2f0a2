"""The text changes while people confirm and sign: nobody ends on the letter for a text they did not agree to."""

from collections import Counter

import pytest

from letters.models import Letter
from letters.states import Change, LetterType
from signatories import mailings, workflow
from signatories.models import Signatory
from signatories.states import How, State
from tests.factories import signatories
from tests.factories.letters import new_version, published_letter
from tests.signatories.test_races import TEN, at_once, confirm
from tests.signatories.test_submitting import filled

pytestmark = pytest.mark.django_db(transaction=True)


def stand_for_an_old_text(letter: Letter) -> int:
    agreed = letter.signatories.confirmed().filter(consents__version__number__gte=2)
    return letter.signatories.confirmed().exclude(pk__in=agreed.values("pk")).count()


def test_the_text_changes_while_ten_confirm() -> None:
    for _ in range(3):
        letter = published_letter(type=LetterType.PETITION)
        rows = [signatories.signatory(letter) for _ in range(TEN)]

        *answers, version = at_once(*map(confirm, rows), lambda pk=letter.pk: new_version(Letter.objects.get(pk=pk)))

        assert version.number == 2
        assert {type(answer) for answer in answers} <= {State, workflow.TextChanged}
        assert Counter(letter.signatories.values_list("state", flat=True)) == {State.LAPSED: TEN}
        assert stand_for_an_old_text(letter) == 0


def test_the_text_changes_again_while_ten_agree_and_are_mailed() -> None:
    letter = published_letter(type=LetterType.PETITION)
    rows = [signatories.confirmed(letter) for _ in range(TEN)]
    new_version(letter, body="Second text.")

    def agree(pk: int) -> State:
        return workflow.confirm(Signatory.objects.get(pk=pk), how=How.LINK, read=2)

    answers = at_once(
        *[lambda pk=row.pk: agree(pk) for row in rows],
        mailings.work_off,
        lambda: new_version(Letter.objects.get(pk=letter.pk), body="Third text."),
    )

    assert {type(answer) for answer in answers if isinstance(answer, Exception)} <= {workflow.TextChanged}
    assert Counter(letter.signatories.values_list("state", flat=True)) == {State.LAPSED: TEN}


def test_a_form_sent_while_the_text_changes_is_never_confirmed_for_the_old_one() -> None:
    for _ in range(5):
        letter = published_letter(type=LetterType.PETITION)
        form = filled(letter)

        submitted, _version = at_once(
            lambda form=form: workflow.submit(form), lambda pk=letter.pk: new_version(Letter.objects.get(pk=pk))
        )

        assert isinstance(submitted, Signatory | workflow.TextChanged)
        assert not letter.signatories.pending().exists()


def test_an_objection_and_the_end_of_the_time_have_one_order() -> None:
    letter = published_letter(type=LetterType.COALITION)
    made = signatories.confirmed(letter)
    version = new_version(letter, Change.NOTICED)
    mailings.work_off()

    objected, carried = at_once(
        lambda: workflow.object_to(Signatory.objects.get(pk=made.pk)), lambda: workflow.carry_over(version)
    )

    made.refresh_from_db()
    assert (objected, carried, made.state) == (None, (0, 0), State.WITHDRAWN)
