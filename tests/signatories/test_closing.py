"""What is left to do before a letter goes out: whom each line finds, and whom it leaves alone."""

from datetime import date, timedelta

import pytest

from directory.models import Term
from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from signatories import closing, workflow
from signatories.models import Consent, Signatory
from signatories.states import LeftToDo, State
from tests.factories import signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db


def on_the_clock(letter: Letter) -> Letter:
    return Letter.objects.on_the_clock().get(pk=letter.pk)


def found(letter: Letter, key: LeftToDo) -> set[Signatory]:
    return set(closing.LEFT_TO_DO[key](Signatory.objects.all(), on_the_clock(letter)))


def signed(letter: Letter, days: int, **fields) -> Signatory:
    """Confirmed so many days ago; so was the consent."""
    made = signatories.confirmed(letter, confirmed_at=database_now() - timedelta(days=days), **fields)
    Consent.objects.filter(signatory=made).update(given_at=made.confirmed_at)
    return made


def test_held_names_and_late_requests_are_told_apart_by_the_deadline():
    letter = published_letter()
    early, late = signatories.held(letter), signatories.held(letter)
    signatories.confirmed(letter)
    signatories.held()  # another letter
    letter_steps.close_now(letter, by=None)
    Signatory.objects.filter(pk=late.pk).update(submitted_at=database_now())

    assert found(letter, LeftToDo.HELD) == {early}
    assert found(letter, LeftToDo.LATE) == {late}


def test_who_lapsed_is_left_to_do_until_the_principal_has_signed_again():
    letter = published_letter()
    term = signatories.seat(letter)
    renewed, silent = signatories.confirmed(letter, term=term), signatories.confirmed(letter)
    letter.signatories.update(state=State.LAPSED, lapsed_from=State.CONFIRMED)
    signatories.confirmed(letter, term=term)

    assert found(letter, LeftToDo.LAPSED) == {silent}
    assert renewed.letter == letter


def test_a_signature_is_stale_after_the_letters_days_unless_renewed():
    letter = published_letter(type="petition", stale_after_days=10)
    old, renewed, silent, _young = (signed(letter, days) for days in (11, 11, 11, 9))
    signatories.signatory(letter)
    for one, how in ((renewed, "link"), (silent, "notice")):
        Consent.objects.filter(signatory=one).update(given_at=database_now() - timedelta(days=1), how=how)

    assert found(letter, LeftToDo.STALE) == {old, silent}


def test_staleness_looks_ahead_to_the_day_the_letter_goes_out_and_back_to_it():
    letter = published_letter(type="petition", stale_after_days=10)
    one = signed(letter, 9)
    now = database_now()

    Letter.objects.update(goes_out_at=now + timedelta(days=3), withdraw_by=now + timedelta(days=2))
    assert found(letter, LeftToDo.STALE) == {one}

    Letter.objects.update(sealed_at=now)
    assert found(letter, LeftToDo.STALE) == set()


def test_members_whose_term_ended_or_who_changed_chamber_have_left_office():
    letter = published_letter()
    stays, gone, moved, again = (signatories.confirmed(letter) for _ in range(4))
    today = date.today() + timedelta(days=1)  # noqa: DTZ011 -- a day further is the same to every zone's clock
    yesterday = today - timedelta(days=3)
    seats = {one.pk: Term.objects.filter(legislator=one.legislator) for one in (gone, moved, again)}
    for terms in seats.values():
        terms.update(end=yesterday)
    for one, chamber in ((moved, "upper"), (again, again.chamber)):
        Term.objects.create(legislator=one.legislator, jurisdiction="US", state="NY", chamber=chamber, start=yesterday)

    assert found(letter, LeftToDo.LEFT_OFFICE) == {gone, moved}
    assert stays.legislator.terms.get().end is None


def test_one_name_twice_in_one_state_and_one_mailbox_of_many_are_perhaps_twice():
    letter = published_letter(type="officeholders")
    names = (
        ("José Díaz", "NY", "", "a@x.example"),
        ("Jose Diaz", "NY", "", "b@x.example"),
        ("Jose Diaz", "TX", "", "c@x.example"),
        ("Ana Lee", "", "Utica", "d@x.example"),
        ("Ana Lee", "", "Utica", "e@x.example"),
        ("Ana Lee", "", "Troy", "f@x.example"),
        *((f"Mayor {number}", "NY", "", "hall@x.example") for number in range(3)),
        *((f"Sheriff {number}", "NY", "", "county@x.example") for number in range(2)),
        *((f"Chief {number}", "NY", "", "") for number in range(3)),
    )
    for name, us_state, city, email in names:
        signatories.confirmed(letter, printed_name=name, us_state=us_state, city=city, email=email or "z@x.example")
    Signatory.objects.filter(email="z@x.example").update(mailbox=None)
    signatories.signatory(letter, printed_name="Chief 0", us_state="NY", email="g@x.example")

    twice = sorted(one.email for one in found(letter, LeftToDo.TWICE))

    assert twice == ["a@x.example", "b@x.example", "d@x.example", "e@x.example", *["hall@x.example"] * 3]


def test_a_promise_is_outstanding_until_its_member_has_answered():
    letter = published_letter()
    silent, signed_, claimed, revoked = (signatories.seat(letter, last=last, phone="1") for last in "ABCD")
    Term.objects.filter(pk=silent.pk).update(phone="202-225-0001")
    for term in (silent, silent, signed_, claimed, revoked):
        invitation, _token = workflow.invite(letter, term.legislator, by=None)
    workflow.revoke(invitation, by=None)
    signatories.confirmed(letter, term=signed_)
    signatories.signatory(letter, term=claimed)  # anybody may type a member's name

    promises = closing.promises(on_the_clock(letter))

    assert [(member, member.phone) for member in promises] == [
        (silent.legislator, "202-225-0001"),
        (claimed.legislator, "1"),
    ]


def test_a_link_that_a_reminder_mailed_is_no_promise():
    letter = published_letter()
    workflow.invite(letter, signatories.seat(letter).legislator, by=None, email="jo@office.example")
    assert not closing.promises(letter)
