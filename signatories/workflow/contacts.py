"""Who works in an office: a list taken over, and what is known of who left.

Contacts belong to no letter, so no trail tells of them: what happened to a mailbox stands in its own row. The trail
of a letter tells that a link was taken back because of it.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.models import Contact
from directory.querysets import ContactQuerySet
from directory.states import Left
from letters.clock import database_now
from outbox.queue import trust

from ..rosters.contacts import ContactRow, Entry
from . import departures
from .steps import Refused, User

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


@transaction.atomic
def mark_left(contact: Contact, *, reason: str = "", by: User = None) -> None:
    """Record that staff were told: this person works there no more. Raises Refused when it was known."""
    if not _leave(Contact.objects.filter(pk=contact.pk), Left.TOLD, reason, by=by):
        raise Refused(_("%(name)s is marked as left already.") % {"name": contact})
    departures.shut(departures.signed_by(contact), asks=True)


@transaction.atomic
def mark_here(contact: Contact) -> None:
    """Take it back: the person still works there, or does again. Raises Refused when nothing was marked.

    The links that went with it are good again, unless staff took them back since.
    """
    if not _come_back(Contact.objects.filter(pk=contact.pk)):
        raise Refused(_("%(name)s is not marked as left.") % {"name": contact})
    trust(contact.mailbox)


@transaction.atomic
def mark_bounced(mailbox: str, words: str) -> int:
    """Record that a mail server knows this mailbox no more, in every office it served; returns how many those are."""
    if not mailbox:
        return 0
    left = _leave(Contact.objects.filter(mailbox=mailbox), Left.BOUNCED, words, by=None)
    departures.shut(departures.signed_from(mailbox), asks=True)
    return left


@transaction.atomic
def mark_works(mailbox: str) -> None:
    """Record that mail arrives at this mailbox after all. Raises Refused when none came back."""
    back = _come_back(Contact.objects.filter(mailbox=mailbox, left=Left.BOUNCED))
    if not trust(mailbox) + back:
        raise Refused(_("No mail to this address has come back."))


def _come_back(contacts: ContactQuerySet) -> int:
    gone = list(contacts.gone())
    for contact in gone:
        departures.give_links_back(contact)
    return contacts.gone().update(left=Left.HERE, left_at=None, left_reason="")


@transaction.atomic
def _leave(contacts: ContactQuerySet, how: Left, reason: str, *, by: User) -> int:
    """Mark these as left. Their links open nothing any more: whoever follows them gets a new one."""
    now, leaving = database_now(), list(contacts.here())
    for contact in leaving:
        departures.take_links_back(contact, why="left", at=now, by=by)
    keys = [contact.pk for contact in leaving]
    return Contact.objects.here().filter(pk__in=keys).update(left=how, left_at=now, left_reason=reason[:WORDS])
