"""The public pages of the words. Cacheable for seconds: no user, no token, no cookie (DESIGN §8)."""

from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import differences
from .models import Campaign, Letter, Translation, Version
from .models.translation import SIGNED, translation_of, with_translation
from .timeline import Timeline

cacheable = cache_control(public=True, max_age=5)


@require_safe
@cacheable
def home(request: HttpRequest) -> HttpResponse:
    """Letters that take signatures now, and the campaigns behind them."""
    listed = Letter.objects.listed().on_the_clock().select_related("campaign")
    context = {
        "open_letters": listed.open().order_by("closes_at"),
        "campaigns": Campaign.objects.filter(letters__in=Letter.objects.listed()).distinct(),
    }
    return render(request, "letters/home.html", context)


@require_safe
@cacheable
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """A cause: its letters, and what happened, all of it or (``?type=``) of one type."""
    found = get_object_or_404(Campaign, slug=slug)
    letters = found.letters.listed().on_the_clock().select_related("campaign").order_by("-published_at")
    if not letters:
        return render(request, "404.html", status=404)
    happened = Timeline(list(found.updates.all()), request.GET.get("type", ""))
    return render(request, "letters/campaign.html", {"campaign": found, "letters": letters, "happened": happened})


@require_safe
@cacheable
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The letter as it is signed. Link-only letters open here too, for those who have the link."""
    found = get_object_or_404(Letter.objects.for_page(), slug=slug)
    versions = Version.objects.filter(letter=found).order_by("-number")
    version = with_translation(versions, get_language() or SIGNED).first()
    return render(request, "letters/letter.html", page(found, version, version and translation_of(version)))


@require_safe
@cacheable
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every text that was ever signed, newest first, and what each changed in the one before."""
    found = get_object_or_404(Letter.objects.for_page(), slug=slug)
    newest_first = list(found.versions.order_by("-number"))
    changed = [
        (version, differences.between(bytes(before.content), bytes(version.content)))
        for version, before in pairwise(newest_first)
    ]
    context = {"letter": found, "versions": [*changed, *((version, None) for version in newest_first[-1:])]}
    return render(request, "letters/versions.html", context)


def page(
    letter: Letter, version: Version | None, translation: Translation | None = None, *, preview: bool = False
) -> dict[str, object]:
    """Return the letter page's context; staff preview an unpublished draft with the same template.

    ``words`` are what is read: what is signed, or its translation.
    """
    signed = version.text if version else None
    with override(SIGNED):
        signed_url = letter.get_absolute_url()
    return {
        "letter": letter,
        "version": version,
        "text": signed,
        "words": translation or signed,
        "translation": translation,
        "stale": bool(translation and version and translation.is_older_than(version)),
        "language": translation.language if translation else SIGNED,
        "signed_url": signed_url,
        "preview": preview,
    }
