"""The Dear Colleague as a page, for everyone who may read the letter's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from letters.models import Letter
from letters.states import Stage

from .. import colleague


@require_safe
@cache_control(public=True, max_age=5)
def dear_colleague(request: HttpRequest, slug: str) -> HttpResponse:
    """Show it as it stands now: the names only where the letter's page shows them.

    Once nobody can be invited any more it leads to the letter, which says what became of it and shows what went out.
    """
    letter = get_object_or_404(Letter.objects.for_page(), slug=slug)
    if letter.sealed_at or letter.stage != Stage.PUBLISHED:
        return redirect(letter)
    with override("en"):  # like the letter, it is written in one language
        html = colleague.as_html(colleague.dear_colleague(letter, everyone=True))
    return render(request, "signatories/colleague/page.html", {"letter": letter, "html": html})
