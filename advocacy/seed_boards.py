"""The whip board of a seed file's letter: who is asked, where they stand, and who has signed already."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from directory.models import Term
from letters.clock import from_wall_time
from letters.models import Letter
from letters.states import Stage
from signatories import principals, workflow
from signatories.board import SIGNED
from signatories.models import Ask, Signatory
from signatories.states import Source, Stance

from . import seed_files, seed_members
from .seed_files import check, choose, clean

TAKEN_OVER = ("note", "reason")
CALLED_AT = time(11)  # by the letter's clock


def check_board(rows: list[dict[str, Any]], stage: Stage) -> None:
    """Refuse rows that cannot stand on a board. Raises ValueError."""
    if rows and stage != Stage.PUBLISHED:
        raise ValueError('asks needs stage = "published".')
    for number, row in enumerate(rows, start=1):
        where = f"asks, number {number}: "
        check(row, seed_files.ASK, needed=("legislator", "stance"), where=where)
        choose(f"{where}stance", row["stance"], (*Stance.values, SIGNED))
        clean(Ask(**_texts(row)), _texts(row), where)
        seed_members.invented(row["legislator"], where)


def load_board(letter: Letter, rows: list[dict[str, Any]]) -> None:
    """Put the targets on the board and on the letter, as staff who were told would have done it."""
    seats = [_seat(letter, number, row) for number, row in enumerate(rows, start=1)]
    workflow.add_targets(letter, seats, by=None)
    asks = {ask.legislator_id: ask for ask in letter.asks.all()}
    owners = get_user_model().objects.in_bulk({row.get("owner", "") for row in rows}, field_name="username")
    for row, seat in zip(rows, seats, strict=True):
        ask = asks[seat.legislator_id]
        said = _said(letter, row) | {"owner": owners.get(row.get("owner", ""))}
        workflow.change_ask(ask, seen=ask.edition, by=None, **said)
    signed = [_signature(letter, row, seat) for row, seat in zip(rows, seats, strict=True) if _has_signed(row)]
    if signed:
        workflow.enter_all(signed, by=None)


def unknown_owners(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Return the user names that nobody has: their rows stand without an owner."""
    named = {row["owner"] for row in rows if "owner" in row}
    return sorted(named - {*get_user_model().objects.filter(username__in=named).values_list("username", flat=True)})


def _seat(letter: Letter, number: int, row: dict[str, Any]) -> Term:
    where = f"asks, number {number}: "
    return seed_members.seat(letter, seed_members.invented(row["legislator"], where), where)


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {name: row[name] for name in TAKEN_OVER if name in row}


def _has_signed(row: dict[str, Any]) -> bool:
    return row["stance"] == SIGNED


def _said(letter: Letter, row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the ask. That somebody signed is no stance: the signature says it."""
    said: dict[str, Any] = _texts(row) | {"stance": Stance.ASKED if _has_signed(row) else row["stance"]}
    if "until_in_days" in row:
        said["until"] = _today(letter) + timedelta(days=row["until_in_days"])
    if "contacted_days_ago" in row:
        said["contacted_at"] = _contacted_at(letter, row)
    return said


def _signature(letter: Letter, row: dict[str, Any], seat: Term) -> Signatory:
    return principals.legislator(letter, seat, source=Source.DEMONSTRATION, received_at=_contacted_at(letter, row))


def _contacted_at(letter: Letter, row: dict[str, Any]) -> datetime:
    day = _today(letter) - timedelta(days=row.get("contacted_days_ago", 0))
    return min(letter.now, from_wall_time(datetime.combine(day, CALLED_AT), letter.time_zone))


def _today(letter: Letter) -> date:
    return letter.now.astimezone(letter.zone).date()
