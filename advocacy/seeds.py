"""Reads the seed files and loads them through the workflows, as people would have done it.

`seeds/README.md` documents the files. Loading twice changes nothing: what exists is left alone.
"""

import re
import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone

from directory.imports import import_legislators
from directory.models import Identifier, Term
from letters import workflow as letter_workflow
from letters.clock import from_wall_time
from letters.models import Campaign, Letter
from letters.presets import PRESETS
from letters.states import Stage
from signatories import principals
from signatories import workflow as signatory_workflow
from signatories.models import Signatory
from signatories.states import Source

HEADINGS = {"Letter": "body", "Dear Colleague": "dear_colleague"}


class BadSeed(Exception):
    """A seed file that cannot be loaded; the text names the file and says why."""


@transaction.atomic
def load(folder: Path) -> list[str]:
    """Load every seed of a folder, all or nothing; returns a line about each. Raises BadSeed."""
    lines = [f"legislators: {import_legislators(sorted(folder.glob('*legislators.csv')))}"]
    for path in sorted(folder.glob("*.md"), key=lambda path: (path.stem != "campaign", path.name)):
        if path.stem == "README":
            continue
        try:
            front, texts = _parts(path.read_text(encoding="utf-8"))
            loaded = _campaign(front) if path.stem == "campaign" else _letter(path.stem, front, texts)
        except (
            ValueError,
            KeyError,
            TypeError,
            ObjectDoesNotExist,
            ValidationError,
            letter_workflow.Refused,
        ) as error:
            raise BadSeed(f"{path.name}: {error!r}") from error
        lines.append(f"{path.stem}: {'loaded' if loaded else 'already there'}")
    return lines


def _parts(content: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the TOML between the plus signs, and the texts under their headings by field name."""
    _before, front, markdown = content.split("+++", 2)
    pieces = re.split(r"^# (.+)$", markdown, flags=re.MULTILINE)
    texts = {HEADINGS[heading.strip()]: text.strip() for heading, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    return tomllib.loads(front), texts


def _campaign(front: dict[str, Any]) -> bool:
    updates = front.pop("updates", [])
    campaign, created = Campaign.objects.get_or_create(slug=front.pop("slug"), defaults=front)
    if created:
        for update in updates:
            campaign.updates.create(**update)
    return created


def _letter(slug: str, front: dict[str, Any], texts: dict[str, str]) -> bool:
    if Letter.objects.filter(slug=slug).exists():
        return False
    lists = {name: front.pop(name, []) for name in ("addressees", "leads", "signatories")}
    stage, delivered_at = Stage(front.pop("stage", Stage.DRAFT)), front.pop("delivered_at", None)
    letter = Letter(**PRESETS[front["type"]] | _fields(front) | texts, slug=slug)
    letter.full_clean(exclude=["campaign"])
    letter.save()
    for position, addressee in enumerate(lists["addressees"], start=1):
        letter.addressees.create(position=position, **addressee)
    for position, lead in enumerate(lists["leads"], start=1):
        signatory_workflow.plan_lead(_lead(letter, lead["legislator"], position), by=None)
    if stage != Stage.DRAFT:
        letter_workflow.publish(letter, by=None, at=letter.opens_at)
        _enter(letter, lists["signatories"])
    if stage == Stage.DELIVERED:
        letter_workflow.deliver(letter, by=None, at=from_wall_time(delivered_at, letter.time_zone))
    return True


def _fields(front: dict[str, Any]) -> dict[str, Any]:
    """Turn the file's keys into the letter's fields: the campaign by its slug, times out of the letter's zone."""
    zone = front["time_zone"]
    at = time.fromisoformat(front.pop("closes_at_time", "17:00"))
    today = timezone.localdate(timezone=Letter(time_zone=zone).zone)
    relative = {"opens_at": -front.pop("opened_days_ago", 0), "closes_at": front.pop("closes_in_days", 0)}
    times = {name: datetime.combine(today + timedelta(days=days), at) for name, days in relative.items() if days}
    times |= {name: front.pop(name) for name in relative if name in front}
    moments = {name: from_wall_time(wall, zone) for name, wall in times.items()}
    texts = {name: value.strip() for name, value in front.items() if isinstance(value, str)}
    domains = {"trusted_domains": "\n".join(front.get("trusted_domains", []))}
    return front | texts | moments | domains | {"campaign": Campaign.objects.get(slug=front["campaign"])}


def _lead(letter: Letter, identifier: str, position: int) -> Signatory:
    scheme, value = identifier.split(":", 1)
    person = Identifier.objects.get(scheme=scheme, value=value).legislator
    term = Term.objects.in_office(letter.date).of(letter.jurisdiction, letter.chamber).get(legislator=person)
    return principals.legislator(letter, term, lead_position=position)


def _enter(letter: Letter, rows: list[dict[str, Any]]) -> None:
    """Enter the invented names, received evenly over the time the letter has been open."""
    letter.refresh_from_db()
    opened, until = letter.opens_at, min(letter.closes_at or letter.now, letter.now)
    for number, row in enumerate(rows, start=1):
        if not row.pop("invented"):
            raise ValueError("Only invented signatories may stand in a seed.")
        principal = {"individual": principals.individual, "officeholder": principals.officeholder}[row.pop("kind")]
        received = opened + (until - opened) * number / (len(rows) + 1)  # type: ignore[operator]
        name = row.pop("printed_name")
        signatory = principal(letter, name, source=Source.DEMONSTRATION, received_at=received, **row)
        signatory_workflow.enter(signatory, by=None)
