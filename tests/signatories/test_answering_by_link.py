"""Personal links: what an office says by them, and who hears of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from directory.models import Term
from directory.states import Role
from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import Verification
from outbox.models import OutgoingEmail
from outbox.states import EmailState
from signatories import proof, workflow
from signatories.models import Invitation, Signatory
from signatories.states import Evidence, How, OfficeAnswer, Source, Stance, State, Verb
from signatories.workflow import Agent
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.link_desk import JO, invited, new_text, office, the_ask
from tests.signatories.visitor import Visitor, mails_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    """A letter to Congress on which no mail domain is trusted."""
    return published_letter()


def test_three_taps_sign_and_the_receipt_goes_to_whom_the_link_was_sent(letter: Letter) -> None:
    invitation, address = invited(letter)
    aide = Visitor()

    aide.visit(address)
    page = aide.send(surname="Grijalva", answer="sign").content.decode()

    made = Signatory.objects.get()
    assert (made.state, made.source, made.invitation) == (State.CONFIRMED, Source.INVITATION, invitation)
    assert (made.agent_name, made.agent_role, made.email) == ("Jo Doe", "Legislative director", JO)
    assert "I act for this member" in made.authority
    assert [(consent.version, consent.how) for consent in made.consents.all()] == [(made.version_shown, How.LINK)]
    assert proof.of(made).evidence == Evidence.PERSONAL_LINK
    assert "Signed. Thank you." in page
    assert "The link in the receipt takes the name off." in page
    assert [mail.subject for mail in mails_to(JO)] == [f"Raúl Grijalva is on the letter: {letter.title}"]
    assert OutgoingEmail.objects.count() == 1
    assert letter.asks.signed().count() == 1, "the board shows who signed though nobody had put the member on it"
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.answered_by, invitation.opens) == (
        OfficeAnswer.SIGN,
        "Jo Doe, Legislative director",
        1,
    )


def test_the_device_that_knows_the_surname_needs_only_the_button(letter: Letter) -> None:
    _invitation, address = invited(letter)
    aide = office(address)
    assert not Signatory.objects.exists(), "the surname alone signs nothing"

    page = aide.visit(address).content.decode()
    aide.send(answer="sign")

    assert "Sign for Representative Raúl Grijalva" in page
    assert 'name="surname"' not in page
    assert Signatory.objects.get().state == State.CONFIRMED


def test_the_surname_is_asked_once_on_a_device_whichever_letter_the_link_is_for(letter: Letter) -> None:
    first, address = invited(letter)
    _other, of_another_member = invited(letter, first="Zoe", last="Lofgren", contact=False)
    after, token = workflow.invite(published_letter(), first.legislator, by=None)
    next_letter = reverse("signatories:open_invitation", args=[token])
    aide = office(address)

    unopened = aide.visit(reverse("signatories:invited", args=[after.uuid])).status_code
    asked = ['name="surname"' in aide.visit(link).content.decode() for link in (next_letter, of_another_member)]
    elsewhere = 'name="surname"' in Visitor().visit(next_letter).content.decode()

    assert (unopened, asked, elsewhere) == (404, [False, True], True)


def test_a_link_without_a_contact_asks_who_acts(letter: Letter) -> None:
    _invitation, address = invited(letter, contact=False)
    aide = office(address)

    refused = aide.send(answer="sign")
    aide.send(answer="sign", agent_name="Sam Lee", agent_role="Scheduler")

    made = Signatory.objects.get()
    assert refused.status_code == 422
    assert (made.state, made.agent_name, made.agent_role, made.email) == (
        State.CONFIRMED,
        "Sam Lee",
        "Scheduler",
        "",
    )


def test_who_was_passed_the_link_corrects_the_name_and_the_invited_contact_hears_who_acted(letter: Letter) -> None:
    invitation, address = invited(letter)
    directory.contact(invitation.legislator, role=Role.CHIEF_OF_STAFF, email="chief@office.example")

    office(address).send(answer="sign", agent_name="Sam Lee", agent_role="Fellow", email="sam@example.org")

    assert [len(mails_to(each)) for each in (JO, "sam@example.org", "chief@office.example")] == [1, 1, 0]
    assert "Asked for by: Sam Lee, Fellow" in mails_to(JO)[0].text


@pytest.mark.parametrize("how", ["told", "bounced"])
def test_links_of_a_contact_who_left_open_nothing_any_more(letter: Letter, how: str, django_user_model) -> None:
    (mine, address), (other, others) = invited(letter), invited(published_letter(), contact=False)
    jo, staff = mine.contact or Invitation.objects.get(pk=mine.pk).contact, django_user_model.objects.create_user("w")
    aide = office(address)

    if how == "told":
        workflow.mark_left(jo, by=staff)
    else:
        workflow.mark_bounced(JO, "550 5.1.1 no such user")
    answer = aide.send(answer="decline")

    assert (answer.status_code >= 400, the_ask(mine)) == (True, None)
    assert [Client().get(each).status_code == 303 for each in (address, others)] == [False, True]
    entry = letter.trail.get(verb=Verb.LINK_REVOKED)
    assert (entry.reason, entry.by) == (f"Raúl Grijalva: contact {jo.pk} left.", staff if how == "told" else None)
    assert other.letter.trail.filter(verb=Verb.LINK_REVOKED).count() == 0


def test_an_answer_by_a_link_to_a_mailbox_that_is_gone_is_told_to_who_still_works_there(letter: Letter) -> None:
    invitation, address = invited(letter, contact=False, email=JO)
    Invitation.objects.update(email=JO)
    aide = office(address)
    directory.contact(invitation.legislator, role=Role.CHIEF_OF_STAFF, email="chief@office.example")
    aide.send(answer="asking", agent_name="Jo Doe", agent_role="Fellow")
    assert [len(mails_to(each, "office_answer")) for each in (JO, "chief@office.example")] == [1, 0]

    OutgoingEmail.objects.update(state=EmailState.FAILED, gone_mailbox=JO)
    aide.send(answer="decline", agent_name="Jo Doe", agent_role="Fellow")

    assert [len(mails_to(each, "office_answer")) for each in (JO, "chief@office.example")] == [1, 1]
    assert "Answered by: Jo Doe, Fellow" in mails_to("chief@office.example")[0].text


def test_the_same_press_twice_is_the_same_row(letter: Letter) -> None:
    _invitation, address = invited(letter)
    aide = Visitor()
    aide.visit(address)
    press = aide.form().fields | {"surname": "Grijalva", "answer": "sign"}
    page = aide.address

    for _ in range(2):
        aide.address = page
        answer = aide.post(press)

    assert (Signatory.objects.count(), OutgoingEmail.objects.count(), answer.status_code) == (1, 1, 200)


def test_asking_the_boss_is_quiet_until_the_day_and_moves_the_row_by_itself(letter: Letter) -> None:
    invitation, address = invited(letter)
    last = workflow.last_quiet_day(letter)
    aide = office(address)

    proposed = aide.form().fields["until"]
    page = aide.send(answer="asking", until=str(last)).content.decode()
    aide.send(answer="asking", until=str(last))

    ask = the_ask(invitation)
    assert (ask.stance, ask.until) == (Stance.ASKING_BOSS, last)
    assert proposed == str(letter.now.astimezone(letter.zone).date() + timedelta(days=3))
    assert "you are asking your boss" in page
    assert "wishes to be left alone until" in mails_to(JO)[0].text
    assert "Answered by: Jo Doe, Legislative director" in mails_to(JO)[0].text
    assert (OutgoingEmail.objects.count(), Signatory.objects.count()) == (1, 0)
    assert [entry.verb for entry in ask.trail.all()] == [Verb.STANCE_CHANGED]


@pytest.mark.parametrize("days", [-1, 7, 4000])
def test_a_quiet_day_is_one_before_the_letter_closes(letter: Letter, days: int) -> None:
    invitation, address = invited(letter)
    until = letter.now.astimezone(letter.zone).date() + timedelta(days=days)

    answer = office(address).send(answer="asking", until=str(until))

    assert answer.status_code == 422
    assert "until the day before the letter closes" in answer.content.decode()
    assert str(until) in answer.content.decode(), "what was typed stays"
    assert the_ask(invitation) is None


def test_an_office_declines_with_a_reason_for_the_lead_alone_and_may_change_its_mind(letter: Letter) -> None:
    invitation, address = invited(letter)
    workflow.add_targets(letter, [Term.objects.get(legislator=invitation.legislator)], by=None)
    aide = office(address)
    aide.send(answer="asking")

    aide.send(answer="decline", reason="We sent our own letter.")
    declined = the_ask(invitation)
    aide.send(answer="sign")

    assert (declined.stance, declined.until, declined.reason) == (Stance.DECLINED, None, "We sent our own letter.")
    assert "We sent our own letter." in mails_to(JO)[1].text
    assert "We sent our own letter." not in Client().get(letter.get_absolute_url()).content.decode()
    assert letter.asks.signed().get() == declined


def test_who_signed_by_the_link_cannot_decline_by_it(letter: Letter) -> None:
    invitation, _address = invited(letter)
    workflow.sign_by_link(invitation, agent=Agent("Jo Doe"), read=1)

    with pytest.raises(workflow.Refused, match="Your office has signed"):
        workflow.decline(invitation, agent=Agent("Jo Doe"))


def test_who_signed_in_another_way_cannot_decline_by_the_link(letter: Letter) -> None:
    invitation, _address = invited(letter)
    signatories.confirmed(letter, term=Term.objects.get(legislator=invitation.legislator))

    with pytest.raises(workflow.Refused, match="Your office has signed"):
        workflow.decline(invitation, agent=Agent("Jo Doe"))


@pytest.mark.parametrize("answer", ["sign", "asking", "decline"])
def test_an_office_that_has_signed_is_told_so_once_the_surname_is_typed(letter: Letter, answer: str) -> None:
    invitation, _address = invited(letter)
    workflow.sign_by_link(invitation, agent=Agent("Jo Doe"), read=1)
    colleague, token = workflow.invite(letter, invitation.legislator, by=None)
    jonas = Visitor()

    before = jonas.visit(reverse("signatories:open_invitation", args=[token])).content.decode()
    pressed = jonas.send(surname="Grijalva", answer=answer, agent_name="Jonas Lee", agent_role="Fellow")
    after = jonas.visit(jonas.address).content.decode()

    assert "signed already" not in before
    assert 'value="sign"' in before
    for page in (pressed.content.decode(), after):
        assert "Your office has signed already" in page
        assert 'value="sign"' not in page
    assert f"It was signed on {date_format(letter.now.astimezone(letter.zone))}" in after
    assert (colleague.signatures.count(), the_ask(invitation).stance) == (0, Stance.NOT_ASKED)


def test_where_staff_decide_on_everybody_the_link_decides_nothing() -> None:
    letter = published_letter(verification=Verification.STAFF)
    invitation, _address = invited(letter, contact=False)

    made = workflow.sign_by_link(invitation, agent=Agent("Jo Doe"), read=1)

    made.refresh_from_db()
    assert made.state == State.HELD


def test_a_text_that_changed_meanwhile_is_shown_again_before_it_is_signed(letter: Letter) -> None:
    _invitation, address = invited(letter)
    aide = office(address)
    new_text(letter)

    shown = aide.send(answer="sign")
    before = Signatory.objects.count()
    aide.send(answer="sign")

    assert (shown.status_code, before) == (409, 0)
    assert "<ins>" in shown.content.decode()
    assert Signatory.objects.get().version_shown.number == 2


def test_who_signed_before_the_text_changed_signs_again_by_the_same_link(letter: Letter) -> None:
    invitation, address = invited(letter)
    aide = office(address)
    aide.send(answer="sign")
    new_text(letter)

    page = aide.visit(address).content.decode()
    aide.send(answer="sign")

    made = invitation.signatures.get()
    assert "Please read what is new" in page
    assert (made.state, made.version_shown.number) == (State.CONFIRMED, 2)


@pytest.mark.parametrize("closed", [False, True])
def test_who_signed_before_signs_the_changed_text_also_when_the_mail_about_it_expired(letter, closed) -> None:
    invitation, address = invited(letter)
    aide = office(address)
    aide.send(answer="sign")
    new_text(letter)
    letter.signatories.update(expires_at=letter.now - timedelta(hours=1))
    if closed:
        letter_steps.close_now(letter, by=None)

    page = aide.visit(address).content.decode()
    aide.send(answer="sign")

    assert ("Ask to be added" in page, "I am asking my boss" in page) == (False, not closed)
    assert invitation.signatures.get().state == State.CONFIRMED


def test_who_does_not_agree_to_the_changed_text_declines_by_the_same_link(letter: Letter) -> None:
    invitation, address = invited(letter)
    aide = office(address)
    aide.send(answer="sign")
    new_text(letter)

    aide.visit(address)
    aide.send(answer="decline")

    assert the_ask(invitation).stance == Stance.DECLINED


def test_after_closing_the_link_asks_to_be_added_once_its_reader_knows(letter: Letter) -> None:
    invitation, address = invited(letter)
    aide = office(address)
    Letter.objects.filter(pk=letter.pk).update(
        closes_at=letter.now - timedelta(minutes=1), opens_at=letter.now - timedelta(days=2)
    )

    late = aide.send(answer="sign")
    stored = Signatory.objects.count()
    page = aide.send(answer="sign").content.decode()

    assert (late.status_code, stored) == (409, 0)
    assert "Ask to be added" in late.content.decode()
    assert "I am asking my boss" not in late.content.decode()
    assert invitation.signatures.get().state == State.HELD
    assert "looks at it before the name is listed" in page
    assert "looks at it first" in mails_to(JO, "office_answer")[0].text


def test_a_link_is_answered_a_few_times_and_not_without_end(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow.answering, "ANSWERS", 2)
    invitation, _address = invited(letter)
    for reason in ("one", "two"):
        workflow.decline(invitation, agent=Agent("Jo"), reason=reason)

    invitation.refresh_from_db()
    with pytest.raises(workflow.Refused, match="many times"):
        workflow.decline(invitation, agent=Agent("Jo"), reason="three")
    assert len(mails_to(JO)) == 2
