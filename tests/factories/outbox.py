"""Mails in the outbox, made by the only door there is."""

from typing import Any

from django.db import transaction

from outbox.models import OutgoingEmail
from outbox.queue import enqueue
from outbox.states import Priority


def queued_email(**given: Any) -> OutgoingEmail:
    """Store a mail; every argument of `enqueue` can be given."""
    plain = {
        "purpose": "confirmation",
        "to": "ana@example.org",
        "subject": "Please confirm",
        "text": "Your code is 123456.",
        "html": "<p>Your code is 123456.</p>",
        "priority": Priority.CONFIRMATION,
    }
    with transaction.atomic():
        return enqueue(**plain | given)
