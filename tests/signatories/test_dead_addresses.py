"""An office's own address that its mail server knows no more: mailed by nothing, on the call list, till it changes."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Term
from directory.states import Left, Role
from letters.models import Letter
from outbox import leases, queue
from outbox.models import OutgoingEmail
from outbox.refusals import Refusal
from signatories import proof, recipients, workflow
from signatories.admin.calling import calls
from signatories.models import Ask
from signatories.recipients import Wishes
from signatories.states import LeftOut
from tests.factories import directory, signatories
from tests.factories.outbox import queued_email
from tests.signatories import reminding_desk as desk
from tests.signatories.desk import staffer, told

pytestmark = pytest.mark.django_db
OFFICE = "Office@grijalva.example"
GONE = Refusal("550 5.1.1 no such user", permanent=True, mailbox_gone=True)


def refuse(to: str = OFFICE, refusal: Refusal = GONE) -> None:
    queued_email(to=to)
    [mail] = leases.lease(1)
    leases.record(mail, refusal)


@pytest.fixture
def letter() -> Letter:
    return desk.letter()


@pytest.fixture
def ask(letter: Letter) -> Ask:
    """A target of whose office only its own address is known."""
    term = signatories.seat(letter, last="Grijalva", email=OFFICE, phone="202-225-2435")
    workflow.add_targets(letter, [term], by=None)
    workflow.mark_asked(letter.asks.all(), by=None)
    return letter.asks.get()


def invited(ask: Ask) -> list[str]:
    found = recipients.plan(ask.letter, ask.letter.asks.on_board(), Wishes(again=True))
    return [one.email for one in found.recipients]


def mailed(ask: Ask) -> dict[str, object]:
    """Return who would write to this office's own address."""
    term = Term.objects.get(pk=ask.term_id)
    return {
        "invitation": invited(ask),
        "receipt": proof.office_of(signatories.unsaved(ask.letter, term=term)),
        "reminder": desk.sent(desk.TWO_BEFORE),
    }


def to(address: str) -> dict[str, object]:
    return {"invitation": [address], "receipt": address, "reminder": [address]}


NOBODY = {"invitation": [], "receipt": "", "reminder": []}


def test_an_address_that_is_gone_is_mailed_by_nothing(ask: Ask) -> None:
    refuse("office@GRIJALVA.example")

    assert mailed(ask) == NOBODY
    left_out = recipients.plan(ask.letter, ask.letter.asks.on_board(), Wishes(again=True)).left_out
    assert dict(left_out) == {LeftOut.GONE: [ask]}
    [call] = calls()
    assert (call.office, call.phones, [gone.name for gone in call.gone]) == (
        ask.legislator,
        ["202-225-2435"],
        [OFFICE],
    )


@pytest.mark.parametrize(
    ("address", "reason"), [(OFFICE, LeftOut.GONE), ("new@grijalva.example", LeftOut.NEW_ADDRESS)]
)
def test_a_page_that_is_older_than_the_bounce_mails_the_address_no_more(ask: Ask, address: str, reason: str) -> None:
    shown = [one.key for one in recipients.plan(ask.letter, ask.letter.asks.all(), Wishes(again=True)).recipients]
    if reason == LeftOut.GONE:
        refuse()
    Term.objects.update(email=address)

    pressed = workflow.queue_invitations(ask.letter, shown, uuid=uuid4(), language="en", by=None)

    assert (pressed.links, dict(pressed.left_out)) == ([], {reason: [ask]})


@pytest.mark.parametrize("refusal", [Refusal("550 5.7.1 spam", permanent=True), Refusal("451 later"), None])
def test_any_other_answer_says_nothing_of_the_address(ask: Ask, refusal: Refusal | None) -> None:
    refuse(refusal=refusal)

    assert calls() == []
    assert mailed(ask) == to(OFFICE)


def test_another_address_is_good_and_the_dead_one_stays_dead_in_a_new_term(ask: Ask) -> None:
    refuse()
    Term.objects.update(email="new@grijalva.example")
    assert calls() == []
    assert mailed(ask) == to("new@grijalva.example")

    term = directory.term(legislator=ask.legislator, email=OFFICE, start=None, end=None, state="AZ", district="3")
    Ask.objects.update(term=term)

    ask.refresh_from_db()
    assert invited(ask) == []
    assert [call.office for call in calls()] == [ask.legislator]


def test_contacts_are_mailed_while_the_address_is_on_the_call_list(ask: Ask) -> None:
    directory.contact(ask.legislator, role=Role.SCHEDULER, email="calendar@grijalva.example")
    refuse()

    assert invited(ask) == []
    assert desk.sent(desk.TWO_BEFORE) == ["calendar@grijalva.example"]
    assert [call.office for call in calls()] == [ask.legislator]


def test_what_staff_hear_by_phone_makes_it_good_again_in_one_click(ask: Ask, admin_client: Client) -> None:
    contact = directory.contact(ask.legislator, email=OFFICE)
    directory.contact(ask.legislator, role=Role.PRESS, email="press@grijalva.example")
    refuse()
    page = admin_client.get(reverse("admin:directory_contact_call_list"))
    assert ["202-225-2435" in page.text, OFFICE in page.text, GONE.words in page.text] == [True] * 3

    done = admin_client.post(reverse("admin:directory_contact_works", args=[ask.term_id]), follow=True)
    again = admin_client.post(reverse("admin:directory_contact_works", args=[ask.term_id]), follow=True)

    contact.refresh_from_db()
    assert (contact.left, invited(ask), calls()) == (Left.HERE, [OFFICE], [])
    assert told(done) == ["Ana Grijalva is mailed again at the office's own address."]
    assert told(again) == ["No mail to this address has come back."]


def test_nobody_takes_it_back_without_the_permission_or_by_a_link(ask: Ask, client: Client) -> None:
    refuse()
    address = reverse("admin:directory_contact_works", args=[ask.term_id])

    assert client.post(address).status_code == 302
    assert staffer("view_contact").post(address).status_code == 403
    assert invited(ask) == []


def test_a_mail_that_is_tried_again_says_nothing_until_it_comes_back_again(ask: Ask) -> None:
    refuse()
    queue.try_again(OutgoingEmail.objects.get())
    assert invited(ask) == [OFFICE]

    [mail] = leases.lease(1)
    leases.record(mail, GONE)

    assert invited(ask) == []


def test_a_contact_who_is_there_after_all_has_a_good_mailbox(ask: Ask) -> None:
    contact = directory.contact(ask.legislator, email=OFFICE)
    refuse()
    contact.refresh_from_db()
    assert [gone.is_person for call in calls() for gone in call.gone] == [True]

    workflow.mark_here(contact)

    assert (invited(ask), calls()) == ([OFFICE], [])


def test_the_call_list_costs_as_many_queries_for_three_offices_as_for_one(ask: Ask, django_assert_num_queries) -> None:
    refuse()
    with django_assert_num_queries(
        6
    ):  # contacts, what came back, the day, who has such an address, those, their terms
        assert len(calls()) == 1
    for number in range(2):
        signatories.seat(ask.letter, email=f"office{number}@house.example")
        refuse(f"office{number}@house.example")

    with django_assert_num_queries(6):
        assert len(calls()) == 3
