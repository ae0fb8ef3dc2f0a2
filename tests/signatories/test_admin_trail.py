"""The trail is read by staff and written by nobody."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from letters.models import Letter
from signatories import workflow
from signatories.models import TrailEntry
from tests.factories import signatories
from tests.factories.letters import published_letter

from .desk import staffer

pytestmark = pytest.mark.django_db
TRAIL = "/admin/signatories/trailentry/"


def entries(client: Client, **filters: str) -> list[str]:
    return [entry.verb for entry in client.get(TRAIL, filters).context["cl"].result_list]


def told_a_story(admin_user: User) -> Letter:
    letter = published_letter(by=admin_user)
    signatory = signatories.held(letter)
    workflow.refuse(signatory, by=admin_user, reason="<b>No.</b>")
    signatories.confirmed(published_letter(type="petition"))
    return letter


def test_the_trail_is_read_newest_first_by_letter_and_by_what_happened(admin_client: Client, admin_user: User) -> None:
    letter = told_a_story(admin_user)

    assert entries(admin_client) == ["confirmed", "published", "refused", "held", "published"]
    assert entries(admin_client, letter__id__exact=str(letter.pk)) == ["refused", "held", "published"]
    assert entries(admin_client, verb__exact="published", letter__id__exact=str(letter.pk)) == ["published"]
    assert entries(admin_client, at__gte="2999-01-01 00:00:00+00:00") == []


def test_reasons_are_text(admin_client: Client, admin_user: User) -> None:
    told_a_story(admin_user)

    page = admin_client.get(TRAIL).content.decode()

    assert ("<b>No.</b>" in page, escape("<b>No.</b>") in page) == (False, True)


def test_nobody_writes_the_trail(admin_client: Client, admin_user: User) -> None:
    told_a_story(admin_user)
    entry = TrailEntry.objects.latest("pk")
    before = list(TrailEntry.objects.values_list())

    answers = [
        admin_client.get(f"{TRAIL}{entry.pk}/change/").status_code,
        admin_client.post(f"{TRAIL}{entry.pk}/change/", {"reason": "x"}).status_code,
        admin_client.post(f"{TRAIL}{entry.pk}/delete/", {"post": "yes"}).status_code,
        admin_client.get(f"{TRAIL}add/").status_code,
    ]

    assert answers == [200, 403, 403, 403]
    assert list(TrailEntry.objects.values_list()) == before


def test_the_trail_is_for_those_who_may_see_it() -> None:
    assert staffer("view_signatory").get(TRAIL).status_code == 403
    assert staffer("view_trailentry").get(TRAIL).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_trail_costs_the_same_whatever_its_length(
    admin_client: Client, admin_user: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        workflow.refuse(signatories.held(), by=admin_user)

    # session, user; letters to filter by; two counts; the rows
    with django_assert_num_queries(6):
        admin_client.get(TRAIL)
