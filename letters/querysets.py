"""Questions about letters, in the product's words."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now

from .states import PUBLIC_STAGES, Listing, NamesShown, Stage

if TYPE_CHECKING:
    from .models import Letter  # noqa: F401 -- named in an annotation only


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
        moved = {"deadline_extensions": Count("deadline_changes"), "first_closes_at": Min("deadline_changes__old")}
        return self.published().on_the_clock().annotate(**moved).select_related("campaign", "tally")

    def listed(self, at: datetime | None = None) -> Self:
        """Letters that home and campaign pages may name: public, or released by ``at`` (default: now)."""
        return self.published().filter(Q(listing=Listing.PUBLIC) | Q(released_at__lte=at or Now()))

    def showing_names(self, at: datetime | None = None) -> Self:
        """Letters whose names may be read by others: as they are accepted, or released by ``at`` (default: now)."""
        return self.filter(Q(names_shown=NamesShown.ACCEPTED) | Q(released_at__lte=at or Now()))

    def open(self, at: datetime | None = None) -> Self:
        """Letters that take signatures at ``at`` (default: the database's now)."""
        moment = at or Now()
        return self.filter(stage=Stage.PUBLISHED, opens_at__lte=moment, closes_at__gt=moment)
