"""Campaigns and letters for tests. Everything given by keyword wins; the rest is as a staffer would fill it in."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from letters import days_off, workflow
from letters.clock import DEFAULT_ZONE, database_now
from letters.models import Campaign, Letter, Version
from letters.presets import PRESETS
from letters.states import Change, LetterType

_numbers = count(1)


def campaign(**fields: Any) -> Campaign:
    """A cause without letters or updates."""
    number = next(_numbers)
    defaults = {"slug": f"campaign-{number}", "title": f"Campaign {number}", "issue": "Immigration"}
    return Campaign.objects.create(**defaults | fields)


def in_a_week() -> datetime:
    """A week from now; later where offices are closed then in New York, so that no test depends on the day it runs."""
    days = (database_now() + timedelta(days=count) for count in range(7, 14))
    return next(day for day in days if not days_off.why(day.astimezone(ZoneInfo(DEFAULT_ZONE)).date(), "NY"))


def letter(*, addressees: tuple[str, ...] = ("The President",), **fields: Any) -> Letter:
    """A draft ready to be published; a letter to Congress unless ``type`` is given, with that type's rules."""
    number = next(_numbers)
    type_ = fields.setdefault("type", LetterType.CONGRESS)
    defaults = PRESETS[type_] | {
        "campaign": fields.get("campaign") or campaign(),
        "slug": f"letter-{number}",
        "title": f"Letter {number}",
        "salutation": "Dear Mr. President:",
        "body": "We ask you to **end** the program.\n\nIt does harm.",
        "contact_name": "Ana Ruiz",
        "contact_email": "ana.ruiz@mail.house.gov",
        "closes_at": in_a_week(),
    }
    if type_ == LetterType.STATE_LEGISLATURE:
        defaults["jurisdiction"] = "NY"
    made = Letter.objects.create(**defaults | fields)
    for position, name in enumerate(addressees, start=1):
        made.addressees.create(position=position, name=name)
    return made


def new_version(
    letter: Letter, change: str = Change.MATERIAL, *, body: str = "We ask you to end it at once.", **given: Any
) -> Version:
    """The letter's draft rewritten by somebody, and published by somebody else; noticed ones give two days."""
    writer = get_user_model().objects.create_user(f"writer-{next(_numbers)}")
    written = {"text_changed_by": writer, "text_changed_at": database_now()}
    Letter.objects.filter(pk=letter.pk).update(body=body, **written)
    if change == Change.NOTICED:
        given.setdefault("objections_until", database_now() + timedelta(days=2))
    return workflow.publish_version(letter, change=change, **{"by": None, "note": "Two offices asked."} | given)


def published_letter(*, by: Any = None, at: datetime | None = None, **fields: Any) -> Letter:
    """A letter that went through publication, open until ``closes_at``; give ``at`` to have one long ago."""
    made = letter(**fields)
    workflow.publish(made, by=by, at=at)
    return made


def sealed(made: Letter) -> Letter:
    """A letter that has closed, as sealing leaves it; for tests of what may follow, whatever was sealed."""
    Letter.objects.filter(pk=made.pk).update(sealed_at=made.closes_at)
    return made


def delivered_letter(*, days_ago: int = 1, delivery: Any = None, **fields: Any) -> Letter:
    """A letter that reached all its addressees by hand ``days_ago``, a day after it had closed."""
    now = database_now()
    opened = now - timedelta(days=days_ago + 9)
    made = published_letter(at=opened, closes_at=now - timedelta(days=days_ago + 1), **fields)
    workflow.deliver(sealed(made), by=None, at=now - timedelta(days=days_ago), **{"way": "hand"} | (delivery or {}))
    return made
