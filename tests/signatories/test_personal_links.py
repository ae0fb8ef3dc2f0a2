"""Personal links: what they prove, what they ask, and what they do not do."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from letters.models import Letter
from signatories import workflow
from signatories.models import Invitation, Signatory, TrailEntry
from signatories.states import How, Source, State, Verb
from signatories.workflow import inviting
from tests.factories.letters import published_letter
from tests.factories.signatories import seat
from tests.signatories.desk import staffer
from tests.signatories.visitor import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    """A letter to Congress on which no mail domain is trusted."""
    return published_letter()


def invited(letter: Letter, **fields: str) -> tuple[Invitation, str]:
    """Make a link for a new member, and return it with its address."""
    member = seat(letter, **fields).legislator
    invitation, token = workflow.invite(letter, member, by=None)
    return invitation, reverse("signatories:open_invitation", args=[token])


def opened(address: str, surname: str) -> Client:
    """Return the browser of an aide who opened the link and typed the surname."""
    browser = Client()
    page = browser.get(address, follow=True)
    browser.post(page.request["PATH_INFO"], {"surname": surname})
    return browser


def signed(browser: Client, letter: Letter, term: int) -> Signatory:
    """Fill in the form for the member and return what is stored."""
    address = reverse("signatories:sign", args=[letter.slug], query={"as": "legislator"})
    hidden = Page(browser.get(address).content.decode()).forms[-1].fields
    typed = {"term": term, "agent_name": "Pat Aide", "agent_role": "LA", "email": "pat@gmail.com", "authority": "on"}
    browser.post(address, hidden | typed)
    return Signatory.objects.get()


def test_who_signs_by_a_personal_link_is_confirmed_from_any_mailbox(letter: Letter) -> None:
    invitation, address = invited(letter, last="Grijalva")

    made = signed(opened(address, "grijalva"), letter, invitation.legislator.terms.get().pk)

    assert (made.state, made.source, made.invitation) == (State.PENDING, Source.INVITATION, invitation)
    assert workflow.confirm(made, how=How.CODE) == State.CONFIRMED


def test_opening_the_link_signs_nothing_and_the_token_leaves_the_address(letter: Letter) -> None:
    invitation, address = invited(letter)

    answer = Client().get(address)

    assert (answer.status_code, answer["Referrer-Policy"]) == (303, "no-referrer")
    assert answer["Location"] == reverse("signatories:invited", args=[invitation.uuid])
    assert "no-store" in answer["Cache-Control"]
    assert not Signatory.objects.exists()


def test_the_surname_is_asked_once_on_a_device_and_leads_to_the_filled_in_form(letter: Letter) -> None:
    invitation, address = invited(letter, last="Grijalva")
    browser = opened(address, "Grijalva")

    again = browser.get(address, follow=True)

    assert again.redirect_chain[-1][0].endswith(f"/sign/?as=legislator&member={invitation.legislator_id}")


def test_a_wrong_surname_opens_nothing_and_many_close_the_field_for_the_right_one(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inviting, "ENTRIES_AN_HOUR", 5)
    invitation, address = invited(letter, last="Grijalva")
    browser = Client()
    page = browser.get(address, follow=True).request["PATH_INFO"]

    wrong = [browser.post(page, {"surname": f"Wrong {number}"}) for number in range(5)]
    right = browser.post(page, {"surname": "Grijalva"})

    assert {answer.status_code for answer in (*wrong, right)} == {422}
    assert "Too many wrong entries" in right.content.decode()
    made = signed(browser, letter, invitation.legislator.terms.get().pk)
    assert (made.invitation, made.source) == (None, Source.WEB)


def test_the_page_of_the_link_names_nobody(letter: Letter) -> None:
    _invitation, address = invited(letter, first="Raúl", last="Grijalva")

    page = Client().get(address, follow=True).content.decode()

    assert "Grijalva" not in page
    assert "Raúl" not in page


def test_a_link_proves_nothing_for_another_member_or_another_letter(letter: Letter) -> None:
    _invitation, address = invited(letter, last="Grijalva")
    other = seat(letter, last="Honda")

    made = signed(opened(address, "Grijalva"), letter, other.pk)

    assert made.invitation is None
    assert workflow.confirm(made, how=How.CODE) == State.HELD


def test_a_revoked_link_opens_nothing_and_proves_nothing_any_more(letter: Letter) -> None:
    invitation, address = invited(letter, last="Grijalva")
    browser = opened(address, "Grijalva")
    made = signed(browser, letter, invitation.legislator.terms.get().pk)

    workflow.revoke(invitation, by=None)

    assert Client().get(address).status_code == 404
    assert browser.get(reverse("signatories:invited", args=[invitation.uuid])).status_code == 404
    assert workflow.confirm(made, how=How.CODE) == State.HELD
    with pytest.raises(workflow.Refused):
        workflow.revoke(invitation, by=None)


@pytest.mark.parametrize("token", ["unknown", "a" * 10_000, "%91", "..%2f"])
def test_unknown_links_have_one_answer(token: str) -> None:
    assert Client().get(f"/invited/{token}/").status_code == 404


def test_links_are_for_members_who_may_sign_and_letters_that_take_them_online(letter: Letter) -> None:
    former = seat(letter, end=letter.date).legislator
    closed = published_letter(signing="staff_only")

    with pytest.raises(workflow.Refused, match="does not sit where this letter is signed"):
        workflow.invite(letter, former, by=None)
    with pytest.raises(workflow.Closed):
        workflow.invite(closed, seat(closed).legislator, by=None)
    assert not Invitation.objects.exists()


def test_staff_make_a_link_see_it_once_and_take_it_back(letter: Letter) -> None:
    term = seat(letter, first="Raúl", last="Grijalva")
    staff = staffer("add_signatory", "view_letter", "change_letter")
    page = reverse("admin:letters_letter_personal_links", args=[letter.pk])

    shown = staff.post(page, {"term": term.pk}).content.decode()
    link = re.findall(r"<code[^>]*>(http[^<]+)</code>", shown)[0]
    later = staff.get(page).content.decode()
    opens = Client().get(link.removeprefix("http://testserver")).status_code
    revoked = staff.post(page, {"revoke": Invitation.objects.get().pk}, follow=True)

    assert (opens, Client().get(link.removeprefix("http://testserver")).status_code) == (303, 404)
    assert link not in later
    assert "Grijalva, Raúl" in later
    assert "The link is revoked" in revoked.content.decode()
    verbs = (
        TrailEntry.objects.exclude(verb=Verb.PUBLISHED).order_by("pk").values_list("verb", "reason", "by__username")
    )
    name = User.objects.get().username
    assert list(verbs) == [(Verb.INVITED, "Raúl Grijalva", name), (Verb.LINK_REVOKED, "Raúl Grijalva", name)]


def test_only_who_may_add_names_may_make_links(letter: Letter) -> None:
    page = reverse("admin:letters_letter_personal_links", args=[letter.pk])

    assert staffer("view_letter", "change_letter").get(page).status_code == 403
    assert staffer("add_signatory").post(page, {"term": "0"}).status_code == 422
