"""A letter whose reminders are far away, so that a test says what time it is: closes on Friday, 12 June 2099."""

from datetime import UTC, datetime, timedelta
from typing import Any

from letters.models import Letter
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Ask
from signatories.states import Stance
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, read

CLOSES = datetime(2099, 6, 12, 21, tzinfo=UTC)  # 5 pm Eastern
TWO_BEFORE = datetime(2099, 6, 10, 12, tzinfo=UTC)  # 8 am
LAST_DAY = datetime(2099, 6, 12, 12, tzinfo=UTC)
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


def letter(**fields: Any) -> Letter:
    return published_letter(**{"closes_at": CLOSES, "grace_hours": 0} | fields)


def asked(letter: Letter, *, at: str = "", stance: str = Stance.ASKED, **fields: Any) -> Ask:
    """A target that was asked, with a contact in its office (at its own address unless one is given)."""
    term = signatories.seat(letter, **fields)
    directory.contact(term.legislator, **{"email": at} if at else {})
    workflow.add_targets(letter, [term], by=None)
    ask = letter.asks.get(legislator=term.legislator)
    workflow.change_ask(ask, seen=ask.edition, by=None, stance=stance)
    return ask


def sent(at: datetime) -> list[str]:
    """Send what is due at this moment; returns to whom, in order of the addresses."""
    last = OutgoingEmail.objects.order_by("pk").last()
    workflow.send_reminders(at)
    new = OutgoingEmail.objects.filter(purpose="reminder", pk__gt=last.pk if last else 0)
    return sorted(new.values_list("to", flat=True))


def reminder(number: int = -1) -> Mail:
    mails = list(OutgoingEmail.objects.filter(purpose="reminder").order_by("pk"))
    return read(bytes(mails[number].mime or b""))
