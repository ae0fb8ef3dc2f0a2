"""How a letter reached its addressees, what they answered, and what became of it.

What is recorded stays. An error is struck: it is gone from every page but staff's, and stands in the trail.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from .. import announcements
from ..clock import database_now
from ..filed import Filed
from ..models import Addressee, Answer, Delivery, KeptFile, Letter, Outcome
from ..models.delivery import Fact
from ..states import Phase, Stage
from .steps import Refused, User, lock, move
from .versions import check_objections

TIME_TO_ANSWER = timedelta(days=30)


@transaction.atomic
def deliver(
    letter: Letter,
    *,
    by: User,
    reason: str = "",
    at: datetime | None = None,
    to: Iterable[Addressee] | None = None,
    way: str = "",
    carried_by: str = "",
    reference: str = "",
    proof: Filed | None = None,
    answer_due: date | None = None,
    tell: bool = False,
) -> list[Delivery]:
    """Record that a closed letter reached these addressees (all of them, if none are given).

    The first delivery moves the letter on. ``tell`` asks whoever holds the names to write to them.
    """
    lock(letter)
    if letter.phase in (Phase.SCHEDULED, Phase.OPEN):
        raise Refused(_("Only a letter that has closed can be delivered."))
    now = database_now()
    moment = at or now
    _check_time(letter, moment, now)
    check_objections(letter, moment)
    is_first = letter.stage != Stage.DELIVERED
    if lacking := missing_for_delivery(letter):
        raise Refused(_("Not recorded. Still missing: %(what)s.") % {"what": ", ".join(lacking)})
    move(
        letter,
        start=(Stage.PUBLISHED, Stage.DELIVERED),
        stage=Stage.DELIVERED,
        delivered_at=min(moment, letter.delivered_at or moment),
        answer_due=_answer_due(letter, moment, answer_due),
    )
    recorded = {"by": by, "recorded_at": now, "at": moment, "way": way, "carried_by": carried_by}
    kept = _keep(letter, proof)
    deliveries = [
        letter.deliveries.create(addressee=addressee, reference=reference, proof=kept, **recorded)
        for addressee in _addressees(letter, to)
    ]
    announce = announcements.delivered if is_first else announcements.delivery_recorded
    announce.send(Letter, letter=letter, by=by, reason=reason, deliveries=deliveries, tell=tell)
    return deliveries


def missing_for_delivery(letter: Letter) -> list[str]:
    """Return what has to be done before the first delivery: what reaches an addressee is what was sealed."""
    return (
        []
        if letter.sealed_at or letter.stage == Stage.DELIVERED
        else [_("the seal (press Seal on the letter's page first)")]
    )


def _check_time(letter: Letter, moment: datetime, now: datetime) -> None:
    if moment > now:
        raise Refused(_("This time is still to come. Record a delivery once it is done."))
    if letter.published_at and _day(letter, moment) < _day(letter, letter.published_at):
        raise Refused(_("The letter was not published yet at this time. Give a later one."))


def _day(letter: Letter, moment: datetime) -> date:
    return moment.astimezone(letter.zone).date()


def _answer_due(letter: Letter, delivered_at: datetime, given: date | None) -> date:
    """Return the day given, or else the one planned if it is still to come, or else thirty days from the delivery.

    A later delivery moves nothing unless another day is given.
    """
    if letter.stage == Stage.DELIVERED and letter.answer_due and given in (None, letter.answer_due):
        return letter.answer_due
    day = _day(letter, delivered_at)
    if given and given < day:
        raise Refused(_("The answer would be due before the delivery. Give a later day."))
    planned = letter.answer_due if letter.answer_due and letter.answer_due >= day else None
    return given or planned or day + TIME_TO_ANSWER


def _addressees(letter: Letter, chosen: Iterable[Addressee] | None) -> list[Addressee]:
    own = list(letter.addressees.all())
    if chosen is None:
        return own
    keys = {addressee.pk for addressee in chosen}
    if not keys or not keys <= {addressee.pk for addressee in own}:
        raise Refused(_("Choose at least one of the letter's own addressees."))
    return [addressee for addressee in own if addressee.pk in keys]


def _keep(letter: Letter, file: Filed | None) -> KeptFile | None:
    if file is None:
        return None
    return KeptFile.objects.create(letter=letter, content=file.content, media_type=file.media_type)


@transaction.atomic
def acknowledge(letter: Letter, *, by: User, delivery: Delivery, on: date, text: str = "", reason: str = "") -> None:
    """Record that the addressee says: we have it."""
    _delivered(letter, on)
    changed = letter.deliveries.standing().filter(pk=delivery.pk, acknowledged_on=None)
    if not changed.update(acknowledged_on=on, acknowledgement=text):
        raise Refused(_("This delivery is acknowledged already, or was entered in error. Nothing was changed."))
    told = " ".join(filter(None, [_("Acknowledged: %(name)s.") % {"name": delivery.addressee}, reason]))
    announcements.delivery_recorded.send(Letter, letter=letter, by=by, reason=told, deliveries=[delivery], tell=False)


@transaction.atomic
def record_answer(
    letter: Letter,
    *,
    by: User,
    addressee: Addressee,
    date: date,
    text: str = "",
    file: Filed | None = None,
    public: bool = False,
    tell: bool = False,
    reason: str = "",
) -> Answer:
    """Record what an addressee wrote back. The signatories are told if it is public, or ``tell`` says so."""
    _delivered(letter, date)
    if not (text.strip() or file):
        raise Refused(_("Write down what was answered, or choose the file of the answer."))
    [answerer] = _addressees(letter, [addressee])
    recorded = {"by": by, "recorded_at": database_now(), "date": date, "text": text, "public": public}
    answer = letter.answers.create(addressee=answerer, file=_keep(letter, file), **recorded)
    announcements.answered.send(Letter, letter=letter, by=by, reason=reason, answer=answer, tell=tell or public)
    return answer


@transaction.atomic
def record_outcome(
    letter: Letter,
    *,
    by: User,
    result: str,
    date: date,
    addressee: Addressee | None = None,
    jurisdiction: str = "",
    note: str = "",
    source: str = "",
    reason: str = "",
) -> Outcome:
    """Record what became of it: with one addressee, in one jurisdiction, or on the whole. Everyone may read it."""
    _delivered(letter, date)
    whose = _addressees(letter, [addressee])[0] if addressee else None
    said = {"result": result, "date": date, "jurisdiction": jurisdiction, "note": note, "source": source}
    outcome = letter.outcomes.create(by=by, recorded_at=database_now(), addressee=whose, **said)
    announcements.outcome_recorded.send(Letter, letter=letter, by=by, reason=reason, outcome=outcome)
    return outcome


def _delivered(letter: Letter, day: date) -> None:
    """Hold the letter and see that it was delivered, and that ``day`` lies between then and today."""
    lock(letter)
    if letter.stage != Stage.DELIVERED or letter.delivered_at is None:
        raise Refused(_("Only for a letter that was delivered. Record the delivery first."))
    if day > _day(letter, letter.now):
        raise Refused(_("This day is still to come. Record what has happened."))
    if day < _day(letter, letter.delivered_at):
        raise Refused(_("The letter had not been delivered on this day. Give a later one."))


@transaction.atomic
def strike(letter: Letter, *, by: User, fact: Fact, reason: str) -> None:
    """Mark what was recorded as entered in error. It stays for staff to read, and is gone from every other page."""
    if not reason.strip():
        raise Refused(_("Say why: the reason is kept in the trail."))
    of_this = {"pk": fact.pk, "letter": letter}
    if not type(fact).objects.standing().filter(**of_this).update(in_error=True):
        raise Refused(_("This was marked as entered in error already. Nothing was changed."))
    announcements.record_struck.send(Letter, letter=letter, by=by, reason=f"{fact}: {reason}")
