"""Each step of a letter's life, from each place it may be pressed in."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.forms.models import model_to_dict

from letters import announcements, text, workflow
from letters.clock import database_now
from letters.models import DeadlineChange, Letter, Version
from letters.states import Change, LetterType, Signing, Stage
from signatories.models import TrailEntry
from signatories.states import Verb
from tests.factories.letters import letter, published_letter, sealed

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def today(made: Letter) -> date:
    return made.now.astimezone(made.zone).date()


STEPS = {
    "request_review": workflow.request_review,
    "return_to_draft": workflow.return_to_draft,
    "publish": workflow.publish,
    "extend": lambda made, **who: workflow.extend(made, to=database_now() + 30 * DAY, **who),
    "close_now": workflow.close_now,
    "recall": workflow.recall,
    "deliver": workflow.deliver,
    "release": workflow.release,
    "record_answer": lambda made, **who: workflow.record_answer(
        made, addressee=made.addressees.first(), date=today(made), text="No.", **who
    ),
    "record_outcome": lambda made, **who: workflow.record_outcome(made, result="refused", date=today(made), **who),
}
# step -> where it may be pressed, and what the letter is then
ALLOWED = {
    "request_review": {"draft": Stage.IN_REVIEW},
    "return_to_draft": {"in_review": Stage.DRAFT},
    "publish": {"draft": Stage.PUBLISHED, "in_review": Stage.PUBLISHED},
    "extend": dict.fromkeys(("scheduled", "open", "closed"), Stage.PUBLISHED),
    "close_now": {"open": Stage.PUBLISHED},
    "recall": dict.fromkeys(("scheduled", "open", "closed", "sealed", "delivered"), Stage.RECALLED),
    "deliver": dict.fromkeys(("sealed", "delivered"), Stage.DELIVERED),
    "release": dict.fromkeys(("scheduled", "open", "closed", "sealed"), Stage.PUBLISHED)
    | {"delivered": Stage.DELIVERED},
    "record_answer": {"delivered": Stage.DELIVERED},
    "record_outcome": {"delivered": Stage.DELIVERED},
}
VERBS = {
    "request_review": Verb.REVIEW_REQUESTED,
    "return_to_draft": Verb.RETURNED_TO_DRAFT,
    "publish": Verb.PUBLISHED,
    "extend": Verb.DEADLINE_CHANGED,
    "close_now": Verb.DEADLINE_CHANGED,
    "recall": Verb.RECALLED,
    "deliver": Verb.DELIVERED,
    "release": Verb.RELEASED,
    "record_answer": Verb.ANSWERED,
    "record_outcome": Verb.OUTCOME_RECORDED,
}
SIGNALS = {
    "request_review": announcements.review_requested,
    "return_to_draft": announcements.returned_to_draft,
    "publish": announcements.published,
    "extend": announcements.deadline_changed,
    "close_now": announcements.deadline_changed,
    "recall": announcements.recalled,
    "deliver": announcements.delivered,
    "release": announcements.released,
    "record_answer": announcements.answered,
    "record_outcome": announcements.outcome_recorded,
}
SITUATIONS = ("draft", "in_review", "scheduled", "open", "closed", "sealed", "delivered", "recalled")


def letter_that_is(situation: str) -> Letter:
    now = database_now()
    if situation in ("draft", "in_review"):
        made = letter()
        if situation == "in_review":
            workflow.request_review(made, by=None)
        return made
    if situation == "scheduled":
        return published_letter(opens_at=now + DAY)
    if situation in ("open", "recalled"):
        made = published_letter()
        if situation == "recalled":
            workflow.recall(made, by=None, reason="The wrong text.")
        return made
    made = published_letter(at=now - 9 * DAY, closes_at=now - DAY)
    if situation in ("sealed", "delivered"):
        sealed(made)
    if situation == "delivered":
        workflow.deliver(made, by=None)
    return made


def everything_about(made: Letter) -> dict[str, Any]:
    return {
        "row": Letter.objects.filter(pk=made.pk).values().get(),
        "versions": list(Version.objects.filter(letter=made).values("number", "sha256")),
        "changes": list(DeadlineChange.objects.filter(letter=made).values()),
        "facts": [list(kind.values()) for kind in (made.deliveries, made.answers, made.outcomes)],
        "trail": list(TrailEntry.objects.filter(letter=made).order_by("pk").values()),
    }


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_goes_where_the_table_says_and_otherwise_changes_nothing(step: str, situation: str) -> None:
    made = letter_that_is(situation)
    before = everything_about(made)

    if situation in ALLOWED[step]:
        STEPS[step](made, by=None, reason="Because.")
        assert Letter.objects.get(pk=made.pk).stage == made.stage == ALLOWED[step][situation]
    else:
        with pytest.raises(workflow.Refused):
            STEPS[step](made, by=None, reason="Because.")
        assert everything_about(made) == before


@pytest.mark.parametrize("step", STEPS)
def test_a_step_leaves_one_trail_entry_that_says_who_and_why(step: str) -> None:
    made = letter_that_is(next(iter(ALLOWED[step])))
    ana = get_user_model().objects.create_user("ana")
    TrailEntry.objects.all()._raw_delete("default")
    before = database_now()

    STEPS[step](made, by=ana, reason="The caucus asked.")

    entry = TrailEntry.objects.get()
    assert (entry.letter, entry.signatory, entry.by) == (made, None, ana)
    assert (entry.verb, entry.reason) == (VERBS[step], "The caucus asked.")
    assert before <= entry.at <= database_now()


@pytest.mark.parametrize("step", STEPS)
def test_a_receiver_that_fails_undoes_the_step_and_its_trail(step: str) -> None:
    made = letter_that_is(next(iter(ALLOWED[step])))
    before = everything_about(made)
    called = []

    def fail(**details: Any) -> None:
        now_stored = everything_about(made)
        called.append((now_stored["row"], now_stored["facts"]) != (before["row"], before["facts"]))
        raise RuntimeError("The names could not be moved.")

    SIGNALS[step].connect(fail)
    try:
        with pytest.raises(RuntimeError):
            STEPS[step](made, by=None, reason="Because.")
    finally:
        SIGNALS[step].disconnect(fail)

    assert called == [True]  # the receiver saw the step done
    assert everything_about(made) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_announced_inside_its_transaction(step: str) -> None:
    made = letter_that_is(next(iter(ALLOWED[step])))
    heard = []

    def listen(**details: Any) -> None:
        heard.append((details["letter"], details["by"], details["reason"], connection.in_atomic_block))

    SIGNALS[step].connect(listen)
    try:
        STEPS[step](made, by=None, reason="Because.")
    finally:
        SIGNALS[step].disconnect(listen)

    assert heard == [(made, None, "Because.", True)]
    assert not connection.in_atomic_block


@pytest.mark.parametrize(
    ("blank", "lacking"),
    [
        ({"title": ""}, "the text"),
        ({"salutation": ""}, "the text"),
        ({"body": " \n\t"}, "the text"),
        ({"contact_name": ""}, "a contact"),
        ({"contact_email": ""}, "a contact"),
        ({"closes_at": None}, "a closing time"),
        ({"takes_legislators": False}, "who may sign"),
        ({"jurisdiction": ""}, "which legislature signs"),
        ({"addressees": ()}, "an addressee"),
    ],
)
def test_publishing_names_what_is_missing(blank: dict[str, Any], lacking: str) -> None:
    made = letter(**blank)

    with pytest.raises(workflow.Refused) as refusal:
        workflow.publish(made, by=None)

    assert str(refusal.value) == f"Not published. Still missing: {lacking}."
    assert not Version.objects.exists()


def test_publishing_names_all_that_is_missing_at_once() -> None:
    made = letter(addressees=(), title="", contact_name="", closes_at=None, takes_legislators=False)

    assert workflow.missing(made) == ["the text", "an addressee", "a contact", "a closing time", "who may sign"]


def test_a_letter_that_no_legislator_signs_needs_no_legislature() -> None:
    made = letter(type=LetterType.PETITION)

    assert (made.jurisdiction, workflow.missing(made)) == ("", [])


def test_publishing_after_the_closing_time_is_refused() -> None:
    made = letter(closes_at=database_now() - timedelta(seconds=1))

    with pytest.raises(workflow.Refused, match="the closing time is over"):
        workflow.publish(made, by=None)


def test_publishing_freezes_what_is_stored_and_opens_the_letter_now() -> None:
    made = letter(title="As stored")
    made.title = "As somebody's open window has it"
    before = database_now()

    version = workflow.publish(made, by=None)

    stored = Letter.objects.get()
    assert (version.number, version.change, version.text["title"]) == (1, Change.FIRST, "As stored")
    assert before <= stored.published_at == stored.opens_at == version.published_at <= database_now()


def test_a_letter_may_be_published_before_it_opens() -> None:
    opens_at = (database_now() + DAY).replace(microsecond=0)
    made = letter(opens_at=opens_at)

    workflow.publish(made, by=None)

    made.refresh_from_db()
    assert (made.opens_at, made.phase) == (opens_at, "scheduled")


def test_extending_records_the_old_and_the_new_deadline() -> None:
    made = letter_that_is("closed")
    old, new = made.closes_at, database_now() + DAY
    ana = get_user_model().objects.create_user("ana")

    workflow.extend(made, to=new, by=ana, reason="Two offices asked.")

    change = DeadlineChange.objects.get()
    assert model_to_dict(change, exclude=["id", "at"]) == {
        "letter": made.pk,
        "old": old,
        "new": new,
        "by": ana.pk,
        "reason": "Two offices asked.",
    }
    assert (made.closes_at, made.phase) == (new, "open")


@pytest.mark.parametrize("hours", [0, -1])
def test_extending_to_no_later_moment_is_refused(hours: int) -> None:
    made = published_letter()

    with pytest.raises(workflow.Refused, match="must be later than the old one"):
        workflow.extend(made, to=made.closes_at + timedelta(hours=hours), by=None, reason="More time.")

    assert not DeadlineChange.objects.exists()


def test_extending_a_closed_letter_into_the_past_is_refused() -> None:
    made = letter_that_is("closed")

    with pytest.raises(workflow.Refused, match="still to come"):
        workflow.extend(made, to=database_now() - timedelta(hours=1), by=None, reason="More time.")

    assert not DeadlineChange.objects.exists()


def test_closing_now_shuts_the_form_at_this_moment() -> None:
    made = published_letter(at=database_now() - DAY)
    before = database_now()

    workflow.close_now(made, by=None, reason="The chair has enough names.")

    stored = Letter.objects.get()
    assert before <= stored.closes_at <= database_now()
    assert (made.phase, stored.phase) == ("closed", "closed")
    # The page shows the reasons of moves; this one is for staff.
    assert DeadlineChange.objects.values_list("new", "reason").get() == (stored.closes_at, "")
    assert TrailEntry.objects.first().reason == "The chair has enough names."


@pytest.mark.parametrize("embargo", [None, 3 * DAY], ids=["by hand only", "before its time"])
def test_a_release_lists_the_page_and_shows_the_names_at_this_moment(embargo: timedelta | None) -> None:
    before = database_now()
    made = published_letter(released_at=embargo and before + embargo)
    assert (made.is_listed, made.shows_names) == (False, False)

    workflow.release(made, by=None)

    stored = Letter.objects.listed().get()
    assert before <= stored.released_at <= database_now()
    assert [(each.is_listed, each.shows_names) for each in (made, stored)] == [(True, True)] * 2


@pytest.mark.parametrize(
    "rules",
    [{"released_at": database_now}, {"type": LetterType.PETITION}],
    ids=["released", "public from the start"],
)
def test_what_everybody_can_read_is_not_released_again(rules: dict[str, Any]) -> None:
    made = published_letter(**{name: value() if callable(value) else value for name, value in rules.items()})
    before = everything_about(made)

    with pytest.raises(workflow.Refused, match="Nothing waits"):
        workflow.release(made, by=None)

    assert everything_about(made) == before


def test_publishing_refuses_words_that_are_not_those_that_were_read() -> None:
    made = letter()
    read = text.digest(text.freeze(made))
    made.addressees.update(name="Somebody else")

    with pytest.raises(workflow.Refused, match="the text was changed"):
        workflow.publish(made, by=None, seen=read)

    assert Letter.objects.get().stage == Stage.DRAFT
    assert not Version.objects.exists()


@pytest.mark.parametrize("reason", ["", " \n"])
def test_recalling_without_a_reason_is_refused(reason: str) -> None:
    made = published_letter()

    with pytest.raises(workflow.Refused, match="Say why"):
        workflow.recall(made, by=None, reason=reason)

    assert Letter.objects.get().stage == Stage.PUBLISHED


def test_delivery_keeps_the_moment_it_is_told() -> None:
    made = letter_that_is("sealed")
    moment = database_now() - timedelta(hours=3)

    workflow.deliver(made, by=None, at=moment)

    assert Letter.objects.get().delivered_at == moment


def test_who_presses_second_is_told_what_the_letter_is_now() -> None:
    made = letter()
    stale = Letter.objects.get()
    workflow.request_review(made, by=None)

    with pytest.raises(workflow.Refused, match=r"^This letter is now: In review\. Nothing was changed\.$"):
        workflow.request_review(stale, by=None)


@pytest.mark.parametrize(
    ("rules", "takes"),
    [
        ({}, True),
        ({"signing": Signing.STAFF_ONLY}, False),
        ({"takes_legislators": False}, False),
        ({"takes_legislators": False, "takes_individuals": True}, True),
    ],
)
def test_a_letter_has_a_sign_button_when_it_is_signed_online_by_somebody(rules: dict[str, Any], takes: bool) -> None:
    assert workflow.takes_online(letter(**rules)) == takes
