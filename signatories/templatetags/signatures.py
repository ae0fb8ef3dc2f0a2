"""The names on a letter's page, for templates of ``letters`` (which may not import ``signatories``)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from letters.models import Letter
from letters.workflow import takes_online
from outbox.providers import likely_meant

from ..models import Seal, SealedName, Signatory
from ..sealing.showing import Note, notes_of, seals_of
from ..tally import count_of
from ..typesetting.headings import Group, in_groups

register = template.Library()
# For "check your inbox": the domain that was meant, where an address has a slip of the finger.
register.filter("likely_domain", likely_meant)
LISTED_ON_PAGE = 60


@dataclass(frozen=True)
class Names:
    """What a letter's page may show. ``shown`` is False while the names wait for the release."""

    count: int
    shown: bool
    leads: Sequence[Signatory | SealedName]
    groups: list[Group]
    more: int
    takes_online: bool
    seals: Sequence[Seal] = ()  # the letter's, then its supplements
    notes: Sequence[Note] = ()

    @property
    def later(self) -> int:
        """How many names came after the letter was sealed."""
        return sum(seal.names for seal in self.seals[1:])


@register.simple_tag
def signatures(letter: Letter, preview: bool = False) -> Names:  # noqa: FBT001, FBT002 -- a template gives it by position
    """Return the count and the first names of a letter in its order, in three queries.

    The preview of a draft names the leads it plans, which publication will confirm.
    """
    if preview:
        return _names(letter, list(letter.signatories.planned_leads().in_order_of(letter)), [], None)
    if seals := seals_of(letter):
        return _sealed(letter, seals)
    listed = letter.signatories.listed()
    leads = list(listed.filter(lead_position__isnull=False).in_order_of(letter))
    others = list(listed.others_in_order_of(letter)[:LISTED_ON_PAGE]) if letter.shows_names else []
    return _names(letter, leads, others, count_of(letter))


def _sealed(letter: Letter, seals: list[Seal]) -> Names:
    """Return what went out, whatever became of those who signed."""
    printed = SealedName.objects.filter(seal=seals[0]).listed().for_page().order_by("position")
    if not letter.shows_names:
        printed = printed.filter(lead_position__isnull=False)
    shown = list(printed[:LISTED_ON_PAGE])
    leads = [name for name in shown if name.lead_position is not None]
    more = seals[0].names - len(shown)
    return Names(
        seals[0].names,
        letter.shows_names,
        leads,
        in_groups(shown[len(leads) :], letter),
        more,
        False,
        seals,
        notes_of(letter),
    )


def _names(letter: Letter, leads: list[Signatory], others: list[Signatory], count: int | None) -> Names:
    shown = [*leads, *others]
    for signatory in shown:
        signatory.letter = letter  # spares a query for each line under a name
    groups = in_groups(others, letter)
    count = len(shown) if count is None else count
    return Names(count, letter.shows_names, leads, groups, max(0, count - len(shown)), takes_online(letter))
