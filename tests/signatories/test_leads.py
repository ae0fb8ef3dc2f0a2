"""Who leads the letter: planned while it is a draft, confirmed by its publication."""

import pytest
from django.contrib.auth import get_user_model

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType, Stage
from outbox.models import OutgoingEmail
from signatories import principals, workflow
from signatories.models import Consent, Signatory
from signatories.states import How, Source, State, Verb
from tests.factories import signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db


def planned(letter: Letter, position: int, **fields: object) -> Signatory:
    term = fields.pop("term", None) or signatories.seat(letter)
    return workflow.plan_lead(principals.legislator(letter, term, lead_position=position, **fields), by=None)


def test_planned_lead_is_held_and_mails_nobody() -> None:
    lead = planned(draft(), 1)

    lead.refresh_from_db()
    assert (lead.state, lead.source, lead.listed, lead.version_shown) == (State.HELD, Source.LEAD, True, None)
    assert list(lead.trail.values_list("verb", flat=True)) == [Verb.PLANNED]
    assert OutgoingEmail.objects.count() == 0


def test_publication_confirms_the_planned_leads_with_what_was_published() -> None:
    letter = draft()
    leads = [planned(letter, 1), planned(letter, 2)]
    staffer = get_user_model().objects.create_user("pilar")

    version = letter_steps.publish(letter, by=staffer)

    for lead in leads:
        lead.refresh_from_db()
        assert (lead.state, lead.version_shown, lead.confirmed_at) == (State.CONFIRMED, version, version.published_at)
        assert lead.trail.get(verb=Verb.CONFIRMED).by == staffer
    assert list(Consent.objects.values_list("version", "how")) == [(version.pk, How.LEAD)] * 2


def test_publication_leaves_alone_who_was_taken_out_of_the_plan() -> None:
    letter = draft()
    lead = planned(letter, 1)
    workflow.enter_in_error(lead, by=None, reason="Does not lead after all.")

    letter_steps.publish(letter, by=None)

    assert Signatory.objects.get(pk=lead.pk).state == State.ENTERED_IN_ERROR


def test_publication_confirms_the_leads_of_this_letter_only() -> None:
    letter, other = draft(), draft()
    lead = planned(other, 1)

    letter_steps.publish(letter, by=None)

    assert Signatory.objects.get(pk=lead.pk).state == State.HELD


def test_two_leads_in_one_position_stop_the_publication_with_a_sentence() -> None:
    letter = draft()
    planned(letter, 1)
    planned(letter, 1)

    with pytest.raises(letter_steps.Refused):
        letter_steps.publish(letter, by=None)

    assert Letter.objects.get(pk=letter.pk).stage == Stage.DRAFT
    assert set(Signatory.objects.values_list("state", flat=True)) == {State.HELD}


def test_one_member_planned_twice_stops_the_publication_with_a_sentence() -> None:
    letter = draft()
    term = signatories.seat(letter)
    planned(letter, 1, term=term)
    planned(letter, 2, term=term)

    with pytest.raises(letter_steps.Refused):
        letter_steps.publish(letter, by=None)

    assert Letter.objects.get(pk=letter.pk).stage == Stage.DRAFT


def test_nobody_is_planned_for_a_letter_that_is_published() -> None:
    letter = published_letter()

    with pytest.raises(workflow.Refused):
        planned(letter, 1)

    assert Signatory.objects.count() == 0


def test_planned_lead_is_not_approved_before_publication() -> None:
    lead = planned(draft(), 1)

    with pytest.raises(workflow.Refused):
        workflow.approve(lead, by=None)


def test_a_member_who_leads_cannot_be_signed_for_by_somebody_else() -> None:
    letter = draft(trusted_domains="mail.house.gov")
    term = signatories.seat(letter)
    planned(letter, 1, term=term)
    letter_steps.publish(letter, by=None)

    mallory = signatories.signatory(letter, term=term, email="mallory@mail.house.gov")

    assert workflow.confirm(mallory, how=How.CODE) == State.HELD


def test_an_individual_may_lead_a_petition() -> None:
    letter = draft(type=LetterType.PETITION)
    workflow.plan_lead(principals.individual(letter, "Rosa Lind", lead_position=1), by=None)

    letter_steps.publish(letter, by=None)

    assert letter.signatories.listed().get().printed_name == "Rosa Lind"


def test_refused_lead_is_not_planned_again() -> None:
    lead = workflow.plan_lead(signatories.unsaved(draft(), lead_position=1), by=None)
    workflow.refuse(lead, by=None)

    with pytest.raises(workflow.Refused):
        workflow.plan_lead(lead, by=None)

    assert Signatory.objects.get().state == State.REFUSED
    assert lead.trail.filter(verb=Verb.PLANNED).count() == 1
