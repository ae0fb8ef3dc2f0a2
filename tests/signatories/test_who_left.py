"""Who left an office acts for it by no mail any more; whoever still answers for it is told and asked."""

from collections.abc import Callable

import pytest
from django.test import Client

from directory.models import Contact
from directory.states import Role
from letters.models import Letter
from letters.states import Change
from signatories import mailings, workflow
from signatories.models import Invitation, Signatory
from signatories.states import State
from tests.factories import directory
from tests.factories.letters import new_version, published_letter
from tests.signatories import reminding_desk as desk
from tests.signatories.link_desk import JO, invited, new_text, office
from tests.signatories.test_dead_addresses import refuse
from tests.signatories.visitor import Mail, mails_to

pytestmark = pytest.mark.django_db
CHIEF = "chief@office.example"


def bounced(_jo: Contact) -> None:
    workflow.mark_bounced(JO, "550 5.1.1 no such user")


def replaced(jo: Contact) -> None:
    jo.email = jo.mailbox = "successor@office.example"
    jo.role = Role.PRESS
    jo.save()


LEAVING = (workflow.mark_left, bounced, replaced, Contact.delete)
in_each_way = pytest.mark.parametrize("leave", LEAVING, ids=("told", "bounced", "replaced", "removed"))


@pytest.fixture
def signed() -> Signatory:
    """What Jo Doe signed by her link, in an office that has a chief of staff too."""
    invitation, address = invited(published_letter())
    directory.contact(invitation.legislator, role=Role.CHIEF_OF_STAFF, email=CHIEF)
    office(address).send(answer="sign", agent_name="Jo Doe", agent_role="Aide")
    return Signatory.objects.get(state=State.CONFIRMED)


def jo() -> Contact:
    return Contact.objects.get(mailbox=JO)


def link(mail: Mail, of: str) -> str:
    return next(word for word in mail.text.split() if f"/{of}/" in word)


def status(address: str) -> int:
    return Client().get(address).status_code


def asked() -> list[tuple[int, int]]:
    """Return how often Jo and her chief were asked, and that the chief can do it by answering alone."""
    mails = mails_to(CHIEF, "asked_again")
    assert all("answer this mail" in mail.text.lower() and "/confirm/" not in mail.text for mail in mails)
    return [len(mails_to(JO, "asked_again")), len(mails)]


@in_each_way
def test_who_still_answers_for_the_office_is_asked_to_agree_to_a_changed_text(
    signed: Signatory, leave: Callable[[Contact], None]
) -> None:
    leave(jo())
    new_text(signed.letter)
    mailings.work_off()

    assert asked() == [0, 1]
    with pytest.raises(workflow.Refused, match="reaches the office no more"):
        workflow.send_again(signed)


@pytest.mark.parametrize("leave", LEAVING[:2], ids=("told", "bounced"))
def test_who_leaves_when_asked_already_agrees_to_nothing_and_the_office_is_asked_then(
    signed: Signatory, leave: Callable[[Contact], None]
) -> None:
    new_text(signed.letter)
    mailings.work_off()
    way_in = mails_to(JO, "asked_again")[-1].link
    assert (asked(), status(way_in)) == ([1, 0], 303)

    leave(jo())

    assert (asked(), status(way_in)) == ([1, 1], 404)


@in_each_way
def test_no_old_mail_takes_the_name_off_or_objects(signed: Signatory, leave: Callable[[Contact], None]) -> None:
    new_version(signed.letter, Change.NOTICED)
    mailings.work_off()
    ways = [link(mails_to(JO, "receipt")[-1], "withdraw"), link(mails_to(JO, "change_notified")[-1], "object")]
    ahead = Client()
    page = ahead.get(ways[0])["Location"]
    assert [status(way) for way in ways] == [303, 303]

    leave(jo())

    assert [status(way) for way in ways] == [404, 404]
    assert ahead.get(page).status_code == 404  # also where it was opened a moment ago
    workflow.withdraw(signed, by=None)
    assert [len(mails_to(each, "withdrawal")) for each in (JO, CHIEF)] == [0, 1]


def test_an_offices_own_address_that_comes_back_leaves_the_question_to_a_contact() -> None:
    invitation, address = invited(published_letter(), contact=False, email=JO)
    Invitation.objects.update(email=JO)
    office(address).send(answer="sign", agent_name="Jo Doe", agent_role="Aide")
    directory.contact(invitation.legislator, role=Role.CHIEF_OF_STAFF, email=CHIEF)
    new_text(invitation.letter)
    mailings.work_off()
    mail = mails_to(JO, "asked_again")[-1]

    refuse(JO)

    assert (asked(), status(mail.link)) == ([1, 1], 404)


@pytest.fixture
def letter() -> Letter:
    return desk.letter()


def linked(letter: Letter) -> tuple[Invitation, Contact]:
    """The link of a silent aide, whose chief of staff nobody invited."""
    ask = desk.asked(letter, at=JO)
    directory.contact(ask.legislator, role=Role.CHIEF_OF_STAFF, email=CHIEF)
    invitation, _token = workflow.invite(letter, ask.legislator, by=None, email=JO, contact=jo())
    return invitation, jo()


def good(invitation: Invitation) -> bool:
    invitation.refresh_from_db()
    return invitation.revoked_at is None


@pytest.mark.parametrize("leave", LEAVING[:2], ids=("told", "bounced"))
def test_whoever_still_works_there_has_the_links_again_and_is_reminded(
    letter: Letter, leave: Callable[[Contact], None]
) -> None:
    invitation, contact = linked(letter)
    leave(contact)
    assert not good(invitation)

    workflow.mark_here(jo())

    assert (good(invitation), desk.sent(desk.TWO_BEFORE)) == (True, [JO])


def test_what_staff_took_back_since_stays_taken_back(letter: Letter) -> None:
    invitation, contact = linked(letter)
    workflow.invite(letter, invitation.legislator, by=None)
    workflow.mark_left(contact)
    workflow.revoke_all(letter, by=None)

    workflow.mark_here(jo())

    assert not good(invitation)


@pytest.mark.parametrize("leave", LEAVING[2:], ids=("replaced", "removed"))
def test_who_is_no_contact_any_more_has_no_link_and_keeps_nobody_from_being_reminded(
    letter: Letter, leave: Callable[[Contact], None]
) -> None:
    invitation, contact = linked(letter)

    leave(contact)

    assert (good(invitation), desk.sent(desk.TWO_BEFORE)) == (False, [CHIEF])


def test_a_link_to_the_same_mailbox_and_office_goes_too_and_no_other(letter: Letter) -> None:
    invitation, contact = linked(letter)
    unnamed, _token = workflow.invite(letter, invitation.legislator, by=None, email=JO.title())
    other, _address = invited(letter)

    workflow.mark_left(contact)

    assert [good(each) for each in (invitation, unnamed, other)] == [False, False, True]
