"""Who leads a draft: planned beside its text, picked among those in office or typed."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext

from directory.models import Legislator, Term
from letters.admin import DATE, TEXT, PartOfDraft
from letters.models import Letter
from letters.presets import PRESETS

from ..models import Signatory
from ..states import State
from .lead_forms import LeadForm, LeadFormSet


class SeatedOnTheDate(AutocompleteJsonView):
    """Finds legislators who sit in the letter's legislature on the letter's date."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Say so where the words fit somebody who does not sit then, instead of finding nobody."""
        response = super().get(request, *args, **kwargs)
        if self.day is None or self.object_list.exists() or not (others := super().get_queryset().count()):
            return response
        told = ngettext(
            "%(count)d found, but not in office on %(day)s, the date on the letter. Change it under “%(part)s”.",
            "%(count)d found, none in office on %(day)s, the date on the letter. Change it under “%(part)s”.",
            others,
        ) % {"count": others, "day": date_format(self.day), "part": DATE}
        return JsonResponse({"results": [{"id": "0", "text": told, "disabled": True}], "pagination": {"more": False}})

    @cached_property
    def day(self) -> date | None:
        try:
            return parse_date(self.request.GET.get("on", ""))
        except ValueError:
            return None

    def get_queryset(self) -> QuerySet[Legislator]:
        asked = self.request.GET
        terms = Term.objects.in_office(self.day) if self.day else Term.objects.none()
        if asked.get("of"):
            terms = terms.of(asked["of"], asked.get("chamber", ""))
        return super().get_queryset().filter(pk__in=terms.values("legislator")).order_by("sort_name", "pk")


class LeadsInline(PartOfDraft, admin.StackedInline):
    """The leads: planned on a draft, only read once the letter is published."""

    after = TEXT
    model = Signatory
    form = LeadForm
    formset = LeadFormSet
    verbose_name, verbose_name_plural = gettext_lazy("lead"), gettext_lazy("leads")
    autocomplete_fields = ("organization",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signatory]:
        leads = super().get_queryset(request).filter(lead_position__isnull=False).order_by("lead_position", "pk")
        return leads.exclude(state=State.ENTERED_IN_ERROR).select_related("letter")

    def get_fieldsets(self, request: HttpRequest, obj: Letter | None = None) -> list[Any]:
        """Ask for a legislator only where the letter has a legislature."""
        if not self._may_edit(request, obj):
            return [(None, {"fields": (("lead_position", "printed_name", "title", "state"),)})]
        legislature = PRESETS[obj.type if obj else request.GET["type"]]["takes_legislators"] or (
            obj and obj.jurisdiction
        )
        known = ("lead_position", "legislator", "organization") if legislature else ("lead_position", "organization")
        typed = ("printed_name", "title", "affiliation", "us_state")
        return [
            (None, {"fields": (known,)}),
            (gettext_lazy("Or somebody who is not in the directory"), {"fields": (typed,), "classes": ("collapse",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Letter | None = None) -> list[str]:
        return ["state"] if not self._may_edit(request, obj) else []

    def get_extra(self, request: HttpRequest, obj: Letter | None = None, **kwargs: Any) -> int:
        return 1

    def get_formset(self, request: HttpRequest, obj: Letter | None = None, **kwargs: Any) -> type[LeadFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        # Taking a lead off deletes no row, so the admin has nothing to protect.
        formset.form = type("PlannedLeadForm", (formset.form,), {"hand_clean_DELETE": lambda form: None})
        return formset
