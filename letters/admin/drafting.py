"""What helps while a letter is written: its preview, and the Markdown of what is pasted. Neither changes anything."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import drafting, rich
from ..models import Letter
from ..tidy import tidy
from . import parts

LONGEST_PASTE = 400_000  # characters of HTML; word processors write a hundred for each that is seen


class DraftingPages(admin.ModelAdmin):
    """Adds the preview beside the text, and what advocacy/static/drafting.js asks of the server."""

    class Media:
        js = ("drafting.js",)

    def get_urls(self) -> list[URLPattern]:
        pages = [("preview", self.words_view), ("paste", self.paste_view)]
        wrapped = [(name, self.admin_site.admin_view(require_POST(view))) for name, view in pages]
        own = [path(f"drafting/{name}/", view, name=f"letters_letter_drafting_{name}") for name, view in wrapped]
        return [*own, *super().get_urls()]

    def _only_for_writers(self, request: HttpRequest) -> None:
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied

    def words_view(self, request: HttpRequest) -> HttpResponse:
        """Show the words as they are typed at this moment."""
        self._only_for_writers(request)
        typed = {name: request.POST.get(name, "") for name in ("salutation", *drafting.TEXTS, "closing")}
        return TemplateResponse(request, "admin/letters/letter/_words.html", {"preview": drafting.preview(typed)})

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        """Return what was copied from a word processor as Markdown, and a sentence about what it lost."""
        self._only_for_writers(request)
        html = request.POST.get("html", "")
        if len(html) > LONGEST_PASTE:
            told = _("That is too much to paste with its formatting. Upload the Word file, or paste it in parts.")
            return JsonResponse({"told": told}, status=413)
        reading = rich.read(html, first_note=rich.next_note(request.POST.get("beside", "")))
        told = " ".join([_("Left out:"), *reading.left_out]) if reading.left_out else ""
        return JsonResponse({"markdown": tidy(reading.markdown), "told": told})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the preview, and what the form read from a file."""
        form = context["adminform"].form
        if "body" in form.fields:
            context |= {"preview": form.preview(), "preview_after": parts.TEXT}
        context |= {"readings": form.readings_shown(), "is_drafting": form.is_drafting}
        return super().render_change_form(request, context, *args, **kwargs)

    def rows_of(self, request: HttpRequest, letter: Letter) -> tuple[Any, ...]:
        """Return the rows that the form shows below the letter's own fields: addressees, leads, translations."""
        inlines = [
            inline for inline in self.get_inline_instances(request, letter) if isinstance(inline, parts.PartOfDraft)
        ]
        found = (inline.get_queryset(request).filter(letter=letter) for inline in inlines)
        return tuple(row for rows in found for row in rows)
