"""What the database itself refuses, each with the neighbour it must let through."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from letters.clock import database_now
from letters.models import Letter, Version
from letters.states import LetterType
from signatories.models import Consent, Signatory, Tally, TrailEntry
from signatories.states import LIVE_STATES, How, Kind, Source, State, Verb
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db


def row(letter: Letter, kind: str = Kind.INDIVIDUAL, state: str = State.CONFIRMED, **fields: Any) -> Signatory:
    """Write a row past every step: only the database is asked."""
    now = database_now()
    plain = {"printed_name": "Rosa Lind", "sort_name": "lind rosa", "folded_name": "rosa lind", "submitted_at": now}
    when = {State.CONFIRMED: {"confirmed_at": now}, State.LAPSED: {"lapsed_from": State.HELD}}.get(State(state), {})
    return Signatory.objects.create(letter=letter, kind=kind, state=state, **plain | when | fields)


def refused(letter: Letter, constraint: str, **fields: Any) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        row(letter, **fields)
    # SQLite names the columns of a unique index, and the others by name.
    assert constraint in str(error.value) or "UNIQUE constraint failed" in str(error.value)


def principal(kind: str) -> dict[str, Any]:
    """What makes two signatures of this kind the same one."""
    match kind:
        case Kind.LEGISLATOR:
            return {"kind": kind, "legislator": directory.legislator()}
        case Kind.ORGANIZATION:
            return {"kind": kind, "organization": directory.organization()}
        case Kind.OFFICEHOLDER:
            return {"kind": kind, "mailbox": "ida@example.org", "folded_name": "ida wells"}
    return {"kind": kind, "mailbox": "rosa@example.org"}


@pytest.mark.parametrize("kind", Kind)
def test_second_confirmed_row_of_a_principal_is_refused(kind: str) -> None:
    letter, same = published_letter(), principal(kind)
    row(letter, **same)

    refused(letter, "one_confirmed", **same)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", set(State) - {State.CONFIRMED})
def test_rows_that_are_not_confirmed_never_block(kind: str, state: str) -> None:
    letter, same = published_letter(), principal(kind)
    row(letter, state=state, **same)
    row(letter, **same)

    row(letter, state=state, **same)

    assert Signatory.objects.count() == 3


@pytest.mark.parametrize("kind", Kind)
def test_the_same_principal_is_confirmed_on_two_letters(kind: str) -> None:
    same = principal(kind)

    for letter in (published_letter(), published_letter()):
        row(letter, **same)

    assert Signatory.objects.count() == 2


@pytest.mark.parametrize("kind", Kind)
def test_two_principals_are_confirmed_on_one_letter(kind: str) -> None:
    letter, one, two = published_letter(), principal(kind), principal(kind)
    two |= {"mailbox": "other@example.org"} if "mailbox" in two else {}

    row(letter, **one)
    row(letter, **two)

    assert Signatory.objects.count() == 2


def test_two_officeholders_may_share_the_mailbox_of_their_aide() -> None:
    letter = published_letter()

    for name in ("ida wells", "ada wells"):
        row(letter, kind=Kind.OFFICEHOLDER, mailbox="aide@example.org", folded_name=name)

    assert Signatory.objects.count() == 2


@pytest.mark.parametrize("kind", [Kind.LEGISLATOR, Kind.ORGANIZATION])
def test_one_aide_may_act_for_two_principals_from_one_mailbox(kind: str) -> None:
    letter = published_letter()

    for same in (principal(kind), principal(kind)):
        row(letter, mailbox="aide@example.org", **same)

    assert Signatory.objects.count() == 2


def test_one_person_may_sign_alone_and_as_officeholder() -> None:
    letter = published_letter()

    for kind in (Kind.INDIVIDUAL, Kind.OFFICEHOLDER):
        row(letter, kind=kind, mailbox="rosa@example.org")

    assert Signatory.objects.count() == 2


def test_second_confirmed_lead_in_one_position_is_refused() -> None:
    letter = published_letter()
    row(letter, mailbox="one@example.org", lead_position=1)

    refused(letter, "one_confirmed_per_lead_position", mailbox="two@example.org", lead_position=1)
    row(letter, mailbox="two@example.org", lead_position=2)


def test_confirmed_row_says_when() -> None:
    letter = published_letter()

    refused(letter, "confirmed_signatory_says_when", confirmed_at=None)
    row(letter, state=State.HELD, confirmed_at=None)


@pytest.mark.parametrize("kind", [Kind.LEGISLATOR, Kind.ORGANIZATION])
def test_confirmed_row_points_into_the_directory_where_its_kind_needs_it(kind: str) -> None:
    letter = published_letter()

    refused(letter, f"confirmed_{kind}_is_in_the_directory", kind=kind)
    row(letter, kind=kind, state=State.HELD)


@pytest.mark.parametrize("kind", set(Kind) - {Kind.LEGISLATOR})
def test_only_a_legislator_points_to_a_legislator(kind: str) -> None:
    refused(
        published_letter(),
        "only_legislators_point_to_a_legislator",
        kind=kind,
        state=State.PENDING,
        legislator=directory.legislator(),
    )


@pytest.mark.parametrize("kind", set(Kind) - {Kind.ORGANIZATION})
def test_only_an_organization_points_to_an_organization(kind: str) -> None:
    refused(
        published_letter(),
        "only_organizations_point_to_an_organization",
        kind=kind,
        state=State.PENDING,
        organization=directory.organization(),
    )


@pytest.mark.parametrize("field", ["uuid", "submission_uuid"])
def test_ids_are_unique(field: str) -> None:
    letter = published_letter()
    made = signatories.signatory(letter)

    refused(letter, field, state=State.PENDING, **{field: getattr(made, field)})


def test_consent_is_given_once_to_each_version() -> None:
    made = signatories.confirmed()
    again = {"signatory": made, "given_at": database_now(), "how": How.CODE}
    second = Version.objects.create(
        letter=made.letter, number=2, change="editorial", content=b"{}", sha256="0" * 64, published_at=database_now()
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(version=made.version_shown, **again)
    Consent.objects.create(version=second, **again)

    assert made.consents.count() == 2


def test_trail_is_append_only() -> None:
    entry = signatories.confirmed().trail.get(verb=Verb.APPROVED)
    entry.reason = "Something else."

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()

    assert TrailEntry.objects.get(pk=entry.pk).reason == ""


def test_trail_is_append_only_by_the_handful_too() -> None:
    made = signatories.confirmed()
    count = made.trail.count()

    for rewrite in (made.trail.all().delete, lambda: made.trail.update(reason="Something else.")):
        with pytest.raises(TypeError):
            rewrite()

    assert made.trail.filter(reason="Something else.").count() == 0
    assert made.trail.count() == count


@pytest.mark.parametrize("pointed_to", ["letter", "legislator"])
def test_what_a_signature_points_to_cannot_be_deleted(pointed_to: str) -> None:
    made = signatories.confirmed()

    with pytest.raises(ProtectedError):
        getattr(made, pointed_to).delete()


def test_signature_with_a_trail_cannot_be_deleted() -> None:
    made = signatories.confirmed()

    with pytest.raises(ProtectedError):
        made.delete()


def test_mail_can_be_cleared_away_without_the_signature() -> None:
    made = signatories.signatory()

    made.confirmation_mail.delete()

    made.refresh_from_db()
    assert made.confirmation_mail is None


def test_signature_stays_as_signed_when_the_member_changes_party_and_seat() -> None:
    letter = published_letter()
    term = signatories.seat(letter, party="Democrat", district="16")
    made = signatories.confirmed(letter, term=term)

    type(term).objects.update(party="Independent", district="17", title="Former Representative")
    type(term.legislator).objects.update(full_name="Somebody Else")

    made.refresh_from_db()
    assert (made.seat, made.line) == ("D-NY-16", "Member of Congress")
    assert made.printed_name.startswith("Ana Grijalva")


def test_who_is_no_legislator_has_no_seat() -> None:
    letter = published_letter(type=LetterType.COALITION)

    assert signatories.signatory(letter).seat == ""


def test_what_staff_entered_is_in_time_from_when_it_was_received() -> None:
    now = database_now()
    by_phone = Signatory(submitted_at=now, received_at=now - timedelta(hours=3))

    assert (by_phone.in_time_from, Signatory(submitted_at=now).in_time_from) == (now - timedelta(hours=3), now)


def test_invented_names_are_marked() -> None:
    assert Signatory(source=Source.DEMONSTRATION).invented
    assert [source for source in Source if Signatory(source=source).invented] == [Source.DEMONSTRATION]


def test_live_states_are_those_that_can_still_be_or_are_on_the_letter() -> None:
    assert set(LIVE_STATES) == {State.PENDING, State.HELD, State.CONFIRMED}


def test_names_read_as_names() -> None:
    made = signatories.confirmed()

    assert str(made) == made.printed_name
    assert str(made.consents.get()) == f"{made.pk} {made.version_shown_id}"
    assert str(made.trail.get(verb=Verb.APPROVED)) == "approved"
    assert str(Tally(confirmed=3)) == "3"


@pytest.mark.parametrize("before", ["", State.WITHDRAWN, State.LAPSED])
def test_lapsed_name_says_from_which_live_state(before: str) -> None:
    refused(published_letter(), "lapsed_signatory_says_from_what", state=State.LAPSED, lapsed_from=before)
