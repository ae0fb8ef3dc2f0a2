"""How a letter reached its addressees, what came back, and what became of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError

from letters import workflow
from letters.clock import database_now
from letters.filed import Filed
from letters.models import Answer, Delivery, KeptFile, Letter, Outcome
from letters.record import unanswered
from signatories.models import TrailEntry
from tests.factories.letters import delivered_letter, letter, published_letter, sealed

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PDF = Filed(b"%PDF-1.7\n%%EOF", "application/pdf")


def closed(**fields: Any) -> Letter:
    now = database_now()
    return sealed(published_letter(at=now - 9 * DAY, closes_at=now - DAY, **fields))


def today(made: Letter) -> date:
    return made.now.astimezone(made.zone).date()


def trail(made: Letter) -> list[tuple[str, str]]:
    return list(TrailEntry.objects.filter(letter=made).order_by("pk").values_list("verb", "reason"))[1:]


def test_one_step_records_the_delivery_to_several_addressees_with_one_proof() -> None:
    made, at = closed(addressees=("Ann", "Bo", "Cy")), database_now() - timedelta(hours=2)
    ana = get_user_model().objects.create_user("ana")
    two = made.addressees.exclude(name="Bo")

    workflow.deliver(
        made, by=ana, to=two, at=at, way="post", carried_by="Courier", reference="9400 1", proof=PDF, reason="Sent."
    )

    rows = Delivery.objects.values_list("addressee__name", "way", "at", "carried_by", "reference", "by", "proof")
    file = KeptFile.objects.get()
    assert sorted(rows) == [(name, "post", at, "Courier", "9400 1", ana.pk, file.pk) for name in ("Ann", "Cy")]
    assert (bytes(file.content), file.media_type, file.letter) == (PDF.content, PDF.media_type, made)
    assert trail(made) == [("delivered", "Sent.")]


def test_only_what_was_sealed_is_delivered() -> None:
    now = database_now()
    made = published_letter(at=now - 9 * DAY, closes_at=now - DAY)

    with pytest.raises(workflow.Refused, match=r"^Not recorded\. Still missing: the seal \(press Seal"):
        workflow.deliver(made, by=None)
    refused = Letter.objects.get().stage
    workflow.deliver(sealed(made), by=None)
    Letter.objects.update(sealed_at=None)  # as letters were that were delivered before there were seals
    workflow.deliver(made, by=None)

    assert (refused, Delivery.objects.count()) == ("published", 2)


def test_a_later_delivery_is_recorded_and_the_letter_keeps_its_earliest_moment() -> None:
    made, now = closed(addressees=("Ann", "Bo")), database_now()
    ann, bo = made.addressees.all()
    workflow.deliver(made, by=None, to=[ann], at=now - timedelta(hours=1))

    workflow.deliver(made, by=None, to=[bo], at=now - timedelta(hours=5))
    workflow.deliver(made, by=None, to=[bo], at=now - timedelta(hours=2))

    assert Letter.objects.get().delivered_at == now - timedelta(hours=5)
    assert Letter.objects.get().answer_due == made.answer_due
    assert [verb for verb, _reason in trail(made)] == ["delivered", "delivery_recorded", "delivery_recorded"]


@pytest.mark.parametrize(
    ("planned", "given", "due"),
    [
        (None, None, date(2030, 7, 1)),
        (date(2030, 6, 20), None, date(2030, 6, 20)),
        (date(2030, 5, 1), None, date(2030, 7, 1)),
        (date(2030, 6, 20), date(2030, 6, 1), date(2030, 6, 1)),
    ],
    ids=["thirty days later", "as planned", "planned too early", "as given"],
)
def test_the_answer_is_due(
    monkeypatch: pytest.MonkeyPatch, planned: date | None, given: date | None, due: date
) -> None:
    made = closed(answer_due=planned, time_zone="Pacific/Guam")
    in_2030 = datetime(2030, 5, 31, 20, tzinfo=UTC)  # the first of June on the letter's own clock
    monkeypatch.setattr("letters.workflow.delivery.database_now", lambda: in_2030)

    workflow.deliver(made, by=None, answer_due=given)

    assert Letter.objects.get().answer_due == due


def test_an_answer_due_before_the_delivery_is_refused() -> None:
    made = closed()

    with pytest.raises(workflow.Refused, match="due before the delivery"):
        workflow.deliver(made, by=None, answer_due=today(made) - DAY)

    assert (Letter.objects.get().stage, Delivery.objects.count()) == ("published", 0)


@pytest.mark.parametrize(
    ("days", "why"), [(1, "still to come"), (-10, "not published yet")], ids=["tomorrow", "before it was published"]
)
def test_a_delivery_at_an_impossible_time_is_refused(days: int, why: str) -> None:
    made = closed()

    with pytest.raises(workflow.Refused, match=why):
        workflow.deliver(made, by=None, at=database_now() + days * DAY)

    assert (Letter.objects.get().stage, Delivery.objects.count()) == ("published", 0)


def test_a_later_delivery_leaves_the_day_the_answer_is_due_unless_another_is_given() -> None:
    made = delivered_letter(days_ago=60)
    was_due = made.answer_due

    workflow.deliver(made, by=None, answer_due=was_due)
    kept = Letter.objects.get().answer_due
    workflow.deliver(made, by=None, answer_due=today(made) + 5 * DAY)

    assert (kept, Letter.objects.get().answer_due) == (was_due, today(made) + 5 * DAY)
    assert was_due < today(made)


@pytest.mark.parametrize("whose", ["nobody's", "another letter's"])
def test_only_the_letters_own_addressees_get_it(whose: str) -> None:
    made = closed()

    with pytest.raises(workflow.Refused, match="own addressees"):
        workflow.deliver(made, by=None, to=letter().addressees.all() if whose == "another letter's" else [])

    assert (Letter.objects.get(pk=made.pk).stage, Delivery.objects.count()) == ("published", 0)


def test_an_acknowledgement_is_recorded_once() -> None:
    made = delivered_letter()
    delivery = Delivery.objects.get()
    told = {"by": None, "delivery": delivery, "on": today(made)}
    workflow.acknowledge(made, text="Stamped copy.", **told)

    with pytest.raises(workflow.Refused, match="acknowledged already"):
        workflow.acknowledge(made, text="Again.", **told)

    delivery.refresh_from_db()
    assert (delivery.acknowledged_on, delivery.acknowledgement) == (today(made), "Stamped copy.")
    assert trail(made)[1:] == [("delivery_recorded", "Acknowledged: The President.")]


FACTS = {
    "acknowledge": lambda made, day: workflow.acknowledge(
        made, by=None, delivery=made.deliveries.get(), on=day, text="Yes."
    ),
    "answer": lambda made, day: workflow.record_answer(
        made, by=None, addressee=made.addressees.get(), date=day, text="No."
    ),
    "outcome": lambda made, day: workflow.record_outcome(made, by=None, result="refused", date=day),
}


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize(("days", "why"), [(1, "still to come"), (-2, "had not been delivered")])
def test_what_is_recorded_happened_between_the_delivery_and_today(fact: str, days: int, why: str) -> None:
    made = delivered_letter(days_ago=1)

    with pytest.raises(workflow.Refused, match=why):
        FACTS[fact](made, today(made) + days * DAY)
    FACTS[fact](made, today(made) - DAY)

    assert len(trail(made)) == 2


@pytest.mark.parametrize(("text", "file"), [("", None), (" \n", None)])
def test_an_answer_without_words_or_file_is_refused(text: str, file: Filed | None) -> None:
    made = delivered_letter()

    with pytest.raises(workflow.Refused, match="Write down what was answered"):
        workflow.record_answer(made, by=None, addressee=made.addressees.get(), date=today(made), text=text, file=file)

    assert not Answer.objects.exists()


def test_the_database_refuses_an_answer_without_words_or_file() -> None:
    made = delivered_letter()
    empty = {"addressee": made.addressees.get(), "date": today(made), "recorded_at": made.now}

    with pytest.raises(IntegrityError, match="answer_has_its_words_or_its_file"):
        made.answers.create(**empty)


def test_the_database_refuses_an_acknowledgement_without_its_day() -> None:
    delivered_letter()

    with pytest.raises(IntegrityError, match="acknowledgement_has_its_day"):
        Delivery.objects.update(acknowledgement="We have it.")


def test_a_file_alone_is_an_answer() -> None:
    made = delivered_letter()

    workflow.record_answer(made, by=None, addressee=made.addressees.get(), date=today(made), file=PDF)

    assert bytes(Answer.objects.get().file.content) == PDF.content


@pytest.mark.parametrize("kind", [Delivery, Answer, Outcome])
def test_an_error_is_struck_once_with_its_reason_and_stays(kind: Any) -> None:
    made = delivered_letter()
    FACTS["answer"](made, today(made))
    FACTS["outcome"](made, today(made))
    fact = kind.objects.get()

    with pytest.raises(workflow.Refused, match="Say why"):
        workflow.strike(made, by=None, fact=fact, reason=" ")
    workflow.strike(made, by=None, fact=fact, reason="The wrong letter.")
    with pytest.raises(workflow.Refused, match="already"):
        workflow.strike(made, by=None, fact=fact, reason="The wrong letter.")

    assert (kind.objects.count(), kind.objects.standing().count()) == (1, 0)
    assert trail(made)[3:] == [("entered_in_error", f"{fact}: The wrong letter.")]


def test_a_fact_of_another_letter_is_not_struck_here() -> None:
    made, other = delivered_letter(), delivered_letter()

    with pytest.raises(workflow.Refused):
        workflow.strike(made, by=None, fact=other.deliveries.get(), reason="Wrong.")

    assert Delivery.objects.standing().count() == 2


def waiting() -> set[str]:
    return set(unanswered().values_list("addressee__name", flat=True))


@pytest.mark.parametrize(
    ("fact", "left"),
    [
        ({}, {"Ann", "Bo"}),
        ({"addressee": "Ann"}, {"Bo"}),
        ({"addressee": "Ann", "jurisdiction": "NY"}, {"Bo"}),
        ({"jurisdiction": "NY"}, {"Ann", "Bo"}),
        ({"addressee": None}, set()),
    ],
    ids=["nothing", "one addressee", "one addressee in one place", "one place", "on the whole"],
)
def test_an_outcome_closes_what_it_is_about(fact: dict[str, Any], left: set[str]) -> None:
    made = delivered_letter(addressees=("Ann", "Bo"))
    if fact:
        about = fact | {"addressee": made.addressees.filter(name=fact.get("addressee")).first()}
        workflow.record_outcome(made, by=None, result="moot", date=today(made), **about)
        assert waiting() == left
        workflow.strike(made, by=None, fact=Outcome.objects.get(), reason="Wrong.")

    assert waiting() == {"Ann", "Bo"}


def test_an_answer_closes_it_for_who_gave_it_unless_it_is_struck() -> None:
    made = delivered_letter(addressees=("Ann", "Bo"))
    ann = made.addressees.get(name="Ann")

    answer = workflow.record_answer(made, by=None, addressee=ann, date=today(made), text="No.")
    assert waiting() == {"Bo"}
    workflow.strike(made, by=None, fact=answer, reason="Wrong.")

    assert waiting() == {"Ann", "Bo"}
