"""What one mailbox may ask of us: so many mails nobody answers, so many guesses, whatever forms are sent."""

import pytest
from django.urls import reverse

from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Visitor

pytestmark = pytest.mark.django_db

ROSA = "rosa@example.org"
REFUSED = "This address has several mails from us that nobody answered."


def test_sixth_unanswered_submission_is_refused_and_what_was_typed_is_kept() -> None:
    letter = published_letter(type=LetterType.PETITION)
    for number in range(5):
        signatories.signatory(letter, email=ROSA, printed_name=f"Rosa {number}")

    page = Visitor().sign(letter, name="Rosa Lind", email="Rosa@Example.org", city="Yuma")

    html = page.content.decode()
    assert (page.status_code, REFUSED in html) == (429, True)
    assert [f'value="{typed}"' in html for typed in ("Rosa Lind", "Rosa@Example.org", "Yuma")] == [True] * 3
    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (5, 5)


def test_answered_submissions_are_not_counted() -> None:
    for _ in range(5):
        signatories.confirmed(published_letter(type=LetterType.PETITION), email=ROSA)

    page = Visitor().sign(published_letter(type=LetterType.PETITION), name="Rosa Lind", email=ROSA)

    assert (page.status_code, Signatory.objects.pending().count()) == (200, 1)


def test_fifth_form_sent_again_is_answered_as_the_first_time() -> None:
    letter = published_letter(type=LetterType.PETITION)
    for number in range(4):
        signatories.signatory(letter, email=ROSA, printed_name=f"Rosa {number}")
    rosa = Visitor()
    rosa.visit(reverse("signatories:sign", args=[letter.slug]))
    form, filled = rosa.address, rosa.form().fields | {"name": "Rosa Lind", "email": ROSA}

    inboxes = []
    for _ in range(2):
        rosa.address = form
        rosa.post(filled)
        inboxes.append(rosa.address)

    assert inboxes == [reverse("signatories:inbox", args=[letter.slug, Signatory.objects.latest("pk").uuid])] * 2
    assert Signatory.objects.count() == 5


def test_full_mailbox_leaves_others_alone() -> None:
    letter = published_letter(type=LetterType.PETITION)
    for number in range(5):
        signatories.signatory(letter, email=ROSA, printed_name=f"Rosa {number}")

    page = Visitor().sign(letter, name="Ana Lind", email="ana@example.org")

    assert (page.status_code, Signatory.objects.filter(mailbox="ana@example.org").count()) == (200, 1)


@pytest.mark.parametrize("field", ["code_tries", "surname_tries"])
def test_entries_are_counted_over_all_submissions_of_a_mailbox(field: str) -> None:
    letter = published_letter(type=LetterType.PETITION)
    *used, fresh = [signatories.signatory(letter, email=ROSA, printed_name=f"Rosa {n}") for n in range(4)]
    other = signatories.signatory(letter, email="ana@example.org")

    spent = [workflow.take_a_try(made, field) for made in used for _ in range(5)]  # type: ignore[arg-type]

    assert spent == [True] * 15
    assert workflow.take_a_try(fresh, field) is False  # type: ignore[arg-type]
    assert workflow.take_a_try(other, field) is True  # type: ignore[arg-type]
