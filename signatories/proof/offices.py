"""The office of a legislator, as the directory has it on the letter's date."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from directory.models import Term
from outbox.addresses import validate_mailbox

if TYPE_CHECKING:
    from ..models import Signatory


def term_of(signatory: "Signatory") -> Term | None:
    """Return the term a legislator signs in: the one that runs on the letter's date."""
    if signatory.legislator is None:
        return None
    terms = Term.objects.in_office(signatory.letter.date).filter(legislator=signatory.legislator)
    return terms.of(signatory.letter.jurisdiction, signatory.letter.chamber).first()


def office_of(signatory: "Signatory") -> str:
    """Return the address on file for a legislator's office; "" without one, or when no mail could be sent to it."""
    term = term_of(signatory)
    try:
        validate_mailbox(term.email if term else "")
    except ValidationError:
        return ""
    return term.email  # type: ignore[union-attr]
