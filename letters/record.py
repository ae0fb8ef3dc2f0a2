"""What became of letters, for everyone to read: deliveries, public answers, outcomes.

A letter's page has no query to spare, so all of it comes along with the letter, as JSON in the same query.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Aggregate, Exists, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.states import JURISDICTIONS

from .models import Answer, Delivery, Letter, Outcome
from .states import Result, UpdateType, Way

PLACES: dict[str, str | Promise] = dict(JURISDICTIONS)
# What each kind of row brings: its name in a record, and where it is found.
DELIVERY = {"way": "way", "at": "at", "to": "addressee__name", "position": "addressee__position"}
ANSWER = {"pk": "pk", "date": "date", "of": "addressee__name", "text": "text", "file": "file_id"}
OUTCOME = {name: name for name in ("result", "date", "jurisdiction", "note", "source")} | {"with": "addressee__name"}


@dataclass(frozen=True)
class Happened:
    """One line of a record. A campaign's updates have the same names, and stand in one list with these."""

    letter: Letter
    type: str
    get_type_display: str | Promise
    date: date
    title: str
    text: str = ""
    place: str = ""
    jurisdiction: str = ""
    result: str = ""
    source: str = ""
    file_url: str = ""

    @property
    def get_jurisdiction_display(self) -> str | Promise:
        return PLACES.get(self.jurisdiction, "")


class JSONRows(Aggregate):
    """Many rows as one JSON array."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def with_record(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Bring along what ``record_of`` reads, and whether an answer is still awaited."""
    return letters.annotate(
        delivery_rows=_rows(Delivery.objects.standing(), DELIVERY),
        answer_rows=_rows(Answer.objects.standing().filter(public=True), ANSWER),
        outcome_rows=_rows(Outcome.objects.standing(), OUTCOME),
        awaits_answer=Exists(unanswered().filter(letter=OuterRef("pk"))),
    )


def unanswered() -> QuerySet[Delivery]:
    """Return deliveries to addressees who have not answered, and with whom no outcome has closed the matter.

    What became of it in one place closes nothing: others may still answer for theirs.
    """
    answered = Answer.objects.standing().filter(addressee=OuterRef("addressee"))
    with_all = Q(addressee=None, jurisdiction="", letter=OuterRef("letter"))
    closed = Outcome.objects.standing().filter(Q(addressee=OuterRef("addressee")) | with_all)
    return Delivery.objects.standing().filter(~Exists(answered), ~Exists(closed))


def _rows(facts: QuerySet[Any], fields: dict[str, str]) -> Subquery:
    """Return the facts of each letter as one JSON array."""
    of_one_letter = facts.filter(letter=OuterRef("pk")).order_by().values("letter")
    return Subquery(of_one_letter.annotate(rows=JSONRows(JSONObject(**fields))).values("rows"))


def record_of(letter: Letter) -> list[Happened]:
    """Return what became of a letter read ``with_record``, in the order in which it happened."""
    happened = [
        *_deliveries(letter, letter.delivery_rows or []),  # type: ignore[attr-defined]  # annotated
        *(_answer(letter, **row) for row in letter.answer_rows or []),  # type: ignore[attr-defined]  # as above
        *(_outcome(letter, row) for row in letter.outcome_rows or []),  # type: ignore[attr-defined]  # as above
    ]
    return sorted(happened, key=attrgetter("date"))


def _deliveries(letter: Letter, rows: list[dict[str, Any]]) -> list[Happened]:
    """Return one line for all who got the letter at one moment in one way."""
    rows = sorted(rows, key=itemgetter("at", "way", "position", "to"))
    return [
        Happened(
            letter=letter,
            type="delivery",
            get_type_display=gettext_lazy("Delivered"),
            date=moment(at).astimezone(letter.zone).date(),
            title=_("Delivered to %(names)s") % {"names": get_text_list([row["to"] for row in together], _("and"))},
            text=str(Way(way).label) if way else "",
        )
        for (at, way), together in groupby(rows, key=itemgetter("at", "way"))
    ]


def moment(written: str) -> datetime:
    """Read a time as either database writes it into JSON: SQLite leaves out that it is UTC."""
    moment = parse_datetime(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # type: ignore[union-attr,return-value]


def _answer(letter: Letter, *, pk: int, date: str, of: str, text: str, file: int | None) -> Happened:
    return Happened(
        letter=letter,
        type="answer",
        get_type_display=gettext_lazy("Answer"),
        date=parse_date(date),  # type: ignore[arg-type]  # the database wrote it
        title=_("%(name)s answered") % {"name": of},
        text=text,
        file_url=reverse("letters:answer", args=[letter.slug, pk]) if file else "",
    )


def _outcome(letter: Letter, row: dict[str, Any]) -> Happened:
    result = str(Result(row["result"]).label)
    return Happened(
        letter=letter,
        type=UpdateType.OUTCOME,
        get_type_display=UpdateType.OUTCOME.label,
        date=parse_date(row["date"]),  # type: ignore[arg-type]  # the database wrote it
        title=result,
        text=row["note"],
        place=row["with"] or "",
        jurisdiction=row["jurisdiction"],
        result=result,
        source=row["source"],
    )
