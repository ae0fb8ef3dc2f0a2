"""Who works in an office: the constraints, who left, who must be called, and who hears about a signature."""

import logging

import pytest
from django.db import IntegrityError, transaction

from directory.models import Contact
from directory.states import Left, Role
from outbox import leases
from outbox.announcements import mailbox_gone
from outbox.models import OutgoingEmail
from outbox.refusals import Refusal
from outbox.states import EmailState
from signatories import proof, workflow
from signatories.admin.calling import calls
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.factories.outbox import queued_email

pytestmark = pytest.mark.django_db
GONE = Refusal("550 5.1.1 no such user", permanent=True, mailbox_gone=True)


def refuse(to: str, refusal: Refusal = GONE) -> None:
    """Let the mail server answer a mail to this address."""
    queued_email(to=to)
    [mail] = leases.lease(1)
    leases.record(mail, refusal)


def standing(contact: Contact) -> tuple[str, str]:
    contact.refresh_from_db()
    return contact.left, contact.left_reason


@pytest.mark.parametrize(
    "wrong",
    [
        {"legislator": None},
        {"name": "", "email": ""},
        {"left": Left.TOLD},
        {"left_reason": "moved"},
    ],
    ids=str,
)
def test_the_database_refuses_what_no_contact_is(wrong) -> None:
    member = directory.legislator()
    directory.contact(member, name="", phone="202-225-0000")  # an address alone, or a name alone, is a contact
    directory.contact(member, email="")

    with pytest.raises(IntegrityError), transaction.atomic():
        directory.contact(member, **wrong)


def test_one_mailbox_is_once_in_an_office_and_may_serve_two() -> None:
    one, other = directory.legislator(), directory.legislator()
    directory.contact(one, email="shared@mail.house.gov")
    directory.contact(other, email="Shared@mail.house.gov")

    with pytest.raises(IntegrityError), transaction.atomic():
        directory.contact(one, email="SHARED@mail.house.gov")


def test_mail_that_no_mailbox_takes_marks_the_person_left_in_every_office() -> None:
    one, other = directory.legislator(), directory.legislator()
    shared = [directory.contact(office, email="Jo@mail.house.gov") for office in (one, other)]
    stays = directory.contact(other)

    refuse("jo@MAIL.house.gov")

    assert [standing(contact) for contact in shared] == [(Left.BOUNCED, GONE.words)] * 2
    assert all(contact.left_at for contact in shared)
    assert standing(stays) == (Left.HERE, "")
    assert [call.office for call in calls()] == [one]


@pytest.mark.parametrize(
    "refusal", [Refusal("550 5.7.1 spam", permanent=True), Refusal("451 later"), Refusal("ValueError", permanent=True)]
)
def test_other_refusals_say_nothing_of_the_person(refusal) -> None:
    contact = directory.contact(directory.legislator(), email="jo@mail.house.gov")

    refuse("jo@mail.house.gov", refusal)

    assert standing(contact) == (Left.HERE, "")


def test_a_worker_that_lost_its_lease_marks_nobody() -> None:
    contact = directory.contact(directory.legislator(), email="jo@mail.house.gov")
    queued_email(to="jo@mail.house.gov")
    [mail] = leases.lease(1)
    OutgoingEmail.objects.update(state=EmailState.DUE, leased_until=None)

    leases.record(mail, GONE)

    assert standing(contact) == (Left.HERE, "")


def test_what_staff_take_back_stays_until_mail_comes_back_again() -> None:
    contact = directory.contact(directory.legislator(), email="jo@mail.house.gov")
    refuse("jo@mail.house.gov")
    workflow.mark_here(contact)
    assert (standing(contact), calls()) == ((Left.HERE, ""), [])

    refuse("somebody-else@mail.house.gov")
    assert standing(contact) == (Left.HERE, "")
    refuse("jo@mail.house.gov")

    assert standing(contact)[0] == Left.BOUNCED


@pytest.mark.parametrize(
    ("to", "left"),
    [("j.o@gmail.com", Left.BOUNCED), ("JO@googlemail.com", Left.BOUNCED), ("jo+{|}@gmail.com", Left.HERE)],
)
def test_what_is_said_of_a_tag_says_nothing_of_the_mailbox(to: str, left: Left) -> None:
    contact = directory.contact(directory.legislator(), email="jo@gmail.com")

    refuse(to)

    assert standing(contact)[0] == left
    assert OutgoingEmail.objects.gone().exists() == (left == Left.BOUNCED)


def test_mail_that_arrives_takes_back_what_a_server_said_but_not_what_staff_said() -> None:
    back = directory.contact(directory.legislator(), email="jo@gmail.com")
    left = directory.contact(directory.legislator(), email="jo@gmail.com")
    workflow.mark_left(left, reason="Told by phone.")
    refuse("jo@gmail.com")
    assert standing(back)[0] == Left.BOUNCED

    queued_email(to="jo+letters@gmail.com")
    [mail] = leases.lease(1)
    assert leases.record(mail, None) == EmailState.SENT

    assert (standing(back), standing(left)) == ((Left.HERE, ""), (Left.TOLD, "Told by phone."))
    assert not OutgoingEmail.objects.gone().exists()


def test_a_step_twice_is_refused_in_words() -> None:
    contact = directory.contact(directory.legislator(), name="Jo Aide")
    workflow.mark_left(contact, reason="Told by phone.")

    with pytest.raises(workflow.Refused, match="Jo Aide is marked as left already"):
        workflow.mark_left(contact)
    workflow.mark_here(contact)
    with pytest.raises(workflow.Refused, match="Jo Aide is not marked as left"):
        workflow.mark_here(contact)


def test_a_receiver_that_fails_does_not_keep_the_mail(caplog) -> None:
    def fail(**_given: object) -> None:
        raise RuntimeError("no")

    mailbox_gone.connect(fail)
    try:
        with caplog.at_level(logging.CRITICAL, logger="django.dispatch"):
            refuse("jo@mail.house.gov")
    finally:
        mailbox_gone.disconnect(fail)

    assert OutgoingEmail.objects.get().state == EmailState.FAILED


def test_the_call_list_has_the_phone_of_the_latest_term() -> None:
    term = directory.term(phone="202-225-1111")
    workflow.mark_left(directory.contact(term.legislator, phone="1"))
    organization = directory.organization()
    workflow.mark_left(directory.contact(organization, phone="2"))

    assert [(call.office, call.phones) for call in calls()] == [
        (organization, ["2"]),
        (term.legislator, ["202-225-1111"]),
    ]


# Receipts


def test_the_chief_of_staff_hears_before_all_others_and_nobody_beside() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    term = signatories.seat(letter, email="office@grijalva.example")
    for role in (Role.PRESS, Role.LEGISLATIVE_ASSISTANT, Role.LEGISLATIVE_DIRECTOR, Role.CHIEF_OF_STAFF, Role.OTHER):
        directory.contact(term.legislator, role=role, email=f"{role.value}@mail.house.gov")

    signatories.confirmed(letter, term=term, email="dana@mail.house.gov")

    told = OutgoingEmail.objects.filter(purpose="receipt").order_by("pk").values_list("to", flat=True)
    assert list(told) == ["dana@mail.house.gov", "chief_of_staff@mail.house.gov"]


@pytest.mark.parametrize("agent", ["Chief@mail.house.gov", "chief@mail.house.gov"])
def test_the_agent_is_not_told_twice_although_chief_of_staff(agent) -> None:
    letter = published_letter()
    term = signatories.seat(letter, email="office@grijalva.example")
    directory.contact(term.legislator, role=Role.CHIEF_OF_STAFF, email="chief@mail.house.gov")
    signed = signatories.unsaved(letter, term=term, email=agent)

    assert proof.office_of(signed) == "office@grijalva.example"
    directory.contact(term.legislator, role=Role.SCHEDULER, email="calendar@mail.house.gov")
    assert proof.office_of(signed) == "calendar@mail.house.gov"


def test_nobody_who_left_is_told_nor_an_office_address_that_came_back() -> None:
    letter = published_letter()
    term = signatories.seat(letter, email="Office@grijalva.example")
    workflow.mark_left(directory.contact(term.legislator, role=Role.CHIEF_OF_STAFF))
    signed = signatories.unsaved(letter, term=term)
    assert proof.office_of(signed) == "Office@grijalva.example"

    workflow.mark_left(directory.contact(term.legislator, email="office@grijalva.example"))

    assert proof.office_of(signed) == ""


def test_a_contact_of_an_organization_hears_too() -> None:
    organization = directory.organization()
    directory.contact(organization, email="director@project.example")
    letter = published_letter(takes_organizations=True)

    assert proof.office_of(signatories.unsaved(letter, organization=organization)) == "director@project.example"
    assert proof.office_of(signatories.unsaved(letter, organization=None)) == ""
