"""How a mail gets into the outbox, and back into it."""

import re
import uuid
from collections.abc import Mapping, Sequence
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, Policy
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models.functions import Now

from .addresses import validate_mailbox
from .hints import hint_dispatch
from .models import MAX_SUBJECT, OutgoingEmail
from .states import EmailState, Priority


class OneLine(UnstructuredHeader, BaseHeader):
    """An address too long for a line of 76: Python would write it as an encoded word, which no mail program opens."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", OneLine)
# Seven bits pass every relay unchanged, and so do signatures over them; RFC 2045 6.7 wants lines of 76 at most.
WIRE = SMTP.clone(cte_type="7bit", max_line_length=76, header_factory=HEADERS)
# Controls, and the two separators that some readers take for line ends (THREATS T15).
NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


class Attachment(NamedTuple):
    """A file that goes with a mail."""

    name: str
    content: bytes
    media_type: str


class CannotRepeat(Exception):
    """This mail did not fail, or its bytes are gone: there is nothing to send again."""


def enqueue(
    *,
    purpose: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    priority: Priority,
    attachments: Sequence[Attachment] = (),
) -> OutgoingEmail:
    """Store a mail to one mailbox, rendered once and for all, in the transaction of what causes it. One INSERT.

    Raises ValidationError unless `to` (and `reply_to`, if given) is one plain mailbox, and TransactionManagementError
    outside a transaction: a mail about something that was never stored must not leave.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("enqueue() belongs in the transaction of what causes the mail.")
    subject = one_line(subject)
    message_id = f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}>"
    mime = _rendered(
        to=to,
        subject=subject,
        text=text,
        html=html,
        reply_to=reply_to,
        headers={**(headers or {}), "Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        attachments=attachments,
    )
    email = OutgoingEmail.objects.create(
        purpose=purpose,
        priority=priority,
        to=to,
        subject=subject,
        message_id=message_id,
        mime=mime,
    )
    transaction.on_commit(hint_dispatch, robust=True)
    return email


def try_again(email: OutgoingEmail) -> None:
    """Put a failed mail back into the outbox, as if it had never been tried. Raises CannotRepeat."""
    as_new = {"state": EmailState.DUE, "due_at": Now(), "attempts": 0, "gone_mailbox": ""}
    if not OutgoingEmail.objects.repeatable().filter(pk=email.pk).update(**as_new):
        raise CannotRepeat(str(email))
    transaction.on_commit(hint_dispatch, robust=True)


def trust(mailbox: str) -> int:
    """Forget what servers said of this mailbox: there is one after all. Returns how many mails had come back."""
    return OutgoingEmail.objects.gone().filter(gone_mailbox=mailbox).update(gone_mailbox="")


def one_line(text: str) -> str:
    """Return what may stand in a header: one line, no controls, and nothing a reader would decode (RFC 2047)."""
    line = NOT_IN_A_LINE.sub(" ", text).replace("=?", "= ?").strip()
    return line[:MAX_SUBJECT]


def _rendered(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    reply_to: str,
    headers: Mapping[str, str],
    attachments: Sequence[Attachment],
) -> bytes:
    for address in (to, reply_to) if reply_to else (to,):
        validate_mailbox(address)
    message = EmailMultiAlternatives(
        subject,
        text,
        settings.DEFAULT_FROM_EMAIL,
        [to],
        reply_to=[reply_to] if reply_to else None,
        headers=dict(headers),
    )
    message.attach_alternative(html, "text/html")
    for attachment in attachments:
        message.attach(*attachment)
    return message.message(policy=WIRE).as_bytes()
