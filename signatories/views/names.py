"""Everyone who signed, searchable, in pages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from directory.names import fold
from letters.models import Letter

from ..templatetags.signatures import signatures

PAGE = 200


@require_safe
@cache_control(public=True, max_age=5)
def signatories(request: HttpRequest, slug: str) -> HttpResponse:
    """List the names that may be read, in the letter's order; ``q`` searches them."""
    letter = get_object_or_404(Letter.objects.for_page(), slug=slug)
    found = letter.signatories.listed().in_order_of(letter) if letter.shows_names else letter.signatories.none()
    query = request.GET.get("q", "")[:100]
    if words := fold(query).split():
        for word in words:
            found = found.filter(folded_name__contains=word)
    page = Paginator(found.select_related(None), PAGE).get_page(request.GET.get("page"))
    for signatory in page:
        signatory.letter = letter
    context = {"letter": letter, "page": page, "query": query, "names": signatures(letter)}
    return render(request, "signatories/list.html", context)
