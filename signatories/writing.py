"""How a mail is rendered and put into the outbox: three templates with one stem, in one language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from letters.models import Letter
from outbox.models import OutgoingEmail
from outbox.queue import Attachment, enqueue
from outbox.states import Priority

from . import seen
from .models import Ask, Invitation
from .states import Kind


def write(
    name: str,
    letter: Letter,
    to: str,
    context: dict[str, Any],
    *,
    language: str,
    priority: Priority,
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
    asks_for: str = "",
    instead: Mapping[str, Any] | None = None,
) -> OutgoingEmail:
    """Queue a mail about a letter, rendered in this language and on the letter's clock; answers go to its contact.

    ``asks_for``: whose surname the page behind its link asks for. A mail that says it is written with what stands in
    ``instead``, which is no such link; ``context`` then holds it too.
    """
    said = rendered(name, letter, context, language=language)
    if instead and seen.tells(asks_for, seen.in_mail(said, letter.contact_email)):
        context |= instead
        said = rendered(name, letter, context, language=language)
    return enqueue(
        purpose=name,
        to=to,
        **said,
        reply_to=letter.contact_email,
        headers=headers,
        priority=priority,
        attachments=attachments,
    )


def rendered(name: str, letter: Letter, context: dict[str, Any], *, language: str) -> dict[str, str]:
    """Return subject, text and HTML of a mail about a letter, as its reader will see them."""
    with translation.override(language), timezone.override(letter.zone):
        context |= {
            "letter": letter,
            "site_name": settings.SITE_NAME,
            "letter_url": settings.SITE_URL + letter.get_absolute_url(),
        }
        return in_words(name, context)


def in_words(name: str, context: dict[str, Any]) -> dict[str, str]:
    """Return subject, text and HTML in the language that is spoken now."""
    return {
        "subject": " ".join(plain(f"emails/{name}.subject.txt", context).split()),
        "text": plain(f"emails/{name}.txt", context),
        "html": render_to_string(f"emails/{name}.html", context),
    }


def plain(template: str, context: dict[str, Any]) -> str:
    """Return a text as an ordinary string: a template that escapes nothing must not vouch for it on a page of ours."""
    return "".join([render_to_string(template, context)])


def address_of(page: str, language: str, *args: str) -> str:
    """Return the whole address of a page in a language, as a mail gives it."""
    with translation.override(language):
        return settings.SITE_URL + reverse(page, args=args)


def form_of(letter: Letter, asked: Ask | Invitation) -> str:
    """Return the whole address of the form, filled in with whom it was asked of: the way that asks no surname."""
    query = {"as": Kind.LEGISLATOR.value, "member": asked.legislator_id}
    if asked.organization_id:
        query = {"as": Kind.ORGANIZATION.value, "organization": asked.organization_id}
    return settings.SITE_URL + reverse("signatories:sign", args=[letter.slug], query=query)
