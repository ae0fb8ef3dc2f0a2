"""The names a new letter takes over from the earlier one: who leads, and whom to ask."""

from directory.models import Organization, Term
from letters.models import Letter

from .. import principals
from ..models import Signatory
from ..states import Kind
from .asking import add_targets
from .leads import plan_lead
from .steps import User


def take_over(letter: Letter, earlier: Letter, *, by: User) -> None:
    """Plan the earlier letter's leads, and put whoever was asked or signed then on the board, if they sit today."""
    signed = list(earlier.signatories.confirmed().in_order_of(earlier))
    seats = {term.legislator_id: term for term in letter.seats().select_related("legislator")}
    for lead in (each for each in signed if each.lead_position is not None):
        if (made := _lead(letter, lead, seats)) is not None:
            plan_lead(made, by=by)
    asked = earlier.asks.on_board().values_list("legislator", "organization")
    keys = {*asked, *((each.legislator_id, each.organization_id) for each in signed)}
    organizations = Organization.objects.filter(pk__in=[key for _member, key in keys if key])
    members = [seats[key] for key, _organization in keys if key in seats]
    add_targets(letter, [*members, *organizations], by=by)


def _lead(letter: Letter, lead: Signatory, seats: dict[int, Term]) -> Signatory | None:
    """Return the lead as a lead of the new letter, with the seat of today; None when there is none any more."""
    place = {"lead_position": lead.lead_position}
    if lead.kind == Kind.LEGISLATOR:
        term = seats.get(lead.legislator_id or 0)
        return principals.legislator(letter, term, **place) if term else None
    if lead.kind == Kind.ORGANIZATION and lead.organization:
        return principals.organization(letter, lead.organization, **place)
    return None
