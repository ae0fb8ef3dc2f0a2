"""confirm and report: a person meant it, and what follows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter, Version
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Consent, Signatory, TrailEntry
from signatories.states import How, State, Verb
from tests.factories import directory, signatories
from tests.factories.letters import published_letter, sealed

pytestmark = pytest.mark.django_db


def trail(signatory: Signatory) -> list[str]:
    return list(signatory.trail.order_by("pk").values_list("verb", flat=True))


def move_the_clock(letter: Letter, **by: int) -> None:
    """Let time pass for a letter and its signatories, as far as deadlines go."""
    gone = timedelta(**by)
    Letter.objects.filter(pk=letter.pk).update(opens_at=F("opens_at") - gone, closes_at=F("closes_at") - gone)
    letter.signatories.update(submitted_at=F("submitted_at") - gone, expires_at=F("expires_at") - gone)


def test_trusted_domain_confirms_at_once() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    made = signatories.signatory(letter, email="dana@mail.house.gov")

    state = workflow.confirm(made, how=How.CODE)

    made.refresh_from_db()
    assert (state, made.state, trail(made)) == (State.CONFIRMED, State.CONFIRMED, [Verb.CONFIRMED])
    assert abs(made.confirmed_at - database_now()) < timedelta(seconds=30)


def test_members_own_address_confirms_at_once() -> None:
    letter = published_letter()
    term = signatories.seat(letter, email="Grijalva@house.example")

    made = signatories.signatory(letter, term=term, email="grijalva@HOUSE.example")

    assert workflow.confirm(made, how=How.LINK) == State.CONFIRMED


def test_any_other_address_is_held_for_staff() -> None:
    made = signatories.signatory(email="dana@example.org")

    state = workflow.confirm(made, how=How.CODE)

    made.refresh_from_db()
    assert (state, made.state, made.confirmed_at, trail(made)) == (State.HELD, State.HELD, None, [Verb.HELD])


def test_second_confirmation_for_the_same_member_is_held() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    signatories.confirmed(letter, term=term, email="first@mail.house.gov")
    second = signatories.signatory(letter, term=term, email="second@mail.house.gov")

    assert workflow.confirm(second, how=How.CODE) == State.HELD

    second.refresh_from_db()
    assert (second.state, second.consents.count()) == (State.HELD, 1)
    assert letter.signatories.confirmed().count() == 1


def test_second_confirmation_for_the_same_organization_is_held() -> None:
    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization(domain="union.example")
    signatories.confirmed(letter, organization=known, email="one@union.example")
    second = signatories.signatory(letter, organization=known, email="two@union.example")

    assert workflow.confirm(second, how=How.CODE) == State.HELD


def test_second_signature_of_one_mailbox_on_a_petition_is_held() -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, email="rosa@example.org", printed_name="Rosa Lind")
    second = signatories.signatory(letter, email="Rosa@Example.org", printed_name="Rosita Lind")

    assert workflow.confirm(second, how=How.CODE) == State.HELD


def test_the_same_member_signs_another_letter() -> None:
    one, two = (published_letter(trusted_domains="mail.house.gov") for _ in range(2))
    term = signatories.seat(one)
    signatories.confirmed(one, term=term, email="dana@mail.house.gov")

    made = signatories.signatory(two, term=term, email="dana@mail.house.gov")

    assert workflow.confirm(made, how=How.CODE) == State.CONFIRMED


@pytest.mark.parametrize("domains", ["mail.house.gov", ""], ids=["confirmed", "held"])
def test_confirming_again_changes_nothing(domains: str) -> None:
    made = signatories.signatory(published_letter(trusted_domains=domains), email="dana@mail.house.gov")
    first = workflow.confirm(made, how=How.CODE)
    as_it_was = Signatory.objects.filter(pk=made.pk).values().get()
    mails = OutgoingEmail.objects.count()

    second = workflow.confirm(made, how=How.LINK)

    assert second == first
    assert Signatory.objects.filter(pk=made.pk).values().get() == as_it_was
    assert (OutgoingEmail.objects.count(), Consent.objects.count(), len(trail(made))) == (mails, 1, 1)


def test_a_stale_object_does_not_confirm_what_was_withdrawn_meanwhile() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    stale = signatories.signatory(letter, email="dana@mail.house.gov")
    fresh = Signatory.objects.get(pk=stale.pk)
    workflow.confirm(fresh, how=How.CODE)
    workflow.withdraw(fresh, by=None)

    with pytest.raises(workflow.Refused):
        workflow.confirm(stale, how=How.CODE)

    assert Signatory.objects.get(pk=stale.pk).state == State.WITHDRAWN


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN, State.ENTERED_IN_ERROR])
@pytest.mark.parametrize("domains", ["mail.house.gov", ""], ids=["proves", "proves too little"])
def test_link_of_a_signature_that_is_over_confirms_nothing(state: str, domains: str) -> None:
    letter = published_letter(trusted_domains=domains)
    made = signatories.signatory(letter, email="dana@mail.house.gov", state=state)

    with pytest.raises(workflow.Refused):
        workflow.confirm(made, how=How.LINK)

    assert Signatory.objects.get(pk=made.pk).state == state
    assert (Consent.objects.count(), trail(made), OutgoingEmail.objects.count()) == (0, [], 1)


def test_submitted_in_time_may_be_confirmed_within_the_grace() -> None:
    letter = published_letter(trusted_domains="mail.house.gov", grace_hours=24)
    made = signatories.signatory(letter, email="dana@mail.house.gov")
    Letter.objects.update(opens_at=F("opens_at") - timedelta(days=9), closes_at=database_now() - timedelta(hours=23))
    Signatory.objects.update(submitted_at=F("submitted_at") - timedelta(days=1))

    assert workflow.confirm(made, how=How.CODE) == State.CONFIRMED


@pytest.mark.parametrize("grace", [0, 24])
def test_after_the_grace_nothing_is_confirmed(grace: int) -> None:
    letter = published_letter(trusted_domains="mail.house.gov", grace_hours=grace)
    made = signatories.signatory(letter, email="dana@mail.house.gov")
    closes = database_now() - timedelta(hours=grace)
    Letter.objects.update(opens_at=F("opens_at") - timedelta(days=9), closes_at=closes)
    Signatory.objects.update(submitted_at=closes - timedelta(microseconds=1))

    with pytest.raises(workflow.Closed):
        workflow.confirm(made, how=How.CODE)

    assert Signatory.objects.get(pk=made.pk).state == State.PENDING


def test_letter_extended_after_the_grace_takes_the_confirmation_again() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    made = signatories.signatory(letter, email="dana@mail.house.gov")
    closes = database_now() - timedelta(days=2)
    Letter.objects.update(opens_at=F("opens_at") - timedelta(days=9), closes_at=closes)
    letter_steps.extend(letter, to=database_now() + timedelta(days=1), by=None, reason="More time.")

    assert workflow.confirm(made, how=How.CODE) == State.CONFIRMED


@pytest.mark.parametrize(("hours", "confirmed"), [(71, True), (72, False), (73, False)])
def test_link_and_code_live_for_72_hours(hours: int, confirmed: bool) -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    made = signatories.signatory(letter, email="dana@mail.house.gov")
    move_the_clock(letter, hours=hours)

    try:
        state = workflow.confirm(made, how=How.CODE)
    except workflow.Refused:
        state = State.PENDING

    assert (state == State.CONFIRMED) == confirmed


def test_recalled_letter_confirms_nothing() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    made = signatories.signatory(letter, email="dana@mail.house.gov")
    letter_steps.recall(letter, by=None, reason="The bill was withdrawn.")

    with pytest.raises(workflow.Closed):
        workflow.confirm(made, how=How.CODE)

    assert (Signatory.objects.get().state, Consent.objects.count()) == (State.PENDING, 0)


def test_delivered_letter_confirms_nothing_even_within_the_grace() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    made = signatories.signatory(letter, email="dana@mail.house.gov")
    letter_steps.close_now(letter, by=None)
    letter_steps.deliver(sealed(letter), by=None)

    with pytest.raises(workflow.Closed):
        workflow.confirm(made, how=How.CODE)


def test_consent_is_to_the_version_that_was_shown() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    shown = letter.versions.get()
    made = signatories.signatory(letter, email="dana@mail.house.gov")
    Version.objects.create(
        letter=letter, number=2, change="editorial", content=b"{}", sha256="0" * 64, published_at=database_now()
    )

    workflow.confirm(made, how=How.LINK)

    consent = Consent.objects.get()
    made.refresh_from_db()
    assert (consent.signatory, consent.version, consent.how) == (made, shown, How.LINK)
    assert consent.given_at == made.confirmed_at


def test_held_signature_has_its_consent_too() -> None:
    made = signatories.signatory(email="dana@example.org")

    workflow.confirm(made, how=How.CODE)

    assert list(Consent.objects.values_list("signatory", "how")) == [(made.pk, How.CODE)]


def test_trail_knows_ids_and_reasons_but_no_address() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    one = signatories.signatory(letter, term=term, email="canary@mail.house.gov", agent_name="Kanarya Bird")
    two = signatories.signatory(letter, term=term, email="canary@example.org", agent_name="Kanarya Bird")
    for made in (one, two):
        workflow.report(made)
        workflow.confirm(made, how=How.CODE)
    workflow.withdraw(one, by=None, reason="Asked by phone.")
    workflow.refuse(two, by=None, reason="Not known.")

    told = [str(value) for row in TrailEntry.objects.values() for value in row.values()]

    assert [text for text in told if "@" in text or "anar" in text] == []
    assert {"Asked by phone.", "Not known."} < set(told)


def test_report_changes_no_state_and_is_noted_once() -> None:
    made = signatories.signatory()

    workflow.report(made)
    workflow.report(made)

    made.refresh_from_db()
    assert (made.state, trail(made)) == (State.PENDING, [Verb.REPORTED])
    assert made.reported_at is not None


def test_report_by_a_scanner_does_not_stop_the_person() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    made = signatories.signatory(letter, email="dana@mail.house.gov")
    workflow.report(made)

    assert workflow.confirm(made, how=How.CODE) == State.CONFIRMED


def tries(made: Signatory, field: Any, count: int) -> list[bool]:
    return [workflow.take_a_try(made, field) for _ in range(count)]


def test_five_entries_an_hour_for_each_field() -> None:
    made = signatories.signatory()

    assert tries(made, "surname_tries", 7) == [True] * 5 + [False] * 2
    assert tries(made, "code_tries", 6) == [True] * 5 + [False]


def test_entries_come_back_after_an_hour_and_only_then() -> None:
    made = signatories.signatory()
    tries(made, "code_tries", 5)

    Signatory.objects.update(tries_since=F("tries_since") - timedelta(minutes=59))
    early = workflow.take_a_try(made, "code_tries")
    Signatory.objects.update(tries_since=F("tries_since") - timedelta(minutes=1))

    assert (early, tries(made, "code_tries", 6)) == (False, [True] * 5 + [False])


def test_entries_are_counted_for_each_signature_alone() -> None:
    letter = published_letter()
    one, two = signatories.signatory(letter), signatories.signatory(letter)
    tries(one, "code_tries", 5)

    assert workflow.take_a_try(two, "code_tries")
