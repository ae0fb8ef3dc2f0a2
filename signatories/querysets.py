"""Questions about the names on a letter, in the product's words."""

from typing import TYPE_CHECKING, Self

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Length

from directory.states import Scope
from letters.states import OrderRule

from .states import State

if TYPE_CHECKING:
    from letters.models import Letter

    from .models import Signatory  # noqa: F401 -- named in an annotation only

_SCOPE_RANK = Case(*(When(scope=scope, then=Value(rank)) for rank, scope in enumerate(Scope)), default=Value(len(Scope)))

# After the leads. Districts are text, so shorter ones come first: 2 before 10.
ORDERS = {
    OrderRule.SURNAME: ("sort_name",),
    OrderRule.CHAMBER: ("-chamber", "sort_name"),
    OrderRule.STATE: ("us_state", Length("district"), "district", "sort_name"),
    OrderRule.SCOPE: (_SCOPE_RANK, "sort_name"),
    OrderRule.SIGNED: ("confirmed_at",),
    OrderRule.NEWEST: ("-confirmed_at",),
}


class SignatoryQuerySet(QuerySet["Signatory"]):
    """Every list of names anywhere is one of these."""

    def confirmed(self) -> Self:
        return self.filter(state=State.CONFIRMED)

    def listed(self) -> Self:
        """Those whose name may be read by others."""
        return self.confirmed().filter(listed=True)

    def held(self) -> Self:
        return self.filter(state=State.HELD)

    def pending(self) -> Self:
        return self.filter(state=State.PENDING)

    def in_order_of(self, letter: "Letter") -> Self:
        """Leads first, by position; then the letter's rule; then, so that the order is total, by key."""
        return self.order_by(F("lead_position").asc(nulls_last=True), *ORDERS[OrderRule(letter.order_rule)], "pk")
