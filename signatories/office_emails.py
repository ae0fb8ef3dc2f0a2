"""The mails to offices: the link to an office's own page, and reminders of what they were asked."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from letters.models import Letter
from outbox.models import OutgoingEmail
from outbox.queue import enqueue
from outbox.states import Priority

from . import seen
from .models import OfficeLink
from .states import OFFICE_LINK_LIFETIME
from .writing import address_of, in_words, rendered, write


def send_office_link(link: OfficeLink, token: str) -> None:
    """Queue the link to an office's page, in the language of the page it was asked for on.

    To the one spelling by which mailboxes are compared, never to what a stranger typed. It says nothing of who, or
    whether anybody, is known by this address.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    mail = _office_link(address_of("signatories:open_office", language, token), language)
    enqueue(
        purpose="office_link",
        to=link.mailbox,
        subject=mail["subject"],
        text=mail["text"],
        html=mail["html"],
        priority=Priority.CONFIRMATION,
    )


def remind(letter: Letter, to: str, sections: list[dict[str, Any]], *, stop: str, language: str) -> OutgoingEmail:
    """Queue one mail about all of these letters; answers go to the contact of ``letter``, the first of them.

    ``stop`` ends the reminders of this mailbox, by its link or by the mail program's own button (RFC 8058).
    """
    with translation.override(language):
        stop_url = settings.SITE_URL + reverse("signatories:stop_reminders", args=[stop])
    headers = {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    context = _about(sections, stop_url)
    return write("reminder", letter, to, context, language=language, priority=Priority.REMINDER, headers=headers)


def _office_link(link: str, language: str) -> dict[str, str]:
    context = {"site_name": settings.SITE_NAME, "link": link, "minutes": OFFICE_LINK_LIFETIME.seconds // 60}
    with translation.override(language):
        return in_words("office_link", context)


def words_of_office_link(mailbox: str) -> str:
    """Return what a program can read in the mail to this mailbox, in whichever language it was asked for."""
    mails = (_office_link("", language) for language, _name in settings.LANGUAGES)
    return "\n".join(seen.in_mail(mail, mailbox) for mail in mails)


def words_of_reminder(letter: Letter, sections: list[dict[str, Any]], language: str) -> str:
    """Return what a program can read in a reminder, before its links are made."""
    said = rendered("reminder", letter, _about(sections, "…"), language=language)
    return seen.in_mail(said, letter.contact_email)


def reminder_in_words(letter: Letter, names: list[str]) -> dict[str, str]:
    """Return what a reminder of these silent targets says, with dots for its links: staff read it before it goes."""
    section = {"letter": letter, "asked": [{"name": name, "link": "…"} for name in names], "unconfirmed": []}
    return rendered("reminder", letter, _about([section], "…"), language=settings.LANGUAGE_CODE)


def _about(sections: list[dict[str, Any]], stop_url: str) -> dict[str, Any]:
    return {"sections": sections, "stop_url": stop_url, "site_url": settings.SITE_URL}
