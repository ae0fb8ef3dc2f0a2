"""The public pages of the words. Cacheable for seconds: no user, no token, no cookie (DESIGN §8)."""

from itertools import pairwise, zip_longest
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import differences, filed, text
from .models import Answer, Campaign, KeptFile, Letter, Translation, Version
from .models.translation import SIGNED, translation_of, with_translation
from .record import record_of, with_record
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
    listed = found.letters.listed().on_the_clock().select_related("campaign")
    letters = with_record(listed).order_by("-published_at")
    if not letters:
        return render(request, "404.html", status=404)
    became = (each for letter in letters for each in reversed(record_of(letter)))
    told = sorted([*found.updates.all(), *became], key=attrgetter("date"), reverse=True)
    happened = Timeline(told, request.GET.get("type", ""))
    return render(request, "letters/campaign.html", {"campaign": found, "letters": letters, "happened": happened})


@require_safe
@cacheable
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The letter as it is signed. Link-only letters open here too, for those who have the link."""
    return render(request, "letters/letter.html", published_page(for_page(slug)))


@require_safe
@cacheable
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file of a public answer, for everyone who may read the letter's page."""
    letter = get_object_or_404(Letter.objects.published().on_the_clock(), slug=slug)
    public = Answer.objects.standing().filter(public=True, letter=letter, file__isnull=False)
    response = file_response(get_object_or_404(public.select_related("file"), pk=pk).file, f"{letter.slug}-answer")
    if not letter.is_listed:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def file_response(file: KeptFile, name: str) -> HttpResponse:
    """Hand out a kept file to be saved, never shown: whatever it holds, it runs in no page of this site."""
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    named = f"{name}.{filed.ENDINGS[file.media_type]}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=named)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@cacheable
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every text that was ever signed, newest first, in full, and what each changed in the one before."""
    found = get_object_or_404(Letter.objects.for_page(), slug=slug)
    newest_first = list(found.versions.order_by("-number"))
    frozen = [bytes(version.content) for version in newest_first]
    changed = [differences.between(before, after) for after, before in pairwise(frozen)]
    words = [text.read(bytes(one.content), within=f"version-{one.number}") for one in newest_first]
    context = {"letter": found, "language": SIGNED, "versions": zip_longest(newest_first, changed, words)}
    return render(request, "letters/versions.html", context)


def for_page(slug: str) -> Letter:
    """Return a published letter with all that its page says of it; raises Http404."""
    return get_object_or_404(with_record(Letter.objects.for_page()), slug=slug)


def published_page(letter: Letter) -> dict[str, object]:
    """Return the context of a letter read ``for_page``, in the reader's language."""
    versions = Version.objects.filter(letter=letter).order_by("-number")
    version = with_translation(versions, get_language() or SIGNED).first()
    return page(letter, version, version and translation_of(version)) | {"record": record_of(letter)}


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
