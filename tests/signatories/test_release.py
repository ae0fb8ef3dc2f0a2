"""An embargo on every page: nothing before its time, everything at the first request after it."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from letters import workflow
from letters.clock import database_now
from letters.models import Letter
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.typesetting.paper import words

pytestmark = pytest.mark.django_db
TITLE, NAME = "End it now", "Zoraida Hidden"


@pytest.fixture
def letter() -> Letter:
    """A letter to Congress that only has a link, with one name on it, released in an hour."""
    made = published_letter(title=TITLE)
    signatories.confirmed(made, term=signatories.seat(made, first="Zoraida", last="Hidden"))
    workflow.release(made, by=None, at=database_now() + timedelta(hours=1))
    return made


def what_a_stranger_sees(client: Client, letter: Letter) -> Iterator[tuple[str, bool]]:
    """Yield each page that may tell of the letter or of its names, and whether it does."""
    page, member = letter.get_absolute_url(), letter.signatories.get().legislator_id
    lists = reverse("signatories:signatories", args=[letter.slug])
    for address in ("/", letter.campaign.get_absolute_url(), reverse("signatories:legislator", args=[member])):
        yield address, TITLE in client.get(address).text
    for address in (page, f"/es{page}", lists, f"{lists}?q=zoraida"):
        yield address, NAME in client.get(address).text
    yield "pdf", NAME in words(client.get(reverse("signatories:pdf", args=[letter.slug])).content)


def test_before_its_time_nothing_is_shown_and_at_its_time_everything(client: Client, letter: Letter) -> None:
    before = dict(what_a_stranger_sees(client, letter))
    Letter.objects.update(released_at=database_now())
    after = dict(what_a_stranger_sees(client, letter))

    assert before == dict.fromkeys(before, False)
    assert after == dict.fromkeys(before, True)


def test_no_cache_keeps_a_page_longer_than_seconds(client: Client, letter: Letter) -> None:
    addresses = [letter.get_absolute_url(), reverse("signatories:pdf", args=[letter.slug])]

    kept = [client.get(address)["Cache-Control"] for address in addresses]

    assert [set(header.split(", ")) for header in kept] == [{"public", "max-age=5"}] * 2


def test_the_database_releases_it_in_its_second_while_nobody_does_anything(client: Client, letter: Letter) -> None:
    moment = database_now() + timedelta(seconds=0.4)
    Letter.objects.update(released_at=moment)

    seen = []
    while not seen or seen[-1][0] < moment:
        began, shown = database_now(), NAME in client.get(letter.get_absolute_url()).text
        seen.append((began, database_now(), shown))
        time.sleep(0.02)

    assert [shown for _began, ended, shown in seen if ended < moment] == [False] * sum(
        e < moment for _b, e, _s in seen
    )
    assert seen[0][2] is False
    assert seen[-1][2] is True
