"""The letter as a file, for everyone who may read its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from letters.models import Letter

from .. import typesetting
from ..models import Seal
from ..sealing import export, paper, showing
from ..typesetting import shelf

COME_AGAIN = 3  # seconds


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the PDF with the names that the page shows, and no others."""
    letter = get_object_or_404(Letter.objects.for_page(), slug=slug)
    if letter.sealed_at and showing.hands_out(letter):
        return sealed(request, letter, 0)
    version = typesetting.latest(letter)
    if version.pk is None:
        raise Http404
    # What must show at once is part of the key: a letter taken back, a release, another text.
    key = f"letter.pdf:{letter.pk}:{letter.stage}:{letter.shows_names}:{version.number}"
    printed = shelf.fetch(
        key, lambda: typesetting.content(letter, version, showing.names_on_paper(letter, everyone=True))
    )
    if printed is None:
        return being_set(request)
    return _for_everyone(request, letter, pdf_file(letter, printed))


@require_safe
def supplement(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Hand out what was sealed after the letter, once its names may be read."""
    letter = get_object_or_404(Letter.objects.for_page(), slug=slug)
    if number < 1 or not showing.hands_out(letter):
        raise Http404
    return sealed(request, letter, number)


@require_safe
def seal_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out what proves the sealed files, for `verify_seal --manifest`."""
    letter = get_object_or_404(Letter.objects.for_page(), slug=slug)
    if not (letter.sealed_at and letter.shows_names):
        raise Http404
    response = HttpResponse(export.write(letter.seals.defer("pdf")), content_type="application/json")
    return _for_everyone(request, letter, response)


def sealed(request: HttpRequest, letter: Letter, number: int) -> HttpResponse:
    """Return the sealed file as it was sent."""
    seal = get_object_or_404(Seal.objects.defer("manifest"), letter=letter, number=number)
    response = HttpResponse(bytes(seal.pdf), content_type="application/pdf")
    name = paper.file_name(seal, letter)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
    response["ETag"] = quote_etag(seal.pdf_sha256)
    return _for_everyone(request, letter, response)


def _for_everyone(request: HttpRequest, letter: Letter, response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=5)
    if not letter.is_listed:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return get_conditional_response(request, etag=response.get("ETag"), response=response) or response


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
