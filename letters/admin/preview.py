"""The page beside the form that changes nothing: the draft as the public will see it."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language

from .. import text, views
from ..models import Letter, Version
from ..states import PUBLIC_STAGES, Change, Stage


class PreviewPage(admin.ModelAdmin):
    """Adds the preview to the letter's admin."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name="letters_letter_preview"), *super().get_urls()]

    def letter_or_404(self, request: HttpRequest, object_id: str) -> Letter:
        """Return the letter of an address; raises PermissionDenied where the user may not even read it."""
        letter = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, letter):
            raise PermissionDenied
        if letter is None:
            raise Http404
        return letter

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the draft as the public will see it, or what the release will show; other letters show themselves."""
        letter = self.letter_or_404(request, object_id)
        if letter.stage in PUBLIC_STAGES:
            hides = letter.waits_for_release and request.user.has_perm("signatories.view_signatory")
            return _as_released(request, letter) if hides else redirect(letter)
        version = _as_published(letter)
        translation = letter.translations.filter(language=get_language()).first()
        return render(request, "letters/letter.html", views.page(letter, version, translation, preview=True))


def _as_released(request: HttpRequest, letter: Letter) -> HttpResponse:
    found = views.for_page(letter.slug)
    found.released_at = found.now  # in memory alone
    return render(request, "letters/letter.html", views.published_page(found) | {"before_release": True})


def _as_published(letter: Letter) -> Version:
    """Let the letter in memory look as it would if it were published now; returns the version that would be frozen."""
    if letter.closes_at:
        letter.stage, letter.published_at, letter.opens_at = Stage.PUBLISHED, letter.now, letter.opens_at or letter.now
    content = text.freeze(letter)
    frozen = {"content": content, "sha256": text.digest(content), "published_at": letter.now}
    return Version(letter=letter, number=1, change=Change.FIRST, **frozen)
