"""Many at once, on real threads and real connections: the database decides, and everyone gets an answer."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import pairing, workflow
from signatories.models import Consent, Invitation, InvitationBatch, OfficeLink, Signatory
from signatories.offices import served_by
from signatories.states import How, State, Verb
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.reminding_desk import TWO_BEFORE, asked, letter

pytestmark = pytest.mark.django_db(transaction=True)

TEN = 10


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same moment, each on a connection of its own; return what each gave or raised."""
    barrier = threading.Barrier(len(work))
    results: list[Any] = [None] * len(work)

    def run(number: int) -> None:
        connection.ensure_connection()
        try:
            barrier.wait(timeout=30)
            results[number] = work[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_workers_at_the_same_moment_remind_a_mailbox_once() -> None:
    made = [letter(), letter()]
    for one in made:
        asked(one, at="jo@office.example")

    results = at_once(*[lambda: workflow.send_reminders(TWO_BEFORE)] * 4)

    assert sorted(results) == [(0, 0)] * 3 + [(1, 2)]
    assert OutgoingEmail.objects.filter(purpose="reminder").count() == 1


def confirm(made: Signatory) -> Callable[[], Any]:
    return lambda: workflow.confirm(Signatory.objects.get(pk=made.pk), how=How.CODE)


def test_ten_confirmations_for_one_member_are_one_confirmed_and_nine_held() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    rows = [signatories.signatory(letter, term=term, email=f"aide{n}@mail.house.gov") for n in range(TEN)]

    results = at_once(*map(confirm, rows))

    assert Counter(results) == {State.CONFIRMED: 1, State.HELD: 9}
    assert Counter(letter.signatories.values_list("state", flat=True)) == {State.CONFIRMED: 1, State.HELD: 9}
    assert Counter(letter.trail.filter(signatory__isnull=False).values_list("verb", flat=True)) == {
        Verb.CONFIRMED: 1,
        Verb.HELD: 9,
    }
    assert OutgoingEmail.objects.filter(purpose="receipt").count() == 1
    assert Consent.objects.count() == TEN


def test_one_signature_confirmed_ten_times_at_once_is_confirmed_once() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    made = signatories.signatory(letter, email="dana@mail.house.gov")

    results = at_once(*[confirm(made)] * TEN)

    assert results == [State.CONFIRMED] * TEN
    assert (Consent.objects.count(), made.trail.count()) == (1, 1)
    assert OutgoingEmail.objects.filter(purpose="receipt").count() == 1


def test_ten_identical_posts_at_once_are_one_row_and_one_mail() -> None:
    letter = published_letter(type=LetterType.PETITION)
    address = reverse("signatories:sign", args=[letter.slug])
    filled = {"submission": uuid.uuid4(), "version": 1, "name": "Rosa Lind", "email": "rosa@example.org"}

    answers = at_once(*[lambda: Client().post(address, filled)] * TEN)

    made = Signatory.objects.get()
    inbox = reverse("signatories:inbox", args=[letter.slug, made.uuid])
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(303, inbox)] * TEN
    assert OutgoingEmail.objects.count() == 1


def test_ten_people_sign_at_once_and_all_are_stored() -> None:
    letter = published_letter(type=LetterType.PETITION)
    address = reverse("signatories:sign", args=[letter.slug])

    def post(number: int) -> Callable[[], Any]:
        email = f"rosa{number}@example.org"
        filled = {"submission": uuid.uuid4(), "version": 1, "name": f"Rosa {number}", "email": email}
        return lambda: Client().post(address, filled).status_code

    assert at_once(*map(post, range(TEN))) == [303] * TEN
    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (TEN, TEN)


def test_fifteen_forms_for_one_mailbox_at_once_are_five_mails() -> None:
    letter = published_letter(type=LetterType.PETITION)
    address = reverse("signatories:sign", args=[letter.slug])

    def post(number: int) -> Callable[[], Any]:
        filled = {"submission": uuid.uuid4(), "version": 1, "name": f"Rosa {number}", "email": "rosa@example.org"}
        return lambda: Client().post(address, filled).status_code

    assert Counter(at_once(*map(post, range(15)))) == {303: 5, 429: 10}
    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (5, 5)


def test_one_mailbox_confirms_two_members_at_once() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    rows = [signatories.signatory(letter, email="dana@mail.house.gov") for _ in range(2)]

    assert at_once(*map(confirm, rows)) == [State.CONFIRMED] * 2
    assert letter.signatories.confirmed().count() == 2


def test_withdrawal_and_confirmation_at_once_have_one_order() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    for _ in range(5):
        made = signatories.signatory(letter, email="dana@mail.house.gov")

        def withdraw(pk: int = made.pk) -> str:
            workflow.withdraw(Signatory.objects.get(pk=pk), by=None)
            return "withdrawn"

        confirmed, withdrawn = at_once(confirm(made), withdraw)

        verbs = list(made.trail.order_by("pk").values_list("verb", flat=True))
        made.refresh_from_db()
        assert confirmed == State.CONFIRMED
        if withdrawn == "withdrawn":
            assert (made.state, verbs) == (State.WITHDRAWN, [Verb.CONFIRMED, Verb.WITHDRAWN])
        else:
            assert isinstance(withdrawn, workflow.Refused)
            assert (made.state, verbs) == (State.CONFIRMED, [Verb.CONFIRMED])


def test_two_staff_decide_at_once_and_one_is_told() -> None:
    made = signatories.held()
    decide = {State.CONFIRMED: workflow.approve, State.REFUSED: workflow.refuse}

    results = at_once(
        *[lambda step=step: step(Signatory.objects.get(pk=made.pk), by=None) for step in decide.values()]
    )

    made.refresh_from_db()
    assert [type(result) for result in results].count(workflow.Refused) == 1
    assert made.state == list(decide)[results.index(None)]
    assert OutgoingEmail.objects.exclude(purpose="confirmation").count() == 1


def test_approval_and_confirmation_for_one_member_at_once_are_one_confirmed() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    held = signatories.held(letter, term=term, email="one@example.org")
    pending = signatories.signatory(letter, term=term, email="two@mail.house.gov")

    approved, confirmed = at_once(
        lambda: workflow.approve(Signatory.objects.get(pk=held.pk), by=None), confirm(pending)
    )

    outcomes = (approved is None, confirmed)
    assert outcomes in [(True, State.HELD), (False, State.CONFIRMED)]
    assert letter.signatories.confirmed().count() == 1


def test_twenty_five_guesses_at_once_are_five() -> None:
    made = signatories.signatory()

    results = at_once(*[lambda: workflow.take_a_try(made, "code_tries")] * 25)

    assert Counter(results) == {True: 5, False: 20}


def test_ten_presses_by_one_personal_link_are_one_signature_and_one_batch_of_invitations() -> None:
    letter = published_letter()
    term = signatories.seat(letter, email="office@ana.example")
    workflow.add_targets(letter, [term], by=None)
    invitation, _token = workflow.invite(letter, term.legislator, by=None)
    plan, form = [(letter.asks.get().pk, 0, "office@ana.example")], uuid.uuid4()

    def sign() -> Any:
        link = Invitation.objects.select_related("legislator").get(pk=invitation.pk)
        return workflow.sign_by_link(link, agent=workflow.Agent("Jo Doe", email="jo@office.example"), read=1).pk

    def send() -> Any:
        return workflow.queue_invitations(letter, plan, uuid=form, language="en", by=None).batch.pk

    queued = at_once(*[send] * TEN)
    signed = at_once(*[sign] * TEN)

    assert (len({*queued}), InvitationBatch.objects.count(), Invitation.objects.count()) == (1, 1, 2)
    assert ({*signed}, Signatory.objects.get().state) == ({Signatory.objects.get().pk}, State.CONFIRMED)
    assert OutgoingEmail.objects.filter(to="jo@office.example").count() == 1


def test_one_press_on_an_offices_page_sent_many_times_at_once_is_one_signature() -> None:
    made = published_letter()
    term = signatories.seat(made, last="Serrano", email="office@serrano.example")
    links = [
        OfficeLink.objects.create(mailbox=term.email, token_digest=str(number), made_at=made.now)
        for number in range(2)
    ]
    (office,) = served_by(term.email, made.now.date())
    press = [
        lambda link=link: workflow.sign_from_page(link, office, made, agent=workflow.Agent("Dana"), read=1).state
        for link in links * 4
    ]

    assert at_once(*press) == [State.CONFIRMED] * 8

    assert (made.signatories.count(), OutgoingEmail.objects.filter(purpose="receipt").count()) == (1, 1)


def test_names_that_are_paired_by_many_at_the_same_moment_are_told_once() -> None:
    made = published_letter(paired=True)
    for number in range(4):
        party = "Democrat" if number % 2 else "Republican"
        with transaction.atomic():
            signatories.confirmed(made, term=signatories.seat(made, party=party))
            transaction.get_connection().run_on_commit = []  # as if each process had died before it counted

    assert at_once(*[lambda: pairing.settle(made.pk)] * TEN) == [0] * TEN

    assert OutgoingEmail.objects.filter(purpose="paired").count() == 4
    assert made.signatories.on_the_letter().count() == 4
