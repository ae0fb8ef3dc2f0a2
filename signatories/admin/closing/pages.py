"""The closing page: what is left to do before a letter goes out, each line done or one click away. Nothing blocks."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from letters.admin.standing import on_its_clock, standing_of
from letters.models import Letter
from letters.states import Phase

from ... import closing, workflow
from ...models import Signatory
from ...states import LeftToDo
from ..dossier import office_to_call
from .forms import NoticeForm
from .line import SHOWN, Standing
from .lines import doubts, lines_of
from .sending import promised

PAGE = "admin:letters_letter_closing"
TEMPLATES = "admin/letters/letter"
SHOWN_WHEN = (Phase.OPEN, Phase.CLOSED, Phase.DELIVERED)


class ClosingPages(admin.ModelAdmin):
    """Adds the closing page, the notice to all signatories, and the leads' agreement to the letter's admin."""

    def get_urls(self) -> list[URLPattern]:
        at, view = "<path:object_id>/closing/", self.admin_site.admin_view
        return [
            path(at, view(self.closing_view), name="letters_letter_closing"),
            path(f"{at}notice/", view(self.notice_view), name="letters_letter_closing_notice"),
            path(f"{at}agreement/", view(require_POST(self.agreement_view)), name="letters_letter_closing_agreement"),
            *super().get_urls(),
        ]

    def closing_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show every line. A letter that is not open yet, or was recalled, does not go out."""
        letter = self._letter(request, object_id)
        if letter.phase not in SHOWN_WHEN:
            self.message_user(request, _("There is nothing to close: the letter is not open."), messages.WARNING)
            return redirect("admin:letters_letter_change", letter.pk)
        lines = lines_of(letter)
        context = self._context(request, letter, _("Closing")) | {
            "lines": lines,
            "stands": standing_of(letter),
            "closes": on_its_clock(letter, letter.closes_at),
            "done": sum(line.standing == Standing.DONE for line in lines),
            "leads": _leads(letter),
            "version": letter.versions.order_by("-number").first(),
            "can_change": self.has_change_permission(request, letter),
            "mailed": LeftToDo.UNCONFIRMED,
        }
        return TemplateResponse(request, f"{TEMPLATES}/closing.html", context)

    def notice_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say who will be told (GET), or tell them (POST); what is refused keeps what was typed."""
        letter = self._letter(request, object_id)
        if not self.has_change_permission(request, letter):
            raise PermissionDenied
        form = NoticeForm(request.POST or None, letter=letter)
        if form.is_valid():
            try:
                workflow.announce(letter, by=request.user, **form.cleaned_data)
            except workflow.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(
                    request, _("The notice is on its way to everyone whose address is known."), messages.SUCCESS
                )
                return redirect(PAGE, letter.pk)
        notice, silent = closing.last_notice(letter), closing.unreachable(letter)
        context = self._context(request, letter, _("Tell them when it goes out")) | {
            "form": form,
            "step": {"label": _("Tell everyone who signed")},
            "effects": f"{TEMPLATES}/closing_notice.html",
            "back": reverse(PAGE, args=[letter.pk]),
            "told": notice,
            "unreachable": [(one, office_to_call(one)) for one in silent[:SHOWN]],
            "more_unreachable": max(0, len(silent) - SHOWN),
            "mailed": letter.signatories.confirmed().count() - len(silent),
            "not_told": closing.not_told(letter, notice).count() if notice else 0,
        }
        return TemplateResponse(request, f"{TEMPLATES}/step.html", context, status=422 if form.errors else 200)

    def agreement_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note that a lead agrees to the pages as they go out, or take that back."""
        letter = self._letter(request, object_id)
        if not request.user.has_perm("signatories.change_signatory"):
            raise PermissionDenied
        lead = get_object_or_404(letter.signatories, pk=_key(request, "lead"))
        version = get_object_or_404(letter.versions, pk=_key(request, "version"))
        step = workflow.strike_agreement if "strike" in request.POST else workflow.agree
        try:
            step(lead, version=version, by=request.user)
        except workflow.Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect(reverse(PAGE, args=[letter.pk]) + "#proof")

    def step_doubts(self, letter: Letter, name: str) -> list[str]:
        """Whoever seals, or delivers what was never sealed, reads first what is open."""
        about_names = name == "seal" or (name == "deliver" and letter.sealed_at is None)
        open_ones = doubts(letter) if about_names else []
        return [*promised(letter, name), *super().step_doubts(letter, name), *open_ones]

    def _letter(self, request: HttpRequest, object_id: str) -> Letter:
        letter = self.letter_or_404(request, object_id)
        if not request.user.has_perm("signatories.view_signatory"):
            raise PermissionDenied
        return letter

    def _context(self, request: HttpRequest, letter: Letter, title: str) -> dict[str, Any]:
        shown = {"title": title, "subtitle": letter.title, "opts": self.opts, "original": letter, "letter": letter}
        return self.admin_site.each_context(request) | shown


def _leads(letter: Letter) -> list[Signatory]:
    """Return the leads, each with what was noted of it."""
    noted = {one.signatory_id: one for one in closing.agreements(letter).select_related("noted_by")}
    leads = list(closing.leads(letter))
    for lead in leads:
        lead.agreement = noted.get(lead.pk)
    return leads


def _key(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0
