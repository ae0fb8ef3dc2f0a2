"""What an invitation says: a frame that knows the office, the Dear Colleague, and the office's own link.

The note is put together once for each party in a batch; only the link in it differs. A mail with an own link says the
member's surname nowhere, because the link asks for it: a program that types every word of the mail opens nothing
(DESIGN §6). Where it would say it, the mail has the link to the form instead.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.safestring import mark_safe

from directory.states import party_of
from letters.models import Letter
from outbox.models import OutgoingEmail
from outbox.queue import enqueue
from outbox.states import Priority

from . import colleague, seen, workflow, writing
from .models import Ask, Invitation
from .recipients import Recipient, office

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
        said = mail(Recipient(ask, invitation.email, invitation.contact), link_of(token, language))
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


def link_of(token: str, language: str | None = None) -> str:
    """Return a personal link; its page speaks this language, else the one that is spoken now."""
    return writing.address_of("signatories:open_invitation", language or translation.get_language(), token)


def mails_of(letter: Letter, language: str) -> Callable[[Recipient, str], dict[str, str]]:
    """Return a function that renders the mail to an office: to whom, with which link."""

    @cache
    def note(party: str, *, named: bool = True) -> dict[str, Any]:
        with translation.override(language):
            made = colleague.dear_colleague(letter, party=party) | {"link": LINK}
            made |= {} if named else {"leads": [], "others": [], "more": 0}
            return {"subject": made["subject"], "html": colleague.as_html(made), "text": colleague.as_text(made)}

    def in_words(to: Recipient, link: str, *, named: bool = True, told: bool = False) -> dict[str, str]:
        ask = to.ask
        said = note(party_of(ask.term.party) if ask.term else "", named=named)
        with translation.override(language):
            whose = office(ask.legislator or ask.organization, ask.term)
        context = {
            "subject": said["subject"],
            "note_html": mark_safe(said["html"].replace(LINK, link)),  # noqa: S308 -- rendered just before; a link of ours
            "note_text": said["text"].replace(LINK, link),
            "contact": to.contact if named else None,
            "office": whose,
            "is_personal": ask.legislator is not None and not told,
            "is_told": told,
            "office_url": writing.address_of("signatories:ask_for_office", language),
            "link": link,
        }
        return writing.rendered("invitation", letter, context, language=language)

    def tells(to: Recipient, said: dict[str, str]) -> bool:
        if (member := to.ask.legislator) is None:
            return False
        mail = seen.in_mail(said, letter.contact_email, to.email)
        return seen.tells(member.full_name, mail, seen.on_the_letters_page(letter, member))

    def mail(to: Recipient, link: str) -> dict[str, str]:
        """Leave out names that only the mail says; where the surname stands in it still, lead to the form."""
        said = in_words(to, link)
        if tells(to, said):
            said = in_words(to, link, named=False)
        return in_words(to, writing.form_of(letter, to.ask), told=True) if tells(to, said) else said

    return mail
