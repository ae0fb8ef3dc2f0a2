"""What whoever left an office still holds of it: no link, and no mail that acts (docs/adr/0024).

Contacts call these; what is known of the contact itself is theirs to say.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from directory.models import Contact
from letters.clock import database_now
from letters.models import Letter
from letters.states import Phase
from outbox.addresses import mailbox_of

from .. import emails
from ..models import Invitation, LeavingLink, Signatory, TrailEntry
from ..querysets import SignatoryQuerySet
from ..states import State, Verb
from .steps import User, hold, reissue

WITH_AN_OFFICE = Q(legislator__isnull=False) | Q(organization__isnull=False)


def take_links_back(contact: Contact, *, why: str, at: datetime, by: User = None) -> None:
    """Take back what was sent to this person, from now on as this contact's, also where nobody knew whose it was."""
    found = Invitation.objects.good().filter(**_office(contact)).select_related("legislator", "organization")
    links = [link for link in found if _went_to(contact, link)]
    _note(links, Verb.LINK_REVOKED, f"contact {contact.pk} {why}.", at=at, by=by)
    Invitation.objects.filter(pk__in=[link.pk for link in links]).update(revoked_at=at, contact=contact)


def give_links_back(contact: Contact) -> None:
    """Make good again exactly what leaving took back: at the same moment, and not by staff since."""
    links = Invitation.objects.filter(contact=contact, revoked_at=contact.left_at)
    noted = list(links.select_related("legislator", "organization"))
    _note(noted, Verb.INVITED, f"contact {contact.pk} is there after all, the link is good again.", at=database_now())
    links.update(revoked_at=None)


@transaction.atomic
def let_go(contact: Contact) -> None:
    """Part with whom a row named, before it is removed or names another mailbox or office."""
    take_links_back(contact, why="was removed or replaced", at=database_now())
    Invitation.objects.filter(contact=contact).update(contact=None)
    shut(signed_by(contact))


def signed_by(contact: Contact) -> SignatoryQuerySet:
    """Return what was signed for the contact's office from the contact's mailbox."""
    return Signatory.objects.filter(mailbox=contact.mailbox or None, **_office(contact))


def signed_from(mailbox: str) -> SignatoryQuerySet:
    """Return what was signed from this mailbox for any office: people sign for themselves."""
    return Signatory.objects.filter(WITH_AN_OFFICE, mailbox=mailbox)


def shut(signatures: SignatoryQuerySet, *, asks: bool = False) -> None:
    """Let nothing act any more that was mailed to whoever signed these.

    ``asks``: where an answer to a changed text is waited for, whoever else is known to answer for the office is asked.
    """
    kept = _agreed(signatures)
    Letter.objects.filter(pk__in=kept.order_by().values("letter")).held_still()
    LeavingLink.objects.filter(signatory__in=kept.order_by().values("pk")).delete()
    kept.order_by().update(token_digest="", code_digest="")
    for signatory in kept.filter(state=State.LAPSED) if asks else ():
        letter = hold(signatory)
        if letter.phase in (Phase.OPEN, Phase.CLOSED) and not signatory.reported_at and emails.asked_at(signatory):
            reissue(signatory, reason="Mail to whoever signed reaches the office no more.")


def _agreed(signatures: SignatoryQuerySet) -> SignatoryQuerySet:
    """Leave out what nobody confirmed: its mail goes to whoever filled in the form, and to nobody else."""
    return signatures.exclude(state=State.PENDING).exclude(state=State.LAPSED, lapsed_from=State.PENDING)


def _office(contact: Contact) -> dict[str, int | None]:
    return {"legislator": contact.legislator_id, "organization": contact.organization_id}


def _went_to(contact: Contact, link: Invitation) -> bool:
    return link.contact_id == contact.pk or (contact.mailbox != "" and mailbox_of(link.email) == contact.mailbox)


def _note(links: list[Invitation], verb: Verb, what: str, *, at: datetime, by: User = None) -> None:
    TrailEntry.objects.bulk_create(
        TrailEntry(letter_id=link.letter_id, verb=verb, at=at, by=by, reason=f"{link.name}: {what}") for link in links
    )
