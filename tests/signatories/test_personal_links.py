"""Personal links: what they open and for whom, and how staff make them and take them back."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letters import workflow as letter_steps
from letters.models import Letter
from signatories import workflow
from signatories.models import Invitation, Signatory, TrailEntry
from signatories.states import Verb
from signatories.workflow import Agent, inviting
from tests.factories.letters import published_letter
from tests.factories.signatories import seat
from tests.signatories.desk import staffer
from tests.signatories.link_desk import invited, office
from tests.signatories.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    """A letter to Congress on which no mail domain is trusted."""
    return published_letter()


def test_the_token_leaves_the_address_and_openings_are_counted(letter: Letter) -> None:
    invitation, address = invited(letter)

    answers = [Client().get(address) for _ in range(2)]
    invitation.refresh_from_db()

    assert {(answer.status_code, answer["Referrer-Policy"]) for answer in answers} == {(303, "no-referrer")}
    assert answers[0]["Location"] == reverse("signatories:invited", args=[invitation.uuid])
    assert "no-store" in answers[0]["Cache-Control"]
    assert (invitation.opens, invitation.opened_at is None) == (2, False)


def test_the_page_names_the_member_only_where_the_surname_is_known(letter: Letter) -> None:
    _invitation, address = invited(letter)

    stranger = Client().get(address, follow=True).content.decode()

    assert "Grijalva" not in stranger
    assert "Representative Raúl …" in stranger
    assert "We ask you to" in stranger
    assert "Raúl Grijalva" in office(address).page.content.decode()


def test_a_stranger_with_the_link_cannot_tell_whether_the_office_has_answered(letter: Letter) -> None:
    _invitation, address = invited(letter)

    def seen() -> str:
        page = Client().get(address, follow=True).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)

    before = seen()
    office(address).send(answer="decline", reason="Never.")
    declined = seen()
    office(address).send(answer="sign")

    assert before == declined == seen()


def test_many_wrong_surnames_close_the_field_for_the_right_one(letter, monkeypatch) -> None:
    monkeypatch.setattr(inviting, "ENTRIES_AN_HOUR", 5)
    _invitation, address = invited(letter)
    aide = Visitor()
    aide.visit(address)

    wrong = [aide.send(surname=f"Wrong {number}", answer="sign").status_code for number in range(5)]
    right = aide.send(surname="Grijalva", answer="sign")

    assert {*wrong, right.status_code} == {422}
    assert "Too many wrong entries" in right.content.decode()
    assert not Signatory.objects.exists()


@pytest.mark.parametrize(
    ("kind", "status", "signed"),
    [
        ("forwarded", 200, 1),
        ("reused", 200, 1),
        ("revoked", 410, 0),
        ("expired: recalled", 409, 0),
        ("expired: delivered", 409, 0),
        ("of another letter", 404, 0),
        ("of another office", 404, 0),
    ],
)
def test_a_link_signs_for_its_own_member_and_letter_while_it_is_good(letter, kind, status, signed) -> None:
    """The aide's device knows the surname; then this happens to the link, and "Sign" is pressed."""
    invitation, address = invited(letter)
    aide = office(address)
    page = aide.address
    if kind in ("forwarded", "reused"):
        aide.send(**{"answer": "sign"} if kind == "reused" else {})
        aide = office(address)
    elif kind == "revoked":
        workflow.revoke(invitation, by=None)
    elif kind == "expired: recalled":
        letter_steps.recall(letter, by=None, reason="Wrong text.")
    elif kind == "expired: delivered":
        Letter.objects.filter(pk=letter.pk).update(stage="delivered", delivered_at=letter.now)
    else:
        other, _address = invited(published_letter() if "letter" in kind else letter, contact=False, last="Grijalva")
        page = reverse("signatories:invited", args=[other.uuid])

    aide.address = page
    token = aide.client.cookies["csrftoken"].value
    answer = aide.post(
        {"answer": "sign", "surname": "Grijalva", "agent_name": "Jo", "agent_role": "LD", "version": "1"}
        | {"csrfmiddlewaretoken": token}
    )

    assert (answer.status_code, Signatory.objects.count()) == (status, signed)


def test_only_a_link_that_we_made_and_took_back_names_whom_to_ask(letter: Letter) -> None:
    invitation, address = invited(letter)
    workflow.revoke(invitation, by=None)

    pages = [Client().get(link) for link in (address, address[:-3] + "/")]
    revoked, cut_off = (page.content.decode() for page in pages)

    assert [page.status_code for page in pages] == [410, 404]
    assert ("taken back" in revoked, letter.contact_email in revoked) == (True, True)
    assert ("mail programs cut long links" in cut_off, letter.contact_email in cut_off) == (True, False)
    assert all(letter.title not in page and "code" not in page for page in (revoked, cut_off))
    assert "Grijalva" not in revoked


@pytest.mark.parametrize("token", ["unknown", "a" * 10_000, "%91", "..%2f"])
def test_unknown_links_have_one_answer(token: str) -> None:
    assert Client().get(f"/invited/{token}/").status_code == 404


def test_junk_in_the_fields_is_a_polite_refusal(letter: Letter) -> None:
    _invitation, address = invited(letter)
    junk = {"agent_name": "a" * 500, "until": "9999999", "version": "x" * 50, "reason": "www.example.org"}

    for answer in ("sign", "asking", "decline", "junk"):
        assert office(address).send(**junk | {"answer": answer}).status_code == 422
    assert not Signatory.objects.exists()


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

    assert (opens, Client().get(link.removeprefix("http://testserver")).status_code) == (303, 410)
    assert link not in later
    assert "Grijalva, Raúl" in later
    assert "The link is revoked" in revoked.content.decode()
    verbs = (
        TrailEntry.objects.exclude(verb=Verb.PUBLISHED).order_by("pk").values_list("verb", "reason", "by__username")
    )
    name = User.objects.get().username
    assert list(verbs) == [(Verb.INVITED, "Raúl Grijalva", name), (Verb.LINK_REVOKED, "Raúl Grijalva", name)]


def test_staff_revoke_all_links_of_a_letter_and_of_no_other(letter: Letter) -> None:
    addresses = [invited(each, contact=False)[1] for each in (letter, letter, published_letter())]
    staff = staffer("add_signatory", "view_letter", "change_letter")
    page = reverse("admin:letters_letter_personal_links", args=[letter.pk])

    unsure = staff.post(page, {"revoke_all": "1"}, follow=True).content.decode()
    opened = [Client().get(address).status_code for address in addresses]
    sure = staff.post(page, {"revoke_all": "1", "sure": "on"}, follow=True).content.decode()

    assert "Tick the box" in unsure
    assert opened == [303] * 3
    assert "2 links are revoked" in sure
    assert [Client().get(address).status_code for address in addresses] == [410, 410, 303]


def test_the_list_of_links_asks_the_database_the_same_for_any_number(letter: Letter) -> None:
    staff = staffer("add_signatory", "view_letter", "change_letter")
    page = reverse("admin:letters_letter_personal_links", args=[letter.pk])
    asked = []
    for number in range(3):
        workflow.sign_by_link(invited(letter, contact=False)[0], agent=Agent(f"Jo {number}"), read=1)
        with CaptureQueriesContext(connection) as queries:
            assert f"Jo {number}" in staff.get(page).content.decode()
        asked.append(len(queries))

    assert asked == asked[:1] * 3


def test_only_who_may_add_names_may_make_links(letter: Letter) -> None:
    page = reverse("admin:letters_letter_personal_links", args=[letter.pk])

    assert staffer("view_letter", "change_letter").get(page).status_code == 403
    assert staffer("add_signatory").post(page, {"term": "0"}).status_code == 422
