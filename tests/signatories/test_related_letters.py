"""Letters that refer to each other: what each page says of the others, and never of one that only a link finds."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter, LetterRelation
from letters.states import RelationKind
from signatories import relations, tally, workflow
from signatories.relations import Counts
from tests.factories import directory
from tests.factories.letters import published_letter
from tests.factories.signatories import confirmed, seat, signatory

pytestmark = pytest.mark.django_db

COMPANION, FOLLOWS = RelationKind.COMPANION, RelationKind.FOLLOWS


def relate(letter: Letter, kind: str, to: Letter, **fields: Any) -> LetterRelation:
    return LetterRelation.objects.create(letter=letter, kind=kind, to=to, **fields)


def counts(letter: Letter) -> Counts:
    return relations.counts_of(Letter.objects.for_page().get(pk=letter.pk))


def petition(signed: int = 0, **fields: Any) -> Letter:
    letter = published_letter(type="petition", **fields)
    for _number in range(signed):
        confirmed(letter)
    return letter


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_both_pages_name_the_other_letter_with_its_clock_and_count(client: Client, prefix: str) -> None:
    now = database_now()
    earlier = petition(3, title="To the Governor", closes_at=now + timedelta(days=20))
    later = petition(1, title="To the Director")
    relate(later, FOLLOWS, earlier, note="The Governor was asked first.")

    pages = {letter: client.get(f"{prefix}/letters/{letter.slug}/") for letter in (earlier, later)}

    seen = {letter: pages[letter].context["names"].counts for letter in pages}
    assert [(one.letter, one.how, one.count) for one in seen[later].related] == [(earlier, "earlier", 3)]
    assert [(one.letter, one.how, one.count) for one in seen[earlier].related] == [(later, "later", 1)]
    assert [(seen[letter].here, seen[letter].together) for letter in (earlier, later)] == [(3, 0), (1, 0)]
    for letter, other in ((earlier, later), (later, earlier)):
        assert f'<a href="{prefix}/letters/{other.slug}/">{other.title}</a>' in pages[letter].text
        assert "The Governor was asked first." in pages[letter].text
        assert set(re.findall(r'class="part" x="0" width="(\d+)"', pages[letter].text)) == {"100", "33"}


def test_companions_show_one_total_on_both_pages(client: Client) -> None:
    house, senate = petition(2), petition(3)
    relate(house, COMPANION, senate)

    pages = [client.get(letter.get_absolute_url()).text for letter in (house, senate)]

    assert "2 here and 3 on the companion letter: 5 names" in pages[0]
    assert "3 here and 2 on the companion letter: 5 names" in pages[1]


def test_who_signed_both_companions_is_one_name(client: Client) -> None:
    everybody = dict.fromkeys(("takes_organizations", "takes_officeholders", "takes_individuals"), True)
    first, second = (published_letter(jurisdiction="US", listing="public", **everybody) for _ in range(2))
    relate(second, COMPANION, first)
    term, known = seat(first), directory.organization()
    for letter in (first, second):
        confirmed(letter, term=term)
        confirmed(letter, organization=known)
        confirmed(letter, kind="individual", printed_name="Ana Ruiz", email="ana@example.org")
        confirmed(letter, kind="officeholder", printed_name="Luis Soto", us_state="NY", affiliation="City of Rye")
        # Others of one name, whom nothing makes the same.
        confirmed(letter, kind="individual", printed_name="Kim Lee")
        confirmed(letter, kind="officeholder", printed_name="Pat Roe", us_state="NY" if letter == first else "NJ")
    signatory(second, kind="individual")  # pending: not counted

    assert [(counts(one).here, counts(one).there, counts(one).together) for one in (first, second)] == [(6, 6, 8)] * 2
    assert "6 here and 6 on the companion letter: 8 names (a name on both counts once)" in " ".join(
        client.get(first.get_absolute_url()).text.split()
    )


def test_three_companions_count_each_name_once() -> None:
    letters = [petition(1) for _ in range(3)]
    for letter in letters[1:]:
        relate(letters[0], COMPANION, letter)
        confirmed(letter, email="ana@example.org")

    found = counts(letters[0])

    assert (found.here, found.there, found.together) == (1, 4, 4)
    assert counts(letters[1]).together == 3  # only the letters that it says it belongs to


@pytest.mark.parametrize("kind", RelationKind)
@pytest.mark.parametrize("written_at", ["public", "secret"])
@pytest.mark.parametrize("hidden", ["link only", "draft", "released later"])
def test_a_letter_that_is_not_listed_is_never_named(client: Client, kind: str, written_at: str, hidden: str) -> None:
    public = petition(2)
    secret = petition(1, title="Only for the caucus", slug="only-for-the-caucus", listing="link_only")
    state = {
        "link only": {},
        "draft": {"stage": "draft", "listing": "public"},
        "released later": {"released_at": database_now() + timedelta(hours=1)},
    }[hidden]
    Letter.objects.filter(pk=secret.pk).update(stage=state.pop("stage", secret.stage), **state)
    pair = (public, secret) if written_at == "public" else (secret, public)
    relate(pair[0], kind, pair[1], note="Hush")

    page = client.get(public.get_absolute_url())
    Letter.objects.filter(pk=secret.pk).update(stage="published", listing="public")
    afterwards = client.get(public.get_absolute_url())

    found = page.context["names"].counts
    assert (found.here, found.related, found.together) == (2, [], 0)
    for told in ("Only for the caucus", "only-for-the-caucus", "Hush"):
        assert (told in page.text, told in afterwards.text) == (False, True)


def test_a_total_holds_no_names_of_a_letter_that_is_not_named_or_was_taken_back() -> None:
    letter, companion, secret, recalled = petition(1), petition(2), petition(4, listing="link_only"), petition(8)
    for other in (companion, secret, recalled):
        relate(letter, COMPANION, other)
    letter_steps.recall(recalled, by=None, reason="The figures were wrong.")

    assert (counts(letter).here, counts(letter).there, counts(letter).together) == (1, 2, 3)


def test_a_letter_for_those_who_have_the_link_may_name_a_public_one(client: Client) -> None:
    public, secret = petition(2), petition(1, listing="link_only")
    relate(public, COMPANION, secret)

    page = client.get(secret.get_absolute_url())

    assert page.context["names"].counts.together == 3
    assert public.title in page.text


def test_a_recalled_letter_is_named_without_its_count(client: Client) -> None:
    letter, recalled = petition(2), petition(3)
    relate(letter, COMPANION, recalled)
    letter_steps.recall(recalled, by=None, reason="The figures were wrong.")

    page = client.get(letter.get_absolute_url())

    found = page.context["names"].counts
    assert ([(one.letter, one.count) for one in found.related], found.together) == ([(recalled, None)], 0)
    assert "Taken back" in page.text
    assert counts(recalled).together == 0


def test_names_that_left_are_in_no_total() -> None:
    letter, other = petition(1), petition(1)
    relate(letter, COMPANION, other)
    workflow.withdraw(confirmed(other), by=None)

    assert (counts(letter).there, counts(letter).together) == (1, 2)


def test_too_many_names_to_compare_are_signatures(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    letter, other = petition(2), petition(3)
    for one in (letter, other):
        confirmed(one, email="ana@example.org")
    relate(letter, COMPANION, other)
    monkeypatch.setattr(tally, "LIVE_LIMIT", 2)
    tally.recount()

    assert "3 here and 4 on the companion letter: 7 signatures" in client.get(letter.get_absolute_url()).text


@pytest.mark.parametrize("related", [0, 1, 4])
def test_the_page_asks_five_queries_however_many_letters_belong_to_it(client: Client, related: int) -> None:
    letter = petition(2)
    for number in range(related):
        relate(*((letter, COMPANION, petition(1)) if number % 2 else (petition(1), FOLLOWS, letter)))

    with CaptureQueriesContext(connection) as queries:
        page = client.get(letter.get_absolute_url())

    assert len(queries) <= 5
    assert len(page.context["names"].counts.related) == related
