"""The office of a legislator, as the directory has it on the letter's date."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from directory.models import Contact, Term
from directory.states import Left, Role
from outbox.addresses import canonical, validate_mailbox
from outbox.models import OutgoingEmail

if TYPE_CHECKING:
    from ..models import Signatory

# Who answers for an office first. Press and schedulers only when nobody else is known.
WRITTEN_TO = (
    *(Role.CHIEF_OF_STAFF, Role.LEGISLATIVE_DIRECTOR, Role.LEGISLATIVE_ASSISTANT, Role.OTHER),
    *(Role.SCHEDULER, Role.PRESS),
)


def term_of(signatory: "Signatory") -> Term | None:
    """Return the term a legislator signs in: the one that runs on the letter's date."""
    if signatory.legislator is None:
        return None
    terms = Term.objects.in_office(signatory.letter.date).filter(legislator=signatory.legislator)
    return terms.of(signatory.letter.jurisdiction, signatory.letter.chamber).first()


def office_of(signatory: "Signatory") -> str:
    """Return the one address on file that hears about a signature beside the agent's; "" without one.

    Whoever was sent the link by which it was signed, so that a link that was passed on is found out by its receipt.
    Else a contact who still works there, the one who answers for the office first; else the office's own address.
    These never are the agent's mailbox, so that somebody else learns of what was signed; and mail came back from none.
    """
    contacts = _contacts_of(signatory)
    left = {one.mailbox for one in contacts if one.left != Left.HERE}
    invited = signatory.invitation.email if signatory.invitation else ""
    if invited and not _is_gone(canonical(invited), left):
        return invited
    others = [one for one in contacts if one.left == Left.HERE and one.mailbox != signatory.mailbox]
    if others:
        return min(others, key=lambda one: (WRITTEN_TO.index(Role(one.role)), one.pk)).email
    term = term_of(signatory)
    try:
        validate_mailbox(term.email if term else "")
    except ValidationError:
        return ""
    return "" if _is_gone(canonical(term.email), left) else term.email  # type: ignore[union-attr]


def _is_gone(mailbox: str, left: set[str]) -> bool:
    """Whether it is of somebody who left, or its server knows it no more."""
    return mailbox in left or OutgoingEmail.objects.gone().filter(gone_mailbox=mailbox).exists()


def _contacts_of(signatory: "Signatory") -> list[Contact]:
    principal = {"legislator": signatory.legislator_id, "organization": signatory.organization_id}
    known = {name: pk for name, pk in principal.items() if pk}
    return list(Contact.objects.exclude(mailbox="").filter(**known)) if known else []
