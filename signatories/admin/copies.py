"""What staff copy into their mails: the Dear Colleague as it stands now, and the names in every form."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from directory.states import Party
from letters.models import Letter

from .. import colleague, copying


class CopyPages(admin.ModelAdmin):
    """Adds two pages to a letter's admin, for whoever may see its names: the note for others, the names for staff."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/colleague/", view(self.colleague_view), name="letters_letter_colleague"),
            path("<path:object_id>/copy/", view(self.copy_view), name="letters_letter_copy"),
            *super().get_urls(),
        ]

    def colleague_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the note as it is pasted, rich and plain, in the words for one party if asked."""
        letter = self._for_reader(request, object_id)
        party = request.GET.get("party", "")
        note = colleague.dear_colleague(letter, party=party if party in Party.values else "")
        more = {
            "note": note,
            "html": colleague.as_html(note),
            "plain": colleague.as_text(note),
            "parties": letter.party_notes.all(),
            "party": party,
        }
        return self._answer(request, letter, "colleague", _("Dear Colleague"), more)

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        letter = self._for_reader(request, object_id)
        names = copying.names_of(letter)
        more = {"count": len(names), "forms": copying.forms_of(names)}
        return self._answer(request, letter, "copy", _("Copy the names"), more)

    def _for_reader(self, request: HttpRequest, object_id: str) -> Letter:
        letter = self.letter_or_404(request, object_id)
        if not request.user.has_perm("signatories.view_signatory"):
            raise PermissionDenied
        return letter

    def _answer(
        self, request: HttpRequest, letter: Letter, page: str, title: str, more: dict[str, object]
    ) -> HttpResponse:
        about = {"title": title, "subtitle": letter.title, "opts": self.opts, "original": letter}
        context = self.admin_site.each_context(request) | about | more
        return TemplateResponse(request, f"admin/letters/letter/{page}.html", context)
