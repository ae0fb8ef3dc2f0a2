"""What the pages of a list show beside what was written: who is read from it, and how many will be named."""

from collections.abc import Iterable
from typing import Any

from directory.models import Organization, Term
from directory.states import Chamber

from ..models import ListRow, NameList, Signatory
from ..states import Kind, Verdict
from . import cells
from .columns import Column
from .drafts import as_signatory


def add_readings(names: NameList, rows: Iterable[ListRow]) -> None:
    """Give each row its ``corrections``, and its ``reading``: the unsaved signatory as it will be printed, or None."""
    for row in rows:
        row.corrections = corrections(row)  # type: ignore[attr-defined]
        row.reading = None if row.verdict == Verdict.NO_NAME else _reading(names, row)  # type: ignore[attr-defined]


def _reading(names: NameList, row: ListRow) -> Signatory | None:
    try:
        return as_signatory(names, row)
    except cells.Wrong:
        return None


def corrections(row: ListRow) -> list[str]:
    """Return what staff wrote instead, in words."""
    chambers = {(Column.CHAMBER, chamber.value): chamber.label for chamber in Chamber}
    said = row.corrected.items()
    return [f"{Column(column).label}: {chambers.get((column, text), text) or '–'}" for column, text in said]


def says_who_is_listed(names: NameList) -> bool:
    return Column.LISTED in names.columns


def named(names: NameList) -> int:
    """Return how many of those who go on the letter are named there; the others are counted only."""
    rows, individual = names.rows.to_put_on(), names.kind == Kind.INDIVIDUAL
    if not says_who_is_listed(names):
        return 0 if individual else rows.count()
    said = (cells.said_in(names, row) for row in rows.only("cells", "corrected").iterator())
    return sum(cells.listed_in(says, otherwise=not individual) for says in said)


def candidates(names: NameList, row: ListRow) -> list[Any]:
    """Return who may be meant, in the order of likelihood; ``is_on`` marks those who are on the letter already."""
    member = names.kind == Kind.LEGISLATOR
    table: Any = Term.objects.select_related("legislator") if member else Organization.objects.all()
    known = table.in_bulk(row.candidates)
    found = [(known[pk], known[pk].legislator_id if member else pk) for pk in row.candidates if pk in known]
    column = "legislator" if member else "organization"
    confirmed = Signatory.objects.confirmed().filter(letter=names.letter_id, kind=names.kind)
    on = set(confirmed.filter(**{f"{column}__in": [pk for _one, pk in found]}).values_list(column, flat=True))
    for candidate, pk in found:
        candidate.is_on = pk in on
    return [candidate for candidate, _pk in found]
