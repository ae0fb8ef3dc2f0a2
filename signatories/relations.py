"""The names of a letter beside those of the letters that belong to it (docs/adr/0022)."""

from dataclasses import dataclass

from django.db.models import IntegerField, OuterRef, Subquery, Value

from letters.models import Letter
from letters.states import RelationKind, Stage

from . import tally
from .models import Signatory
from .querysets import PRINCIPAL


class _NumberOf(Subquery):
    """The number of rows of a query that may have a LIMIT, which an aggregate would leave out."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Related:
    """A letter that belongs to another, and how many signed it; None of one that was taken back."""

    letter: Letter
    count: int | None

    @property
    def how(self) -> str:
        """earlier, later, companion"""
        return self.letter.how  # type: ignore[attr-defined]  # LetterQuerySet.with_related_to adds it


@dataclass(frozen=True)
class Counts:
    """The names of a letter, and of those that belong to it.

    ``together``: the names of the letter and its companions, each principal once; where too many signed to compare
    them all, ``names_twice`` says that whoever signed two letters is in it twice.
    """

    here: int
    related: list[Related]
    together: int = 0
    names_twice: bool = False

    @property
    def companions(self) -> list[Related]:
        return [one for one in self.related if one.how == RelationKind.COMPANION and one.count is not None]

    @property
    def most(self) -> int:
        """The most names that any of these letters has: the length of a full bar."""
        return max(self.here, *(one.count or 0 for one in self.related), 1)

    @property
    def there(self) -> int:
        """The names of the companions, however often."""
        return sum(one.count or 0 for one in self.companions)

    @property
    def some_signed_both(self) -> bool:
        return self.together < self.here + self.there


def counts_of(letter: Letter) -> Counts:
    """Return the number of names of the letter and those of the letters that belong to it, still in one query.

    ``letter`` was read by ``for_page``, which knows whether it has any.
    """
    if letter.related_by is None:  # type: ignore[attr-defined]
        return Counts(tally.count_of(letter), [])
    names = (
        Signatory.objects.on_the_letter().filter(letter=OuterRef("pk")).order_by().values("pk")[: tally.LIVE_LIMIT + 1]
    )
    rows = (
        Letter.objects.with_related_to(letter)
        .annotate(live=_NumberOf(names), only_there=_only_on_companions_of(letter))
        .select_related("tally")
        .defer("body", "dear_colleague", "letterhead")
        .order_by("-published_at", "pk")
    )
    (own,), others = [row for row in rows if row == letter], [row for row in rows if row != letter]
    here = tally.settled(own, own.live)
    related = [Related(row, None if row.stage == Stage.RECALLED else tally.settled(row, row.live)) for row in others]
    found = Counts(here, related)
    if not found.companions or letter.stage == Stage.RECALLED:
        return found
    too_many = max(here, found.there) > tally.LIVE_LIMIT
    return Counts(here, related, here + (found.there if too_many else own.only_there), too_many)


def _only_on_companions_of(letter: Letter) -> Subquery | Value:
    """The number of those who signed a companion of the letter but not the letter itself, each principal once."""
    if letter.related_by != RelationKind.COMPANION:  # type: ignore[attr-defined]
        return Value(0)
    companions = Letter.objects.companions_of(letter).exclude(stage=Stage.RECALLED)
    names = Signatory.objects.on_the_letter().annotate(principal=PRINCIPAL).order_by().values("principal")
    here = names.filter(letter=letter)[: tally.LIVE_LIMIT + 1]
    there = names.filter(letter__in=companions.values("pk")).exclude(principal__in=here).distinct()
    return _NumberOf(there[: tally.LIVE_LIMIT + 1])
