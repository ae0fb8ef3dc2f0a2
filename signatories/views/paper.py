"""The letter as a file, for everyone who may read its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from letters.models import Letter

from .. import typesetting
from ..typesetting import Names, shelf

COME_AGAIN = 3  # seconds


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the PDF with the names that the page shows, and no others."""
    letter = get_object_or_404(Letter.objects.for_page(), slug=slug)
    version = typesetting.latest(letter)
    if version.pk is None:
        raise Http404
    # What must show at once is part of the key: a letter taken back, a release, another text.
    key = f"letter.pdf:{letter.pk}:{letter.stage}:{letter.shows_names}:{version.number}"
    printed = shelf.fetch(key, lambda: typesetting.content(letter, version, Names.for_everyone(letter)))
    if printed is None:
        return being_set(request)
    response = pdf_file(letter, printed)
    patch_cache_control(response, public=True, max_age=5)
    if not letter.is_listed:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def pdf_file(letter: Letter, printed: shelf.Printed) -> HttpResponse:
    """Return the file under the letter's name."""
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=f"{letter.slug}.pdf")
    response["ETag"] = quote_etag(printed.of)
    return response


def being_set(request: HttpRequest) -> HttpResponse:
    """Ask for a moment: browsers come again by themselves."""
    response = render(request, "signatories/being_set.html", status=503)
    response["Retry-After"] = response["Refresh"] = str(COME_AGAIN)
    patch_cache_control(response, no_store=True)
    return response
