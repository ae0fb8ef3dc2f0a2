"""What an invitation says: a frame that knows the office, the Dear Colleague, and the office's own link.

The note is put together once for each party in a batch; only the link in it differs. The frame never says the member's
surname, which the link asks for: a program that types every word of the mail opens nothing (DESIGN §6).
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from directory.models import Contact, Legislator, Organization, Term
from directory.names import fold
from directory.states import party_of
from letters.models import Letter
from outbox.models import OutgoingEmail
from outbox.queue import enqueue
from outbox.states import Priority

from . import colleague, emails, tokens, workflow
from .models import Invitation

LINK = "https://personal-link.invalid/"  # stands in the note until the link is known


def work_off() -> int:
    """Queue the mails that all batches still owe; returns their number."""
    mails = 0
    while (queued := workflow.send_next(writer)) is not None:
        mails += queued
    return mails


def writer(letter: Letter, language: str) -> workflow.Writer:
    """Return what writes the mails of a letter, in a batch that shares what is the same in them."""
    mail = mails_of(letter, language)

    def write(invitation: Invitation, token: str) -> OutgoingEmail:
        return enqueue(
            purpose="invitation",
            to=invitation.email,
            **mail(invitation.target, invitation.contact, link_of(token)),
            reply_to=letter.contact_email,
            priority=Priority.NOTICE,
        )

    return write


def link_of(token: str) -> str:
    return settings.SITE_URL + reverse("signatories:open_invitation", args=[token])


def mails_of(letter: Letter, language: str) -> Any:
    """Return a function that renders the mail to an office: for whom, to which contact, with which link."""
    seats = _seats(letter)

    @cache
    def note(party: str) -> dict[str, Any]:
        with translation.override(language):
            made = colleague.dear_colleague(letter, party=party) | {"link": LINK}
            return {"subject": made["subject"], "html": colleague.as_html(made), "text": colleague.as_text(made)}

    def mail(target: Legislator | Organization, contact: Contact | None, link: str) -> dict[str, str]:
        term = seats.get(target.pk) if isinstance(target, Legislator) else None
        said = note(party_of(term.party) if term else "")
        context = {
            "subject": said["subject"],
            "note_html": mark_safe(said["html"].replace(LINK, link)),  # noqa: S308 -- rendered just before; a link of ours
            "note_text": said["text"].replace(LINK, link),
            "contact": contact,
            "office": office(target, term),
            "is_personal": isinstance(target, Legislator),
            "link": link,
        }
        return emails.rendered("invitation", letter, context, language=language)

    return mail


def _seats(letter: Letter) -> dict[int, Term]:
    """Return the seats of the letter's board, by member: one query for a batch of any size."""
    asks = letter.asks.filter(term__isnull=False).select_related("term")
    return {ask.legislator_id: ask.term for ask in asks if ask.term}  # type: ignore[misc]


def office(target: Legislator | Organization, term: Term | None) -> str:
    """Return whose office is meant, without the surname: "Representative Ana … (D-NY-16)"."""
    if isinstance(target, Organization):
        return target.name
    surnames = tokens.surnames_of(target.full_name)
    given = next((word for word in target.first.split() if fold(word) not in surnames), "")
    seat = f"({term.party_and_seat})" if term else ""
    return " ".join(filter(None, (term.title if term else _("the member"), given, "…", seat)))
