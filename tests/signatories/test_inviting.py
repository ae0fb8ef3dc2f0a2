"""Invitations by us and by staff: to whom, once each, and what the mail says."""

import csv
import io
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from directory.states import Left, Role
from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from outbox.states import Priority
from signatories import inviting, recipients, workflow
from signatories.models import Ask, Invitation, InvitationBatch
from signatories.recipients import Wishes
from signatories.states import LeftOut, Stance, Verb
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.desk import staffer
from tests.signatories.visitor import Mail, mails_to

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'name="plan" value="([^"]+)"')


@pytest.fixture
def letter() -> Letter:
    return published_letter()


@pytest.fixture
def whip() -> Client:
    return staffer("change_ask", "add_signatory", "view_letter", "change_letter")


def target(letter: Letter, **fields: str) -> Ask:
    """Put a new member on the board; ``email`` is the office's own address."""
    term = signatories.seat(letter, **{"email": ""} | fields)
    workflow.add_targets(letter, [term], by=None)
    return letter.asks.get(term=term)


def planned(letter: Letter, wishes: Wishes | None = None) -> recipients.Plan:
    return recipients.plan(letter, letter.asks.on_board(), wishes or Wishes())


def addresses(letter: Letter, wishes: Wishes | None = None) -> list[str]:
    return [recipient.email for recipient in planned(letter, wishes).recipients]


def at(letter: Letter, page: str = "invite", **query: str) -> str:
    return reverse(f"admin:letters_letter_{page}", args=[letter.pk], query=query)


def queued(letter: Letter, wishes: Wishes | None = None) -> InvitationBatch:
    plan = planned(letter, wishes)
    keys = [recipient.key for recipient in plan.recipients]
    return workflow.queue_invitations(letter, keys, uuid=uuid4(), language="en", by=None, seen=plan.seen).batch


def test_roles_choose_the_contacts_and_the_office_address_stands_in(letter: Letter) -> None:
    office = target(letter, email="office@grijalva.example").legislator
    directory.contact(office, role=Role.CHIEF_OF_STAFF, email="chief@grijalva.example")
    directory.contact(
        office, role=Role.LEGISLATIVE_ASSISTANT, email="la@grijalva.example", issues="Immigration, housing"
    )
    directory.contact(office, role=Role.LEGISLATIVE_ASSISTANT, email="taxes@grijalva.example", issues="Taxes")
    directory.contact(office, role=Role.PRESS, email="press@grijalva.example")

    assert addresses(letter, Wishes(issue="IMMIGRATION")) == ["chief@grijalva.example", "la@grijalva.example"]
    assert addresses(letter, Wishes((Role.PRESS,))) == ["press@grijalva.example"]
    assert addresses(letter, Wishes((Role.SCHEDULER,))) == ["office@grijalva.example"]


def test_each_who_gets_none_is_left_out_with_the_reason(letter: Letter) -> None:
    asks = {
        LeftOut.SIGNED: target(letter, email="a@office.example"),
        LeftOut.HELD: target(letter, email="h@office.example"),
        LeftOut.WITHDREW: target(letter, email="w@office.example"),
        LeftOut.DECLINED: target(letter, email="b@office.example"),
        LeftOut.QUIET: target(letter, email="c@office.example"),
        LeftOut.ASKED: target(letter, email="d@office.example"),
        LeftOut.MAY_NOT: target(letter, email="e@office.example", end=letter.date),
        LeftOut.GONE: target(letter),
        LeftOut.NO_ADDRESS: target(letter, email="not an address"),
    }
    signatories.confirmed(letter, term=asks[LeftOut.SIGNED].term)
    signatories.held(letter, term=asks[LeftOut.HELD].term)
    signatories.withdrawn(letter, term=asks[LeftOut.WITHDREW].term)
    workflow.change_ask(asks[LeftOut.DECLINED], seen=1, by=None, stance=Stance.DECLINED)
    until = letter.closes_at_local.date()
    workflow.change_ask(asks[LeftOut.QUIET], seen=1, by=None, stance=Stance.ASKING_BOSS, until=until)
    workflow.mark_asked([asks[LeftOut.ASKED]], by=None)
    directory.contact(asks[LeftOut.GONE].legislator, left=Left.BOUNCED, left_at=letter.now)

    found = planned(letter)

    assert dict(found.left_out) == {why: [ask] for why, ask in asks.items()}
    assert found.recipients == []
    assert addresses(letter, Wishes(again=True)) == ["d@office.example"]
    assert queued(letter, Wishes(again=True)).links == 1, "what is shown is what goes"


def test_asked_before_are_those_who_were_invited_or_asked_and_not_whom_staff_only_expect(letter: Letter) -> None:
    expected, invited, by_file, asked = (target(letter, email=f"{name}@office.example") for name in "abcd")
    workflow.change_ask(asked, seen=1, by=None, stance=Stance.ASKED)
    workflow.change_ask(expected, seen=1, by=None, stance=Stance.LEANING)
    workflow.queue_invitations(letter, [(invited.pk, 0, "b@office.example")], uuid=uuid4(), language="en", by=None)
    workflow.take_links(letter, [(by_file.pk, 0, "c@office.example")], by=None)
    assert addresses(letter) == ["a@office.example", "c@office.example"], "the file is not sent yet"

    workflow.mark_sent(letter.invitation_batches.get(by_us=False), by=None)

    assert addresses(letter) == ["a@office.example"]


def test_planning_asks_the_database_the_same_number_of_times_for_any_board(letter, django_assert_num_queries) -> None:
    for _ in range(5):
        directory.contact(target(letter).legislator, role=Role.CHIEF_OF_STAFF)

    with django_assert_num_queries(9):
        assert len(planned(letter).recipients) == 5


def test_a_contact_of_two_members_gets_a_mail_for_each_with_a_link_of_its_own(letter: Letter) -> None:
    for _ in range(2):
        directory.contact(target(letter).legislator, role=Role.CHIEF_OF_STAFF, email="shared@office.example")

    queued(letter)
    inviting.work_off()

    mails = mails_to("shared@office.example", "invitation")
    assert len({link_in(mail) for mail in mails}) == 2


def link_in(mail: Mail) -> str:
    return re.findall(r"http://testserver(/invited/[^/\s]+/)", mail.text)[0]


def test_an_invitation_carries_the_note_for_the_party_and_its_own_link_and_not_the_surname(letter: Letter) -> None:
    letter.party_notes.create(party="republican", text="A note for the other side.")
    ask = target(letter, first="Ana", last="Zorrilla", party="Republican")
    directory.contact(ask.legislator, name="Jo Doe", role=Role.CHIEF_OF_STAFF, email="jo@office.example")

    queued(letter)
    done = inviting.work_off()

    row, mail = OutgoingEmail.objects.get(purpose="invitation"), mails_to("jo@office.example")[0]
    assert (done, row.priority, mail.message["Reply-To"]) == (1, Priority.NOTICE, "ana.ruiz@mail.house.gov")
    assert "A note for the other side." in mail.text
    assert f"Ana … ({ask.term.party_and_seat})" in mail.text
    assert inviting.LINK not in mail.text + mail.html
    assert mail.html.count(link_in(mail)) >= 2, "the button, and the link in the note"
    assert "zorrilla" not in (mail.subject + mail.text + mail.html).lower()
    ask.refresh_from_db()
    assert ask.stance == Stance.ASKED
    assert Client().get(link_in(mail)).status_code == 303


def test_the_frame_speaks_spanish_when_asked(letter: Letter) -> None:
    target(letter, email="office@ana.example")
    keys = [recipient.key for recipient in planned(letter).recipients]

    workflow.queue_invitations(letter, keys, uuid=uuid4(), language="es", by=None)
    inviting.work_off()

    [mail] = mails_to("office@ana.example")
    assert "Abrirlo no firma nada" in mail.text
    assert "/es/invited/" in mail.text


def test_organizations_get_the_link_to_their_form() -> None:
    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization()
    workflow.add_targets(letter, [known], by=None)
    directory.contact(known, role=Role.PRESS, email="press@project.example")
    directory.contact(known, role=Role.OTHER, email="director@project.example")

    queued(letter)
    inviting.work_off()

    assert OutgoingEmail.objects.filter(purpose="invitation").count() == 1
    page = Client().get(link_in(mails_to("director@project.example")[0]), follow=True)
    assert known.name in page.content.decode()


def test_the_same_form_pressed_twice_sends_once(letter: Letter, whip: Client) -> None:
    target(letter, email="office@ana.example")
    page = whip.get(at(letter)).content.decode()
    plan = HIDDEN.findall(page)[0]

    whip.post(at(letter), {"do": "send", "plan": plan})
    second = whip.post(at(letter), {"do": "send", "plan": plan}, follow=True)
    inviting.work_off()

    assert OutgoingEmail.objects.filter(purpose="invitation").count() == 1
    assert "on their way already" in second.content.decode()
    assert inviting.work_off() == 0


def test_the_preview_shows_the_first_mail_and_everybody_who_gets_one(letter: Letter, whip: Client) -> None:
    first, second = target(letter, last="Aaron"), target(letter, last="Baker")
    directory.contact(first.legislator, role=Role.CHIEF_OF_STAFF, email="aaron@office.example")
    directory.contact(second.legislator, role=Role.CHIEF_OF_STAFF, email="baker@office.example")
    target(letter, last="Nobody")

    page = whip.post(at(letter), {"which": "shown"}).content.decode()

    assert page.index("Questions:") < page.index("baker@office.example")
    assert page.index("aaron@office.example") < page.index("Questions:")
    assert "No address is known: 1" in page
    assert "Send 2 mails" in page
    assert not OutgoingEmail.objects.exists()
    assert not Invitation.objects.exists()


def test_only_the_ticked_or_those_on_screen_are_invited(letter: Letter, whip: Client) -> None:
    target(letter, last="Aaron", party="Democrat", email="aaron@office.example")
    ticked = target(letter, last="Baker", party="Republican", email="baker@office.example")

    def named(page: object) -> list[str]:
        return [recipient.email for recipient in page.context["recipients"]]

    shown = whip.post(at(letter, party="democratic"), {"which": "shown"})
    one = whip.post(at(letter), {"which": "ticked", "ask": ticked.pk})
    again = whip.post(at(letter), {"wishes": "1", "asks": str(ticked.pk), "roles": Role.PRESS})
    none = whip.post(at(letter), {"which": "ticked"}, follow=True)

    assert (named(shown), named(one), named(again)) == (["aaron@office.example"], *[["baker@office.example"]] * 2)
    assert "Tick the offices to invite" in none.content.decode()


def test_nothing_goes_to_whom_the_preview_did_not_show(letter: Letter, whip: Client) -> None:
    kept, signs, moves, leaves = (target(letter, email=f"{name}@office.example") for name in ("k", "s", "m", "l"))
    moved = directory.contact(moves.legislator, role=Role.CHIEF_OF_STAFF, email="before@office.example")
    left = directory.contact(leaves.legislator, role=Role.CHIEF_OF_STAFF, email="left@office.example")
    plan = HIDDEN.findall(whip.get(at(letter)).content.decode())[0]
    signatories.confirmed(letter, term=signs.term)
    moved.email, moved.mailbox = "after@office.example", "after@office.example"
    moved.save()
    workflow.mark_left(left)
    target(letter, email="new@office.example")

    said = whip.post(at(letter), {"do": "send", "plan": plan}, follow=True).content.decode()
    inviting.work_off()

    assert list(OutgoingEmail.objects.filter(purpose="invitation").values_list("to", flat=True)) == [kept.term.email]
    assert f"Signed already: {signs.named}." in said
    assert f"Has another address now: {moves.named}." in said
    assert f"on the call list: {leaves.named}." in said
    assert "1 invitation is on its way." in said


def test_who_answers_or_loses_the_link_before_the_mail_is_written_gets_none(letter: Letter) -> None:
    signs, declines, revoked, kept = (target(letter, email=f"o{number}@office.example") for number in range(4))
    batch = queued(letter)
    signatories.confirmed(letter, term=signs.term)
    workflow.change_ask(declines, seen=1, by=None, stance=Stance.DECLINED)
    workflow.revoke(Invitation.objects.get(legislator=revoked.legislator), by=None)

    assert inviting.work_off() == 1

    batch.refresh_from_db()
    assert OutgoingEmail.objects.get(purpose="invitation").to == kept.term.email
    assert (batch.links, batch.mails, batch.finished_at is None) == (4, 1, False)


def test_a_letter_that_closes_sends_no_more_invitations(letter: Letter) -> None:
    target(letter, email="office@ana.example")
    queued(letter)
    letter_steps.close_now(letter, by=None)

    assert inviting.work_off() == 0
    assert not InvitationBatch.objects.filter(finished_at=None).exists()


def test_batches_are_worked_off_in_parts(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow.sending, "MAILS_AT_ONCE", 2)
    for number in range(5):
        target(letter, email=f"o{number}@office.example")
    queued(letter)

    parts = [workflow.send_next(inviting.writer) for _ in range(4)]

    assert parts == [2, 2, 1, None]
    assert OutgoingEmail.objects.filter(purpose="invitation").values("to").distinct().count() == 5


def test_a_merge_file_has_working_links_and_counts_as_asked_when_staff_say_so(letter: Letter, whip: Client) -> None:
    ask = target(letter, first="=Ana", last="Ruiz", email="office@ana.example")
    plan = HIDDEN.findall(whip.get(at(letter)).content.decode())[0]

    answer = whip.post(at(letter), {"do": "take", "plan": plan})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    ask.refresh_from_db()
    before = ask.stance
    batch = InvitationBatch.objects.get()
    whip.post(at(letter), {"do": "sent", "batch": batch.pk})
    second = whip.post(at(letter), {"do": "sent", "batch": batch.pk}, follow=True)
    ask.refresh_from_db()

    assert (rows[0]["name"], rows[0]["email"]) == ("'=Ana Ruiz", "office@ana.example")
    assert Client().get(rows[0]["personal_link"].removeprefix("http://testserver")).status_code == 303
    assert (before, ask.stance, inviting.work_off()) == (Stance.NOT_ASKED, Stance.ASKED, 0)
    assert "marked as sent already" in second.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_those_who_got_the_general_link_are_marked_by_one_press(letter: Letter, whip: Client) -> None:
    ask = target(letter, email="office@ana.example")
    page = whip.get(at(letter))

    whip.post(at(letter), {"do": "asked", "plan": HIDDEN.findall(page.content.decode())[0]})

    ask.refresh_from_db()
    assert (page.context["addresses"], ask.stance) == ("office@ana.example", Stance.ASKED)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("press", [{"do": "send", "plan": "junk"}, {"do": "take"}, {"do": "asked", "plan": ""}])
def test_a_plan_that_was_cut_off_does_nothing(letter: Letter, whip: Client, press: dict[str, str]) -> None:
    said = whip.post(at(letter), press, follow=True).content.decode()

    assert "nothing was sent" in said
    assert not Invitation.objects.exists()


def test_a_batch_of_another_letter_cannot_be_marked(letter: Letter, whip: Client) -> None:
    batch = InvitationBatch.objects.create(
        uuid=uuid4(), letter=published_letter(), by_us=False, made_at=database_now()
    )

    assert whip.post(at(letter), {"do": "sent", "batch": batch.pk}).status_code == 404
    assert whip.post(at(letter), {"do": "sent", "batch": "9" * 30}).status_code == 404


def test_only_who_keeps_the_board_and_adds_names_invites(letter: Letter) -> None:
    assert staffer("change_ask").get(at(letter)).status_code == 403
    assert staffer("add_signatory").get(at(letter)).status_code == 403


def test_each_link_leaves_its_entry_in_the_trail(letter: Letter) -> None:
    ask = target(letter, email="office@ana.example")
    queued(letter)

    assert [entry.verb for entry in ask.trail.order_by("pk")] == [Verb.TARGETED, Verb.INVITED]


def test_who_asks_the_boss_or_withdrew_after_the_preview_gets_no_mail(letter: Letter, whip: Client) -> None:
    kept, boss, gone = (target(letter, email=f"{name}@office.example") for name in ("k", "b", "g"))
    plan = HIDDEN.findall(whip.get(at(letter)).content.decode())[0]
    workflow.change_ask(boss, seen=boss.edition, by=None, stance="asking_boss", until="2099-01-01")
    workflow.withdraw(signatories.confirmed(letter, term=gone.term), by=None)

    whip.post(at(letter), {"do": "send", "plan": plan})
    inviting.work_off()

    assert list(OutgoingEmail.objects.filter(purpose="invitation").values_list("to", flat=True)) == [kept.term.email]


def test_two_previews_of_the_same_offices_send_one_mail_each(letter: Letter, whip: Client) -> None:
    target(letter, email="office@ana.example")
    first, second = (HIDDEN.findall(whip.get(at(letter)).content.decode())[0] for _ in range(2))

    for plan in (first, second):
        whip.post(at(letter), {"do": "send", "plan": plan})
    inviting.work_off()

    assert OutgoingEmail.objects.filter(purpose="invitation").count() == 1


def test_who_was_invited_a_moment_ago_is_invited_again_where_the_page_says_so(letter: Letter, whip: Client) -> None:
    ask = target(letter, email="office@ana.example")
    stale = HIDDEN.findall(whip.get(at(letter)).content.decode())[0]
    queued(letter)
    inviting.work_off()

    late = whip.post(at(letter), {"do": "send", "plan": stale}, follow=True).content.decode()
    shown = whip.post(at(letter), {"wishes": "1", "again": "on"}).content.decode()
    whip.post(at(letter), {"do": "send", "plan": HIDDEN.findall(shown)[0]})
    inviting.work_off()

    assert f"Invited by somebody else meanwhile: {ask.named}." in late
    assert "Send 1 mail" in shown
    assert len(mails_to("office@ana.example", "invitation")) == 2


def test_whose_link_was_taken_back_is_invited_only_where_staff_ask_for_it(letter: Letter, whip: Client) -> None:
    ask = target(letter, email="office@ana.example")
    queued(letter)
    inviting.work_off()
    workflow.revoke(Invitation.objects.get(), by=None)

    found = planned(letter)
    again = whip.post(at(letter), {"wishes": "1", "again": "on"}).content.decode()
    whip.post(at(letter), {"do": "send", "plan": HIDDEN.findall(again)[0]})

    assert (found.recipients, dict(found.left_out)) == ([], {LeftOut.TAKEN_BACK: [ask]})
    assert again.count("link taken back") == 1
    assert dict(planned(letter).left_out) == {LeftOut.ASKED: [ask]}


def test_a_plan_serves_its_letter_alone(letter: Letter, whip: Client) -> None:
    target(letter, email="office@ana.example")
    plan = HIDDEN.findall(whip.get(at(letter)).content.decode())[0]

    said = whip.post(at(published_letter()), {"do": "send", "plan": plan}, follow=True).content.decode()

    assert "nothing was sent" in said
    assert not Invitation.objects.exists()


def test_the_file_of_links_names_whom_it_lacks(letter: Letter, whip: Client) -> None:
    gone = target(letter, email="gone@office.example")
    plan = HIDDEN.findall(whip.get(at(letter)).content.decode())[0]
    workflow.take_off(gone, by=None)

    answer = whip.post(at(letter), {"do": "take", "plan": plan})

    assert "gone@office.example" not in answer.getvalue().decode()
    assert f"Taken off the board: {gone.named}." in whip.get(at(letter)).content.decode()


def test_a_namesake_on_the_letter_does_not_tell_the_surname() -> None:
    letter = published_letter(asked_see_names=True)
    namesake = signatories.confirmed(letter, term=signatories.seat(letter, first="Bo", last="Quirk"))
    other = target(letter, first="Cy", last="Stone", email="stone@office.example")
    asked = target(letter, first="Ana", last="Quirk", email="bronx@office.example")
    queued(letter)
    inviting.work_off()

    assert namesake.printed_name in mails_to(other.term.email)[0].text
    assert "Quirk" not in mails_to(asked.term.email)[0].text
