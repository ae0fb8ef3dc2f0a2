"""The list of names: found by what staff know of them, in the right order, at a fixed cost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from letters.models import Letter
from outbox.models import OutgoingEmail
from outbox.states import EmailState
from signatories import workflow
from signatories.models import Signatory
from signatories.states import Kind, State
from tests.factories import directory, signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter

from .desk import LIST, names_of, names_on, staffer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", ["jose", "JOSÉ", "  díaz-balart ", "obrien", "O’Brien", "balart jose", "dana", "DANA@", "okafor josé"]
)
def test_a_name_is_found_by_what_staff_type(admin_client: Client, typed: str) -> None:
    letter = published_letter(type="petition")
    jose = {"printed_name": "José O'Brien Díaz-Balart", "agent_name": "Dana Okafor", "email": "dana@mail.house.gov"}
    signatories.confirmed(letter, **jose)
    signatories.confirmed(letter, printed_name="Maria Hinojosa", agent_name="Lee", email="lee@example.org")

    page = admin_client.get(LIST, {"q": typed})

    assert names_on(page) == ["José O'Brien Díaz-Balart"]


def test_an_organization_is_found_by_the_name_the_directory_has_now(admin_client: Client) -> None:
    known = directory.organization(name="Old Name")
    signatories.confirmed(published_letter(type="coalition"), organization=known)
    known.name = "New Título"
    known.save()

    assert names_on(admin_client.get(LIST, {"q": "titulo"})) == ["Old Name"]


def test_a_very_long_search_is_answered(admin_client: Client) -> None:
    signatories.confirmed(published_letter(type="petition"), printed_name="Ana")

    page = admin_client.get(LIST, {"q": "ana " * 5000})

    assert names_on(page) == ["Ana"]


def everything() -> dict[str, Signatory]:
    """One signatory for each filter, each on a letter of its own."""
    upper = published_letter()
    wyoming = signatories.seat(upper, chamber="upper", state="WY", party="Republican")
    failed, reported, lead = (signatories.signatory(published_letter(type="petition")) for _number in range(3))
    OutgoingEmail.objects.filter(to=failed.email).update(state=EmailState.FAILED)
    workflow.report(reported)
    Signatory.objects.filter(pk=lead.pk).update(lead_position=1)
    return {
        "senator": signatories.confirmed(upper, term=wyoming, city="Cheyenne"),
        "held": signatories.held(published_letter(type="coalition"), kind=Kind.ORGANIZATION),
        "failed": failed,
        "reported": reported,
        "lead": lead,
    }


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ({"state__exact": "held"}, ["held"]),
        ({"state__exact": "confirmed"}, ["senator"]),
        ({"kind__exact": "organization"}, ["held"]),
        ({"party__exact": "republican"}, ["senator"]),
        ({"us_state__exact": "WY"}, ["senator"]),
        ({"chamber__exact": "upper"}, ["senator"]),
        ({"lead": "yes"}, ["lead"]),
        ({"reported": "yes"}, ["reported"]),
        ({"reported": "no", "lead": "no", "state__exact": "pending"}, ["failed"]),
        ({"confirmation_mail__state__exact": "failed"}, ["failed"]),
    ],
)
def test_each_filter_keeps_what_it_says(admin_client: Client, chosen: dict[str, str], wanted: list[str]) -> None:
    made = everything()

    page = admin_client.get(LIST, chosen)

    assert list(page.context["cl"].result_list) == [made[name] for name in wanted]


def test_the_filter_by_party_takes_all_spellings_as_one(admin_client: Client) -> None:
    letter = published_letter()
    for last, party in (("Abel", "Democrat"), ("Baker", "Democratic/Working Families"), ("Cole", "Forward")):
        signatories.confirmed(letter, term=signatories.seat(letter, last=last, party=party))

    lists = {
        party: names_on(admin_client.get(LIST, {"party__exact": party}))
        for party, _label in admin_client.get(LIST).context["cl"].filter_specs[7].lookup_choices
    }

    assert lists == {"democratic": ["Ana Baker", "Ana Abel"], "Forward": ["Ana Cole"]}


def test_the_filter_by_date_keeps_what_was_submitted_then(admin_client: Client) -> None:
    letter = published_letter(type="petition")
    today = signatories.confirmed(letter, printed_name="Today")
    signatories.confirmed(letter, printed_name="Last month", submitted_at=today.submitted_at - timedelta(days=40))

    since = (today.submitted_at - timedelta(days=1)).isoformat()

    assert names_on(admin_client.get(LIST, {"submitted_at__gte": since})) == ["Today"]


def test_what_waits_for_staff_is_one_click_away(admin_client: Client) -> None:
    letter = published_letter()
    held = signatories.held(letter)
    signatories.confirmed(letter)
    signatories.held(published_letter())

    page = admin_client.get(names_of(letter))
    click = admin_client.get(f"?state__exact=held&letter__id__exact={letter.pk}".join([LIST, ""]))

    assert page.context["waiting"] == 1
    assert escape(f"?state__exact=held&letter__id__exact={letter.pk}") in page.content.decode()
    assert list(click.context["cl"].result_list) == [held]
    assert [choice["display"] for choice in page.context["cl"].filter_specs[0].choices(page.context["cl"])][:2] == [
        "All",
        "Held for staff",
    ]


def test_the_leads_of_a_draft_wait_for_nobody(admin_client: Client) -> None:
    letter = draft()
    lead = signatories.unsaved(letter, lead_position=1)
    workflow.plan_lead(lead, by=None)

    assert names_on(admin_client.get(LIST, {"state__exact": "held"})) == []
    assert names_on(admin_client.get(LIST, {"state__exact": "planned"})) == [str(lead)]
    assert admin_client.get(LIST).context["waiting"] == 0


@pytest.mark.parametrize("stage", ["delivered", "recalled"])
def test_held_names_of_a_letter_that_has_gone_wait_for_nobody(admin_client: Client, stage: str) -> None:
    gone, here = signatories.held(), signatories.held()
    gone_since = {"delivered_at": gone.submitted_at} if stage == "delivered" else {"recall_reason": "An error."}
    Letter.objects.filter(pk=gone.letter_id).update(stage=stage, **gone_since)

    assert admin_client.get(LIST).context["waiting"] == 1
    assert admin_client.get(names_of(gone.letter)).context["waiting"] == 0
    assert admin_client.get(names_of(here.letter)).context["waiting"] == 1


def test_the_list_shows_what_one_decides_by(admin_client: Client) -> None:
    title = "To the President, asking him to end the program in every county"
    signatories.held(published_letter(title=title), email="dana@example.org", agent_name="Dana Okafor")

    page = admin_client.get(LIST).content.decode()

    for shown in (
        "Dana Okafor<small>dana@example.org</small>",
        "<small>The address does not prove",
        f'title="{title}"',
    ):
        assert shown in page
    assert f"{title[:39]}…</span>" in page


def test_one_letters_names_stand_as_they_will_be_printed(admin_client: Client) -> None:
    letter = published_letter()
    for last in ("Serrano", "Chu", "Lee"):
        signatories.confirmed(letter, term=signatories.seat(letter, last=last))
    Signatory.objects.filter(printed_name="Ana Serrano").update(lead_position=1)

    page = admin_client.get(names_of(letter))

    assert names_on(page) == ["Ana Serrano", "Ana Chu", "Ana Lee"]


def test_the_names_of_several_letters_stand_newest_first(admin_client: Client) -> None:
    first, second = (signatories.confirmed(published_letter(type="petition")) for _number in range(2))

    assert names_on(admin_client.get(LIST)) == [str(second), str(first)]


def test_a_letter_too_old_for_the_list_of_letters_can_be_chosen(admin_client: Client) -> None:
    old = published_letter(type="petition", title="The oldest letter")
    name = signatories.confirmed(old)
    for _number in range(21):
        published_letter(type="petition")

    page = admin_client.get(names_of(old))

    offered = [choice["display"] for choice in page.context["cl"].filter_specs[1].choices(page.context["cl"])]
    assert names_on(page) == [str(name)]
    assert offered[:2] == ["All", "The oldest letter"]


@pytest.mark.parametrize(
    "address",
    [
        "?token_digest__startswith=a",
        "?code_digest__startswith=a",
        "?letter__body__contains=a",
        "?confirmation_mail__mime__contains=a",
        "?_connector=OR",
        "?mailbox=dana@example.org",
    ],
)
def test_nothing_can_be_guessed_by_filters_that_are_not_offered(admin_client: Client, address: str) -> None:
    signatories.signatory()

    assert admin_client.get(LIST + address).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "?letter__id__exact=x",
        "?letter__id__exact=99999999999999999999",
        "?letter__id__exact=²",
        "?state__exact=approved",
        "?submitted_at__gte=soon",
        "?lead=maybe",
    ],
)
def test_a_filter_that_makes_no_sense_leads_back_to_the_list(admin_client: Client, address: str) -> None:
    signatories.signatory()

    page = admin_client.get(LIST + address)

    assert (page.status_code, page["Location"]) == (302, f"{LIST}?e=1")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("of_one_letter", [False, True])
def test_the_list_costs_the_same_whatever_its_length(
    admin_client: Client, count: int, of_one_letter: bool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = published_letter()
    for _number in range(count):
        signatories.confirmed(letter if of_one_letter else published_letter())

    # session, user; letters, parties, states to filter by; two counts; the rows; how many wait
    with django_assert_num_queries(10 if of_one_letter else 9):
        page = admin_client.get(names_of(letter) if of_one_letter else LIST)

    assert len(names_on(page)) == count


def test_the_filters_can_show_their_counts(admin_client: Client) -> None:
    letter = published_letter()
    signatories.held(letter)
    signatories.confirmed(letter)

    page = admin_client.get(LIST, {"_facets": "True"})

    names = page.context["cl"]
    shown = [choice["display"] for choice in names.filter_specs[0].choices(names)]
    assert shown[:4] == ["All", "Held for staff (1)", "Not confirmed yet (0)", "Confirmed (1)"]
    assert f"{letter.title} (2)" in page.content.decode()


def test_the_bytes_of_the_mail_are_not_read_for_the_list(admin_client: Client) -> None:
    signatories.signatory()

    [row] = admin_client.get(LIST).context["cl"].result_list

    assert "mime" in row.confirmation_mail.get_deferred_fields()
    assert "body" in row.letter.get_deferred_fields()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }} %(x)s {0}"]
)
def test_what_strangers_write_is_text_in_the_list(admin_client: Client, name: str) -> None:
    letter = published_letter(type="petition")
    signatories.confirmed(letter, printed_name=name, agent_name=name, city=name, affiliation=name)

    page = admin_client.get(LIST).content.decode()

    assert name not in page if "<" in name else escape(name) in page
    assert page.count(escape(name)) >= 2


def test_who_may_only_look_is_offered_no_action(admin_client: Client) -> None:
    signatories.held()
    viewer = staffer("view_signatory")

    assert admin_client.get(LIST).context["action_form"] is not None
    assert viewer.get(LIST).context["action_form"] is None
    assert viewer.get(f"{LIST}add/").status_code == 403


def test_nobody_deletes_a_name(admin_client: Client) -> None:
    signatory = signatories.held()

    deleting = admin_client.post(f"{LIST}{signatory.pk}/delete/", {"post": "yes"})
    chosen = admin_client.post(LIST, {"action": "delete_selected", "index": "0", "_selected_action": signatory.pk})

    assert (deleting.status_code, chosen.status_code) == (403, 302)
    assert list(Signatory.objects.all()) == [signatory]


def test_strangers_and_visitors_see_nothing(client: Client) -> None:
    signatory = signatories.held()

    for address in (LIST, f"{LIST}{signatory.pk}/change/", f"{LIST}export/staff/", f"{LIST}add/"):
        assert client.get(address).status_code == 302
        assert staffer().get(address).status_code == 403
    assert signatory.state == State.HELD
