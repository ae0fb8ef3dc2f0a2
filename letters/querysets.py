"""Questions about letters, in the product's words."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import connection
from django.db.models import (
    Case,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, Now

from .states import PUBLIC_STAGES, Listing, NamesShown, RelationKind, Stage

if TYPE_CHECKING:
    from .models import Letter
    from .models.delivery import Fact  # noqa: F401 -- named in an annotation only

_MOVE = JSONObject(**{name: f"deadline_changes__{name}" for name in ("at", "old", "new", "reason")})
# One text with all of them: a query of its own would be one too many for the letter's page.
_MOVES = StringAgg(Cast(_MOVE, TextField()), Value(","), filter=Q(deadline_changes__isnull=False))


class LetterQuerySet(QuerySet["Letter"]):
    """Every read that needs the time asks the database for it, in the same query."""

    def on_the_clock(self) -> Self:
        """Add ``now`` (the database's), so that ``letter.phase`` costs no further query."""
        return self.annotate(now=Now())

    def held_still(self) -> Self:
        """Let no step move these letters before the transaction ends; signers do not wait for each other.

        PostgreSQL only: on SQLite the transaction has the only writer's lock (docs/adr/0003).
        """
        if connection.vendor == "postgresql":
            sql, params = self.order_by().values("pk").query.sql_with_params()
            with connection.cursor() as cursor:
                cursor.execute(f"{sql} FOR SHARE", params)
        return self

    def published(self) -> Self:
        """Letters that have a page, whoever may find it."""
        return self.filter(stage__in=PUBLIC_STAGES)

    def for_page(self) -> Self:
        """All a letter's page asks of the letter, in one query; the tally belongs to signatories."""
        found = self.published().on_the_clock().annotate(moves_as_json=_MOVES, related_by=self._relation())
        return found.select_related("campaign", "tally", "signers_group")

    def _relation(self) -> Subquery:
        """The kind of relation that a letter has to others, if any: a companion before all others."""
        relations = apps.get_model("letters", "LetterRelation").objects
        of_letter = relations.filter(Q(letter=OuterRef("pk")) | Q(to=OuterRef("pk")))
        return Subquery(of_letter.order_by("kind").values("kind")[:1])  # "companion" comes before "follows"

    def listed(self, at: datetime | None = None) -> Self:
        """Letters that home and campaign pages may name: public, or released by ``at`` (default: now)."""
        return self.published().filter(Q(listing=Listing.PUBLIC) | Q(released_at__lte=at or Now()))

    def companions_of(self, letter: "Letter") -> Self:
        """Letters that circulate beside this one, as far as pages may lead there."""
        pointed_to = Q(relations_from__letter=letter, relations_from__kind=RelationKind.COMPANION)
        return self.listed().filter(pointed_to | Q(relations__to=letter, relations__kind=RelationKind.COMPANION))

    def with_related_to(self, letter: "Letter") -> Self:
        """The letter and those that it belongs to or that belong to it, as far as pages may lead there.

        Adds ``how`` each stands to it, as its readers see it ("" for itself), and the ``note``.
        """
        mine = FilteredRelation("relations_from", condition=Q(relations_from__letter=letter))
        theirs = FilteredRelation("relations", condition=Q(relations__to=letter))
        how = Case(
            When(mine__kind=RelationKind.FOLLOWS, then=Value("earlier")),
            When(theirs__kind=RelationKind.FOLLOWS, then=Value("later")),
            When(pk=letter.pk, then=Value("")),
            default=Value(RelationKind.COMPANION),
        )
        related = Q(pk__in=letter.relations.values("to")) | Q(pk__in=letter.relations_from.values("letter"))
        shown = Q(pk=letter.pk) | related & Q(pk__in=self.model.objects.listed().values("pk"))
        annotated = self.alias(mine=mine, theirs=theirs).filter(shown).on_the_clock()
        return annotated.annotate(how=how, note=Coalesce(F("mine__note"), F("theirs__note")))

    def showing_names(self, at: datetime | None = None) -> Self:
        """Letters whose names may be read by others: as they are accepted, or released by ``at`` (default: now)."""
        return self.filter(Q(names_shown=NamesShown.ACCEPTED) | Q(released_at__lte=at or Now()))

    def open(self, at: datetime | None = None) -> Self:
        """Letters that take signatures at ``at`` (default: the database's now)."""
        moment = at or Now()
        return self.filter(stage=Stage.PUBLISHED, opens_at__lte=moment, closes_at__gt=moment)


class FactQuerySet(QuerySet["Fact"]):
    def standing(self) -> Self:
        """Those that nobody has marked as entered in error."""
        return self.filter(in_error=False)
