"""The hot page: few queries, no cookie, and never a name that may not be read."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import Groups, LetterType, NamesShown
from signatories import principals, tally, workflow
from signatories.models import Signatory, Tally
from signatories.states import Kind, State
from tests.factories import signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db

LANGUAGES = ["", "/es"]


def put_on(letter: Letter, count: int) -> None:
    """Write many confirmed rows at once."""
    now = database_now()
    plain = {
        "letter": letter,
        "kind": Kind.INDIVIDUAL,
        "state": State.CONFIRMED,
        "submitted_at": now,
        "confirmed_at": now,
    }
    rows = (
        Signatory(
            printed_name=f"Signer {number:05}",
            sort_name=f"{number:05} signer",
            folded_name=f"signer {number:05}",
            mailbox=f"signer{number}@example.org",
            **plain,
        )
        for number in range(count)
    )
    Signatory.objects.bulk_create(rows, batch_size=2000)


def page_of(letter: Letter, language: str = "", more: str = "") -> str:
    return Client().get(f"{language}{letter.get_absolute_url()}{more}").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 3, 200])
def test_letter_page_asks_five_queries_at_most_and_sets_no_cookie(count: int, language: str) -> None:
    letter = published_letter(type=LetterType.PETITION)
    put_on(letter, count)

    with CaptureQueriesContext(connection) as queries:
        response = Client().get(f"{language}{letter.get_absolute_url()}")

    assert (response.status_code, len(queries) <= 5, response.cookies) == (200, True, {})
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=5"}
    assert "Cookie" not in response.get("Vary", "")
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("type_", LetterType)
def test_every_type_of_letter_is_shown_in_five_queries(type_: str) -> None:
    letter = published_letter(type=type_, names_shown=NamesShown.ACCEPTED)
    for _ in range(3):
        signatories.confirmed(letter)

    with CaptureQueriesContext(connection) as queries:
        html = page_of(letter)

    assert len(queries) <= 5
    assert html.count("<li>") >= 3


def test_more_than_ten_thousand_are_counted_by_the_tally_and_cost_no_query_more_in_groups() -> None:
    letter = published_letter(type=LetterType.PETITION, groups=Groups.PARTY)
    put_on(letter, 10_050)
    before = tally.count_of(Letter.objects.get(pk=letter.pk))
    counted = tally.recount()

    for language, number in (("", "10,050"), ("/es", "10.050")):
        with CaptureQueriesContext(connection) as queries:
            response = Client().get(f"{language}{letter.get_absolute_url()}")
        assert (len(queries) <= 5, response.cookies) == (True, {})
        assert number in response.content.decode().replace("\u00a0", ".").replace("\u202f", ".")

    assert (before, counted) == (10_001, 1)
    assert list(Tally.objects.values_list("letter", "confirmed", "listed")) == [(letter.pk, 10_050, 10_050)]
    listing = reverse("signatories:signatories", args=[letter.slug])
    for address in (listing, f"{listing}?by=party&page=50"):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200
        assert len(queries) <= 7


def test_tally_that_is_old_does_not_hide_what_can_be_counted() -> None:
    letter = published_letter(type=LetterType.PETITION)
    put_on(letter, 3)
    Tally.objects.create(letter=letter, confirmed=99_999, counted_at=database_now())

    assert tally.count_of(Letter.objects.get(pk=letter.pk)) == 3
    assert tally.recount() == 0


def canaries(letter: Letter) -> Iterable[str]:
    """Names that may not be read by others, whatever the letter's rules."""
    for state in set(State) - {State.CONFIRMED}:
        name = f"Canary {state.replace('_', ' ')}"
        signatories.signatory(letter, printed_name=name, agent_name=name, email=f"{state}@canary.example", state=state)
        yield name
    signatories.confirmed(letter, printed_name="Canary unlisted", email="unlisted@canary.example", listed=False)
    yield "Canary unlisted"


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_that_may_not_be_read_are_on_no_page(language: str) -> None:
    letter = published_letter(type=LetterType.PETITION)
    names = list(canaries(letter))
    signatories.confirmed(letter, printed_name="Rosa Lind")
    listing = reverse("signatories:signatories", args=[letter.slug])

    pages = [page_of(letter, language)]
    queries = ("", "?q=canary", "?q=Canary+pending", "?page=1", "?page=999", "?page=x&q=%00")
    pages += [Client().get(f"{language}{listing}{query}").content.decode() for query in queries]

    for page in pages:
        without_query = page.replace('value="canary"', "").replace("Canary pending", "").replace("“canary”", "")
        assert [name for name in (*names, "canary.example") if name in without_query] == []
    assert "Rosa Lind" in pages[0]
    assert "Rosa Lind" in pages[1]


def test_agents_and_addresses_are_never_shown() -> None:
    letter = published_letter(names_shown=NamesShown.ACCEPTED, trusted_domains="canary.example")
    signatories.confirmed(letter, agent_name="Canary Bird", agent_role="Canary keeper", email="bird@canary.example")

    pages = page_of(letter) + Client().get(reverse("signatories:signatories", args=[letter.slug])).content.decode()

    assert "anary" not in pages


def test_who_is_not_listed_is_counted() -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name="Rosa Lind")
    signatories.confirmed(letter, printed_name="Hidden Person", listed=False)

    page = page_of(letter)

    assert '<strong class="count">2</strong>' in page


def led(**fields: Any) -> tuple[Letter, Signatory, Signatory]:
    """A letter with its lead and another member on it."""
    letter = draft(trusted_domains="mail.house.gov", **fields)
    term = signatories.seat(letter, first="Zoe", last="Zuckerman")
    lead = workflow.plan_lead(principals.legislator(letter, term, lead_position=1), by=None)
    letter_steps.publish(letter, by=None)
    other = signatories.confirmed(
        letter, term=signatories.seat(letter, first="Ann", last="Abel"), email="a@mail.house.gov"
    )
    return letter, lead, other


def test_before_the_release_only_leads_and_the_count_are_shown() -> None:
    letter, lead, other = led()
    listing = reverse("signatories:signatories", args=[letter.slug])

    page, names = page_of(letter), Client().get(f"{listing}?q=abel").content.decode()

    assert (lead.printed_name in page, other.printed_name in page, other.printed_name in names) == (True, False, False)
    assert '<strong class="count">2</strong>' in page


def test_after_the_release_all_are_shown_with_the_lead_first() -> None:
    letter, lead, other = led()
    Letter.objects.update(released_at=database_now() - timedelta(seconds=1))

    page = page_of(letter)

    assert 0 < page.index(lead.printed_name) < page.index(other.printed_name)
    assert "Member of Congress" in page


def test_release_waits_for_its_moment() -> None:
    letter, _lead, other = led(released_at=database_now() + timedelta(hours=1))

    assert other.printed_name not in page_of(letter)


def test_names_are_text_whatever_was_typed() -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name='"><script>alert(1)</script><img src=x onerror=alert(1)>')

    pages = page_of(letter) + Client().get(reverse("signatories:signatories", args=[letter.slug])).content.decode()

    assert ("<script>alert" in pages, "<img" in pages, "&lt;script&gt;" in pages) == (False, False, True)


def test_list_is_searched_whatever_the_spelling() -> None:
    letter = published_letter(type=LetterType.PETITION)
    for name in ("José Núñez", "Rosa Lind", "Ann O’Brien"):
        signatories.confirmed(letter, printed_name=name)
    listing = reverse("signatories:signatories", args=[letter.slug])

    found = {
        query: [name for name in ("José Núñez", "Rosa Lind", "Ann O’Brien") if name in html]
        for query in ("jose", "NUNEZ JOSE", "obrien", "O'Brien", "lin", "nobody")
        if (html := Client().get(listing, {"q": query}).content.decode())
    }

    assert found == {
        "jose": ["José Núñez"],
        "NUNEZ JOSE": ["José Núñez"],
        "obrien": ["Ann O’Brien"],
        "O'Brien": ["Ann O’Brien"],
        "lin": ["Rosa Lind"],
        "nobody": [],
    }


def test_list_comes_in_pages_that_hold_everyone_once() -> None:
    letter = published_letter(type=LetterType.PETITION)
    put_on(letter, 401)
    listing = reverse("signatories:signatories", args=[letter.slug])

    pages = [Client().get(listing, {"page": number}).content.decode() for number in (1, 2, 3)]

    counts = [page.count("Signer 00") for page in pages]
    assert counts == [200, 200, 1]
    assert sum("Signer 00123" in page for page in pages) == 1


def test_list_of_an_unpublished_letter_is_not_found() -> None:
    letter = draft(type=LetterType.PETITION)

    assert Client().get(reverse("signatories:signatories", args=[letter.slug])).status_code == 404
