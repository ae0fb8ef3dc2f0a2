"""The mails about a signature. Each is rendered once, in the signer's language, into the outbox.

A mail is three templates with one stem: ``emails/<name>.subject.txt``, ``.txt`` and ``.html``.
What a stranger typed is never quoted to the address he typed: the confirmation mail names a principal
only when it comes from the directory, and never the person who filled in the form (DESIGN §6).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from directory.names import fold
from letters.differences import words_in
from letters.models import Answer, Letter, Version
from outbox.addresses import canonical
from outbox.models import OutgoingEmail
from outbox.queue import Attachment, enqueue
from outbox.states import Priority

from . import comparing, proof, tokens
from .models import Signatory
from .states import Kind, State

LONGEST = 8000  # characters of what changed; more is read on the page
OPENED_BY = {"change_notified": "signatories:open_objection"}  # the page behind the link; others confirm


def ask_to_confirm(signatory: Signatory, token: str, code: str) -> OutgoingEmail:
    """Queue the mail with the link and the code."""
    context = {
        "code": code,
        "expires_at": signatory.confirmable_until,
        "principal": signatory.printed_name if _may_be_named(signatory) else "",
    }
    return _queue("confirmation", signatory, signatory.email, context, token=token, priority=Priority.CONFIRMATION)


def ask_anew(signatory: Signatory, *, at: datetime, priority: Priority = Priority.CONFIRMATION) -> dict[str, Any]:
    """Queue the mail with a new link and code; return what is to be stored of them. The old ones stop working then."""
    token, code = tokens.issue(signatory, at=at)
    digests = {name: getattr(signatory, name) for name in ("token_digest", "code_digest", "expires_at")}
    if signatory.state == State.LAPSED:
        return digests | {"confirmation_mail": _ask_again(signatory, token, code, priority)}
    return digests | {"confirmation_mail": ask_to_confirm(signatory, token, code)}


def _ask_again(signatory: Signatory, token: str, code: str, priority: Priority) -> OutgoingEmail:
    """Queue the mail that shows what changed in the text, and asks to agree to it."""
    context = {
        "code": code,
        "expires_at": signatory.confirmable_until,
        "principal": signatory.printed_name if _may_be_named(signatory) else "",
        **_changed(signatory),
    }
    if not tokens.who_filled_in(signatory):  # there is no surname to ask for: the office answers the mail
        token = context["code"] = ""
    return _queue("asked_again", signatory, signatory.email, context, token=token, priority=priority)


def tell_of_change(signatory: Signatory, version: Version, token: str) -> int:
    """Queue what changed and until when to object: the link to the person who acted, the rest to the office too."""
    addresses, context = told(signatory), {"version": version, **_changed(signatory)}
    for address in addresses:
        link = token if address == signatory.email else ""
        _queue("change_notified", signatory, address, dict(context), token=link, priority=Priority.NOTICE)
    return len(addresses)


def told_in_time(version: Version) -> set[str]:
    """Return the addresses that a mail server took the mail about this change for, while there was time to object."""
    mails = OutgoingEmail.objects.filter(purpose="change_notified", created_at__gte=version.published_at)
    return set(mails.filter(sent_at__lt=version.objections_until).values_list("to", flat=True))


def _changed(signatory: Signatory) -> dict[str, Any]:
    """Return what changed since the text the signatory agreed to; no words that the page behind the link asks for."""
    change = comparing.since_shown(signatory)
    words = words_in(change.parts)
    told = len(words) <= LONGEST and not set(tokens.surnames_of(tokens.who_filled_in(signatory))) & set(
        fold(words).split()
    )
    page = settings.SITE_URL + reverse("letters:versions", args=[signatory.letter.slug])
    return {"change": change, "parts": change.parts if told else (), "versions_url": page}


def send_receipts(signatory: Signatory) -> list[OutgoingEmail]:
    """Queue what was signed, to the agent and to the principal's own office where an address is on file."""
    consent = signatory.consents.filter(version=signatory.version_shown).first()
    context = {"version": signatory.version_shown, "signed_at": consent and consent.given_at}
    return [_queue("receipt", signatory, address, dict(context)) for address in told(signatory)]


def send_refusal(signatory: Signatory, reason: str) -> None:
    """Queue the answer that the name was not put on the letter, to the person who confirmed it."""
    if signatory.email:
        _queue("refusal", signatory, signatory.email, {"reason": reason})


def send_withdrawal(signatory: Signatory) -> None:
    """Queue the notice that the name was taken off, to everyone who had a receipt."""
    for address in told(signatory):
        _queue("withdrawal", signatory, address, {})


def send_dissociation(signatory: Signatory, text: str) -> None:
    """Queue the notice of what was said in public, to everyone who had a receipt."""
    for address in told(signatory):
        _queue("dissociation", signatory, address, {"note": text})


def tell(name: str, signatory: Signatory, context: dict[str, Any], attachments: Sequence[Attachment] = ()) -> int:
    """Queue a notice to everyone who hears about a signature; returns the number of mails."""
    addresses = told(signatory)
    for address in addresses:
        _queue(name, signatory, address, dict(context), priority=Priority.NOTICE, attachments=attachments)
    return len(addresses)


def tell_of_answer(signatory: Signatory, answer: Answer) -> int:
    """Queue what an addressee answered, to everyone who hears about a signature."""
    with translation.override(signatory.language):
        file_url = settings.SITE_URL + reverse("letters:answer", args=[signatory.letter.slug, answer.pk])
    return tell("answered", signatory, {"answer": answer, "file_url": file_url})


def told(signatory: Signatory) -> list[str]:
    """Return the addresses that hear about a signature: the agent's, and the office's if it is another one."""
    addresses = [signatory.email, proof.office_of(signatory)]
    return list({canonical(address): address for address in reversed(addresses) if address}.values())[::-1]


def _may_be_named(signatory: Signatory) -> bool:
    """Whether the mail may name the principal without giving away the surname the link asks for."""
    if signatory.kind not in (Kind.LEGISLATOR, Kind.ORGANIZATION):
        return False
    if signatory.legislator is None and signatory.organization is None:
        return False
    return not set(tokens.surnames_of(signatory.agent_name)) & set(fold(signatory.printed_name).split())


def _queue(
    name: str,
    signatory: Signatory,
    to: str,
    context: dict[str, Any],
    *,
    token: str = "",
    priority: Priority = Priority.RECEIPT,
    attachments: Sequence[Attachment] = (),
) -> OutgoingEmail:
    opens = OPENED_BY.get(name, "signatories:open_link")
    context |= {
        "signatory": signatory,
        "link": settings.SITE_URL + reverse(opens, args=[token]) if token else "",
    }
    return write(
        name,
        signatory.letter,
        to,
        context,
        language=signatory.language,
        priority=priority,
        attachments=attachments,
    )


def write(
    name: str,
    letter: Letter,
    to: str,
    context: dict[str, Any],
    *,
    language: str,
    priority: Priority,
    attachments: Sequence[Attachment] = (),
) -> OutgoingEmail:
    """Queue a mail about a letter, rendered in this language and on the letter's clock; answers go to its contact."""
    with translation.override(language), timezone.override(letter.zone):
        context |= {
            "letter": letter,
            "site_name": settings.SITE_NAME,
            "letter_url": settings.SITE_URL + letter.get_absolute_url(),
        }
        return enqueue(
            purpose=name,
            to=to,
            subject=" ".join(render_to_string(f"emails/{name}.subject.txt", context).split()),
            text=render_to_string(f"emails/{name}.txt", context),
            html=render_to_string(f"emails/{name}.html", context),
            reply_to=letter.contact_email,
            priority=priority,
            attachments=attachments,
        )
