"""Where a letter stands, as staff see it: its stage until it is published, then what a visitor sees."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import days_off
from ..models import Letter
from ..states import UNPUBLISHED_STAGES, Phase, Stage

_PUBLISHED = Q(stage=Stage.PUBLISHED)
# The same answers as `standing`, for the database.
WHERE: dict[Stage | Phase, Q] = {
    Stage.DRAFT: Q(stage=Stage.DRAFT),
    Stage.IN_REVIEW: Q(stage=Stage.IN_REVIEW),
    Phase.SCHEDULED: _PUBLISHED & Q(opens_at__gt=Now()),
    Phase.OPEN: _PUBLISHED & Q(opens_at__lte=Now(), closes_at__gt=Now()),
    Phase.CLOSED: _PUBLISHED & Q(closes_at__lte=Now()),
    Phase.DELIVERED: Q(stage=Stage.DELIVERED),
    Phase.RECALLED: Q(stage=Stage.RECALLED),
}


def standing(letter: Letter) -> Stage | Phase:
    """Return the letter's stage, or, once it has a page, its phase."""
    return Stage(letter.stage) if letter.stage in UNPUBLISHED_STAGES else letter.phase


def standing_of(letter: Letter) -> str | Promise:
    """Return where the letter stands, in a word: from sealing to delivery that is said too."""
    stands = standing(letter)
    return pgettext_lazy("a letter", "Sealed") if stands == Phase.CLOSED and letter.sealed_at else stands.label


def on_its_clock(letter: Letter, moment: datetime | None) -> str:
    """Return the moment as a clock in the letter's zone shows it, and says when offices are closed then."""
    return days_off.on_its_clock(letter, moment) if moment else ""


class StandingFilter(admin.SimpleListFilter):
    title = _("where it stands")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(where.value, str(where.label)) for where in WHERE]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        chosen = next((condition for where, condition in WHERE.items() if where.value == self.value()), None)
        return queryset if chosen is None else queryset.filter(chosen)
