"""What a legislator has signed: only what anybody may find and read, in few queries, for caches."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Term
from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import Listing, NamesShown
from signatories import workflow
from signatories.states import State
from tests.factories import directory, signatories
from tests.factories.letters import published_letter, sealed

pytestmark = pytest.mark.django_db

PUBLIC = {"listing": Listing.PUBLIC, "names_shown": NamesShown.ACCEPTED}


@pytest.fixture
def term() -> Term:
    return directory.term(start=date(2001, 1, 3), end=None, email="serrano@canary.example")


def on(term: Term, **rules: Any) -> Letter:
    """A letter that carries this legislator's name."""
    letter = published_letter(**PUBLIC | rules)
    signatories.confirmed(letter, term=term)
    return letter


def page_of(term: Term, language: str = "", more: str = "") -> str:
    page = reverse("signatories:legislator", args=[term.legislator_id])
    response = Client().get(f"{language}{page}{more}")
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("language", ["", "/es"])
def test_page_names_the_seat_and_the_public_letters_latest_first(term: Term, language: str) -> None:
    older = on(term, title="Older letter", at=database_now() - timedelta(days=3))
    newer = on(term, title="Newer letter", at=database_now() - timedelta(days=2))
    Letter.objects.filter(pk=newer.pk).update(closes_at=database_now() - timedelta(hours=1))
    letter_steps.deliver(sealed(Letter.objects.on_the_clock().get(pk=newer.pk)), by=None)

    page = page_of(term, language)

    assert 0 < page.index(newer.title) < page.index(older.title)
    assert "José E. Serrano, Representative (D-NY-16)" in page
    assert '<span lang="en">Representative</span> · <span class="text-nowrap">D-NY-16</span>' in page
    assert "2001" in page


def secrets(term: Term) -> Iterator[str]:
    """Letters that this page may not know of."""
    soon = database_now() + timedelta(hours=1)
    yield on(term, title="Canary by link", listing=Listing.LINK_ONLY).title
    yield on(term, title="Canary names hidden", names_shown=NamesShown.RELEASE).title
    yield on(term, title="Canary embargo", listing=Listing.LINK_ONLY, released_at=soon).title
    for state in set(State) - {State.CONFIRMED}:
        letter = published_letter(title=f"Canary {state}", **PUBLIC)
        signatories.signatory(letter, term=term, state=state)
        yield letter.title
    unlisted = published_letter(title="Canary unlisted", **PUBLIC)
    signatories.confirmed(unlisted, term=term, listed=False)
    yield unlisted.title
    other = published_letter(title="Canary of another", **PUBLIC)
    signatories.confirmed(other)
    yield other.title


def test_what_others_may_not_know_is_absent_and_what_is_released_is_there(term: Term) -> None:
    hidden = list(secrets(term))
    released = {"released_at": database_now() - timedelta(seconds=1)}
    on(term, title="Released letter", listing=Listing.LINK_ONLY, names_shown=NamesShown.RELEASE, **released)

    pages = page_of(term) + page_of(term, "/es") + page_of(term, more="?page=2&page=x")

    assert len(hidden) == 11
    assert "anary" not in pages
    assert "Released letter" in pages


def test_page_takes_four_queries_and_one_more_for_pages_and_sets_no_cookie(term: Term) -> None:
    page = reverse("signatories:legislator", args=[term.legislator_id])
    asked = []
    for _ in range(3):
        on(term)
        with CaptureQueriesContext(connection) as queries:
            response = Client().get(page, headers={"cookie": "sessionid=broken"})
        asked.append(len(queries))

    assert asked == [5, 5, 5]
    assert ("public" in response.headers["Cache-Control"], response.cookies) == (True, {})


def test_who_signed_nothing_has_a_page_that_says_so(term: Term) -> None:
    page = page_of(term)

    assert "No public letter on this site carries this name." in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize("number", [0, 10**30])
def test_legislator_that_does_not_exist_is_not_found(number: int) -> None:
    assert Client().get(f"/legislators/{number}/").status_code == 404


def test_more_letters_than_fit_come_in_pages(term: Term, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signatories.views.legislators.PAGE", 2)
    titles = [on(term).title for _ in range(3)]

    pages = page_of(term), page_of(term, more="?page=2")

    assert [sum(f">{title}<" in page for title in titles) for page in pages] == [2, 1]


def test_names_of_legislators_lead_to_their_pages(term: Term) -> None:
    letter = on(term)
    link = f'<a href="/legislators/{term.legislator_id}/">José E. Serrano</a>'
    listing = reverse("signatories:signatories", args=[letter.slug])

    for page in (letter.get_absolute_url(), listing):
        assert link in Client().get(page).text
    assert link.replace('"/l', '"/es/l') in Client().get(f"/es{listing}").text


def test_terms_that_follow_one_another_in_one_seat_are_told_as_one() -> None:
    member = directory.legislator()
    for start, end, district in (
        (date(2007, 1, 4), date(2009, 1, 3), "16"),
        (date(2009, 1, 6), date(2011, 1, 3), "16"),
        (date(2011, 1, 5), date(2013, 1, 1), "15"),
        (date(2017, 1, 3), date(2099, 1, 3), "15"),
    ):
        term = directory.term(legislator=member, start=start, end=end, district=district)
    directory.term(legislator=member, jurisdiction="NY", start=None, end=date(2006, 12, 31), district="73")

    page = page_of(term)
    rows = page[page.index('<ul class="seats">') : page.index("</ul>", page.index('<ul class="seats">'))]

    told = [" ".join(row.split()) for row in rows.split("<li>")[1:]]
    assert [row.rpartition('">')[2].partition("<")[0] for row in told] == [
        "since 2017",
        "2011–2012",
        "2007–2011",
        "until 2006",
    ]


def test_who_dissociated_from_a_sealed_letter_is_not_said_to_stand_by_it(term: Term) -> None:
    letter = on(term)
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)
    before = page_of(term)

    workflow.dissociate(letter.signatories.get(), by=None, reason="Reads it anew.")

    assert ("dissociated " in before, "dissociated " in page_of(term)) == (False, True)
