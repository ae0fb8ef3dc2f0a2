"""Who is still missing: to paste into a mail, and as CSV."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from letters.models import Letter

from .. import exports
from ..asked import AskQuerySet
from ..states import Stance
from .board import FilterForm, board_letter


class MissingPages(admin.ModelAdmin):
    """Adds two addresses: those on screen who did not sign, as lines and as a file."""

    def get_urls(self) -> list[URLPattern]:
        view, at = self.admin_site.admin_view, "<int:pk>/board/missing"
        return [
            path(f"{at}/", view(self.missing_view), name="letters_letter_missing"),
            path(f"{at}.csv", view(self.missing_csv), name="letters_letter_missing_csv"),
            *super().get_urls(),
        ]

    def missing_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = board_letter(request, pk)
        asks = list(_missing(request, letter))
        context = self.admin_site.each_context(request) | {
            "title": _("Still missing"),
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "count": len(asks),
            "lines": "\n".join(ask.named for ask in asks),
        }
        return TemplateResponse(request, "admin/letters/letter/missing.html", context)

    def missing_csv(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        letter = board_letter(request, pk)
        name = exports.file_name(letter, "missing", timezone.now())
        disposition = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
        pieces = exports.of_asks(_missing(request, letter), letter)
        return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=disposition)


def _missing(request: HttpRequest, letter: Letter) -> AskQuerySet:
    """Those on screen who neither signed nor declined, nor took their name off again."""
    chosen = FilterForm(letter, request.GET).chosen(letter.asks.on_board()).never_signed(letter)
    return chosen.exclude(stance=Stance.DECLINED).by_name().select_related("owner")
