"""What becomes of the names when the text changes."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter, Version
from letters.states import Change, LetterType
from outbox.models import OutgoingEmail
from outbox.states import EmailState
from signatories import mailings, principals, workflow
from signatories.models import Signatory
from signatories.states import How, Kind, State, Verb
from signatories.tokens import LIFETIME
from tests.factories import directory, signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import new_version, published_letter

pytestmark = pytest.mark.django_db


def states(letter: Letter) -> Counter[str]:
    return Counter(letter.signatories.values_list("state", flat=True))


def verbs(signatory: Signatory) -> list[str]:
    return list(signatory.trail.order_by("pk").values_list("verb", flat=True))


def bound_to(signatory: Signatory) -> list[tuple[int, str]]:
    return list(signatory.consents.order_by("version__number").values_list("version__number", "how"))


def mailed(purpose: str) -> list[str]:
    return sorted(OutgoingEmail.objects.filter(purpose=purpose).values_list("to", flat=True))


def everybody(letter: Letter) -> dict[str, Signatory]:
    """One name in each state."""
    made = {
        State.PENDING: signatories.signatory(letter),
        State.HELD: signatories.held(letter),
        State.CONFIRMED: signatories.confirmed(letter),
        State.REFUSED: signatories.held(letter),
        State.WITHDRAWN: signatories.withdrawn(letter),
    }
    workflow.refuse(made[State.REFUSED], by=None)
    return made


def led(*names: str) -> Letter:
    """A published letter with these leads."""
    made = draft()
    for position, name in enumerate(names, start=1):
        lead = principals.officeholder(made, name, title="Mayor", lead_position=position)
        workflow.plan_lead(lead, by=None)
    letter_steps.publish(made, by=None)
    return made


def leave() -> None:
    """Let the mail server take every mail that tells of a change."""
    mails = OutgoingEmail.objects.filter(purpose="change_notified")
    mails.update(state=EmailState.SENT, sent_at=F("created_at"), mime=None)


def past(version: Version) -> None:
    """Let the time to object pass, and with it what was sent by now."""
    gone = timedelta(days=3)
    mails = OutgoingEmail.objects.filter(sent_at__isnull=False)
    mails.update(sent_at=F("sent_at") - gone)
    moved = {"published_at": F("published_at") - gone, "objections_until": F("objections_until") - gone}
    Version.objects.filter(pk=version.pk).update(**moved)


def confirm(signatory: Signatory, read: int | None = None) -> str:
    return workflow.confirm(Signatory.objects.get(pk=signatory.pk), how=How.LINK, read=read)


# A correction


def test_a_correction_carries_everyone_over_and_binds_nobody_to_other_words() -> None:
    letter = published_letter()
    made = everybody(letter)

    new_version(letter, Change.EDITORIAL)
    mailings.work_off()

    assert states(letter) == Counter(made.keys())
    assert bound_to(made[State.CONFIRMED]) == [(1, How.CODE)]
    assert (mailed("asked_again"), mailed("change_notified")) == ([], [])
    assert confirm(made[State.PENDING]) in (State.CONFIRMED, State.HELD)
    assert bound_to(made[State.PENDING]) == [(1, How.LINK)]


def test_a_correction_is_published_by_somebody_else_once_anybody_has_signed() -> None:
    letter = published_letter()
    ana = get_user_model().objects.create_user("ana")

    def correct() -> None:
        Letter.objects.filter(pk=letter.pk).update(body=Concat("body", Value("!")), text_changed_by=ana)
        letter_steps.publish_version(letter, by=ana, change=Change.EDITORIAL, note="A comma.")

    correct()  # nobody has signed
    signatories.signatory(letter)
    with pytest.raises(letter_steps.Refused, match="somebody else"):
        correct()

    assert letter.versions.count() == 2


# A material change


def test_a_material_change_lapses_what_was_alive_and_nothing_else() -> None:
    letter = published_letter()
    made = everybody(letter)
    staffer = get_user_model().objects.create_user("pilar")

    new_version(letter, by=staffer)

    assert states(letter) == {State.LAPSED: 3, State.REFUSED: 1, State.WITHDRAWN: 1}
    for state in (State.PENDING, State.HELD, State.CONFIRMED):
        made[state].refresh_from_db()
        assert made[state].lapsed_from == state
        entry = made[state].trail.first()
        assert (entry.verb, entry.by, entry.reason) == (Verb.LAPSED, staffer, "version 2")


def test_it_takes_as_many_statements_for_six_names_as_for_two() -> None:
    counts = []
    for names in (2, 6):
        letter = published_letter(type=LetterType.PETITION)
        for _ in range(names):
            signatories.signatory(letter)
        with CaptureQueriesContext(connection) as queries:
            new_version(letter)
        counts.append(len(queries))
        assert states(letter) == {State.LAPSED: names}
    assert counts[0] == counts[1]


def test_everyone_who_may_answer_is_asked_again_once() -> None:
    letter = published_letter(type=LetterType.PETITION)
    asked = [signatories.confirmed(letter), signatories.signatory(letter)]
    workflow.report(signatories.confirmed(letter))
    signatories.withdrawn(letter)
    expired = signatories.signatory(letter)
    Signatory.objects.filter(pk=expired.pk).update(expires_at=database_now() - timedelta(days=1))
    old = {made.pk: made.token_digest for made in asked}

    new_version(letter)
    assert mailed("asked_again") == [], "the step itself makes no mails"
    mailings.work_off()
    mailings.work_off()

    assert mailed("asked_again") == sorted(made.email for made in asked)
    for made in asked:
        made.refresh_from_db()
        assert made.token_digest != old[made.pk]
        assert abs(made.expires_at - database_now() - LIFETIME) < timedelta(minutes=1)
        assert made.confirmation_mail.purpose == "asked_again"


def test_no_budget_swallows_a_mail_that_asks_again(settings) -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    for _ in range(7):
        signatories.confirmed(letter, email="dana@mail.house.gov")
    settings.MAILS_PER_LETTER = settings.MAILS_PER_NETWORK = 1

    new_version(letter)
    mailings.work_off()

    assert mailed("asked_again") == ["dana@mail.house.gov"] * 7


def test_two_changes_before_anybody_was_asked_are_one_mail_about_the_last() -> None:
    letter = published_letter(type=LetterType.PETITION)
    made = signatories.confirmed(letter)
    new_version(letter, body="Second text.")
    new_version(letter, body="Third text.")

    mailings.work_off()

    assert mailed("asked_again") == [made.email]
    with pytest.raises(workflow.TextChanged):
        confirm(made, read=2)
    assert confirm(made, read=3) == State.CONFIRMED
    assert bound_to(made) == [(1, How.CODE), (3, How.LINK)]


def test_who_was_on_is_on_again_by_agreeing_and_needs_no_staff() -> None:
    letter = published_letter()
    made = signatories.confirmed(letter)  # approved: its address proves nothing
    new_version(letter)

    assert confirm(made, read=2) == State.CONFIRMED

    assert verbs(made)[-2:] == [Verb.LAPSED, Verb.RENEWED]
    assert bound_to(made) == [(1, How.CODE), (2, How.LINK)]
    assert OutgoingEmail.objects.filter(purpose="receipt", to=made.email).count() == 2


@pytest.mark.parametrize("before", ["pending", "held"])
def test_who_was_not_on_yet_still_needs_proof(before: str) -> None:
    letter = published_letter()
    made = signatories.signatory(letter) if before == "pending" else signatories.held(letter)
    new_version(letter)

    assert confirm(made, read=2) == State.HELD


def test_a_principal_who_signed_anew_meanwhile_keeps_the_second_waiting() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    first = signatories.confirmed(letter, term=term, email="one@mail.house.gov")
    new_version(letter)
    signatories.confirmed(letter, term=term, email="two@mail.house.gov")

    assert confirm(first, read=2) == State.HELD

    assert states(letter) == {State.CONFIRMED: 1, State.HELD: 1}


@pytest.mark.parametrize("read", [None, 1, 3, 99])
def test_nobody_agrees_to_a_text_that_is_not_the_one_that_is_signed(read: int | None) -> None:
    letter = published_letter()
    made = signatories.confirmed(letter)
    new_version(letter)

    with pytest.raises(workflow.TextChanged):
        confirm(made, read=read)

    made.refresh_from_db()
    assert (made.state, bound_to(made)) == (State.LAPSED, [(1, How.CODE)])


def test_a_correction_after_the_page_was_read_does_not_ask_once_more() -> None:
    letter = published_letter(type=LetterType.PETITION)
    made = signatories.confirmed(letter)
    new_version(letter)
    new_version(letter, Change.EDITORIAL, body="We ask you to end it at once, please.")

    assert confirm(made, read=2) == State.CONFIRMED
    assert bound_to(made)[-1] == (2, How.LINK)


def test_who_was_on_can_agree_after_the_grace_and_who_was_not_cannot() -> None:
    letter = published_letter(type=LetterType.PETITION)
    on, not_on = signatories.confirmed(letter), signatories.signatory(letter)
    new_version(letter)
    mailings.work_off()
    long_ago = timedelta(days=12)
    Letter.objects.filter(pk=letter.pk).update(opens_at=F("opens_at") - long_ago, closes_at=F("closes_at") - long_ago)
    Signatory.objects.update(submitted_at=F("submitted_at") - long_ago)

    assert confirm(on, read=2) == State.CONFIRMED
    with pytest.raises(workflow.Closed):
        confirm(not_on, read=2)


def test_a_form_nobody_can_confirm_any_more_is_not_brought_back_to_life() -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.signatory(letter)
    long_ago = timedelta(days=12)
    Letter.objects.filter(pk=letter.pk).update(opens_at=F("opens_at") - long_ago, closes_at=F("closes_at") - long_ago)
    Signatory.objects.update(submitted_at=F("submitted_at") - long_ago)

    new_version(letter)

    assert states(letter) == {State.PENDING: 1}


def test_leads_who_agreed_beforehand_stay_and_the_others_lapse() -> None:
    letter = led("Rosa Vega", "Ted King")
    rosa, ted = letter.signatories.order_by("lead_position")

    new_version(letter, agreed=[rosa.pk])

    assert [Signatory.objects.get(pk=lead.pk).state for lead in (rosa, ted)] == [State.CONFIRMED, State.LAPSED]
    assert bound_to(rosa) == [(1, How.LEAD), (2, How.LEAD)]
    assert verbs(rosa)[-1] == Verb.RENEWED


def test_only_leads_can_have_agreed_beforehand() -> None:
    letter = published_letter(type=LetterType.PETITION)
    made = signatories.confirmed(letter)

    new_version(letter, agreed=[made.pk])

    assert states(letter) == {State.LAPSED: 1}


# Told to staff


@pytest.mark.parametrize(("before", "after"), [("confirmed", State.CONFIRMED), ("held", State.HELD)])
def test_staff_renew_a_name_to_where_it_stood(before: str, after: str) -> None:
    letter = published_letter()
    made = getattr(signatories, before)(letter)
    new_version(letter)
    staffer = get_user_model().objects.create_user("pilar")

    workflow.renew(Signatory.objects.get(pk=made.pk), by=staffer, reason="Called.")

    made.refresh_from_db()
    assert (made.state, bound_to(made)[-1]) == (after, (2, How.STAFF))
    assert (made.trail.first().verb, made.trail.first().by) == (Verb.RENEWED, staffer)


def test_staff_renew_nobody_who_never_confirmed_and_nobody_without_a_reason() -> None:
    letter = published_letter()
    pending, on = signatories.signatory(letter), signatories.confirmed(letter)
    new_version(letter)

    for made, reason in ((pending, "Called."), (on, " ")):
        with pytest.raises(workflow.Refused):
            workflow.renew(Signatory.objects.get(pk=made.pk), by=None, reason=reason)

    assert states(letter) == {State.LAPSED: 2}


# Noticed


def coalition() -> tuple[Letter, Signatory]:
    letter = published_letter(type=LetterType.COALITION)
    union = directory.organization(domain="union.example")
    return letter, signatories.confirmed(letter, organization=union, email="dana@union.example")


def test_offices_are_told_and_silence_carries_over_when_the_time_has_passed() -> None:
    letter, made = coalition()
    waiting = signatories.signatory(letter)
    version = new_version(letter, Change.NOTICED)
    mailings.work_off()

    assert states(letter) == {State.CONFIRMED: 1, State.LAPSED: 1}
    assert (mailed("change_notified"), mailed("asked_again")) == ([made.email], [waiting.email])
    assert workflow.carry_everyone_over() == (0, 0), "there is time to object"
    leave()
    past(version)
    out = StringIO()
    call_command("carry_over", stdout=out)

    assert out.getvalue() == "Carried over 1 names; 0 lapsed, because no mail could be sent to them.\n"
    assert bound_to(made) == [(1, How.CODE), (2, How.NOTICE)]
    assert verbs(made)[-1] == Verb.DID_NOT_OBJECT
    assert workflow.carry_everyone_over() == (0, 0)


def test_silence_does_not_count_where_the_mails_were_made_when_the_time_was_over() -> None:
    letter, made = coalition()
    past(new_version(letter, Change.NOTICED))
    assert workflow.carry_everyone_over() == (0, 0)
    mailings.work_off()
    leave()

    assert (mailed("change_notified"), workflow.carry_everyone_over()) == ([], (0, 1))
    assert bound_to(made) == [(1, How.CODE)]


@pytest.mark.parametrize("how", ["refused by the server", "still waiting", "sent when the time was over"])
def test_silence_does_not_count_where_no_mail_left_in_time(how: str) -> None:
    letter, made = coalition()
    version = new_version(letter, Change.NOTICED)
    mailings.work_off()
    if how == "refused by the server":
        OutgoingEmail.objects.filter(purpose="change_notified").update(state=EmailState.FAILED)
    past(version)
    if how == "sent when the time was over":
        leave()

    assert workflow.carry_everyone_over() == (0, 1)

    assert (states(letter), bound_to(made)) == ({State.LAPSED: 1}, [(1, How.CODE)])


def test_the_silence_of_an_office_no_mail_can_reach_does_not_count() -> None:
    letter, _made = coalition()
    unreached = signatories.confirmed(letter, kind=Kind.ORGANIZATION, organization=directory.organization())
    Signatory.objects.filter(pk=unreached.pk).update(email="", mailbox=None)
    version = new_version(letter, Change.NOTICED)
    mailings.work_off()
    leave()
    past(version)

    assert workflow.carry_everyone_over() == (1, 1)

    unreached.refresh_from_db()
    assert (unreached.state, unreached.lapsed_from) == (State.LAPSED, State.CONFIRMED)


def test_silence_does_not_carry_over_to_a_text_that_was_changed_again() -> None:
    letter, made = coalition()
    version = new_version(letter, Change.NOTICED)
    mailings.work_off()
    leave()
    new_version(letter, Change.MATERIAL, body="Something else.")
    past(version)

    assert workflow.carry_everyone_over() == (0, 0)
    assert bound_to(made) == [(1, How.CODE)]
