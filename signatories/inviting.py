"""What an invitation says: a frame that knows the office, the Dear Colleague, and the office's own link.

The note is put together once for each party in a batch; only the link in it differs. The frame never says the member's
surname, which the link asks for: a program that types every word of the mail opens nothing (DESIGN §6).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from directory.models import Contact, Legislator
from directory.names import fold
from directory.states import party_of
from letters.models import Letter
from outbox.models import OutgoingEmail
from outbox.queue import enqueue
from outbox.states import Priority

from . import colleague, tokens, workflow, writing
from .models import Ask, Invitation
from .recipients import office

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

    def write(invitation: Invitation, ask: Ask, token: str) -> OutgoingEmail:
        said = mail(ask, invitation.contact, link_of(token))
        return enqueue(
            purpose="invitation",
            to=invitation.email,
            subject=said["subject"],
            text=said["text"],
            html=said["html"],
            reply_to=letter.contact_email,
            priority=Priority.NOTICE,
        )

    return write


def link_of(token: str) -> str:
    return settings.SITE_URL + reverse("signatories:open_invitation", args=[token])


def _says_surname(text: str, member: Legislator) -> bool:
    return bool({*tokens.surnames_of(member.full_name)} & {*fold(text).split()})


def mails_of(letter: Letter, language: str) -> Callable[[Ask, Contact | None, str], dict[str, str]]:
    """Return a function that renders the mail to an office: for whom, to which contact, with which link."""

    @cache
    def note(party: str, *, named: bool = True) -> dict[str, Any]:
        with translation.override(language):
            made = colleague.dear_colleague(letter, party=party) | {"link": LINK}
            made |= {} if named else {"leads": [], "others": [], "more": 0}
            return {"subject": made["subject"], "html": colleague.as_html(made), "text": colleague.as_text(made)}

    def mail(ask: Ask, contact: Contact | None, link: str) -> dict[str, str]:
        party = party_of(ask.term.party) if ask.term else ""
        said = note(party)
        if ask.legislator and _says_surname(said["text"], ask.legislator):
            said = note(party, named=False)  # of a namesake: the page asks for the surname
        with translation.override(language):
            whose = office(ask.legislator or ask.organization, ask.term)
        context = {
            "subject": said["subject"],
            "note_html": mark_safe(said["html"].replace(LINK, link)),  # noqa: S308 -- rendered just before; a link of ours
            "note_text": said["text"].replace(LINK, link),
            "contact": contact,
            "office": whose,
            "is_personal": ask.legislator is not None,
            "link": link,
        }
        return writing.rendered("invitation", letter, context, language=language)

    return mail
