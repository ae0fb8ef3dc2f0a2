"""What the names add to the letter's admin: its leads, its numbers at a glance."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html

from letters import trust
from letters.admin import LetterAdmin
from letters.models import Letter

from .agreeing import VersionFormWithLeads
from .ask import AskPages
from .board import BoardPages
from .closing import CloseNowForm, ClosingPages
from .copies import CopyPages
from .glance import GLANCE, WAITING, list_url, with_counts
from .invitations import InvitePages
from .inviting import personal_links
from .lead_forms import LeadFormSet
from .leads import LeadsInline, SeatedOnTheDate
from .missing import MissingPages
from .order import OrderPages
from .paper import PaperPages
from .proof_help import LetterFormWithProof
from .reminding import ReminderPages
from .succeeding import SuccessorNews
from .targets import TargetsPages
from .watching import notices


def _column(name: str) -> Any:
    @admin.display(description=GLANCE[name][0], ordering=name)
    def column(self: Any, letter: Letter) -> str:
        count = getattr(letter, name)
        shown = format_html('<a href="{}">{}</a>', list_url(letter, name), count) if count else "0"
        if name == "confirmed" and letter.waiting:
            return format_html("{} <small>({} {})</small>", shown, letter.waiting, WAITING[0])
        return shown

    return column


@admin.register(Letter)
class LetterWithNamesAdmin(
    AskPages,
    BoardPages,
    ClosingPages,
    CopyPages,
    InvitePages,
    MissingPages,
    OrderPages,
    PaperPages,
    ReminderPages,
    SuccessorNews,
    TargetsPages,
    LetterAdmin,
):
    list_display = (*LetterAdmin.list_display, *GLANCE)
    # In the order of the page: to whom, who leads, then the letterhead and the translations.
    inlines = (*LetterAdmin.inlines[:1], LeadsInline, *LetterAdmin.inlines[1:])
    form = LetterFormWithProof
    step_forms = {"version": VersionFormWithLeads, "close": CloseNowForm}
    confirmed, pending, held, failed, withdrawn = (_column(name) for name in GLANCE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return with_counts(super().get_queryset(request))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(SeatedOnTheDate.as_view(admin_site=self.admin_site))
        links = self.admin_site.admin_view(partial(personal_links, self))
        own = self.admin_site.admin_view(partial(notices, self))
        return [
            path("<int:pk>/notices/", own, name="letters_letter_notices"),
            path("legislators/", view, name="letters_letter_legislators"),
            path("<int:pk>/personal-links/", links, name="letters_letter_personal_links"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Letter, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        super().save_model(request, obj, form, change)
        if {"trusted_domains", "jurisdiction", "chamber"} & {*form.changed_data}:
            for doubt in trust.doubts(obj):
                self.message_user(request, doubt, messages.WARNING)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        if isinstance(formset, LeadFormSet):
            formset.plan(by=request.user)
        else:
            super().save_formset(request, form, formset, change)
