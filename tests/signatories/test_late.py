"""Between closing and sealing the form asks to be added: staff decide, and nobody is on the letter by being late."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType, Signing, Stage
from signatories import workflow
from signatories.admin.dossier import asked_late
from signatories.admin.queue import queue_url
from signatories.models import Signatory
from signatories.states import How, State
from signatories.templatetags.signatures_admin import letter_numbers
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.letters.admin_site import staff
from tests.signatories.visitor import Visitor, mails_to

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ROSA = {"name": "Rosa Lind", "email": "rosa@example.org", "city": "Troy", "us_state": "NY"}


def closed(type_: str = LetterType.PETITION, **fields: Any) -> Letter:
    now = database_now()
    return published_letter(type=type_, at=now - 48 * HOUR, closes_at=now - 2 * HOUR, **fields)


def late(letter: Letter, **fields: Any) -> Signatory:
    """Somebody who asked to be added and has not confirmed yet."""
    made = signatories.unsaved(letter, **fields)
    made.version_shown, made.submission_uuid = letter.versions.get(), uuid.uuid4()
    return workflow.submit(made, asks=True)


def seal(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(sealed_at=database_now())


def in_time(letter: Letter, **fields: Any) -> Signatory:
    """Somebody who signed an hour before the letter closed and has not confirmed yet."""
    made = late(letter, **fields)
    Signatory.objects.filter(pk=made.pk).update(submitted_at=letter.closes_at - HOUR)
    return Signatory.objects.get(pk=made.pk)


@pytest.mark.parametrize(("language", "asks"), [("", "Ask to be added"), ("/es", "Pedir que se añada")])
def test_rosa_asks_and_staff_put_her_on(client: Client, language: str, asks: str) -> None:
    letter, rosa = closed(), Visitor()
    page = rosa.visit(language + letter.get_absolute_url()).content.decode()
    form = rosa.visit(f"{language}{reverse('signatories:sign', args=[letter.slug])}").content.decode()

    rosa.send(**ROSA)
    mail = mails_to("rosa@example.org")[0]
    done = rosa.send(code=mail.code).content.decode()

    made = Signatory.objects.get()
    assert (asks in page, f"<h1>{asks}</h1>" in form) == (True, True)
    assert (made.state, made.is_late, made.trail.get().reason) == (State.HELD, True, workflow.signing.LATE)
    decides = {"": "decides", "/es": "decide, y le escribe"}[language]
    assert [decides in text for text in (form, mail.text, mail.html, done)] == [True] * 4
    staff(client)
    assert "asked 2 hours after closing" in client.get(queue_url()).text.replace("\xa0", " ")
    dossier = client.get(reverse("admin:signatories_signatory_change", args=[made.pk])).text
    assert "Asked 2 hours after closing" in dossier.replace("\xa0", " ")
    workflow.approve(made, by=None)
    assert letter.signatories.confirmed().get().printed_name == "Rosa Lind"


def test_the_late_form_promises_of_no_address_that_it_counts_at_once() -> None:
    letter = closed(LetterType.CONGRESS, trusted_domains="mail.house.gov")
    seat = signatories.seat(letter)

    form = Visitor().visit(f"{reverse('signatories:sign', args=[letter.slug])}?term={seat.pk}").text

    assert "decides about every name, whatever the address" in form
    assert "counts at once" not in form


def test_who_did_not_know_that_the_letter_closed_is_told_before_anything_is_stored() -> None:
    letter = published_letter(type=LetterType.PETITION)
    rosa = Visitor()
    rosa.visit(reverse("signatories:sign", args=[letter.slug]))
    letter_steps.close_now(letter, by=None)

    page = rosa.send(**ROSA)
    stored = Signatory.objects.count()
    rosa.send()

    html = page.content.decode()
    assert (page.status_code, stored, Signatory.objects.get().printed_name) == (409, 0, "Rosa Lind")
    for said in ("The letter closed before you sent this", "<h1>Ask to be added</h1>", 'value="rosa@example.org"'):
        assert said in html
    assert Signatory.objects.get().is_late


def test_a_form_that_was_stored_in_time_may_arrive_twice() -> None:
    letter = published_letter(type=LetterType.PETITION)
    rosa, form = Visitor(), reverse("signatories:sign", args=[letter.slug])
    rosa.visit(form)
    filled = rosa.form().fields | ROSA
    rosa.post(filled)
    first = rosa.address
    letter_steps.close_now(letter, by=None)
    rosa.address = form

    rosa.post(filled)

    assert (rosa.address, Signatory.objects.count(), len(mails_to("rosa@example.org"))) == (first, 1, 1)


def test_whoever_arrived_before_the_deadline_and_waited_for_the_database_is_in_time() -> None:
    letter = closed()
    made = signatories.unsaved(letter)
    made.version_shown, made.submission_uuid = letter.versions.get(), uuid.uuid4()

    stored = workflow.submit(made, at=letter.closes_at - timedelta(microseconds=1))

    assert (stored.is_late, workflow.confirm(stored, how=How.CODE)) == (False, State.CONFIRMED)


@pytest.mark.parametrize("proof", ["personal office", "own address", "any address"])
def test_no_proof_puts_a_late_name_on(proof: str) -> None:
    if proof == "any address":
        made = late(closed())
    else:
        letter = closed(LetterType.CONGRESS, trusted_domains="mail.house.gov")
        term = signatories.seat(letter, email="office@mail.house.gov" if proof == "own address" else "")
        made = late(letter, term=term, email="office@mail.house.gov")

    assert workflow.confirm(made, how=How.LINK) == State.HELD


def test_a_late_request_can_be_confirmed_after_the_grace_until_the_letter_is_sealed() -> None:
    letter = closed(grace_hours=1)
    one, two = late(letter, email="one@example.org"), late(letter, email="two@example.org")

    before = workflow.confirm(one, how=How.CODE)
    seal(letter)

    assert before == State.HELD
    with pytest.raises(workflow.Closed, match=r"sealed by now.*Ana Ruiz, ana\.ruiz@mail\.house\.gov"):
        workflow.confirm(two, how=How.CODE)
    with pytest.raises(workflow.Closed):
        workflow.resend(two, by=None)
    assert Signatory.objects.get(pk=two.pk).state == State.PENDING


def test_the_grace_ends_what_came_in_time_and_not_what_came_late() -> None:
    letter = closed(grace_hours=1)

    assert late(letter).confirmable_until > database_now() + 24 * HOUR
    assert in_time(letter).confirmable_until == letter.closes_at + HOUR


def test_after_the_sealing_what_came_in_time_is_taken_for_the_supplement() -> None:
    letter = closed(LetterType.CONGRESS, trusted_domains="mail.house.gov")
    proven, unproven = (in_time(letter, email=f"dana@{domain}") for domain in ("mail.house.gov", "example.org"))
    seal(letter)

    states = [workflow.confirm(made, how=How.CODE) for made in (proven, unproven)]
    workflow.approve(unproven, by=None)

    assert states == [State.CONFIRMED, State.HELD]
    assert letter.signatories.confirmed().count() == 2


def test_a_later_deadline_brings_a_late_request_in_time() -> None:
    letter = closed()
    made = late(letter)

    letter_steps.extend(letter, to=database_now() + HOUR, by=None, reason="More time.")

    assert workflow.confirm(made, how=How.CODE) == State.CONFIRMED


@pytest.mark.parametrize("end", ["sealed", "delivered", "recalled", "staff only"])
def test_where_nobody_can_be_added_there_is_no_form(end: str) -> None:
    letter = closed()
    match end:
        case "sealed":
            seal(letter)
        case "delivered":
            Letter.objects.update(stage=Stage.DELIVERED, delivered_at=database_now())
        case "recalled":
            letter_steps.recall(letter, by=None, reason="Moot.")
        case _:
            Letter.objects.update(signing=Signing.STAFF_ONLY)
    visitor = Visitor()

    page = visitor.visit(letter.get_absolute_url()).content.decode()
    form = visitor.visit(reverse("signatories:sign", args=[letter.slug])).content.decode()

    assert ("Ask to be added" in page, "<form" in form) == (False, False)
    with pytest.raises(workflow.Closed):
        late(letter)


@pytest.mark.parametrize(
    ("after", "said"),
    [(0, "less than a minute"), (59, "less than a minute"), (60, "1 minute"), (90 * 60, "1 hour"), (-1, "")],
)
def test_staff_read_how_long_after_closing_it_came(after: int, said: str) -> None:
    letter = Letter(closes_at=database_now())

    words = asked_late(Signatory(letter=letter, submitted_at=letter.closes_at + timedelta(seconds=after)))

    assert words.replace("\xa0", " ") == (f"asked {said} after closing" if said else "")


def test_staff_read_how_many_can_still_confirm() -> None:
    letter = closed(grace_hours=24)
    in_time(letter, email="one@example.org")
    late(letter, email="two@example.org")
    late(letter, email="three@example.org")

    def can_confirm() -> int:
        return letter_numbers(Letter.objects.on_the_clock().get())["can_confirm"]

    counted = [can_confirm()]
    seal(letter)
    counted.append(can_confirm())
    Letter.objects.update(grace_hours=1)
    counted.append(can_confirm())
    Letter.objects.update(sealed_at=None)
    counted.append(can_confirm())

    assert counted == [3, 1, 0, 2]


def test_a_late_row_never_blocks_what_staff_enter() -> None:
    letter = closed(LetterType.CONGRESS)
    term = signatories.seat(letter)
    workflow.confirm(late(letter, term=term), how=How.CODE)

    entered = signatories.unsaved(letter, term=term, received_at=letter.closes_at - HOUR)
    workflow.enter(entered, by=None)

    assert letter.signatories.confirmed().filter(received_at=F("letter__closes_at") - HOUR).exists()


@pytest.mark.parametrize(("approved", "state"), [(True, State.CONFIRMED), (False, State.HELD)])
def test_whom_staff_let_in_is_not_late_again_when_the_text_changes(approved: bool, state: State) -> None:
    made = late(closed(LetterType.CONGRESS))
    workflow.confirm(made, how=How.CODE)
    if approved:
        workflow.approve(made, by=None)
    Signatory.objects.update(lapsed_from=F("state"), state=State.LAPSED)

    assert workflow.confirm(Signatory.objects.get(), how=How.CODE) == state
