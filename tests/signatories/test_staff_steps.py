"""What staff do to a signature: each step from the states it may start from, and from no other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import F

from directory.models import Organization
from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import tokens, workflow
from signatories.models import Signatory
from signatories.states import How, State, Verb
from tests.factories import directory, signatories
from tests.factories.letters import published_letter, sealed
from tests.signatories.visitor import mails_to

pytestmark = pytest.mark.django_db

Step = Callable[[Signatory], Any]
STEPS: dict[str, tuple[Step, set[str], str]] = {
    "approve": (lambda made: workflow.approve(made, by=None), {State.HELD}, State.CONFIRMED),
    "refuse": (lambda made: workflow.refuse(made, by=None), {State.HELD}, State.REFUSED),
    "withdraw": (lambda made: workflow.withdraw(made, by=None), {State.CONFIRMED}, State.WITHDRAWN),
    "resend": (lambda made: workflow.resend(made, by=None), {State.PENDING, State.LAPSED}, None),
    "renew": (lambda made: workflow.renew(made, by=None, reason="By phone."), {State.LAPSED}, State.CONFIRMED),
    "enter_in_error": (
        lambda made: workflow.enter_in_error(made, by=None, reason="A joke."),
        set(State) - {State.ENTERED_IN_ERROR},
        State.ENTERED_IN_ERROR,
    ),
}


def standing(state: str, letter: Letter | None = None) -> Signatory:
    """A signatory who stands in this state."""
    confirmed_at = {"confirmed_at": database_now()} if state == State.CONFIRMED else {}
    return signatories.signatory(letter, state=state, **confirmed_at)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", STEPS)
def test_each_step_starts_where_it_may_and_nowhere_else(name: str, state: str) -> None:
    step, starts, end = STEPS[name]
    made = standing(state)
    as_it_was = Signatory.objects.filter(pk=made.pk).values().get()

    if state in starts:
        step(made)
        assert Signatory.objects.get(pk=made.pk).state == (end or state)
        assert made.trail.count() == 1
    else:
        with pytest.raises(workflow.Refused):
            step(made)
        assert Signatory.objects.filter(pk=made.pk).values().get() == as_it_was
        assert (made.trail.count(), OutgoingEmail.objects.count()) == (0, 1)


def test_of_two_staff_with_the_same_page_the_second_is_told() -> None:
    made = signatories.held()
    one, two = Signatory.objects.get(pk=made.pk), Signatory.objects.get(pk=made.pk)
    workflow.approve(one, by=None)

    with pytest.raises(workflow.Refused, match="Confirmed"):
        workflow.refuse(two, by=None)

    assert Signatory.objects.get(pk=made.pk).state == State.CONFIRMED


def test_trail_says_who_and_why() -> None:
    made = signatories.held()
    staffer = get_user_model().objects.create_user("pilar")

    workflow.approve(made, by=staffer, reason="Called the office.")

    entry = made.trail.get(verb=Verb.APPROVED)
    assert (entry.by, entry.reason, entry.letter) == (staffer, "Called the office.", made.letter)


def test_approving_sets_the_time_and_tells_the_agent() -> None:
    made = signatories.held(email="dana@example.org")

    workflow.approve(made, by=None)

    made.refresh_from_db()
    assert abs(made.confirmed_at - database_now()) < timedelta(seconds=30)
    assert len(mails_to("dana@example.org", "receipt")) == 1


def test_approving_a_second_signature_for_the_same_member_is_refused_and_changes_nothing() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    signatories.confirmed(letter, term=term, email="one@mail.house.gov")
    second = signatories.held(letter, term=term, email="two@example.org")

    with pytest.raises(workflow.Refused, match="Ana Grijalva"):
        workflow.approve(second, by=None)

    assert Signatory.objects.get(pk=second.pk).state == State.HELD
    assert mails_to("two@example.org", "receipt") == []


def test_the_other_signature_can_be_approved_once_the_first_withdrew() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    first = signatories.confirmed(letter, term=term, email="one@mail.house.gov")
    second = signatories.held(letter, term=term, email="two@example.org")
    workflow.withdraw(first, by=None)

    workflow.approve(second, by=None)

    assert letter.signatories.confirmed().get() == second


def test_approving_a_proposed_organization_adds_it_to_the_directory() -> None:
    letter = published_letter(type=LetterType.COALITION)
    made = signatories.held(letter, organization=None, printed_name="Casa de los Vecinos", us_state="NY", city="Troy")

    workflow.approve(made, by=None)

    known = Organization.objects.get()
    made.refresh_from_db()
    assert (made.organization, made.state) == (known, State.CONFIRMED)
    assert (known.name, known.city, known.state, known.domain) == ("Casa de los Vecinos", "Troy", "NY", "")


def test_approving_a_proposed_organization_finds_the_one_that_is_there() -> None:
    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization(name="Casa de los Vecinos", state="NY")
    made = signatories.held(letter, organization=None, printed_name="CASA DE LOS VECINOS", us_state="NY")

    workflow.approve(made, by=None)

    made.refresh_from_db()
    assert (made.organization, Organization.objects.count()) == (known, 1)


def test_approving_an_organization_that_signed_already_leaves_it_held_and_unnamed() -> None:
    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization(name="Casa de los Vecinos", state="NY", domain="casa.example")
    signatories.confirmed(letter, organization=known, email="one@casa.example")
    made = signatories.held(letter, organization=None, printed_name="Casa de los Vecinos", us_state="NY")

    with pytest.raises(workflow.Refused):
        workflow.approve(made, by=None)

    made.refresh_from_db()
    assert (made.state, made.organization) == (State.HELD, None)


def test_refused_approval_adds_no_organization_to_the_directory() -> None:
    letter = published_letter(type=LetterType.COALITION)
    made = signatories.held(letter, organization=None, printed_name="Casa de los Vecinos")
    Signatory.objects.update(state=State.REFUSED)

    with pytest.raises(workflow.Refused):
        workflow.approve(made, by=None)

    assert Organization.objects.count() == 0


def test_organization_whose_name_has_no_letter_is_refused_in_words() -> None:
    letter = published_letter(type=LetterType.COALITION)
    made = signatories.held(letter, organization=None, printed_name="★ ★ ★")

    with pytest.raises(workflow.Refused):
        workflow.approve(made, by=None)


@pytest.mark.parametrize("end", ["recalled", "delivered"])
def test_after_the_letters_end_nothing_is_approved_or_sent_again(end: str) -> None:
    letter = published_letter()
    held, pending = signatories.held(letter), signatories.signatory(letter)
    letter_steps.close_now(letter, by=None)
    letter_steps.deliver(sealed(letter), by=None) if end == "delivered" else letter_steps.recall(
        letter, by=None, reason="Moot."
    )

    for step, made in ((workflow.approve, held), (workflow.resend, pending)):
        with pytest.raises(workflow.Closed):
            step(made, by=None)


def test_closed_letter_still_takes_what_staff_approve() -> None:
    letter = published_letter()
    made = signatories.held(letter)
    letter_steps.close_now(letter, by=None)

    workflow.approve(made, by=None)

    assert Signatory.objects.get(pk=made.pk).state == State.CONFIRMED


def test_refusal_is_told_with_its_reason_to_the_person_who_confirmed() -> None:
    made = signatories.held(email="dana@example.org")

    workflow.refuse(made, by=None, reason="The member asked not to be listed.")

    mail = mails_to("dana@example.org", "refusal")[0]
    for told in (mail.text, mail.html):
        assert "The member asked not to be listed." in told


def test_withdrawn_member_signs_again() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    signatories.withdrawn(letter, term=term, email="dana@mail.house.gov")

    again = signatories.signatory(letter, term=term, email="dana@mail.house.gov")

    assert workflow.confirm(again, how=How.CODE) == State.CONFIRMED


def test_nobody_is_taken_off_a_delivered_letter() -> None:
    letter = published_letter()
    made = signatories.confirmed(letter)
    letter_steps.close_now(letter, by=None)
    letter_steps.deliver(sealed(letter), by=None)

    with pytest.raises(workflow.Refused):
        workflow.withdraw(made, by=None)

    assert Signatory.objects.get(pk=made.pk).state == State.CONFIRMED


def test_entered_in_error_needs_a_reason() -> None:
    made = signatories.confirmed()

    with pytest.raises(workflow.Refused):
        workflow.enter_in_error(made, by=None, reason=" \n")

    assert Signatory.objects.get(pk=made.pk).state == State.CONFIRMED


def test_entered_in_error_is_kept_and_leaves_room_for_the_right_one() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    wrong = signatories.confirmed(letter, term=term, email="mallory@mail.house.gov")
    workflow.enter_in_error(wrong, by=None, reason="A forgery.")

    right = signatories.confirmed(letter, term=term, email="dana@mail.house.gov")

    assert list(letter.signatories.confirmed()) == [right]
    assert Signatory.objects.get(pk=wrong.pk).consents.count() == 1


def test_resent_mail_has_a_new_link_and_code_and_the_old_ones_are_dead() -> None:
    made = signatories.signatory(email="dana@example.org")

    workflow.resend(made, by=None)

    made = Signatory.objects.get(pk=made.pk)
    old, new = mails_to("dana@example.org", "confirmation")
    assert tokens.is_code_of(made, new.code)
    assert tokens.digest_of_token(new.token) == made.token_digest
    assert tokens.digest_of_token(old.token) != made.token_digest
    assert made.confirmation_mail_id == OutgoingEmail.objects.latest("pk").pk


def test_resent_link_lives_its_full_time() -> None:
    made = signatories.signatory()
    Signatory.objects.update(expires_at=F("expires_at") - timedelta(hours=80))

    workflow.resend(made, by=None)

    made.refresh_from_db()
    assert made.expires_at - database_now() > timedelta(hours=71, minutes=59)


def test_nothing_is_sent_again_after_this_was_not_me() -> None:
    made = signatories.signatory()
    workflow.report(made)

    with pytest.raises(workflow.Refused):
        workflow.resend(Signatory.objects.get(pk=made.pk), by=None)

    assert OutgoingEmail.objects.count() == 1


def test_a_page_that_was_open_before_the_report_sends_nothing_either() -> None:
    made = signatories.signatory()
    as_the_page_knew_it = Signatory.objects.get(pk=made.pk)
    workflow.report(made)

    with pytest.raises(workflow.Refused):
        workflow.resend(as_the_page_knew_it, by=None)


def test_nothing_is_sent_again_when_the_grace_is_over() -> None:
    letter = published_letter(grace_hours=1)
    made = signatories.signatory(letter)
    Letter.objects.update(opens_at=F("opens_at") - timedelta(days=9), closes_at=database_now() - timedelta(hours=2))
    Signatory.objects.update(submitted_at=database_now() - timedelta(hours=3))

    with pytest.raises(workflow.Refused):
        workflow.resend(made, by=None)
