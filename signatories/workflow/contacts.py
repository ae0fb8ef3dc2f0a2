"""Who works in an office: a list taken over, and what is known of who left.

Contacts belong to no letter, so no trail tells of them: what happened to a mailbox stands in its own row.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.models import Contact
from directory.querysets import ContactQuerySet
from directory.states import Left
from letters.clock import database_now

from ..rosters.contacts import ContactRow, Entry
from .steps import Refused

WORDS = 300


@transaction.atomic
def take_contacts(rows: Iterable[ContactRow]) -> tuple[int, int]:
    """Add and change what these rows say; returns how many of each. All or nothing: raises Refused with the row."""
    added = changed = 0
    for row in rows:
        for entry in row.entries:
            try:
                with transaction.atomic():
                    _write(entry)
            except IntegrityError as error:
                words = {"row": row.number, "raw": row.raw[:100]}
                told = _("Row %(row)d (%(raw)s): somebody else added this contact just now. Nothing was imported.")
                raise Refused(told % words) from error
            added += entry.contact is None
            changed += entry.contact is not None and bool(entry.changes)
    return added, changed


def _write(entry: Entry) -> None:
    if entry.contact is None:
        office = {"legislator": entry.office.legislator, "organization": entry.office.organization}
        Contact.objects.create(**office, **entry.changes)
    elif entry.changes:
        for name, value in entry.changes.items():
            setattr(entry.contact, name, value)
        entry.contact.save(update_fields=entry.changes)


def mark_left(contact: Contact, *, reason: str = "") -> None:
    """Record that staff were told: this person works there no more. Raises Refused when it was known."""
    if not _leave(Contact.objects.filter(pk=contact.pk), Left.TOLD, reason):
        raise Refused(_("%(name)s is marked as left already.") % {"name": contact})


def mark_here(contact: Contact) -> None:
    """Take it back: the person still works there, or does again. Raises Refused when nothing was marked."""
    marked = Contact.objects.gone().filter(pk=contact.pk)
    if not marked.update(left=Left.HERE, left_at=None, left_reason=""):
        raise Refused(_("%(name)s is not marked as left.") % {"name": contact})


def mark_bounced(mailbox: str, words: str) -> int:
    """Record that a mail server knows this mailbox no more, in every office it served; returns how many those are."""
    return _leave(Contact.objects.filter(mailbox=mailbox), Left.BOUNCED, words) if mailbox else 0


def _leave(contacts: ContactQuerySet, how: Left, reason: str) -> int:
    return contacts.here().update(left=how, left_at=database_now(), left_reason=reason[:WORDS])
