"""Answers to chase: which are on the list, in which order, and as a file."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from letters import workflow
from letters.models import Letter
from tests.factories.letters import campaign, delivered_letter
from tests.letters.admin_site import LIST, staff, url

pytestmark = pytest.mark.django_db

CHASE = "/admin/letters/awaitedanswer/"


def due_in(days: int, *, name: str = "Ann", **fields: Any) -> Letter:
    made = delivered_letter(addressees=(name,), days_ago=40, **fields)
    today = made.now.astimezone(made.zone).date()
    Letter.objects.filter(pk=made.pk).update(answer_due=today + timedelta(days=days))
    return made


def on_the_list(client: Client, **query: str) -> list[str]:
    return [row.name for row in client.get(CHASE, query).context["cl"].result_list]


def test_answers_overdue_or_due_within_a_week_are_listed_most_overdue_first(client: Client) -> None:
    staff(client)
    for days, name in ((7, "In a week"), (-3, "Overdue"), (9, "Later"), (-30, "Long overdue"), (0, "Today")):
        due_in(days, name=name)

    assert on_the_list(client) == ["Long overdue", "Overdue", "Today", "In a week"]


@pytest.mark.parametrize("zone", ["Pacific/Guam", "America/New_York", "Pacific/Pago_Pago"])
def test_the_days_are_those_of_the_letters_own_calendar(client: Client, zone: str) -> None:
    staff(client)
    for days in (-12, 0, 1):
        due_in(days, time_zone=zone)

    text = client.get(CHASE).text

    assert [words in text for words in ("<strong>12</strong>", ">today<", ">in 1 day<")] == [True, True, True]


def test_who_answered_was_closed_or_recalled_leaves_the_list(client: Client) -> None:
    staff(client)
    answered, closed, recalled, _still = (due_in(-1, name=name) for name in ("Ann", "Bo", "Cy", "Di"))
    day = answered.delivered_at.date() + timedelta(days=2)

    workflow.record_answer(answered, by=None, addressee=answered.addressees.get(), date=day, text="No.")
    workflow.record_outcome(closed, by=None, result="moot", date=day)
    workflow.recall(recalled, by=None, reason="Wrong figures.")

    assert on_the_list(client) == ["Di"]


def test_of_two_addressees_only_who_is_silent_is_chased_with_how_it_went_last(client: Client) -> None:
    staff(client)
    made = delivered_letter(addressees=("Ann", "Bo"), days_ago=40)
    ann, bo = made.addressees.all()
    day = made.delivered_at.date() + timedelta(days=2)
    workflow.record_answer(made, by=None, addressee=ann, date=day, text="No.")
    at = made.delivered_at + timedelta(days=3)
    workflow.deliver(made, by=None, to=[bo], at=at, way="docket", reference="ICE-2026-0001", carried_by="Counsel")

    [row] = client.get(CHASE).context["cl"].result_list
    text = client.get(CHASE).text

    assert (row.name, row.at) == ("Bo", at)
    assert "Filed in a docket · Counsel · ICE-2026-0001" in text
    assert f"{url('step', made, 'answer')}?addressee={bo.pk}" in text
    assert f'href="{url("change", made)}"' in text


def test_the_list_is_filtered_by_campaign_and_answers_to_nothing_else(client: Client) -> None:
    staff(client)
    first, second = campaign(title="First"), campaign(title="Second")
    due_in(-1, name="Ann", campaign=first)
    due_in(-1, name="Bo", campaign=second)

    assert on_the_list(client, letter__campaign__id__exact=str(first.pk)) == ["Ann"]
    assert client.get(CHASE, {"letter__body__regex": "(a+)+$"}).status_code in (302, 400)


def test_the_file_holds_what_is_on_screen_and_no_formula(client: Client) -> None:
    staff(client)
    cause = campaign(title="First")
    made = due_in(-5, name="=HYPERLINK(1)", campaign=cause, title="Ask, nicely", time_zone="Pacific/Guam")
    made.addressees.update(title="Director", organization="ICE", address="500 12th Street\nWashington")
    due_in(-5, name="Bo")

    response = client.get(f"{CHASE}csv/", {"letter__campaign__id__exact": str(cause.pk)})

    [row] = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    due = Letter.objects.get(pk=made.pk).answer_due
    went = made.delivered_at.astimezone(made.zone).isoformat(timespec="minutes")
    assert response["Content-Disposition"] == 'attachment; filename="answers-to-chase.csv"'
    assert list(row.values()) == [
        *("'=HYPERLINK(1)", "Director", "ICE", "500 12th Street\nWashington", "Ask, nicely", "First"),
        *(due.isoformat(), "5", went, "hand", "", "", ""),
    ]


def test_the_list_costs_the_same_however_long_it_is(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    staff(client)
    for _number in range(8):
        due_in(-1)
    client.get(CHASE)

    with django_assert_max_num_queries(9):
        assert len(on_the_list(client)) == 8


def test_the_letters_list_and_the_index_lead_there(client: Client) -> None:
    staff(client)

    assert [f'href="{CHASE}"' in client.get(page).text for page in (LIST, "/admin/")] == [True, True]


def test_who_may_not_read_letters_sees_no_list_and_who_may_only_read_records_nothing(client: Client) -> None:
    due_in(-1)
    staff(client, "view_signatory")
    shut = [client.get(page).status_code for page in (CHASE, f"{CHASE}csv/")]
    staff(client, "view_letter", name="bo")
    page = client.get(CHASE)

    assert shut == [403, 403]
    assert (page.status_code, "Record an answer" in page.text) == (200, False)
    assert client.get(f"{CHASE}csv/").status_code == 200
    assert client.post(f"{CHASE}csv/").status_code == 405
    assert client.get(f"{CHASE}add/").status_code == 403


def test_a_row_has_no_page_of_its_own(client: Client) -> None:
    staff(client)
    made = due_in(-1)

    assert client.get(f"{CHASE}{made.addressees.get().pk}/change/").headers["Location"] == CHASE


def test_a_letter_delivered_before_there_was_a_record_is_not_chased(client: Client) -> None:
    staff(client)
    made = due_in(-1)
    made.deliveries.all()._raw_delete("default")

    assert on_the_list(client) == []
    assert Letter.objects.get().answer_due < date(2099, 1, 1)
