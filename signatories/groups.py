"""The groups in which names stand: how the database sorts them, and to which of them a name belongs.

Each rule is written twice, side by side: ``ORDER`` sorts so that what `group_of` puts together stands together.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import StrIndex

from directory.querysets import of_party
from directory.states import CONGRESS, Chamber, Party, Scope, State, party_of
from letters.states import Groups

from .states import Kind

if TYPE_CHECKING:
    from letters.models import Letter

KINDS = (Kind.ORGANIZATION, Kind.LEGISLATOR, Kind.OFFICEHOLDER, Kind.INDIVIDUAL)


def _rank(field: str, values: Sequence[str]) -> Case:
    """Sort by the place in a list; what is not in it comes last."""
    places = (When(**{field: value}, then=Value(place)) for place, value in enumerate(values))
    return Case(*places, default=Value(len(values)))


_KIND = _rank("kind", KINDS)
_PARTY = Case(
    *(When(of_party(party), then=Value(place)) for place, party in enumerate(Party)),
    When(party="", then=Value(len(Party) + 1)),
    default=Value(len(Party)),
)
_OTHER_PARTY = Case(*(When(of_party(party), then=Value("")) for party in Party), default=F("party"))
# By the names of the states, not by their codes: Maine before Maryland before Massachusetts. A person who signs as
# such shows a city, not a state.
_STATE = Case(
    When(~Q(kind=Kind.INDIVIDUAL), us_state__in=State.values, then=StrIndex(Value(" ".join(State)), "us_state")),
    default=Value(999),
)

ORDER: dict[str, tuple[Any, ...]] = {
    Groups.NONE: (),
    Groups.CHAMBER: (_rank("chamber", Chamber.values),),
    Groups.PARTY: (_PARTY, _OTHER_PARTY),
    Groups.STATE: (_STATE,),
    Groups.KIND: (_KIND,),
    Groups.SCOPE: (_KIND, _rank("scope", Scope.values)),
}
# What of a name decides its group.
FIELDS: dict[str, tuple[str, ...]] = {
    Groups.NONE: (),
    Groups.CHAMBER: ("chamber",),
    Groups.PARTY: ("party",),
    Groups.STATE: ("kind", "us_state"),
    Groups.KIND: ("kind",),
    Groups.SCOPE: ("kind", "scope"),
}


def group_of(row: Any, by: str) -> str:
    """Return the key of the name's group, "" for those that belong to none. ``row`` has the ``FIELDS``."""
    match by:
        case Groups.CHAMBER:
            return str(row.chamber)
        case Groups.PARTY:
            return party_of(row.party)
        case Groups.STATE:
            return row.us_state if row.us_state in State and row.kind != Kind.INDIVIDUAL else ""
        case Groups.KIND:
            return str(row.kind)
        case Groups.SCOPE:
            return row.scope or row.kind if row.kind == Kind.ORGANIZATION else row.kind
    return ""


def offered(letter: "Letter") -> list[Groups]:
    """Return the groups that tell something of the letter, by who may sign it."""
    takes = [kind for kind in KINDS if getattr(letter, f"takes_{kind}s")]
    tells = {
        Groups.CHAMBER: letter.takes_legislators and not letter.chamber,
        Groups.PARTY: letter.takes_legislators,
        Groups.STATE: letter.takes_organizations
        or letter.takes_officeholders
        or (letter.takes_legislators and letter.jurisdiction == CONGRESS),
        Groups.KIND: len(takes) > 1,
        Groups.SCOPE: letter.takes_organizations,
    }
    return [by for by, tells_something in tells.items() if tells_something]
