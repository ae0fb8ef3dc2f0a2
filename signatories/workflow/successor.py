"""The names a new letter takes over from the earlier one: who leads, and whom to ask."""

from typing import NamedTuple

from django.db.models import Q

from directory.models import Organization, Term
from letters.models import Letter

from .. import principals
from ..models import Signatory
from ..querysets import SignatoryQuerySet
from ..states import Kind
from .asking import add_targets
from .leads import plan_lead
from .steps import User


class CameAlong(NamedTuple):
    """How many of the earlier letter are on the new one, each with how many they were."""

    leads: int
    leads_then: int
    targets: int
    targets_then: int
    typed: int  # signed then, and are nobody of the directory: no board asks them


def take_over(letter: Letter, earlier: Letter, *, by: User) -> None:
    """Plan the earlier letter's leads, and put whoever was asked or signed then on the board, if they sit today."""
    seats = {term.legislator_id: term for term in letter.seats().select_related("legislator")}
    for lead in _signed(earlier).filter(lead_position__isnull=False).in_order_of(earlier):
        if (made := _lead(letter, lead, seats)) is not None:
            plan_lead(made, by=by)
    keys = _principals(earlier)
    organizations = Organization.objects.filter(pk__in=[key for _member, key in keys if key])
    members = [seats[key] for key, _organization in keys if key in seats]
    add_targets(letter, [*members, *organizations], by=by)


def came_along(letter: Letter, earlier: Letter) -> CameAlong:
    """Return what became of the earlier letter's names by `take_over`."""
    signed = _signed(earlier)
    return CameAlong(
        letter.signatories.planned_leads().count(),
        signed.filter(lead_position__isnull=False).count(),
        letter.asks.on_board().count(),
        len(_principals(earlier)),
        earlier.signatories.confirmed().count() - signed.count(),
    )


def _signed(earlier: Letter) -> SignatoryQuerySet:
    known = Q(legislator__isnull=False) | Q(organization__isnull=False)
    return earlier.signatories.confirmed().filter(known)


def _principals(earlier: Letter) -> set[tuple[int | None, int | None]]:
    """Return whoever of the directory was asked or signed, by key."""
    rows = (earlier.asks.on_board(), _signed(earlier))
    return {key for each in rows for key in each.order_by().values_list("legislator", "organization")}


def _lead(letter: Letter, lead: Signatory, seats: dict[int, Term]) -> Signatory | None:
    """Return the lead as a lead of the new letter, with the seat of today; None when there is none any more."""
    place = {"lead_position": lead.lead_position}
    if lead.kind == Kind.LEGISLATOR:
        term = seats.get(lead.legislator_id or 0)
        return principals.legislator(letter, term, **place) if term else None
    if lead.kind == Kind.ORGANIZATION and lead.organization:
        return principals.organization(letter, lead.organization, **place)
    return None
