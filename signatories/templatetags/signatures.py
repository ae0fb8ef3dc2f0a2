"""The names on a letter's page, for templates of ``letters`` (which may not import ``signatories``)."""

from dataclasses import dataclass

from django import template

from letters.models import Letter
from letters.workflow import takes_online

from ..models import Signatory
from ..tally import count_of

register = template.Library()
LISTED_ON_PAGE = 60


@dataclass(frozen=True)
class Names:
    """What a letter's page may show. ``shown`` is False while the names wait for the release."""

    count: int
    shown: bool
    leads: list[Signatory]
    others: list[Signatory]
    more: int
    takes_online: bool


@register.simple_tag
def signatures(letter: Letter) -> Names:
    """Return the count and the first names of a letter in its order, in three queries."""
    shown = letter.shows_names
    listed = letter.signatories.listed().in_order_of(letter)
    leads = list(listed.filter(lead_position__isnull=False))
    others = list(listed.filter(lead_position__isnull=True)[:LISTED_ON_PAGE]) if shown else []
    for signatory in (*leads, *others):
        signatory.letter = letter  # spares a query for each line under a name
    count = count_of(letter)
    return Names(count, shown, leads, others, max(0, count - len(leads) - len(others)), takes_online(letter))
