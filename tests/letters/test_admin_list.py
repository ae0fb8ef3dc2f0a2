"""The list of letters: where each stands now, its closing time on its own clock, its numbers at a glance."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from letters.clock import database_now
from letters.models import Letter
from letters.states import Stage
from outbox.states import EmailState
from signatories.models import TrailEntry
from tests.factories import letters, signatories
from tests.letters.admin_site import LIST, messages, staff, url

pytestmark = pytest.mark.django_db

NUMBERS = {"confirmed": 3, "pending": 2, "held": 1, "failed": 1, "withdrawn": 1}


def rows(response):
    return list(response.context["cl"].result_list)


def with_names(**fields):
    letter = letters.published_letter(type="petition", **fields)
    for _number in range(3):
        signatories.confirmed(letter)
    signatories.signatory(letter)
    failed = signatories.signatory(letter).confirmation_mail
    failed.state, failed.last_error = EmailState.FAILED, "550 no such user"
    failed.save()
    signatories.held(letter)
    signatories.withdrawn(letter)
    return letter


def of_every_standing():
    now = database_now()
    day = timedelta(days=1)
    closed = {"at": now - 9 * day, "closes_at": now - 2 * day}
    made = {
        "draft": letters.letter(),
        "in_review": letters.letter(stage=Stage.IN_REVIEW),
        "scheduled": letters.published_letter(opens_at=now + day),
        "open": letters.published_letter(),
        "closed": letters.published_letter(**closed),
        "delivered": letters.published_letter(**closed),
        "recalled": letters.published_letter(),
    }
    Letter.objects.filter(pk=made["delivered"].pk).update(stage=Stage.DELIVERED, delivered_at=now)
    Letter.objects.filter(pk=made["recalled"].pk).update(stage=Stage.RECALLED, recall_reason="Over.")
    return made


def test_the_filter_and_the_column_agree_where_a_letter_stands(client):
    staff(client)
    made = of_every_standing()
    admin = client.get(LIST).context["cl"].model_admin

    for where, letter in made.items():
        found = rows(client.get(LIST, {"stands": where}))
        assert found == [letter]
        assert (
            f'<td class="field-stands">{escape(admin.stands(found[0]))}</td>'
            in client.get(LIST, {"stands": where}).text
        )


def test_a_filter_that_does_not_exist_hides_nothing(client):
    staff(client)
    letters.letter()

    assert len(rows(client.get(LIST, {"stands": "sealed"}))) == 1


@pytest.mark.parametrize("lookup", ["body__regex", "created_by__password__startswith", "campaign__title__regex"])
def test_the_list_does_not_answer_to_lookups_that_no_filter_offers(client, lookup):
    staff(client)
    letters.letter()

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(LIST, {lookup: "canary"})

    assert answer.status_code == 400
    assert [query["sql"] for query in asked if "canary" in query["sql"]] == []


@pytest.mark.parametrize("name", ["type__exact", "campaign__id__exact"])
def test_the_list_answers_to_its_filters(client, name):
    staff(client)
    congress, petition = letters.letter(), letters.letter(type="petition")

    found = rows(client.get(LIST, {name: "petition" if name == "type__exact" else petition.campaign_id}))

    assert found == [petition] != [congress]


def test_closing_times_are_on_each_letters_own_clock(client):
    staff(client)
    moment = datetime(2099, 12, 4, 22, tzinfo=UTC)
    for zone in ("America/New_York", "Pacific/Honolulu"):
        letters.letter(closes_at=moment, time_zone=zone)

    text = client.get(LIST).text

    assert "Fri, Dec. 4, 2099, 5 p.m. Eastern" in text
    assert "Fri, Dec. 4, 2099, noon Hawaii" in text


def test_every_number_leads_to_the_list_of_exactly_those(client):
    staff(client)
    with_names()
    letter = with_names()

    page = client.get(LIST, {"q": letter.title})
    counted = {name: getattr(rows(page)[0], name) for name in NUMBERS}
    standing = client.get(url("change", letter)).context

    assert counted == NUMBERS
    assert {name: standing["numbers"][name] for name in NUMBERS} == NUMBERS
    for number in standing["glance"]:
        assert escape(number["url"]) in page.text
        assert len(rows(client.get(number["url"]))) == number["count"]


def test_planned_leads_wait_for_nobodys_decision(client):
    staff(client)
    letter = letters.letter()
    signatories.principals.officeholder(letter, "Rosa Vega", title="Mayor", lead_position=1)
    signatories.workflow.plan_lead(signatories.principals.individual(letter, "Rosa Vega", lead_position=1), by=None)

    assert rows(client.get(LIST))[0].held == 0


def test_as_many_queries_for_three_letters_as_for_one(client):
    staff(client)
    with_names()
    client.get(LIST)  # fills Django's own caches

    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    with_names(), with_names()
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)

    assert len(three) == len(one)


def test_as_many_queries_for_a_letter_with_thirty_names_as_with_ten(client):
    staff(client)
    letter = with_names()
    client.get(url("change", letter))

    with CaptureQueriesContext(connection) as few:
        client.get(url("change", letter))
    for _number in range(20):
        signatories.confirmed(letter)
    with CaptureQueriesContext(connection) as many:
        client.get(url("change", letter))

    assert len(many) == len(few)


def test_search_finds_a_title_and_filters_narrow_by_type_and_campaign(client):
    staff(client)
    wanted = letters.letter(title="End the program", type="coalition")
    letters.letter(title="Another matter")

    assert rows(client.get(LIST, {"q": "program"})) == [wanted]
    assert rows(client.get(LIST, {"type__exact": "coalition"})) == [wanted]
    assert rows(client.get(LIST, {"campaign__id__exact": wanted.campaign_id})) == [wanted]


def test_asking_for_review_of_many_reports_done_and_refused_apart(client):
    ana = staff(client)
    drafts = [letters.letter(), letters.letter()]
    published = letters.published_letter(title="Already out")

    page = client.post(
        LIST,
        {"action": "ask_for_review", "_selected_action": [letter.pk for letter in [*drafts, published]]},
        follow=True,
    )

    assert messages(page) == ["2 letters wait for review.", "Not a draft; left alone: Already out."]
    assert list(Letter.objects.filter(stage=Stage.IN_REVIEW).order_by("pk")) == drafts
    asked = TrailEntry.objects.filter(verb="review_requested").values_list("by", flat=True)
    assert list(asked) == [ana.pk, ana.pk]


def test_many_letters_cannot_be_deleted_or_reviewed_at_once_by_those_who_may_not(client):
    staff(client, "view_letter")
    letter = letters.letter()

    for action in ("delete_selected", "ask_for_review"):
        client.post(LIST, {"action": action, "_selected_action": [letter.pk], "post": "yes"})

    assert Letter.objects.get().stage == Stage.DRAFT
    client.logout()
    staff(client, name="pilar")
    client.post(LIST, {"action": "delete_selected", "_selected_action": [letter.pk], "post": "yes"})
    assert Letter.objects.get() == letter


def test_the_trail_is_on_the_letters_page_newest_first_and_fifty_at_most(client):
    pilar = staff(client, name="pilar")
    letter = letters.letter()
    start = database_now()
    for number in range(60):
        TrailEntry.objects.create(
            letter=letter,
            verb="deadline_changed",
            at=start + timedelta(minutes=number),
            by=pilar,
            reason=f"<b>{number}",
        )

    page = client.get(url("change", letter))

    assert [entry.reason for entry in page.context["entries"]] == [f"<b>{number}" for number in range(59, 9, -1)]
    assert "&lt;b&gt;59" in page.text
    assert "<b>59" not in page.text
    assert f"/admin/signatories/trailentry/?letter__id__exact={letter.pk}" in page.text


def test_the_list_speaks_spanish(client):
    staff(client)
    letters.letter()

    page = client.get(f"/es{LIST}")

    assert page.status_code == 200
    assert '<html lang="es"' in page.text
