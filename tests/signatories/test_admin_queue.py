"""The approval queue: what one decides by is on one line, and after a decision comes the next name."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from directory.models import MailDomain
from letters.models import Letter
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Signatory, TrailEntry
from signatories.states import State
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

from .desk import HIDDEN, LIST, Page, choose, names_of, names_on, page_of, staffer, told

pytestmark = pytest.mark.django_db

QUEUE = f"{LIST}?state__exact=held"
FORM = re.compile(r'<form method="post">(.*?)</form>', re.DOTALL)


def row_of(page: Page, signatory: Signatory) -> str:
    """Return the text of one name's row."""
    rows = re.findall(r"<tr>.*?</tr>", page.content.decode().partition("<tbody>")[2], re.DOTALL)
    [row] = [row for row in rows if page_of(signatory) in row]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())


def decide(client: Client, page: Page, step: str, address: str, **typed: str) -> Page:
    """Press a decision's button on a name's own page, sending what its form would send."""
    forms = [dict(HIDDEN.findall(form)) for form in FORM.findall(page.content.decode())]
    [sent] = [form for form in forms if form.get("CHANGE_FORM-action") == step and "seen" in form]
    return client.post(address, sent | {"reason": ""} | typed, follow=True)


def waits_since(signatory: Signatory, days: int) -> None:
    """Let it be held that long ago: the trail's own rows do not change."""
    moment = signatory.submitted_at - timedelta(days=days)
    TrailEntry.objects.create(letter=signatory.letter, signatory=signatory, verb="held", at=moment)
    TrailEntry.objects.filter(signatory=signatory, verb="held", at__gt=moment)._raw_delete("default")


def test_the_queue_shows_what_one_decides_by(admin_client: Client) -> None:
    MailDomain.objects.create(domain="mail.house.gov", jurisdiction="US", chamber="lower")
    letter = published_letter()
    term = signatories.seat(letter, last="Serrano", district="16", party="Democrat")
    signatories.confirmed(letter, term=term)
    made = signatories.held(
        letter,
        term=term,
        email="dana@mail.house.gov",
        agent_name="Dana Okafor",
        agent_role="Scheduler",
        authority="I may sign.",
    )
    waits_since(made, days=3)

    page = admin_client.get(names_of(letter, state__exact="held"))

    assert row_of(page, made) == (
        "Ana Serrano D-NY-16 Dana Okafor Scheduler I may sign. dana@mail.house.gov mail.house.gov shows an office of "
        "the right house, not which member's. Same claim: 1 other one is on the letter Waits: 3 days"
    )
    assert f'href="{page_of(made)}#rivals"' in page.content.decode()


def test_who_waits_longest_comes_first_and_nothing_else_is_in_the_queue(admin_client: Client) -> None:
    letter = published_letter()
    old, older, new = (signatories.held(letter, term=signatories.seat(letter, last=last)) for last in "ABC")
    for days, one in enumerate((new, old, older)):
        waits_since(one, days=days)
    signatories.confirmed(letter)
    signatories.signatory(letter)
    workflow.report(old)

    page = admin_client.get(QUEUE)

    assert names_on(page) == ["Ana B", "Ana A", "Ana C"]
    assert "reported: “not me”" in row_of(page, old)
    assert "nobody else" in row_of(page, new)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["congress", "coalition", "petition"])
def test_the_queue_costs_the_same_whatever_its_length(
    admin_client: Client, count: int, kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        letter = published_letter(type=kind)
        principal = {"congress": {"term": signatories.seat(letter)}, "coalition": {"organization": None}}.get(kind, {})
        for _again in range(2):
            signatories.held(letter, email=f"aide@{kind}.example", printed_name="Rosa", **principal)

    # as the plain list; the time and the rivals; of legislators the terms and the mail domains
    with django_assert_num_queries(13 if kind == "congress" else 11):
        page = admin_client.get(QUEUE)

    assert len(names_on(page)) == 2 * count


def test_the_queue_can_be_sorted_searched_and_exported(admin_client: Client) -> None:
    letter = published_letter()
    for last in ("Lee", "Chu"):
        signatories.held(letter, term=signatories.seat(letter, last=last), agent_name=f"Aide of {last}")

    assert names_on(admin_client.get(f"{QUEUE}&o=1")) == ["Ana Chu", "Ana Lee"]
    assert names_on(admin_client.get(f"{QUEUE}&o=-5")) == ["Ana Chu", "Ana Lee"]
    assert names_on(admin_client.get(f"{QUEUE}&q=lee")) == ["Ana Lee"]
    assert admin_client.get(f"{LIST}export/staff/?state__exact=held").status_code == 200


def test_a_held_names_page_has_the_facts_and_the_decision_takes_one_press(admin_client: Client) -> None:
    letter = published_letter()
    made = signatories.held(letter, term=signatories.seat(letter, email="office@mail.house.gov"), email="d@x.example")
    address = f"{page_of(made)}?_changelist_filters=state__exact%3Dheld%26letter__id__exact%3D{letter.pk}"
    page = admin_client.get(address)

    after = decide(admin_client, page, "approve", address)

    for fact in ("I may sign.", "d@x.example", "It proves that a person reads this mailbox", "nobody else"):
        assert escape(fact) in page.content.decode()
    assert "Told by mail: d@x.example, office@mail.house.gov." in page.content.decode()
    assert Signatory.objects.get(pk=made.pk).state == State.CONFIRMED
    assert set(OutgoingEmail.objects.filter(purpose="receipt").values_list("to", flat=True)) == {
        "d@x.example",
        "office@mail.house.gov",
    }
    assert told(after) == [f"Approve: done for {made}."]
    assert after.redirect_chain == [(f"{LIST}?state__exact=held&letter__id__exact={letter.pk}", 302)]


def test_staff_read_that_the_name_was_taken_off_wherever_they_approve_it(admin_client: Client) -> None:
    letter = published_letter()
    back, other = signatories.seat(letter), signatories.seat(letter)
    signatories.withdrawn(letter, term=back)
    made, first = signatories.held(letter, term=back), signatories.held(letter, term=other)
    says = "A signature for this name was withdrawn on"

    pages = [admin_client.get(page_of(made)), admin_client.get(QUEUE), choose(admin_client, "approve", made, first)]

    assert [page.content.decode().count(says) for page in pages] == [1, 1, 1]
    assert says not in admin_client.get(page_of(first)).content.decode()


def test_a_refusal_needs_a_reason_which_is_mailed_and_leads_to_the_queue(admin_client: Client) -> None:
    made = signatories.held(email="dana@example.org")
    address = page_of(made)
    page = admin_client.get(address)

    without = decide(admin_client, page, "refuse", address)
    after = decide(admin_client, page, "refuse", address, reason="The office says no.")

    assert without.status_code == 422
    assert Signatory.objects.get(pk=made.pk).state == State.REFUSED
    mail = OutgoingEmail.objects.get(purpose="refusal")
    assert (mail.to, b"The office says no." in bytes(mail.mime or b"")) == ("dana@example.org", True)
    assert after.redirect_chain == [(QUEUE, 302)]


def test_what_somebody_else_decided_meanwhile_is_told(admin_client: Client) -> None:
    made = signatories.held()
    page = admin_client.get(page_of(made))
    workflow.refuse(made, by=None, reason="No.")

    after = decide(admin_client, page, "approve", page_of(made))

    assert told(after) == [f"1 was left alone. {made}: This signature is now: Refused. Nothing was changed."]


def test_who_may_only_look_sees_the_facts_and_no_decision() -> None:
    made = signatories.held()

    page = staffer("view_signatory").get(page_of(made)).content.decode()

    assert escape(made.agent_name) in page
    assert 'name="seen"' not in page


def test_the_first_page_and_the_letter_lead_to_the_queue(admin_client: Client) -> None:
    letter = published_letter()
    made = signatories.held(letter)
    gone = signatories.held()
    Letter.objects.filter(pk=gone.letter_id).update(stage="recalled", recall_reason="An error.")

    first = admin_client.get("/admin/").content.decode()
    on_letter = admin_client.get(f"/admin/letters/letter/{letter.pk}/change/").content.decode()

    assert f'<a href="{QUEUE}">One name waits for your decision</a>' in first
    [link] = re.findall(r'href="([^"]+held)"', on_letter)
    assert names_on(admin_client.get(unescape(link))) == [str(made)]
    assert "waits for your decision" not in staffer().get("/admin/").content.decode()


def test_what_strangers_write_is_text_in_the_queue(admin_client: Client) -> None:
    evil = "<script>alert(1)</script>%(x)s"
    shown = {"printed_name": evil, "title": evil, "agent_name": evil, "agent_role": evil, "authority": evil}
    signatories.held(published_letter(type="officeholders"), **shown)
    signatories.held(published_letter(type="coalition"), organization=directory.organization(domain="x.example"))

    page = admin_client.get(QUEUE).content.decode()

    assert "<script>alert" not in page
    assert page.count(escape(evil)) >= 4
