"""What the names add to the letter's admin: its leads, its numbers at a glance."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html

from letters.admin import LetterAdmin
from letters.models import Letter

from .glance import GLANCE, list_url, with_counts
from .lead_forms import LeadFormSet
from .leads import LeadsInline, SeatedOnTheDate
from .paper import PaperPages


def _column(name: str) -> Any:
    @admin.display(description=GLANCE[name][0], ordering=name)
    def column(self: Any, letter: Letter) -> str:
        count = getattr(letter, name)
        return format_html('<a href="{}">{}</a>', list_url(letter, name), count) if count else "0"

    return column


@admin.register(Letter)
class LetterWithNamesAdmin(PaperPages, LetterAdmin):
    list_display = (*LetterAdmin.list_display, *GLANCE)
    # In the order of the page: to whom, who leads, and then the letterhead.
    inlines = (*LetterAdmin.inlines[:1], LeadsInline, *LetterAdmin.inlines[1:])
    confirmed, pending, held, failed, withdrawn = (_column(name) for name in GLANCE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return with_counts(super().get_queryset(request))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(SeatedOnTheDate.as_view(admin_site=self.admin_site))
        return [path("legislators/", view, name="letters_letter_legislators"), *super().get_urls()]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        if isinstance(formset, LeadFormSet):
            formset.plan(by=request.user)
        else:
            super().save_formset(request, form, formset, change)
