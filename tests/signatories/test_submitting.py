"""submit: what a form said becomes one row and one mail, and never touches another's."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter, Version
from letters.states import LetterType, Signing
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Consent, Signatory, TrailEntry
from signatories.states import Source, State
from tests.factories import signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter, sealed

pytestmark = pytest.mark.django_db


def filled(letter: Letter, *, form: uuid.UUID | None = None, **fields: Any) -> Signatory:
    """What a valid form hands over."""
    made = signatories.unsaved(letter, **fields)
    made.version_shown = letter.versions.last()
    made.submission_uuid = form or uuid.uuid4()
    return made


def a_form(letter: Letter) -> dict[str, Any]:
    """One form, to be sent more than once."""
    return {
        "form": uuid.uuid4(),
        "term": signatories.seat(letter),
        "email": "dana@example.org",
        "agent_name": "Dana Okafor",
        "agent_role": "Legislative assistant",
    }


def written(queries: CaptureQueriesContext) -> list[str]:
    """The statements that write, as verb and table."""
    statements = [query["sql"].split() for query in queries]
    return [f"{words[0]} {words[2]}" for words in statements if words[0] in ("INSERT", "UPDATE", "DELETE")]


def test_submitting_is_two_inserts_in_one_transaction() -> None:
    made = filled(published_letter())

    with CaptureQueriesContext(connection) as queries:
        workflow.submit(made)

    assert written(queries) == ['INSERT "outbox_outgoingemail"', 'INSERT "signatories_signatory"']


@pytest.mark.django_db(transaction=True)
def test_both_inserts_lie_between_one_begin_and_one_commit() -> None:
    made = filled(published_letter())

    with CaptureQueriesContext(connection) as queries:
        workflow.submit(made)

    verbs = [query["sql"].split()[0] for query in queries]
    assert (verbs[0], verbs[-1], verbs.count("BEGIN"), verbs.count("COMMIT")) == ("BEGIN", "COMMIT", 1, 1)


def test_a_submission_is_pending_and_knows_its_mail_and_moment() -> None:
    letter = published_letter()
    before = database_now()

    made = workflow.submit(filled(letter, email="dana@example.org"))

    made.refresh_from_db()
    assert (made.state, made.source, made.confirmed_at) == (State.PENDING, Source.WEB, None)
    assert before <= made.submitted_at <= database_now()
    assert made.expires_at == made.submitted_at + timedelta(hours=72)
    assert made.confirmation_mail == OutgoingEmail.objects.get()
    assert made.confirmation_mail.to == "dana@example.org"
    assert (Consent.objects.count(), TrailEntry.objects.filter(signatory__isnull=False).count()) == (0, 0)


def test_what_a_form_says_about_its_state_is_not_believed() -> None:
    made = filled(published_letter(), state=State.CONFIRMED, source=Source.STAFF, confirmed_at=database_now())

    workflow.submit(made)

    assert list(Signatory.objects.values_list("state", "source")) == [(State.PENDING, Source.WEB)]


def test_mails_are_in_the_language_of_the_page_that_was_signed() -> None:
    with translation.override("es"):
        made = workflow.submit(filled(published_letter()))

    made.refresh_from_db()
    assert made.language == "es"


def test_same_form_sent_twice_is_one_row_and_one_mail() -> None:
    letter = published_letter()
    form = a_form(letter)

    first, second = workflow.submit(filled(letter, **form)), workflow.submit(filled(letter, **form))

    assert second == first
    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (1, 1)


def test_same_form_sent_again_after_confirming_is_the_confirmed_row() -> None:
    letter = published_letter(trusted_domains="example.org")
    form = a_form(letter)
    first = workflow.submit(filled(letter, **form))
    workflow.confirm(first, how="code")

    again = workflow.submit(filled(letter, **form))

    assert (again, again.state) == (first, State.CONFIRMED)


@pytest.mark.parametrize(
    "correction",
    [{"email": "dana.okafor@example.org"}, {"agent_name": "Dana A. Okafor"}, {"agent_role": "Chief of staff"}],
    ids=["address", "name", "role"],
)
def test_corrected_form_is_a_new_row_with_its_own_mail(correction: dict[str, str]) -> None:
    letter = published_letter()
    form = a_form(letter)
    first = workflow.submit(filled(letter, **form))

    second = workflow.submit(filled(letter, **form | correction))

    assert second != first
    assert (second.token_digest != first.token_digest, OutgoingEmail.objects.count()) == (True, 2)


def test_other_member_on_the_same_form_is_a_new_row() -> None:
    letter = published_letter()
    form = a_form(letter)
    first = workflow.submit(filled(letter, **form))

    second = workflow.submit(filled(letter, **form | {"term": signatories.seat(letter)}))

    assert second.legislator_id != first.legislator_id
    assert Signatory.objects.count() == 2


@pytest.mark.parametrize(
    "correction", [{"listed": False}, {"city": "Albany"}, {"us_state": "NY"}], ids=["not listed", "city", "state"]
)
def test_individual_who_goes_back_and_corrects_is_stored_as_corrected(correction: dict[str, Any]) -> None:
    letter = published_letter(type=LetterType.PETITION)
    form = {"form": uuid.uuid4(), "printed_name": "Rosa Lind", "agent_name": "Rosa Lind", "email": "rosa@example.org"}
    form |= {"listed": True, "city": "Troy"}
    first = workflow.submit(filled(letter, **form))

    second = workflow.submit(filled(letter, **form | correction))

    field, value = next(iter(correction.items()))
    assert second != first
    assert getattr(second, field) == value


def test_officeholder_who_goes_back_and_corrects_the_office_is_stored_as_corrected() -> None:
    letter = published_letter(type=LetterType.OFFICEHOLDERS)
    form = {"form": uuid.uuid4(), "printed_name": "Ida Wells", "agent_name": "Dana Okafor", "email": "ida@example.org"}
    form |= {"title": "Mayor"}
    workflow.submit(filled(letter, **form))

    second = workflow.submit(filled(letter, **form | {"title": "Deputy Mayor"}))

    assert (second.title, Signatory.objects.count()) == ("Deputy Mayor", 2)


def test_pending_rows_do_not_touch_each_other() -> None:
    letter = published_letter()
    term = signatories.seat(letter)
    first = signatories.signatory(letter, term=term, email="mallory@example.net")
    as_it_was = Signatory.objects.filter(pk=first.pk).values().get()

    signatories.signatory(letter, term=term, email="dana@example.org")

    assert Signatory.objects.filter(pk=first.pk).values().get() == as_it_was


def scheduled() -> Letter:
    now = database_now()
    return published_letter(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(days=1))


def closed() -> Letter:
    now = database_now()
    return published_letter(at=now - timedelta(days=2), closes_at=now - timedelta(hours=1))


def recalled() -> Letter:
    letter = published_letter()
    letter_steps.recall(letter, by=None, reason="The bill was withdrawn.")
    return letter


def delivered() -> Letter:
    letter = closed()
    letter_steps.deliver(sealed(letter), by=None)
    return letter


def staff_only() -> Letter:
    return published_letter(signing=Signing.STAFF_ONLY)


def takes_nobody() -> Letter:
    letter = published_letter()
    Letter.objects.update(takes_legislators=False)
    return letter


@pytest.mark.parametrize("made", [draft, scheduled, closed, recalled, delivered, staff_only, takes_nobody])
def test_letter_that_takes_no_signatures_stores_and_sends_nothing(made: Any) -> None:
    letter = made()
    form = filled(letter, kind="legislator", term=signatories.seat(letter))

    with pytest.raises(workflow.Closed):
        workflow.submit(form)

    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


def test_letter_closes_exactly_at_its_closing_time() -> None:
    letter = published_letter()
    Letter.objects.update(opens_at=database_now() - timedelta(days=1), closes_at=database_now())

    with pytest.raises(workflow.Closed):
        workflow.submit(filled(letter))


def test_clock_of_the_web_server_does_not_decide() -> None:
    letter = published_letter()
    Letter.objects.update(opens_at=database_now() - timedelta(days=1), closes_at=database_now())
    letter.now = database_now() - timedelta(days=1)

    with pytest.raises(workflow.Closed):
        workflow.submit(filled(letter))


def test_text_that_changed_while_it_was_read_must_be_read_again() -> None:
    letter = published_letter()
    form = filled(letter)
    Version.objects.create(
        letter=letter, number=2, change="material", content=b"{}", sha256="0" * 64, published_at=database_now()
    )

    with pytest.raises(workflow.TextChanged):
        workflow.submit(form)

    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


def test_version_of_another_letter_is_not_this_letter() -> None:
    form = filled(published_letter())
    form.version_shown = published_letter().versions.get()

    with pytest.raises(workflow.TextChanged):
        workflow.submit(form)


def test_mail_that_cannot_be_made_leaves_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("no template")

    monkeypatch.setattr("signatories.writing.render_to_string", fail)

    with pytest.raises(OSError, match="no template"):
        workflow.submit(filled(published_letter()))

    assert (Signatory.objects.count(), OutgoingEmail.objects.count()) == (0, 0)
