"""The directory as staff see it.

Legislators and organizations are not registered here: `signatories` adds their contacts, whose addresses it can judge.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Identifier, Legislator, MailDomain, Term
from .names import fold
from .querysets import of_party
from .states import JURISDICTIONS, Chamber, State, party_label, party_of


class SearchByFoldedName(admin.ModelAdmin):
    """Finds "José" by "jose", in the list and where other admins pick by typing."""

    search_fields = ("folded_name",)
    search_help_text = _("Any part of a name, with or without accents.")
    ordering = ("sort_name", "pk")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, fold(search_term))


class TermFilter(admin.SimpleListFilter):
    """Keeps legislators with one term that fits everything chosen, not one term for each filter."""

    options: ClassVar[Sequence[tuple[Any, Any]]] = ()

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Sequence[tuple[Any, Any]]:
        return self.options

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {name: request.GET[name] for name in TERM_FIELDS if request.GET.get(name)}
        party = chosen.pop(ByParty.parameter_name, "")
        terms = Term.objects.filter(of_party(party) if party else Q(), **chosen)
        if request.GET.get(InOffice.parameter_name):
            terms = terms.in_office(timezone.localdate())
        return queryset.filter(pk__in=terms.values("legislator")) if self.value() else queryset


class InOffice(TermFilter):
    title = _("in office")
    parameter_name = "in_office"
    options = (("today", _("Today")),)


class ByLegislature(TermFilter):
    title = _("legislature")
    parameter_name = "jurisdiction"
    options = JURISDICTIONS


class ByChamber(TermFilter):
    title = _("chamber")
    parameter_name = "chamber"
    options = Chamber.choices


class ByState(TermFilter):
    title = _("state")
    parameter_name = "state"
    options = State.choices


class ByParty(TermFilter):
    """One party, however the sources spell it."""

    title = _("party")
    parameter_name = "party"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Sequence[tuple[Any, Any]]:
        parties = Term.objects.exclude(party="").order_by("party").values_list("party", flat=True).distinct()
        return [(party, party_label(party)) for party in dict.fromkeys(map(party_of, parties))]


TERM_FIELDS = tuple(by.parameter_name for by in (ByLegislature, ByChamber, ByState, ByParty))


class TermInline(admin.StackedInline):
    model = Term
    extra = 0
    fields = (
        ("jurisdiction", "chamber", "title"),
        ("state", "district", "party"),
        ("start", "end"),
        ("phone", "email"),
        ("address", "domain"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("legislator")


class IdentifierInline(admin.TabularInline):
    model = Identifier
    extra = 0


class LegislatorAdmin(SearchByFoldedName):
    list_display = ("name", "latest_seat", "latest_title")
    list_filter = (InOffice, ByLegislature, ByChamber, ByState, ByParty)
    show_facets = admin.ShowFacets.NEVER  # each filter reads what is chosen in all of them
    fields = ("full_name", ("first", "middle", "last"), ("suffix", "nickname"), "other_names", "sort_name")
    inlines = (TermInline, IdentifierInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Legislator.objects.with_terms()

    @admin.display(description=_("name"), ordering="sort_name")
    def name(self, legislator: Legislator) -> str:
        return legislator.surname_first

    @admin.display(description=_("latest seat"))
    def latest_seat(self, legislator: Legislator) -> str:
        return next((term.party_and_seat for term in legislator.latest_terms), "")

    @admin.display(description=_("title"))
    def latest_title(self, legislator: Legislator) -> str:
        return next((term.title for term in legislator.latest_terms), "")


class OrganizationAdmin(SearchByFoldedName):
    list_display = ("name", "scope", "city", "state", "domain", "parent")
    list_filter = ("scope", "state")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    fields = ("name", "parent", "scope", "domain", ("city", "state"), "sort_name")


@admin.register(MailDomain)
class MailDomainAdmin(admin.ModelAdmin):
    list_display = ("domain", "jurisdiction", "chamber", "kind")
    list_filter = ("kind", "chamber", "jurisdiction")
    search_fields = ("domain",)
    search_help_text = _("Search by domain, such as nysenate.gov.")
