"""The trail of all letters and signatories: who did what, when and why. Nobody changes it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import DateFieldListFilter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ..models import TrailEntry
from .dossier import on_its_clock
from .filters import ByLetter, ByVerb, offered_lookups


class ReadOnly(admin.ModelAdmin):
    """For records: readable with the view permission, writable by nobody."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TrailEntry)
class TrailEntryAdmin(ReadOnly):
    list_display = ("when", "verb", "signatory", "by", "reason", "letter")
    list_filter = (ByLetter, ByVerb, ("at", DateFieldListFilter))
    list_select_related = ("signatory", "letter", "by")
    fields = list_display

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural.capitalize()})

    @admin.display(description=_("when"), ordering="at")
    def when(self, entry: TrailEntry) -> str:
        return on_its_clock(entry.at, entry.letter)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in offered_lookups(self.list_filter)
