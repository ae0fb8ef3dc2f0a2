"""What a legislator has signed, as far as anybody may know."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from directory.models import Legislator
from letters.models import Letter

from ..models import Signatory

PAGE = 100


@require_safe
@cache_control(public=True, max_age=5)
def legislator(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the seats of a legislator, and the letters that anybody may find and whose names anybody may read."""
    person = get_object_or_404(Legislator.objects.with_terms().annotate(now=Now()), pk=pk)
    signed = Signatory.objects.listed().filter(legislator=person)
    letters = Letter.objects.listed().showing_names().on_the_clock().filter(signatories__in=signed)
    with_notes = signed.select_related("dissociation")
    letters = letters.select_related("campaign").prefetch_related(
        Prefetch("signatories", with_notes, to_attr="as_signed")
    )
    context = {
        "legislator": person,
        "today": timezone.localdate(person.now),
        "page": Paginator(letters.order_by("-published_at", "-pk"), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "signatories/legislator.html", context)
