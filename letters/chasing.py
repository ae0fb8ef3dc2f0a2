"""Which addressees owe an answer that is due within a week, or overdue."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now

from .clock import database_now
from .models import AwaitedAnswer, Delivery
from .record import unanswered
from .states import Stage

AHEAD = timedelta(days=7)
FIRST_TO_SEE_A_DAY = ZoneInfo("Pacific/Guam")  # of the zones that letters may have
OF_THE_LAST_DELIVERY = ("way", "at", "carried_by", "reference", "acknowledged_on")


def to_chase() -> QuerySet[AwaitedAnswer]:
    """Return the addressees of delivered letters whose answer is due within a week, with how each got it last."""
    last = Delivery.objects.standing().filter(addressee=OuterRef("pk")).order_by("-at", "-pk")
    soon = database_now().astimezone(FIRST_TO_SEE_A_DAY).date() + AHEAD
    return (
        AwaitedAnswer.objects.filter(letter__stage=Stage.DELIVERED, letter__answer_due__lte=soon)
        .filter(Exists(unanswered().filter(addressee=OuterRef("pk"))))
        .annotate(now=Now(), **{name: Subquery(last.values(name)[:1]) for name in OF_THE_LAST_DELIVERY})
        .select_related("letter__campaign")
    )


def days_over(row: AwaitedAnswer) -> int:
    """Return how many days the answer is overdue on the letter's own calendar; less than none before that."""
    today = row.now.astimezone(row.letter.zone).date()  # type: ignore[attr-defined]  # annotated
    return (today - row.letter.answer_due).days
