"""What the database refuses, each rule with what it lets through."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from letters.clock import database_now
from letters.models import Addressee, Campaign, DeadlineChange, Letter, LetterRelation, Update, Version
from letters.states import Stage
from tests.factories.letters import campaign, letter, published_letter

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def store(made: Letter, **fields: Any) -> None:
    Letter.objects.filter(pk=made.pk).update(**fields)


def add_version(made: Letter, number: int, **fields: Any) -> Version:
    about = {"change": "editorial", "content": b"{}", "sha256": "0" * 64, "published_at": database_now()}
    return made.versions.create(number=number, **about | fields)


def move_deadline(made: Letter, by: timedelta) -> DeadlineChange:
    return made.deadline_changes.create(old=made.closes_at, new=made.closes_at + by, at=database_now())


def relate(made: Letter, to: Letter, kind: str = "companion") -> LetterRelation:
    return made.relations.create(to=to, kind=kind)


def tell(made: Letter, **fields: Any) -> Update:
    return made.campaign.updates.create(type="outcome", date="2011-05-04", title="Out", **fields)


# constraint -> what breaks it, what stands right beside it and is let through
RULES: dict[str, tuple[Callable[[Letter], Any], Callable[[Letter], Any]]] = {
    "published_letter_has_its_times": (
        lambda made: store(made, stage=Stage.PUBLISHED, published_at=None),
        lambda made: store(made, stage=Stage.IN_REVIEW, published_at=None, opens_at=None, closes_at=None),
    ),
    "letter_closes_after_it_opens": (
        lambda made: store(made, opens_at=made.closes_at),
        lambda made: store(made, opens_at=made.closes_at - timedelta(seconds=1)),
    ),
    "delivered_letter_says_when": (
        lambda made: store(made, stage=Stage.DELIVERED),
        lambda made: store(made, stage=Stage.DELIVERED, delivered_at=database_now()),
    ),
    "sealed_letter_is_published": (
        lambda made: store(made, stage=Stage.DRAFT, sealed_at=database_now()),
        lambda made: store(made, sealed_at=database_now()),
    ),
    "recalled_letter_says_why": (
        lambda made: store(made, stage=Stage.RECALLED),
        lambda made: store(made, stage=Stage.RECALLED, recall_reason="The wrong text."),
    ),
    "no_letter_belongs_to_itself": (
        lambda made: relate(made, made),
        lambda made: relate(made, letter()),
    ),
    "one_relation_of_two_letters": (
        lambda made: [relate(made, other := letter(), "follows"), relate(other, made)],
        lambda made: [relate(made, other := letter(), "follows"), relate(letter(), other)],
    ),
    "update_says_how_many_of_how_many_of_what": (
        lambda made: tell(made, part=26, unit="localities"),
        lambda made: tell(made, part=26, whole=102, unit="localities"),
    ),
    "deadline_change_changes_it": (
        lambda made: move_deadline(made, timedelta(0)),
        lambda made: move_deadline(made, DAY),
    ),
    "withdrawn_before_it_goes_out": (
        lambda made: store(made, goes_out_at=made.closes_at, withdraw_by=made.closes_at + DAY),
        lambda made: store(made, goes_out_at=made.closes_at, withdraw_by=made.closes_at),
    ),
    "noticed_version_says_until_when_to_object": (
        lambda made: add_version(made, 2, change="noticed"),
        lambda made: add_version(made, 2, change="noticed", objections_until=database_now() + DAY),
    ),
    "version_numbers_start_at_one": (lambda made: add_version(made, 0), lambda made: add_version(made, 2)),
    "one_version_per_letter_and_number": (
        lambda made: add_version(made, 1),
        lambda made: add_version(letter(), 1),
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_the_database_refuses_what_must_never_be(name: str) -> None:
    broken, _ = RULES[name]
    made = published_letter()
    # SQLite names the columns of a broken unique rule, PostgreSQL the rule.
    named = f"{name}|letters_version.letter_id, letters_version.number" if name.startswith("one_") else name

    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        broken(made)


@pytest.mark.parametrize("name", RULES)
def test_the_database_lets_through_what_may_be(name: str) -> None:
    _, allowed = RULES[name]

    allowed(published_letter())


@pytest.mark.parametrize("field", ["published_at", "opens_at", "closes_at"])
@pytest.mark.parametrize("stage", [Stage.PUBLISHED, Stage.DELIVERED, Stage.RECALLED])
def test_no_public_letter_lacks_one_of_its_times(stage: Stage, field: str) -> None:
    made = published_letter()
    store(made, delivered_at=database_now(), recall_reason="The wrong text.")

    store(made, stage=stage)
    with pytest.raises(IntegrityError, match="published_letter_has_its_times"), transaction.atomic():
        store(made, **{field: None})


@pytest.mark.parametrize("field", ["goes_out_at", "withdraw_by"])
def test_no_letter_has_but_one_of_the_times_it_tells_its_signatories(field: str) -> None:
    made = published_letter()

    with pytest.raises(IntegrityError, match="withdrawn_before_it_goes_out"), transaction.atomic():
        store(made, **{field: made.closes_at})


def test_every_rule_of_these_tables_is_tried_above() -> None:
    rules = {
        rule.name
        for table in (Campaign, Update, Letter, LetterRelation, Addressee, DeadlineChange, Version)
        for rule in table._meta.constraints
    }

    assert rules == RULES.keys()


@pytest.mark.parametrize("table", [Campaign, Letter])
def test_an_address_is_given_once(table: type[models.Model]) -> None:
    made = letter()
    slug = {Campaign: made.campaign.slug, Letter: made.slug}[table]
    again = {Campaign: lambda: campaign(slug=slug), Letter: lambda: letter(slug=slug)}[table]

    with pytest.raises(IntegrityError), transaction.atomic():
        again()


def test_nothing_that_something_stands_on_can_be_deleted() -> None:
    made = published_letter()
    move_deadline(made, DAY)
    made.campaign.updates.create(type="news", date="2026-01-02", title="Something happened")

    for owner in (made.campaign, made):
        with pytest.raises(ProtectedError):
            owner.delete()

    assert (Letter.objects.count(), Campaign.objects.count(), Addressee.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("listed", ["", "mail.house.gov", "mail.house.gov\r\n*.senate.gov\n", "  a-b.example.org  "])
def test_trusted_domains_are_one_on_each_line(listed: str) -> None:
    made = letter(trusted_domains=listed)

    made.full_clean()

    assert made.trusted_domain_set == frozenset(listed.split())


@pytest.mark.parametrize(
    "listed",
    ["house", "@house.gov", "mail.house.gov, senate.gov", "*house.gov", "a.*.gov", "https://house.gov", "a..b"],
)
def test_what_is_no_domain_is_not_trusted(listed: str) -> None:
    made = letter(trusted_domains=listed)

    with pytest.raises(ValidationError) as refusal:
        made.full_clean()

    assert list(refusal.value.message_dict) == ["trusted_domains"]


def test_a_long_line_of_almost_domains_is_refused_at_once() -> None:

    made = letter(trusted_domains="aa." * 5000 + "!")
    began = time.process_time()

    with pytest.raises(ValidationError):
        made.full_clean()

    assert time.process_time() - began < 20  # a guard against hanging, not a measurement


@pytest.mark.parametrize(
    ("released_in", "listed"),
    [(None, False), (timedelta(hours=1), False), (timedelta(hours=-1), True), (timedelta(0), True)],
)
def test_a_release_opens_page_and_names_when_its_time_has_come(released_in: timedelta | None, listed: bool) -> None:
    made = published_letter(listing="link_only", names_shown="release")
    made.released_at = None if released_in is None else made.now + released_in

    assert (made.is_released, made.is_listed, made.shows_names) == (listed, listed, listed)


def test_a_public_letter_that_shows_its_names_needs_no_release() -> None:
    made = letter(listing="public", names_shown="accepted")

    assert (made.is_released, made.is_listed, made.shows_names) == (False, True, True)


def test_addressees_stand_in_their_order() -> None:
    made = letter(addressees=())
    for position, name in ((3, "Third"), (1, "First"), (2, "Second")):
        made.addressees.create(position=position, name=name)

    assert [str(addressee) for addressee in made.addressees.all()] == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("left", "soon"),
    [(2 * DAY, False), (2 * DAY - timedelta(seconds=1), True), (timedelta(seconds=1), True), (timedelta(0), False)],
)
def test_an_open_letter_closes_soon_in_its_last_two_days(left: timedelta, soon: bool) -> None:
    made = published_letter()
    made.now = made.closes_at - left

    assert made.closes_soon == soon
