"""The letter on paper, at any stage: what staff send, with a word about names that cannot be printed."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from letters.models import Letter

from .. import typesetting
from ..sealing import showing
from ..typesetting import glyphs, plain, shelf, word
from ..views import paper

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: dict[str, tuple[str, Callable[[dict[str, Any]], bytes | str]]] = {
    "docx": (WORD, word.build),
    "txt": ("text/plain; charset=utf-8", plain.build),
}


class PaperPages(admin.ModelAdmin):
    """Adds a page with the letter's files. They hold listed names only, so whoever may look at names may take them."""

    def get_urls(self) -> list[URLPattern]:
        at, view = "<path:object_id>/paper/", self.admin_site.admin_view
        return [
            path(at, view(self.paper_view), name="letters_letter_paper"),
            path(f"{at}letter.pdf", view(self.pdf_view), name="letters_letter_paper_pdf"),
            path(f"{at}letter.<slug:form>", view(self.file_view), name="letters_letter_paper_file"),
            *super().get_urls(),
        ]

    def _on_paper(self, request: HttpRequest, object_id: str) -> Letter:
        letter = self.letter_or_404(request, object_id)
        if not request.user.has_perm("signatories.view_signatory"):
            raise PermissionDenied
        return letter

    def paper_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Offer the files, and say what will show an empty box in the PDF."""
        letter = self._on_paper(request, object_id)
        content = _content(letter)
        context = self.admin_site.each_context(request) | {
            "title": _("On paper"),
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "letter": letter,
            "content": content,
            "boxes": glyphs.strings_lacking(content),
        }
        return TemplateResponse(request, "admin/letters/letter/paper.html", context)

    def pdf_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        letter = self._on_paper(request, object_id)
        if letter.sealed_at:
            return _private(paper.sealed(request, letter, 0))
        printed = shelf.fetch(f"letter.pdf:{letter.pk}:staff", lambda: _content(letter), fresh=True)
        return _private(paper.pdf_file(letter, printed) if printed else paper.being_set(request))

    def file_view(self, request: HttpRequest, object_id: str, form: str) -> HttpResponse:
        letter = self._on_paper(request, object_id)
        if form not in FORMS:
            raise Http404
        media_type, build = FORMS[form]
        response = HttpResponse(build(_content(letter)), content_type=media_type)
        name = f"{letter.slug}.{form}"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        return _private(response)


def _content(letter: Letter) -> dict[str, Any]:
    return typesetting.content(letter, typesetting.latest(letter), showing.names_on_paper(letter, everyone=False))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
