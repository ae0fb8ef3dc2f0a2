"""The names on a letter's page, for templates of ``letters`` (which may not import ``signatories``)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django import template
from django.db.models import Count, Exists, OuterRef

from letters.models import Letter, Version
from letters.workflow import asks_to_be_added, takes_online
from outbox.providers import likely_meant

from ..models import Consent, Seal, SealedName, Signatory
from ..relations import Counts, counts_of
from ..sealing.showing import Note, notes_of, says_who_withdrew, seals_of
from ..states import How, State
from ..typesetting.headings import Group, in_groups

register = template.Library()
# For "check your inbox": the domain that was meant, where an address has a slip of the finger.
register.filter("likely_domain", likely_meant)
LISTED_ON_PAGE = 60


@dataclass(frozen=True)
class Names:
    """What a letter's page may show. ``shown`` is False while the names wait for the release."""

    count: int
    counts: Counts
    shown: bool
    leads: Sequence[Signatory | SealedName]
    groups: list[Group]
    more: int
    takes_online: bool
    seals: Sequence[Seal] = ()  # the letter's, then its supplements
    notes: Sequence[Note] = ()
    asks: bool = False  # the form only asks to be added
    withdrawn: Sequence[Note] = ()  # where that is public, the last first

    @property
    def later(self) -> int:
        """How many names came after the letter was sealed."""
        return sum(seal.names for seal in self.seals[1:])

    @property
    def dissociated(self) -> int:
        """How many of those who went out stand by it no longer, as far as the page may say."""
        return sum(not note.corrects for note in self.notes)


@register.simple_tag
def signatures(letter: Letter, preview: bool = False) -> Names:  # noqa: FBT001, FBT002 -- a template gives it by position
    """Return the count and the first names of a letter in its order, in three queries.

    The preview of a draft names the leads it plans, which publication will confirm.
    """
    if preview:
        planned = list(letter.signatories.planned_leads().in_order_of(letter))
        return _names(letter, planned, [], Counts(len(planned), []))
    if seals := seals_of(letter):
        return _sealed(letter, seals)
    listed = letter.signatories.listed()
    leads, withdrawn = _leads_and_gone(letter)
    others = list(listed.others_in_order_of(letter)[:LISTED_ON_PAGE]) if letter.shows_names else []
    return replace(_names(letter, leads, others, counts_of(letter)), withdrawn=withdrawn)


def _leads_and_gone(letter: Letter) -> tuple[list[Signatory], list[Note]]:
    """Return the leads, and who withdrew where the letter says so: in one query, for a page has five."""
    leads = letter.signatories.listed().filter(lead_position__isnull=False)
    if not says_who_withdrew(letter):
        return list(leads.in_order_of(letter)), []
    both = leads | letter.signatories.withdrawn_in_public()
    rows = list(both.select_related("withdrawal").in_order_of(letter))
    gone = [row for row in rows if row.state == State.WITHDRAWN]
    notes = [Note.of(row.withdrawal, row.printed_name) for row in gone]
    return [row for row in rows if row.state == State.CONFIRMED], _latest(notes)


def _latest(notes: Iterable[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: note.at, reverse=True)[:LISTED_ON_PAGE]


def _sealed(letter: Letter, seals: list[Seal]) -> Names:
    """Return what went out, whatever became of those who signed."""
    printed = SealedName.objects.filter(seal=seals[0]).listed().for_page().order_by("position")
    if not letter.shows_names:
        printed = printed.filter(lead_position__isnull=False)
    shown = list(printed[:LISTED_ON_PAGE])
    leads = [name for name in shown if name.lead_position is not None]
    more = seals[0].names - len(shown)
    related = counts_of(letter).related if letter.related_by else []  # type: ignore[attr-defined]  # by for_page
    said = notes_of(seals, withdrawals=True)
    return Names(
        seals[0].names,
        Counts(seals[0].names, related),
        letter.shows_names,
        leads,
        in_groups(shown[len(leads) :], letter),
        more,
        False,
        seals,
        [note for note in said if not note.withdrew],
        withdrawn=_latest(note for note in said if note.withdrew),
    )


class Standing(NamedTuple):
    """How many names on the letter were given for one version, and how many of them by silence."""

    given: int = 0
    silent: int = 0


@register.simple_tag
def names_by_version(letter: Letter) -> dict[int, Standing]:
    """Return how many names stand for each version, by its key; in one query."""
    confirmed = letter.signatories.confirmed().order_by()
    silent = Count(
        "pk",
        filter=Exists(
            Consent.objects.filter(signatory=OuterRef("pk"), version=OuterRef("version_shown"), how=How.NOTICE)
        ),
    )
    rows = confirmed.values_list("version_shown").annotate(given=Count("pk"), silent=silent)
    return {version: Standing(given, silent) for version, given, silent in rows}


@register.simple_tag
def names_for(version: Version, names: dict[int, Standing]) -> Standing:
    return names.get(version.pk, Standing())


def _names(letter: Letter, leads: list[Signatory], others: list[Signatory], counts: Counts) -> Names:
    shown = [*leads, *others]
    for signatory in shown:
        signatory.letter = letter  # spares a query for each line under a name
    groups, more = in_groups(others, letter), max(0, counts.here - len(shown))
    asks = asks_to_be_added(letter)
    return Names(counts.here, counts, letter.shows_names, leads, groups, more, takes_online(letter), asks=asks)
