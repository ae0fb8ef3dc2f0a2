"""What signatories are told when the letter was delivered, and when it was answered."""

from datetime import date, timedelta
from typing import Any

import pytest

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.filed import Filed
from letters.models import Answer, Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import mailings, workflow
from signatories.models import Mailing
from tests.factories import signatories
from tests.factories.letters import published_letter, sealed
from tests.signatories.visitor import mails_to

pytestmark = pytest.mark.django_db

PDF = Filed(b"%PDF-1.7\n%%EOF", "application/pdf")
ANA, ROSA = "ana@example.org", "rosa@example.org"


def signed_and_closed(**fields: Any) -> Letter:
    """A closed petition, with a name confirmed in English and one in Spanish."""
    letter = published_letter(
        type=LetterType.PETITION, title="End it", at=database_now() - timedelta(days=2), **fields
    )
    signatories.confirmed(letter, email=ANA, printed_name="Ana Ruiz")
    signatories.confirmed(letter, email=ROSA, printed_name="Rosa Vega", language="es")
    signatories.signatory(letter, email="nobody@example.org")  # not confirmed
    letter_steps.close_now(letter, by=None)
    return letter


def deliver(letter: Letter, **fields: Any) -> None:
    letter_steps.deliver(sealed(letter), by=None, way="hand", answer_due=date(2099, 3, 1), tell=True, **fields)


def answered(letter: Letter, **fields: Any) -> Answer:
    deliver(letter)
    mailings.work_off()
    day = letter.now.astimezone(letter.zone).date()
    said = {"addressee": letter.addressees.get(), "date": day, "text": "We will <b>see</b>.\n\nSoon."}
    return letter_steps.record_answer(letter, by=None, **said | fields)


def told(purpose: str) -> list[str]:
    return sorted(OutgoingEmail.objects.filter(purpose=purpose).values_list("to", flat=True))


def words(address: str) -> tuple[str, str, str]:
    """The subject, the text and the HTML of the last mail to an address."""
    mail = mails_to(address)[-1]
    return mail.subject, " ".join(mail.text.split()), " ".join(mail.html.split())


def test_everyone_on_the_letter_is_told_how_it_was_delivered_and_when_the_answer_is_due() -> None:
    letter = signed_and_closed(addressees=("The <Speaker>", "The Leader"))
    deliver(letter)

    assert mailings.work_off() == 2

    subject, text, html = words(ANA)
    assert told("delivered") == [ANA, ROSA]
    assert subject == "Delivered: End it"
    assert "The letter that Ana Ruiz has signed was delivered: End it" in text
    assert ("The <Speaker>: " in text, "The Leader: " in text, text.count("By hand")) == (True, True, 2)
    assert "Answer due by: March 1, 2099" in text
    assert ("The &lt;Speaker&gt;" in html, "<Speaker>" in html) == (True, False)


def test_each_is_told_in_the_language_in_which_they_signed() -> None:
    letter = signed_and_closed()
    answered(letter, file=PDF, public=True)
    mailings.work_off()

    subject, text, html = words(ROSA)

    assert subject == "Con respuesta: End it"
    assert "The President ha respondido a la carta que firmó Rosa Vega" in text
    assert f"/es/letters/{letter.slug}/answers/{Answer.objects.get().pk}/" in text
    assert "We will &lt;b&gt;see&lt;/b&gt;." in html


def test_the_file_of_an_answer_for_staff_is_not_linked() -> None:
    letter = signed_and_closed()
    answered(letter, text="", file=PDF, tell=True)
    mailings.work_off()

    _subject, text, html = words(ANA)

    assert told("answered") == [ANA, ROSA]
    assert "The answer is a file; ask the contact of this letter for it." in text
    assert ("/answers/" in text, "/answers/" in html) == (False, False)


def test_nobody_is_told_of_an_answer_for_staff_or_of_one_that_was_struck_in_time() -> None:
    letter = signed_and_closed()
    answered(letter)
    assert not Mailing.objects.filter(purpose="answered").exists()

    wrong = answered(signed_and_closed(), public=True)
    letter_steps.strike(wrong.letter, by=None, fact=wrong, reason="Another letter's.")
    mailings.work_off()

    assert (told("answered"), Mailing.objects.filter(finished_at=None).count()) == ([], 0)


def test_who_no_longer_stands_by_the_letter_hears_no_more_of_it() -> None:
    letter = signed_and_closed()
    letter_steps.seal(letter, by=None)
    workflow.dissociate(letter.signatories.get(email=ANA), by=None, reason="Asks to be read without.")
    day = letter.now.astimezone(letter.zone).date()

    letter_steps.deliver(letter, by=None, way="hand", tell=True)
    letter_steps.record_answer(letter, by=None, addressee=letter.addressees.get(), date=day, text="No.", tell=True)
    mailings.work_off()

    assert (told("delivered"), told("answered")) == ([ROSA], [ROSA])


def test_no_mail_says_who_carried_it_or_its_number() -> None:
    letter = signed_and_closed()
    deliver(letter, carried_by="Courier X", reference="9400")
    mailings.work_off()

    _subject, text, html = words(ANA)

    assert not any(secret in page for secret in ("Courier X", "9400") for page in (text, html))
