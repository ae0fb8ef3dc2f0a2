"""What the groups of names are called, on paper and on pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from directory.states import ASSEMBLIES, HOUSES_OF_DELEGATES, Chamber, Scope, State, party_label
from letters.states import Groups

from ..groups import group_of
from ..states import Kind

if TYPE_CHECKING:
    from letters.models import Letter


@dataclass(frozen=True)
class Group:
    """Names that stand together. The key does not change with the reader's language."""

    key: str
    heading: str
    names: list[Any]


def in_groups(rows: Iterable[Any], letter: "Letter", by: str = "") -> list[Group]:
    """Part names that come in order into the letter's groups, or ``by`` others."""
    by = by or letter.groups
    parts = groupby(rows, key=lambda row: group_of(row, by))
    return [Group(key, heading(key, letter, by), list(names)) for key, names in parts]


def heading(key: str, letter: "Letter", by: str) -> str:
    """Return what the group is called in the reader's language; "" where the letter has no groups."""
    if by == Groups.NONE:
        return ""
    if not key:
        return _("Others")
    match by:
        case Groups.CHAMBER:
            return chamber_name(key, letter.jurisdiction)
        case Groups.PARTY:
            return party_label(key)
        case Groups.STATE:
            return str(State(key).label)
    return _scope_or_kind(key, by)


def chamber_name(chamber: str, jurisdiction: str) -> str:
    """Return what this legislature calls its chamber."""
    if chamber == Chamber.UPPER:
        return _("Senate")
    if chamber == Chamber.LOWER:
        if jurisdiction in ASSEMBLIES:
            return _("Assembly")
        return _("House of Delegates") if jurisdiction in HOUSES_OF_DELEGATES else _("House of Representatives")
    return _("Legislature")


def _scope_or_kind(key: str, by: str) -> str:
    names: dict[str, str] = {
        Scope.NATIONAL: _("National organizations"),
        Scope.STATE: _("State organizations"),
        Scope.LOCAL: _("Local organizations"),
        Kind.ORGANIZATION: _("Organizations") if by == Groups.KIND else _("Other organizations"),
        Kind.LEGISLATOR: _("Legislators"),
        Kind.OFFICEHOLDER: _("Officeholders"),
        Kind.INDIVIDUAL: _("Individuals"),
    }
    return names[key]
