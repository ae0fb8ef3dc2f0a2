"""Where mail goes on a machine without a mail server."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP, default
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OneFilePerMessage(BaseEmailBackend):
    """Writes each message as an .eml file that a mail program opens and a person can read in any editor."""

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the files; raises OSError when that is not possible."""
        # Codes and links are in there: for the owner's eyes only.
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            self._write(readable(message.message(policy=SMTP).as_bytes()))
        return len(email_messages)

    def _write(self, content: bytes) -> None:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(2)}"
        unfinished = self.folder / f".{name}"
        unfinished.write_bytes(content)
        unfinished.rename(self.folder / f"{name}.eml")


def readable(mime: bytes) -> bytes:
    """Return the message with its texts as plain UTF-8: no code or link is cut in two or hidden by an encoding."""
    message = message_from_bytes(mime, policy=default)
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_attachment():
            part.set_content(part.get_content(), subtype=part.get_content_subtype(), cte="8bit")
    return message.as_bytes()
