"""What an address proves (DESIGN §6, Proof). One rule for each kind of signatory."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from directory.models import Term
from letters.states import Verification
from outbox.addresses import canonical, validate_mailbox

from .states import Kind

if TYPE_CHECKING:
    from .models import Signatory


def proves(signatory: "Signatory") -> bool:
    """Whether a signature confirmed from this mailbox is listed without staff looking at it."""
    letter = signatory.letter
    if letter.verification == Verification.STAFF or not signatory.mailbox:
        return False
    if signatory.kind == Kind.LEGISLATOR:
        own = _came_by_personal_link(signatory) or _is_members_own(signatory)
        return own or (_trusted(signatory) and not _is_another_members(signatory))
    if signatory.kind == Kind.ORGANIZATION and signatory.organization is None:
        return False  # a name somebody typed; staff put it in the directory first
    if signatory.kind == Kind.INDIVIDUAL or letter.verification == Verification.ANY_ADDRESS:
        return True
    if signatory.kind == Kind.ORGANIZATION:
        return _within(_domain(signatory), signatory.organization.domain)  # type: ignore[union-attr]
    return _trusted(signatory)


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


def _domain(signatory: "Signatory") -> str:
    return (signatory.mailbox or "").rpartition("@")[2]


def _trusted(signatory: "Signatory") -> bool:
    return _domain(signatory) in signatory.letter.trusted_domain_set


def _within(domain: str, parent: str) -> bool:
    return bool(parent) and (domain == parent or domain.endswith(f".{parent}"))


def _came_by_personal_link(signatory: "Signatory") -> bool:
    return signatory.invitation is not None and signatory.invitation.revoked_at is None


def _is_members_own(signatory: "Signatory") -> bool:
    office = office_of(signatory)
    return bool(office) and canonical(office) == signatory.mailbox


def _is_another_members(signatory: "Signatory") -> bool:
    """Whether the directory has this address for somebody else's office: a trusted domain does not outweigh that."""
    letter = signatory.letter
    terms = Term.objects.in_office(letter.date).of(letter.jurisdiction).filter(email__iexact=signatory.mailbox)
    return terms.exclude(legislator=signatory.legislator).exists()
