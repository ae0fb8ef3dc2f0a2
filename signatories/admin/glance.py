"""How a letter stands, at a glance: the numbers staff ask for first."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from letters.models import Letter
from outbox.states import EmailState

from ..models import Signatory
from ..states import LEAD_SOURCES, LeftToDo, State

# Planned leads are held too, but nobody has to decide about them.
PLANNED = Q(state=State.HELD, source__in=LEAD_SOURCES, lead_position__isnull=False)

GLANCE: dict[str, tuple[Any, Q]] = {
    "confirmed": (pgettext_lazy("signatories", "confirmed"), Q(state=State.CONFIRMED)),
    "pending": (pgettext_lazy("signatories", "pending"), Q(state=State.PENDING)),
    "held": (pgettext_lazy("signatories", "held"), Q(state=State.HELD) & ~PLANNED),
    "failed": (pgettext_lazy("signatories", "failed mail"), Q(confirmation_mail__state=EmailState.FAILED)),
    "withdrawn": (pgettext_lazy("signatories", "withdrawn"), Q(state=State.WITHDRAWN)),
}
# Of the confirmed ones, on letters that grow in pairs: they are not on the letter yet.
WAITING = (
    pgettext_lazy("signatories", "of them wait for a partner"),
    Q(state=State.CONFIRMED, waits_for_partner=True),
)
# How the list of signatories is asked for the same ones.
ASKED: dict[str, dict[str, str]] = {
    "confirmed": {"state__exact": State.CONFIRMED},
    "waiting": {"left_to_do": LeftToDo.PARTNER},
    "pending": {"state__exact": State.PENDING},
    "held": {"state__exact": State.HELD},
    "failed": {"confirmation_mail__state__exact": EmailState.FAILED},
    "withdrawn": {"state__exact": State.WITHDRAWN},
}


def with_counts(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Annotate every number; subqueries, because five joins would multiply the rows of one another."""
    numbers = GLANCE | {"waiting": WAITING}
    return letters.annotate(**{name: _count(condition) for name, (_label, condition) in numbers.items()})


def _count(condition: Q) -> Coalesce:
    names = Signatory.objects.filter(condition, letter=OuterRef("pk")).order_by().values("letter")
    return Coalesce(Subquery(names.annotate(count=Count("pk")).values("count")), 0)


def list_url(letter: Letter, name: str) -> str:
    """Return the address of the list of exactly those signatories of the letter."""
    asked = {"letter__id__exact": str(letter.pk)} | ASKED[name]
    return reverse("admin:signatories_signatory_changelist", query=asked)
