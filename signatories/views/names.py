"""Everyone who signed, searchable, in groups, in pages."""

from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from directory.names import fold
from letters.models import Letter
from letters.states import Groups

from ..groups import group_of, offered
from ..models import SealedName
from ..querysets import SealedNameQuerySet, SignatoryQuerySet
from ..templatetags.signatures import signatures
from ..typesetting.headings import Group, heading, in_groups

PAGE = 200


@dataclass(frozen=True)
class Part:
    """A group that was asked for: how many names it has, and where it begins."""

    number: int
    heading: str
    count: int
    page: int


@require_safe
@cache_control(public=True, max_age=5)
def signatories(request: HttpRequest, slug: str) -> HttpResponse:
    """List the names that may be read, in the letter's order or in groups (``by``); ``q`` searches them."""
    letter = get_object_or_404(Letter.objects.for_page(), slug=slug)
    query, by = request.GET.get("q", "")[:100], _asked(request)
    names = signatures(letter)
    found = _found(letter, query, sealed=bool(names.seals))
    parts = _parts(found, letter, by) if by else {}
    ordered = found.in_groups_of(by, letter) if by else found.in_order_of(letter)
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {
        "letter": letter,
        "page": page,
        "query": query,
        "by": by,
        "groupings": offered(letter),
        "parts": parts.values(),
        "groups": _on_page(page, letter, by, parts),
        "names": names,
    }
    return render(request, "signatories/list.html", context)


def _asked(request: HttpRequest) -> str:
    by = request.GET.get("by", "")
    if by and (by not in Groups or by == Groups.NONE):
        raise Http404
    return by


def _found(letter: Letter, query: str, *, sealed: bool) -> SignatoryQuerySet | SealedNameQuerySet:
    """Return the names that may be read: those on the letter, or once it is sealed those that went out with it."""
    names = SealedName.objects.of(letter).for_page() if sealed else letter.signatories
    folded = "signatory__folded_name" if sealed else "folded_name"
    found = names.listed() if letter.shows_names else names.none()
    for word in fold(query).split():
        found = found.filter(**{f"{folded}__contains": word})
    return found


def _parts(found: SignatoryQuerySet | SealedNameQuerySet, letter: Letter, by: str) -> dict[str, Part]:
    """Count every group, also those on other pages, in one query."""
    parts: dict[str, Part] = {}
    before = 0
    for key, rows in groupby(found.numbers_in_groups(by), key=lambda row: group_of(row, by)):
        count = sum(row.names for row in rows)
        parts[key] = Part(len(parts) + 1, heading(key, letter, by), count, before // PAGE + 1)
        before += count
    return parts


def _on_page(page: Page, letter: Letter, by: str, parts: dict[str, Part]) -> list[tuple[Group, Part | None]]:
    """Part the page's names into the groups that were asked for; else into the leads and the letter's own groups."""
    names: list[Any] = list(page)
    for signatory in names:
        signatory.letter = letter
    if by:
        return [(group, parts.get(group.key)) for group in in_groups(names, letter, by)]
    leads = list(takewhile(lambda name: name.lead_position is not None, names))
    leading = [Group("", _("Leading this letter"), leads)] if leads else []
    return [(group, None) for group in (*leading, *in_groups(names[len(leads) :], letter))]
