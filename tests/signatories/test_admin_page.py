"""The page of one name: everything to read, only the printed line to write."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.sites import site
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from letters.states import Verification
from outbox.models import OutgoingEmail
from outbox.states import EmailState
from signatories import proof, workflow
from signatories.admin.forms import PrintedLineForm
from signatories.admin.rivals import rivals_of
from signatories.models import Signatory, TrailEntry
from signatories.states import How, Kind, Source, State
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

from .desk import page_of, staffer, told
from .visitor import mails_to

pytestmark = pytest.mark.django_db


def line_of(signatory: Signatory, **changed: str) -> dict[str, str]:
    """Return what the page's form would send."""
    names = ("printed_name", "title", "affiliation", "city", "sort_name")
    sent = {name: getattr(signatory, name) for name in names} | ({"listed": "on"} if signatory.listed else {})
    return (
        sent | ({"email": signatory.email} if signatory.state == State.PENDING else {}) | changed | {"_save": "Save"}
    )


def test_the_printed_line_is_corrected_and_django_logs_it(admin_client: Client) -> None:
    signatory = signatories.confirmed(published_letter(type="officeholders"), printed_name="Jhon Smiht")

    admin_client.post(
        page_of(signatory), line_of(signatory, printed_name="  John \u202eSmith ", title="Mayor", city="Ames")
    )

    signatory.refresh_from_db()
    assert (signatory.printed_name, signatory.title, signatory.city) == ("John Smith", "Mayor", "Ames")
    assert (signatory.sort_name, signatory.folded_name, signatory.state) == ("smith john", "john smith", "confirmed")
    assert LogEntry.objects.get().get_change_message() == "Changed Printed name, Title and City."


def test_staff_say_where_a_name_is_filed(admin_client: Client) -> None:
    signatory = signatories.confirmed(published_letter(type="officeholders"), printed_name="Ana Herrera Beutler")

    admin_client.post(page_of(signatory), line_of(signatory, sort_name="Herrera Beutler, Ana"))

    signatory.refresh_from_db()
    assert signatory.sort_name == "herrera beutler ana"


def test_a_legislator_whose_printed_name_is_changed_stays_where_the_directory_files_her(admin_client: Client) -> None:
    letter = published_letter()
    signatory = signatories.confirmed(letter, term=signatories.seat(letter, first="Mario", last="Díaz-Balart"))

    admin_client.post(page_of(signatory), line_of(signatory, printed_name="Mario Diaz Balart, Jr."))

    signatory.refresh_from_db()
    assert (signatory.printed_name, signatory.sort_name) == ("Mario Diaz Balart, Jr.", "diaz balart mario")


def test_a_name_may_not_become_another_of_the_same_mailbox(admin_client: Client) -> None:
    letter = published_letter(type="officeholders", verification=Verification.ANY_ADDRESS)
    names = {"email": "clerk@cityhall.example"}
    signatories.confirmed(letter, printed_name="Ann Lee", **names)
    other = signatories.confirmed(letter, printed_name="Bo Chan", **names)

    page = admin_client.post(page_of(other), line_of(other, printed_name="ANN LEE"))

    assert page.context["adminform"].errors == {
        "printed_name": ["This name is already confirmed on the letter from the same mailbox."]
    }


FORGED: dict[str, Any] = {
    "state": "confirmed",
    "kind": "individual",
    "source": "staff",
    "letter": "0",
    "legislator": "",
    "organization": "",
    "lead_position": "1",
    "confirmed_at_0": "2020-01-01",
    "confirmed_at_1": "00:00",
    "confirmed_at": "2020-01-01",
    "submitted_at": "2020-01-01",
    "received_at": "2020-01-01",
    "reported_at": "",
    "agent_name": "Mallory",
    "agent_role": "Mallory",
    "authority": "Mallory",
    "mailbox": "mallory@evil.example",
    "party": "Mallory",
    "chamber": "upper",
    "us_state": "WY",
    "district": "99",
    "scope": "local",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "token_digest": "x",
    "code_digest": "x",
    "code_tries": "0",
    "folded_name": "mallory",
    "language": "es",
    "version_shown": "",
    "confirmation_mail": "",
}


@pytest.mark.parametrize("state", ["signatory", "held"])
def test_what_the_form_does_not_ask_is_ignored(admin_client: Client, state: str) -> None:
    signatory = getattr(signatories, state)()
    before = Signatory.objects.filter(pk=signatory.pk).values().get()

    admin_client.post(page_of(signatory), line_of(signatory) | FORGED)

    assert Signatory.objects.filter(pk=signatory.pk).values().get() == before


def test_an_address_that_confirmed_is_not_changed(admin_client: Client) -> None:
    signatory = signatories.held(email="dana@example.org")

    admin_client.post(page_of(signatory), line_of(signatory, email="mallory@evil.example"))

    signatory.refresh_from_db()
    assert (signatory.email, signatory.mailbox) == ("dana@example.org", "dana@example.org")


def test_a_wrong_address_is_corrected_and_the_mail_goes_there(admin_client: Client, admin_user: User) -> None:
    signatory = signatories.signatory(email="dnaa@example.org")
    old_link = signatory.token_digest

    admin_client.post(page_of(signatory), line_of(signatory, email="Dana@Example.org"))

    signatory.refresh_from_db()
    entry = signatory.trail.get()
    assert (signatory.email, signatory.mailbox) == ("Dana@Example.org", "dana@example.org")
    assert len(mails_to("Dana@Example.org", "confirmation")) == 1
    assert signatory.token_digest != old_link
    assert (entry.get_verb_display(), entry.by, entry.reason) == (
        "confirmation sent again",
        admin_user,
        "The address was corrected.",
    )


def test_an_address_stays_when_no_mail_can_go_to_the_new_one(admin_client: Client) -> None:
    signatory = signatories.signatory(email="dana@example.org")
    workflow.report(signatory)

    page = admin_client.post(page_of(signatory), line_of(signatory, email="lee@example.org", city="Ames"), follow=True)

    signatory.refresh_from_db()
    assert (signatory.email, signatory.mailbox, signatory.city) == ("dana@example.org", "dana@example.org", "Ames")
    assert told(page)[0] == (
        "The e-mail address was not changed. No mail is sent: the person reported this, or left no address."
    )
    assert LogEntry.objects.get().get_change_message() == "Changed City."


@pytest.mark.parametrize("typed", ["", "two@example.org,one@example.org", "no address", "a\u200bb@example.org"])
def test_an_address_that_cannot_be_mailed_is_refused(admin_client: Client, typed: str) -> None:
    signatory = signatories.signatory()

    page = admin_client.post(page_of(signatory), line_of(signatory, email=typed))

    assert [*page.context["adminform"].errors] == ["email"]


def test_a_confirmation_that_comes_while_staff_write_is_not_undone(rf: RequestFactory, admin_user: User) -> None:
    signatory = signatories.signatory(published_letter(type="petition"), printed_name="Ana")
    read_before = Signatory.objects.get(pk=signatory.pk)
    form = PrintedLineForm(line_of(read_before, city="Ames"), instance=read_before)
    assert form.is_valid()
    workflow.confirm(signatory, how=How.CODE)
    request = rf.post("/")
    request.user = admin_user

    site.get_model_admin(Signatory).save_model(request, form.save(commit=False), form, change=True)

    signatory.refresh_from_db()
    assert (signatory.state, signatory.city) == (State.CONFIRMED, "Ames")


def test_who_may_only_look_changes_nothing() -> None:
    signatory = signatories.held(published_letter(type="officeholders"), printed_name="Ana")
    viewer = staffer("view_signatory")

    page = viewer.post(page_of(signatory), line_of(signatory, printed_name="Mallory"))

    signatory.refresh_from_db()
    assert (page.status_code, signatory.printed_name) == (403, "Ana")
    assert viewer.get(page_of(signatory)).context["steps"] == []


def test_the_page_shows_who_else_claims_the_name(admin_client: Client) -> None:
    letter = published_letter()
    term = signatories.seat(letter)
    mallory, dana = (
        signatories.held(letter, term=term, agent_name=name, email=f"{name}@example.org")
        for name in ("mallory", "dana")
    )
    signatories.held(letter)
    signatories.held(published_letter(), term=term)

    page = admin_client.get(page_of(dana))

    assert list(page.context["rivals"]) == [mallory]
    assert page_of(mallory) in page.content.decode()


def test_rivals_of_a_typed_organization_are_those_of_its_name() -> None:
    letter = published_letter(type="coalition")
    typed = signatories.held(letter, organization=None, printed_name="Vecinos Unidos")
    known = signatories.confirmed(letter, organization=directory.organization(name="VECINOS UNIDOS"))
    signatories.confirmed(letter)

    assert rivals_of([typed, known]) == {typed.pk: [known], known.pk: [typed]}


def test_rivals_of_an_individual_share_a_name_or_a_mailbox() -> None:
    letter = published_letter(type="petition")
    ana = signatories.confirmed(letter, printed_name="Ana Lee", email="lee@example.org")
    namesake = signatories.confirmed(letter, printed_name="ANA LEE", email="ana@example.org")
    housemate = signatories.signatory(letter, printed_name="Bo Lee", email="lee@example.org")
    signatories.confirmed(letter, printed_name="Cy Lee", email="cy@example.org")

    assert rivals_of([ana]) == {ana.pk: [namesake, housemate]}


def test_two_members_of_one_name_are_no_rivals_and_neither_are_two_letters() -> None:
    letter = published_letter()
    alabama, michigan = (
        signatories.held(letter, term=signatories.seat(letter, first="Mike", last="Rogers", state=state))
        for state in ("AL", "MI")
    )
    signatories.held(published_letter(), term=alabama.legislator.terms.get())

    assert rivals_of([alabama, michigan]) == {}


def test_the_page_shows_consents_trail_and_mail(admin_client: Client, admin_user: User) -> None:
    signatory = signatories.held()
    workflow.approve(signatory, by=admin_user, reason="I called the office.")
    mail = OutgoingEmail.objects.get(purpose="confirmation")
    OutgoingEmail.objects.filter(pk=mail.pk).update(
        state=EmailState.FAILED, attempts=3, last_error="550 no <such> user"
    )

    page = admin_client.get(page_of(signatory))
    text = page.content.decode()

    assert [(consent.version.number, consent.how) for consent in page.context["consents"]] == [(1, How.CODE)]
    assert [entry.get_verb_display() for entry in page.context["trail"]] == ["approved", "held for staff"]
    assert "I called the office." in text
    assert escape("Failed · attempts: 3 · 550 no <such> user") in text
    assert f"/admin/outbox/outgoingemail/{mail.pk}/change/" in text


def test_a_report_is_seen_at_once(admin_client: Client) -> None:
    signatory = signatories.signatory()
    workflow.report(signatory)

    assert "“this was not me”" in admin_client.get(page_of(signatory)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_has_happened(
    admin_client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = published_letter()
    term = signatories.seat(letter)
    made = [signatories.held(letter, term=term) for _number in range(count)]
    for _number in range(count):
        TrailEntry.objects.create(letter=letter, signatory=made[0], verb="held", at=letter.now)

    admin_client.get(page_of(made[0]))  # once a process, Django reads the model's content type

    # session, user; the row; contacts, a gone mailbox, principal, terms, contacts again for who is told; the time;
    # rivals, the terms and mail domains of the proof; consents, trail
    with django_assert_num_queries(17):
        admin_client.get(page_of(made[0]))


def test_what_strangers_write_is_text_on_the_page(admin_client: Client) -> None:
    evil = "<script>alert(1)</script>"
    letter = published_letter(type="officeholders")
    shown = {"printed_name": evil, "title": evil, "affiliation": evil, "city": evil, "authority": evil}
    signatory = signatories.held(letter, **shown, agent_name=evil, agent_role=evil)
    signatories.held(letter, printed_name=evil, agent_name=evil)

    page = admin_client.get(page_of(signatory)).content.decode()

    assert evil not in page
    assert page.count(escape(evil)) >= 9


def test_a_name_without_an_address_proves_nothing(admin_client: Client) -> None:
    letter = published_letter(type="officeholders")
    signatory = workflow.enter(signatories.unsaved(letter, email=""), by=None)

    page = admin_client.get(page_of(signatory))

    assert str(proof.of(signatory)) == "There is no address: nothing is proven."
    assert "There is no address: nothing is proven." in page.content.decode()
    assert (signatory.source, signatory.kind) == (Source.STAFF, Kind.OFFICEHOLDER)
    assert "None was sent." in page.content.decode()


def linked(thing: Model | None) -> str:
    assert thing is not None
    return f'href="/admin/directory/{thing._meta.model_name}/{thing.pk}/change/"'


def test_the_principal_leads_to_the_directory(admin_client: Client) -> None:
    member = signatories.held()
    group = signatories.held(published_letter(type="coalition"))
    typed = signatories.held(published_letter(type="officeholders"))

    assert linked(member.legislator) in admin_client.get(page_of(member)).content.decode()
    assert linked(group.organization) in admin_client.get(page_of(group)).content.decode()
    assert "the directory does not have it" in admin_client.get(page_of(typed)).content.decode()
