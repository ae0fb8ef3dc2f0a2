"""The office of a legislator, as the directory has it on the letter's date."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from directory.models import Contact, Term
from directory.states import Left, Role
from outbox.addresses import canonical, mailbox_of, validate_mailbox
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
    if _still_invited(signatory, contacts):
        return signatory.invitation.email  # type: ignore[union-attr]  # then there is one
    others = [one for one in contacts if one.left == Left.HERE and one.mailbox != signatory.mailbox]
    if others:
        return min(others, key=lambda one: (WRITTEN_TO.index(Role(one.role)), one.pk)).email
    own = _own_address(signatory)
    return "" if not own or _is_gone(canonical(own), contacts) else own


def has_left(signatory: "Signatory") -> bool:
    """Whether mail to whoever acted reaches the office no more: who left it, or a mailbox that is gone.

    Also whoever was invited and is no contact any more.
    """
    if not signatory.mailbox or not _known(signatory):
        return False
    contacts = _contacts_of(signatory)
    if _invited(signatory) == signatory.mailbox:
        return not _still_invited(signatory, contacts)
    return _is_gone(signatory.mailbox, contacts)


def _still_invited(signatory: "Signatory", contacts: list[Contact]) -> bool:
    """Whether the link went where the office is reached still: to a contact who is there, or to its own address."""
    invited = _invited(signatory)
    if not invited or _is_gone(invited, contacts):
        return False
    return invited in [one.mailbox for one in contacts] or invited == mailbox_of(_own_address(signatory))


def _invited(signatory: "Signatory") -> str:
    return mailbox_of(signatory.invitation.email) if signatory.invitation else ""


def _own_address(signatory: "Signatory") -> str:
    """Return the office's own address, if mail can be sent there as it stands."""
    term = term_of(signatory)
    try:
        validate_mailbox(term.email if term else "")
    except ValidationError:
        return ""
    return term.email  # type: ignore[union-attr]  # "" is no mailbox


def _is_gone(mailbox: str, contacts: list[Contact]) -> bool:
    """Whether it is of somebody who left, or its server knows it no more."""
    left = {one.mailbox for one in contacts if one.left != Left.HERE}
    return mailbox in left or OutgoingEmail.objects.gone().filter(gone_mailbox=mailbox).exists()


def _known(signatory: "Signatory") -> dict[str, int]:
    principal = {"legislator": signatory.legislator_id, "organization": signatory.organization_id}
    return {name: pk for name, pk in principal.items() if pk}


def _contacts_of(signatory: "Signatory") -> list[Contact]:
    known = _known(signatory)
    return list(Contact.objects.exclude(mailbox="").filter(**known)) if known else []
