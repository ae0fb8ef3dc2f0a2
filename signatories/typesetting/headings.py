"""Under which heading a name stands on paper: the letter's order decides what the groups are."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from directory.states import ASSEMBLIES, CONGRESS, HOUSES_OF_DELEGATES, Chamber, Scope, State
from letters.states import OrderRule

from ..states import Kind

if TYPE_CHECKING:
    from letters.models import Letter


def heading(row: Any, letter: "Letter") -> str:
    """Return the heading, "" where the order has no groups. ``row`` has a signatory's fields."""
    match letter.order_rule:
        case OrderRule.CHAMBER:
            return _chamber(row.chamber, letter.jurisdiction)
        case OrderRule.STATE:
            return str(State(row.us_state).label) if row.us_state in State else ""
        case OrderRule.SCOPE:
            return _scope(row)
    return ""


def _chamber(chamber: str, jurisdiction: str) -> str:
    if chamber == Chamber.UPPER:
        return _("Senate")
    if chamber == Chamber.LOWER:
        if jurisdiction in ASSEMBLIES:
            return _("Assembly")
        return _("House of Delegates") if jurisdiction in HOUSES_OF_DELEGATES else _("House of Representatives")
    return _("Legislature") if chamber and jurisdiction != CONGRESS else ""


def _scope(row: Any) -> str:
    names = {
        Scope.NATIONAL: _("National organizations"),
        Scope.STATE: _("State organizations"),
        Scope.LOCAL: _("Local organizations"),
    }
    if row.kind == Kind.ORGANIZATION:
        return names.get(row.scope, _("Other organizations"))
    return {
        Kind.LEGISLATOR: _("Legislators"),
        Kind.OFFICEHOLDER: _("Officeholders"),
        Kind.INDIVIDUAL: _("Individuals"),
    }[row.kind]
