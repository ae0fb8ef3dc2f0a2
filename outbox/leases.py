"""Which worker may send which mail, and what becomes of it: short transactions, never open while SMTP is spoken.

A worker holds a mail by the exact `leased_until` it wrote. Every later step is an update guarded by that value, so a
worker that was too slow finds that the mail is no longer its own, and changes nothing.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from .addresses import canonical, is_plain
from .announcements import mail_taken, mailbox_gone
from .models import OutgoingEmail
from .refusals import Refusal
from .states import EmailState

LEASE = timedelta(minutes=2)
# Wait this long after each failed attempt: in all 72 hours, as patient as a mail server (RFC 5321 4.5.4.1).
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 30, *[60] * 71)]


@transaction.atomic(durable=True)
def lease(limit: int) -> list[OutgoingEmail]:
    """Take up to `limit` due mails, confirmations first; nobody else gets them for as long as `LEASE`."""
    lost = OutgoingEmail.objects.abandoned().select_for_update(skip_locked=True).values("pk")
    OutgoingEmail.objects.filter(pk__in=lost).update(state=EmailState.DUE, leased_until=None)
    due = OutgoingEmail.objects.due().select_for_update(skip_locked=True).annotate(now=Now())
    found = list(due[:limit])
    if found:
        until = found[0].now + LEASE  # one value for all: it is what they are held by
        taken = OutgoingEmail.objects.filter(pk__in=[email.pk for email in found])
        taken.update(state=EmailState.LEASED, leased_until=until)
        for email in found:
            email.state, email.leased_until = EmailState.LEASED, until
    return list(found)


def put_back(emails: Iterable[OutgoingEmail]) -> None:
    """Return mails that were not tried: due as before, no attempt counted."""
    for email in emails:
        OutgoingEmail.objects.held(email).update(state=EmailState.DUE, leased_until=None)


def record(email: OutgoingEmail, refusal: Refusal | None) -> EmailState:
    """Write down what came of an attempt, and return it: sent, due again later, or failed."""
    attempts = email.attempts + 1
    gone = canonical(email.to) if refusal and refusal.mailbox_gone and is_plain(email.to) else ""
    changes: dict[str, Any]
    if refusal is None:
        state, changes = EmailState.SENT, {"sent_at": Now(), "mime": None, "last_error": ""}
    elif refusal.permanent or attempts > len(BACK_OFF):
        state, changes = EmailState.FAILED, {"last_error": refusal.words, "gone_mailbox": gone}
    else:
        wait = BACK_OFF[attempts - 1]
        state, changes = EmailState.DUE, {"last_error": refusal.words, "due_at": Now() + wait}
    with transaction.atomic():
        ours = OutgoingEmail.objects.held(email).update(state=state, attempts=attempts, leased_until=None, **changes)
        if ours and state == EmailState.SENT:
            mail_taken.send_robust(OutgoingEmail, email=email)
        if ours and refusal and gone:
            mailbox_gone.send_robust(OutgoingEmail, email=email, words=refusal.words)
    return state
