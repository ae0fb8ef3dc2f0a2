"""Whom reminders go to: the silent only, and whoever signed and did not confirm."""

import re
from datetime import date, timedelta

import pytest

from directory.states import Role
from letters.states import LetterType, Reminders
from outbox.models import OutgoingEmail
from outbox.states import EmailState, Priority
from signatories import budgets, reminding, tokens, workflow
from signatories.models import Ask, Reminder, Signatory
from signatories.states import How, Stance, Verb
from signatories.workflow import reminding as sending
from tests.factories import directory, signatories
from tests.signatories.reminding_desk import A_DAY, LAST_DAY, TWO_BEFORE, asked, letter, reminder, sent
from tests.signatories.visitor import Visitor

pytestmark = pytest.mark.django_db


def test_only_the_silent_are_reminded():
    made = letter()
    for stance in Stance:
        asked(made, at=f"{stance.value}@office.example", stance=stance)
    asks = {ask.stance: ask for ask in made.asks.all()}
    later = asks[Stance.ASKING_BOSS]
    workflow.change_ask(later, seen=later.edition, by=None, until=date(2099, 6, 11))
    signed, held = asked(made, at="signed@office.example"), asked(made, at="held@office.example")
    signatories.confirmed(made, term=signed.term)
    signatories.held(made, term=held.term)

    assert sent(TWO_BEFORE) == ["asked@office.example", "leaning@office.example", "promised@office.example"]
    assert sent(LAST_DAY) == sorted(
        ["asked@office.example", "asking_boss@office.example", "leaning@office.example", "promised@office.example"]
    )


def test_who_was_asked_on_the_day_is_not_reminded_that_day():
    made = letter()
    ask = asked(made, at="jo@office.example")
    made.asks.filter(pk=ask.pk).update(contacted_at=TWO_BEFORE - timedelta(hours=1))
    assert sent(TWO_BEFORE) == []
    assert sent(LAST_DAY) == ["jo@office.example"]


def test_the_contact_who_answers_first_and_still_works_there_else_the_office():
    made = letter()
    ask = asked(made, at="scheduler@office.example")
    made.asks.get().legislator.contacts.update(role=Role.SCHEDULER)
    chief = directory.contact(ask.legislator, email="chief@office.example", role=Role.CHIEF_OF_STAFF)
    own = asked(made, email="office@house.example")
    own.legislator.contacts.all().delete()
    nobody = asked(made)
    nobody.legislator.contacts.all().delete()

    assert sent(TWO_BEFORE) == ["chief@office.example", "office@house.example"]
    workflow.mark_left(chief)
    assert sent(LAST_DAY) == ["office@house.example", "scheduler@office.example"]


def test_an_organization_is_asked_at_its_contact_and_sent_to_the_form():
    made = letter(type=LetterType.COALITION)
    known = directory.organization(name="Vera Institute")
    directory.contact(known, email="ana@vera.example")
    workflow.add_targets(made, [known], by=None)
    workflow.mark_asked(made.asks.all(), by=None)

    assert sent(TWO_BEFORE - 5 * A_DAY) == ["ana@vera.example"]
    assert "Vera Institute" in reminder().text
    assert f"/letters/{made.slug}/sign/" in reminder().text


def test_an_aide_of_two_members_gets_one_mail_that_names_both_with_a_link_each(client):
    made = letter()
    asked(made, at="jo@office.example", first="Ana", last="Lima", district="16")
    asked(made, at="Jo@Office.example", first="Bo", last="Lee", district="17")

    assert sent(TWO_BEFORE) == ["Jo@Office.example"], "one mailbox, however it is spelled"
    text = reminder().text
    assert "Representative Ana … (D-NY-16)" in text
    assert "Representative Bo … (D-NY-17)" in text
    tokens = [word.split("/")[-2] for word in text.split() if "/invited/" in word]
    assert [client.get(f"/invited/{token}/").status_code for token in tokens] == [303, 303]
    assert len(set(tokens)) == 2


def test_who_was_invited_is_reminded_rather_than_who_answers_first():
    made = letter()
    ask = asked(made, at="chief@office.example")
    ask.legislator.contacts.update(role=Role.CHIEF_OF_STAFF)
    aide = directory.contact(ask.legislator, email="aide@office.example", role=Role.LEGISLATIVE_ASSISTANT)
    workflow.invite(made, ask.legislator, by=None, email=aide.email, contact=aide)

    assert sent(TWO_BEFORE) == ["aide@office.example"]
    link = made.invitations.latest("pk")
    assert (link.email, link.contact) == (aide.email, aide), "its receipt goes there, and it knows who acts"


def test_no_word_of_the_mail_is_the_surname_that_its_link_asks_for_and_the_aide_signs_by_it():
    made = letter()
    ask = asked(made, at="jo@office.example", first="Ada", last="Okafor")
    signatories.signatory(letter(), term=ask.term, email="jo@office.example")  # elsewhere, for the same member
    sent(TWO_BEFORE)
    mail = reminder()
    words = {*re.findall(r"[^\W_]+", mail.text + mail.html + mail.subject)}
    assert not [word for word in words if tokens.is_surname_of("Ada Okafor", word)]

    phone = Visitor()
    phone.visit(re.findall(r"http://testserver/invited/\S+", mail.text)[0])
    phone.post(phone.form().fields | {"surname": "Okafor", "answer": "sign", "agent_name": "Jo Aide"})
    assert made.signatories.confirmed().count() == 1
    assert sent(LAST_DAY) == ["jo@office.example"], "of the other letter alone"
    assert "/invited/" not in reminder().text


def test_the_mail_says_when_it_closes_and_answers_go_to_the_contact():
    made = letter(title="End the program", contact_phone="202-555-0100")
    asked(made, at="jo@office.example")
    sent(TWO_BEFORE)
    mail = reminder()
    assert mail.subject == "Reminder, closes Friday, June 12: End the program"
    assert "Friday, June 12, 2099, 5 p.m. Eastern" in mail.text
    assert mail.message["Reply-To"] == made.contact_email
    assert OutgoingEmail.objects.get(purpose="reminder").priority == Priority.REMINDER


def test_the_trail_of_the_target_says_so():
    ask = asked(letter())
    sent(TWO_BEFORE)
    entry = ask.trail.latest("pk")
    assert (entry.verb, entry.by, entry.reason) == (Verb.REMINDED, None, "2 days before the closing day.")
    assert Ask.objects.get(pk=ask.pk).edition == ask.edition, "a staffer who is writing is not overtaken"


def test_who_did_not_confirm_is_reminded_with_a_code_that_works():
    made = letter(trusted_domains="mail.house.gov")
    row = signatories.signatory(made, email="dana@mail.house.gov")
    old = row.code_digest

    assert sent(TWO_BEFORE) == ["dana@mail.house.gov"]
    row.refresh_from_db()
    assert row.code_digest != old
    assert tokens.is_code_of(row, reminder().code)
    assert row.token_digest == tokens.digest_of_token(reminder().token)
    assert row.expires_at == TWO_BEFORE + tokens.LIFETIME
    workflow.confirm(row, how=How.CODE)
    assert sent(LAST_DAY) == []


@pytest.mark.parametrize("why", ["reported", "came back", "no address", "on already", "withdrew", "held"])
def test_an_answer_or_a_dead_address_ends_it(why: str):
    made = letter(type=LetterType.PETITION, reminders=Reminders.TWO_AND_LAST)
    row = signatories.signatory(made, email="rosa@example.org")
    rows = Signatory.objects.filter(pk=row.pk)
    if why == "reported":
        workflow.report(row)
    elif why == "came back":
        OutgoingEmail.objects.filter(pk=row.confirmation_mail_id).update(state=EmailState.FAILED)
    elif why == "no address":
        rows.update(email="", mailbox=None)
    else:
        step = {"on already": signatories.confirmed, "withdrew": signatories.withdrawn, "held": signatories.held}
        step[why](made, email="rosa@example.org")
    assert sent(TWO_BEFORE) == []


@pytest.mark.parametrize("kind", ["legislator", "organization"])
def test_an_answer_on_the_board_ends_it_for_a_signature_that_nobody_confirmed(kind: str):
    made = letter(takes_organizations=True)
    target = signatories.seat(made) if kind == "legislator" else directory.organization()
    whose = {"term": target} if kind == "legislator" else {"organization": target}
    workflow.add_targets(made, [target, signatories.seat(made)], by=None)
    signatories.signatory(made, email="jo@office.example", **whose)
    ask, other = made.asks.order_by("pk")

    def answer(ask: Ask, **said: object) -> None:
        workflow.change_ask(ask, seen=ask.edition, by=None, **said)

    answer(other, stance=Stance.DECLINED)
    lines = reminding.due(TWO_BEFORE)
    assert list(lines) == ["jo@office.example"]
    answer(ask, stance=Stance.ASKING_BOSS, until=date(2099, 6, 10))
    assert [sending._remind(*pair, TWO_BEFORE) for pair in lines.items()] == [0]
    assert sent(TWO_BEFORE) == []
    assert reminding.waiting(made, LAST_DAY).count() == 1
    answer(ask, stance=Stance.DECLINED, until=None)
    assert sent(LAST_DAY) == []


def test_somebody_elses_claim_for_the_same_name_silences_nobody():
    made = letter()
    term = signatories.seat(made)
    signatories.signatory(made, term=term, email="dana@mail.house.gov")
    signatories.held(made, term=term, email="mallory@example.org")
    assert sent(TWO_BEFORE) == ["dana@mail.house.gov"]


def test_a_form_filled_in_twice_is_one_name_and_the_newest_code_counts():
    made = letter()
    term = signatories.seat(made)
    first = signatories.signatory(made, term=term, email="dana@mail.house.gov")
    second = signatories.signatory(made, term=term, email="dana@mail.house.gov")
    ask = asked(made, at="dana@mail.house.gov")
    made.asks.filter(pk=ask.pk).update(legislator=term.legislator, term=term)
    directory.contact(term.legislator, email="dana@mail.house.gov")

    assert workflow.send_reminders(TWO_BEFORE) == (1, 1)
    second.refresh_from_db()
    assert tokens.is_code_of(second, reminder().code)
    assert set(Reminder.objects.values_list("signatory", "ask")) == {
        (first.pk, None),
        (second.pk, None),
        (None, ask.pk),
    }


def test_a_petition_reminds_once_a_day_after_signing():
    made = letter(type=LetterType.PETITION)
    signatories.signatory(made, email="rosa@example.org", submitted_at=TWO_BEFORE)
    old = signatories.signatory(made, email="old@example.org", submitted_at=TWO_BEFORE - 3 * A_DAY)

    assert sent(TWO_BEFORE + timedelta(hours=23)) == []
    assert sent(TWO_BEFORE + A_DAY) == ["rosa@example.org"]
    assert sent(TWO_BEFORE + A_DAY + timedelta(hours=25)) == []
    assert old.reminded.count() == 0


def test_the_mail_to_a_stranger_names_nobody_the_stranger_typed():
    made = letter(type=LetterType.PETITION)
    signatories.signatory(made, printed_name="Visit evil.example", email="rosa@example.org", submitted_at=TWO_BEFORE)
    sent(TWO_BEFORE + A_DAY)
    assert "evil" not in str(reminder().message)
    assert reminder().subject == f"Not confirmed yet: {made.title}"


def test_it_speaks_the_language_in_which_was_signed():
    made = letter(type=LetterType.PETITION)
    signatories.signatory(made, email="rosa@example.org", submitted_at=TWO_BEFORE, language="es")
    sent(TWO_BEFORE + A_DAY)
    assert "/es/confirm/" in reminder().text
    assert reminder().subject.startswith("Sin confirmar todavía")


def test_a_reminder_leaves_the_persons_own_mails_alone():
    made = letter()
    row = signatories.signatory(made, email="dana@mail.house.gov")
    sent(TWO_BEFORE)
    assert budgets.unanswered("dana@mail.house.gov", at=made.now) == 1
    assert row.trail.latest("pk").verb == Verb.REMINDED


def test_whom_to_remind_costs_as_many_queries_for_one_as_for_thirty(django_assert_max_num_queries):
    made = letter()
    asked(made)
    with django_assert_max_num_queries(12) as first:
        reminding.due(TWO_BEFORE)
    for _ in range(30):
        asked(made)
    with django_assert_max_num_queries(len(first)):
        assert len(reminding.due(TWO_BEFORE)) == 31


def test_who_withdrew_is_not_asked_again() -> None:
    made = letter()
    ask = asked(made, last="Gone")
    asked(made, last="Silent", at="silent@office.example")
    signed = signatories.confirmed(made, term=ask.term)
    workflow.withdraw(signed, by=None)
    assert sent(TWO_BEFORE) == ["silent@office.example"]
