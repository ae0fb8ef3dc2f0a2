"""Which letters may be found, and which take signatures."""

from datetime import timedelta

import pytest

from letters import workflow
from letters.clock import database_now
from letters.models import Letter
from tests.factories.letters import letter, published_letter, sealed

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def letters() -> dict[str, Letter]:
    """One of each, by name; the titles are the names."""
    now = database_now()
    past = {"at": now - 9 * HOUR, "closes_at": now - HOUR}
    private, public = {"listing": "link_only"}, {"listing": "public"}
    made = {
        "draft": letter(**public),
        "draft released": letter(**private, released_at=now - HOUR),
        "in review": letter(**public),
        "public": published_letter(**public),
        "link only": published_letter(**private),
        "released": published_letter(**private, released_at=now - HOUR),
        "embargoed": published_letter(**private, released_at=now + HOUR),
        "scheduled": published_letter(**public, opens_at=now + HOUR),
        "closed": published_letter(**public, **past),
        "closed link only": published_letter(**private, **past),
        "delivered": published_letter(**public, **past),
        "recalled": published_letter(**public),
    }
    workflow.request_review(made["in review"], by=None)
    workflow.deliver(sealed(made["delivered"]), by=None)
    workflow.recall(made["recalled"], by=None, reason="The wrong text.")
    for name, one in made.items():
        Letter.objects.filter(pk=one.pk).update(title=name)
    return made


def names(found) -> set[str]:
    return set(found.values_list("title", flat=True))


def test_published_are_all_that_have_a_page(letters: dict[str, Letter]) -> None:
    assert names(Letter.objects.published()) == letters.keys() - {"draft", "draft released", "in review"}


def test_listed_are_public_or_released(letters: dict[str, Letter]) -> None:
    assert names(Letter.objects.listed()) == {"public", "released", "scheduled", "closed", "delivered", "recalled"}


def test_an_embargo_ends_by_the_clock(letters: dict[str, Letter]) -> None:
    embargoed = letters["embargoed"].released_at

    assert "embargoed" not in names(Letter.objects.listed(at=embargoed - timedelta(microseconds=1)))
    assert "embargoed" in names(Letter.objects.listed(at=embargoed))


def test_names_are_shown_as_accepted_or_after_the_release(letters: dict[str, Letter]) -> None:
    at_once = published_letter(title="at once", names_shown="accepted", listing="link_only")
    Letter.objects.exclude(pk=at_once.pk).update(names_shown="release")

    shown = Letter.objects.published().showing_names()

    assert names(shown) == {"at once", "released"}
    assert {one.title for one in Letter.objects.published().on_the_clock() if one.shows_names} == names(shown)
    assert "embargoed" in names(Letter.objects.showing_names(at=letters["embargoed"].released_at))


def test_open_are_those_that_take_signatures_now(letters: dict[str, Letter]) -> None:
    assert names(Letter.objects.open()) == {"public", "link only", "released", "embargoed"}


def test_open_and_listed_are_asked_together(letters: dict[str, Letter]) -> None:
    assert names(Letter.objects.listed().open()) == {"public", "released"}


def test_a_recalled_letter_is_not_open_while_its_time_runs(letters: dict[str, Letter]) -> None:
    recalled = letters["recalled"]
    recalled.refresh_from_db()

    assert recalled.takes_at(database_now())
    assert not Letter.objects.open().filter(pk=recalled.pk).exists()


def test_the_page_knows_how_and_why_the_deadline_moved() -> None:
    made = published_letter()
    first = made.closes_at
    for days in (1, 2):
        workflow.extend(made, to=first + timedelta(days=days), by=None, reason=f'Room for “{days}”, "more".')
    workflow.close_now(made, by=None, reason="Not for the public.")
    unmoved = published_letter()

    found = Letter.objects.for_page().get(pk=made.pk)

    kept = made.deadline_changes.order_by("pk").values_list("at", "old", "new", "reason")
    assert found.moves == list(kept)
    assert [(move.old == first, move.is_later, move.reason) for move in found.moves] == [
        (True, True, 'Room for “1”, "more".'),
        (False, True, 'Room for “2”, "more".'),
        (False, False, ""),
    ]
    assert Letter.objects.for_page().get(pk=unmoved.pk).moves == []


def test_a_page_reads_its_letter_in_one_query(django_assert_num_queries) -> None:
    made = published_letter()

    with django_assert_num_queries(1):
        found = Letter.objects.for_page().get(slug=made.slug)
        read = (found.campaign.title, found.phase, getattr(found, "tally", None))

    assert read == (made.campaign.title, "open", None)
