"""Who works for the invented members of a seed folder, and in which groups those are.

What an office or a group has is left as it is: staff may have changed it since. Everything here raises ValueError.
"""

import tomllib
from pathlib import Path
from typing import Any

from django.utils import timezone

from directory.models import Contact, Identifier, Legislator, LegislatorGroup
from directory.states import CONGRESS
from signatories import rosters, sheets, workflow
from signatories.matching import Legislature

from . import seed_files, seed_members
from .seed_files import check, clean

LEFT = "Left"  # the column that says why somebody is not there any more


def load_contacts(path: Path) -> str:
    """Bring the list in as staff would, for offices that have no contact yet; say how many came."""
    roster, left = _read(path)
    known = {*Contact.objects.filter(legislator__isnull=False).values_list("legislator", flat=True)}
    new = [row for row in roster.to_write if not known & {person.pk for person in _members(row)}]
    added, _changed = workflow.take_contacts(new)
    for row in new:
        if reason := left[row.number]:
            for entry in row.entries:
                office = Contact.objects.filter(legislator=entry.office.legislator)
                workflow.mark_left(office.get(mailbox=entry.changes["mailbox"]), reason=reason)
    return f"{added} added"


def _read(path: Path) -> tuple[rosters.Contacts, dict[int, str]]:
    """Return what would become of each row, and why its person left, if it says so."""
    try:
        sheet = rosters.of_file(path.read_bytes(), path.name, rosters.CONTACTS)
    except sheets.Unreadable as error:
        raise ValueError(str(error)) from error
    if LEFT not in sheet.header:
        raise ValueError(f"The first row names no column {LEFT}.")
    column = sheet.header.index(LEFT)
    roster = rosters.Contacts(sheet, Legislature(CONGRESS, timezone.localdate()), rosters.Decisions())
    _check_rows(roster)
    return roster, {line.number: "".join(line.cells[column : column + 1]).strip() for line in sheet.lines}


def _check_rows(roster: rosters.Contacts) -> None:
    scheme, _colon, beginning = seed_members.INVENTED.partition(":")
    identifiers = Identifier.objects.filter(scheme=scheme, value__startswith=beginning)
    invented = {*identifiers.values_list("legislator", flat=True)}
    for row in roster.rows:
        if row in roster.waiting:
            raise ValueError(f"row {row.number}: {row.raw}: {row.verdict.label}. {row.why}".strip())
        if not {person.pk for person in _members(row)} <= invented:
            raise ValueError(f"row {row.number}: {row.raw}: Only invented legislators may have contacts in a seed.")


def _members(row: Any) -> list[Legislator]:
    return [office.legislator for office in row.offices if office.legislator]


def load_groups(path: Path) -> str:
    """Make the groups that are not there yet; say how many came."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"The file is not TOML: {error}. Put texts in quotes.") from error
    check(said, seed_files.GROUPS, needed=("groups",))
    made = [_load_group(number, row) for number, row in enumerate(said["groups"], start=1)]
    return f"{sum(made)} added"


def _load_group(number: int, row: Any) -> bool:
    where = f"groups, number {number}: "
    check(row, seed_files.GROUP, needed=("name", "kind", "jurisdiction", "members"), where=where)
    group = LegislatorGroup(**{name: value for name, value in row.items() if name != "members"})
    clean(group, row.keys() - {"members"}, where)
    members = [_member(place, one, where) for place, one in enumerate(row["members"], start=1)]
    if LegislatorGroup.objects.filter(name=group.name).exists():
        return False
    workflow.make_group(group, members)
    return True


def _member(number: int, row: Any, where: str) -> tuple[Legislator, str]:
    where = f"{where}members, number {number}: "
    check(row, seed_files.MEMBER, needed=["legislator"], where=where)
    return seed_members.invented(row["legislator"], where), row.get("title", "")
