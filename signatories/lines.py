"""What is printed under a name. Part of the letter, so never translated with the page around it."""

from typing import TYPE_CHECKING

from directory.models import Term
from directory.states import Chamber
from letters.states import LineUnderName

from .states import Kind

if TYPE_CHECKING:
    from letters.models import Letter

    from .models import Signatory

CONGRESS = {Chamber.UPPER: "United States Senator", Chamber.LOWER: "Member of Congress"}


def line_under(signatory: "Signatory", letter: "Letter") -> str:
    """Return the line under the name: what staff gave this one name, else what the letter's rule says."""
    return signatory.own_line or line_by_rule(signatory, letter)


def line_by_rule(signatory: "Signatory", letter: "Letter") -> str:
    """Return the line under the name by the letter's rule; "" where there is nothing to say."""
    match letter.line_under_name:
        case LineUnderName.OFFICE if letter.jurisdiction == "US" and signatory.chamber in CONGRESS:
            return CONGRESS[Chamber(signatory.chamber)]
        case LineUnderName.OFFICE | LineUnderName.TITLE_DISTRICT:
            district = f"District {signatory.district}" if signatory.district else ""
            return _joined(signatory.title, district)
        case LineUnderName.TITLE_JURISDICTION:
            return _joined(signatory.title, signatory.affiliation, signatory.us_state)
        case LineUnderName.CITY_STATE:
            employer = signatory.affiliation if signatory.kind == Kind.INDIVIDUAL else ""
            return _joined(employer, signatory.city, signatory.us_state)
        case LineUnderName.CITY:
            return signatory.city
    return ""


def seat_of(signatory: "Signatory", letter: "Letter") -> str:
    """Return party and seat as signed, such as "D-NY-16"; "" for all who are not legislators."""
    return party_and_seat(signatory, letter) if signatory.kind == Kind.LEGISLATOR else ""


def party_and_seat(signatory: "Signatory", letter: "Letter") -> str:
    """Return what is known of party and seat, of whatever kind the signatory is."""
    seat = {name: getattr(signatory, name) for name in ("chamber", "district", "party")}
    return Term(jurisdiction=letter.jurisdiction, state=signatory.us_state, **seat).party_and_seat


def state_of(signatory: "Signatory") -> str:
    """Return the state as outsiders may know it: a person was asked for name and city, so the line alone tells it."""
    return "" if signatory.kind == Kind.INDIVIDUAL else signatory.us_state


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
