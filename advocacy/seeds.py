"""Reads the seed files and loads them through the workflows, as people would have done it.

`seeds/README.md` documents the files. Loading twice changes nothing: what exists is left alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.imports import BadFile, import_domains, import_legislators
from letters import workflow as letter_workflow
from letters.clock import ZONES, from_wall_time
from letters.models import Addressee, Campaign, Letter, LetterRelation, Update
from letters.presets import PRESETS
from letters.states import RelationKind, Stage
from signatories import principals
from signatories import workflow as signatory_workflow
from signatories.models import Signatory
from signatories.states import Source

from . import seed_boards, seed_directory, seed_files, seed_members, seed_names, seed_record
from .seed_files import check, choose, clean

STAGES = (Stage.DRAFT, Stage.PUBLISHED, Stage.DELIVERED)
LETTER_NEEDS = ("campaign", "type", "title", "salutation", "contact_name", "contact_email", "time_zone")


class BadSeed(Exception):
    """A seed file that cannot be loaded; the text names the file and says why."""


@transaction.atomic
def load(folder: Path) -> list[str]:
    """Load every seed of a folder, all or nothing; returns a line about each.

    Files whose letter is there already are checked like the others and change nothing. Raises BadSeed.
    """
    lines = _load_directory(folder)
    paths = sorted(folder.glob("*.md"), key=lambda path: (path.stem != "campaign", path.name))
    read = {path: _read(path) for path in paths if path.stem != "README"}
    new = {path for path, (front, texts) in read.items() if _load(path, front, texts)}
    # Last: a letter may name one whose file comes after its own.
    for path, (front, _texts) in read.items():
        with _blaming(path):
            _relate(path.stem, front.get("relations", []), is_new=path in new)
    lines += [f"{path.stem}: {'loaded' if path in new else 'already there; left as it is'}" for path in read]
    rows = (row for path in new for row in read[path][0].get("asks", []))
    return lines + [
        f"No user is named {name}: the rows of {name} have no owner." for name in seed_boards.unknown_owners(rows)
    ]


def _load_directory(folder: Path) -> list[str]:
    """Load who exists, who works for whom, and who belongs together; those whom letters name come first."""
    try:
        lines = [
            f"legislators: {import_legislators(sorted(folder.glob('*legislators.csv')))}",
            *(f"{path.stem}: {import_domains(path)}" for path in folder.glob("domains.csv")),
        ]
    except BadFile as error:
        raise BadSeed(f"{error}.") from error
    parts = {"contacts.csv": seed_directory.load_contacts, "groups.toml": seed_directory.load_groups}
    for name, load_part in parts.items():
        for path in folder.glob(name):
            with _blaming(path):
                lines.append(f"{path.stem}: {load_part(path)}")
    return lines


def _read(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    with _blaming(path):
        return seed_files.parts(path.read_text(encoding="utf-8-sig"))


def _load(path: Path, front: dict[str, Any], texts: dict[str, str]) -> bool:
    with _blaming(path):
        return _campaign(front) if path.stem == "campaign" else _letter(path.stem, front, texts)


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    """Name the file in whatever is wrong with it."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise BadSeed(f"{path.name}: The file is not UTF-8 text. Save it again with the encoding UTF-8.") from error
    except OSError as error:
        raise BadSeed(f"{path.name}: The file cannot be read ({error.strerror}).") from error
    except (ValueError, OverflowError, letter_workflow.Refused) as error:
        raise BadSeed(f"{path.name}: {error}") from error


def _campaign(front: dict[str, Any]) -> bool:
    check(front, seed_files.CAMPAIGN, needed=("slug", "title", "issue"))
    updates = [Update(**_update(number, row)) for number, row in enumerate(front.pop("updates", []), start=1)]
    campaign = Campaign(**front)
    clean(campaign, front)
    if Campaign.objects.filter(slug=campaign.slug).exists():
        return False
    campaign.save()
    campaign.updates.add(*updates, bulk=False)
    return True


def _update(number: int, row: dict[str, Any]) -> dict[str, Any]:
    where = f"updates, number {number}: "
    check(row, seed_files.UPDATE, needed=("type", "date", "title"), where=where)
    clean(Update(**row), row, where, together=True)
    return row


def _letter(slug: str, front: dict[str, Any], texts: dict[str, str]) -> bool:
    _check_letter(front, texts)
    front = {name: value for name, value in front.items() if name != "relations"}
    lists = {name: front.pop(name, []) for name in ("addressees", "leads", "signatories", "asks")}
    record = seed_record.taken_out_of(front)
    crowd = front.pop("crowd", {})
    stage, delivered_at = Stage(front.pop("stage", Stage.DRAFT)), front.pop("delivered_at", None)
    letter = Letter(**PRESETS[front["type"]] | _fields(front) | texts, slug=slug)
    clean(letter, {*front, *texts, "slug"} - {"campaign"})
    _check_lists(lists)
    seed_names.check_names(letter, lists["signatories"], crowd)
    seed_boards.check_board(lists["asks"], stage)
    seed_record.check_record(record, lists["addressees"])
    if Letter.objects.filter(slug=slug).exists():
        return False
    _store(letter, lists)
    if stage != Stage.DRAFT:
        letter_workflow.publish(letter, by=None, at=letter.opens_at)
        seed_names.enter(letter, lists["signatories"], crowd)
    if lists["asks"]:
        seed_boards.load_board(letter, lists["asks"])
    if stage == Stage.DELIVERED:
        sent_at = from_wall_time(delivered_at, letter.time_zone)
        letter_workflow.seal(letter, by=None, at=sent_at)
        seed_record.load_record(letter, record, at=sent_at)
    return True


def _store(letter: Letter, lists: dict[str, list[Any]]) -> None:
    """Write the draft with its addressees and its planned leads."""
    if letter.opens_at and letter.closes_at <= letter.opens_at:  # type: ignore[operator]  # _check_letter saw to it
        raise ValueError("The letter closes before it opens. Change closes_in_days or closes_at.")
    letter.save()
    for position, addressee in enumerate(lists["addressees"], start=1):
        letter.addressees.create(position=position, **addressee)
    for position, lead in enumerate(lists["leads"], start=1):
        signatory_workflow.plan_lead(_lead(letter, lead["legislator"], position), by=None)


def _check_letter(front: dict[str, Any], texts: dict[str, str]) -> None:
    """Refuse keys and values that cannot be meant, and a file without a text or a closing time."""
    stage = front.get("stage", Stage.DRAFT)
    needed = (
        *LETTER_NEEDS,
        *(["closes_in_days"] if "closes_at" not in front else []),
        *(["addressees"] if stage != Stage.DRAFT else []),
        *(["delivered_at"] if stage == Stage.DELIVERED else []),
    )
    check(front, seed_files.LETTER, needed=needed)
    if "body" not in texts:
        raise ValueError("The text is missing. Write it under a heading “# Letter”, below the second line +++.")
    choose("campaign", front["campaign"], Campaign.objects.values_list("slug", flat=True))
    choose("type", front["type"], PRESETS)
    choose("stage", stage, STAGES)
    choose("time_zone", front["time_zone"], ZONES)


def _check_lists(lists: dict[str, list[Any]]) -> None:
    for number, row in enumerate(lists["addressees"], start=1):
        where = f"addressees, number {number}: "
        check(row, seed_files.ADDRESSEE, needed=["name"], where=where)
        clean(Addressee(**row), row, where)
    for number, row in enumerate(lists["leads"], start=1):
        where = f"leads, number {number}: "
        check(row, seed_files.LEAD, needed=["legislator"], where=where)
        seed_members.legislator(row["legislator"], "leads: ")


def _relate(slug: str, rows: list[Any], *, is_new: bool) -> None:
    """Relate a letter to those that its file names; all files have been loaded."""
    for number, row in enumerate(rows, start=1):
        where = f"relations, number {number}: "
        check(row, seed_files.RELATION, needed=("kind", "to"), where=where)
        choose(f"{where}kind", row["kind"], list(RelationKind))
        others = Letter.objects.exclude(slug=slug)
        choose(f"{where}to", row["to"], others.order_by("slug").values_list("slug", flat=True))
        related = {"letter": Letter.objects.get(slug=slug), "to": others.get(slug=row["to"])}
        relation = LetterRelation(**row | related)
        if is_new:
            clean(relation, row.keys() - {"to"}, where, together=True)
            relation.save()


def _fields(front: dict[str, Any]) -> dict[str, Any]:
    """Turn the file's keys into the letter's fields: the campaign by its slug, times out of the letter's zone."""
    zone = front["time_zone"]
    at = _hour(front.pop("closes_at_time", "17:00"))
    today = timezone.localdate(timezone=Letter(time_zone=zone).zone)
    relative = {"opens_at": -front.pop("opened_days_ago", 0), "closes_at": front.pop("closes_in_days", 0)}
    times = {name: _on(today, days, at) for name, days in relative.items() if days}
    times |= {name: front.pop(name) for name in relative if name in front}
    moments = {name: from_wall_time(wall, zone) for name, wall in times.items()}
    texts = {name: value.strip() for name, value in front.items() if isinstance(value, str)}
    domains = {"trusted_domains": "\n".join(map(str, front.get("trusted_domains", [])))}
    return front | texts | moments | domains | {"campaign": Campaign.objects.get(slug=front["campaign"])}


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"closes_at_time cannot be “{text}”. Write the hour like this: 17:00") from error


def _on(today: date, days: int, at: time) -> datetime:
    try:
        return datetime.combine(today + timedelta(days=days), at)
    except OverflowError as error:
        raise ValueError(f"No calendar reaches {abs(days)} days from today.") from error


def _lead(letter: Letter, identifier: str, position: int) -> Signatory:
    """Return the planned lead; an invented one stays marked as such."""
    seat = seed_members.seat(letter, seed_members.legislator(identifier, "leads: "), "leads: ")
    source = Source.DEMONSTRATION if identifier.startswith(seed_members.INVENTED) else Source.LEAD
    return principals.legislator(letter, seat, lead_position=position, source=source)
