"""The invented names of a seed file: those written one by one, and a crowd made of lists."""

from math import lcm
from typing import Any

from letters.models import Letter
from signatories import principals, workflow
from signatories.models import Signatory
from signatories.states import Source

from . import seed_files
from .seed_files import check, choose, clean

INVENTED = {
    "individual": principals.individual,
    "officeholder": principals.officeholder,
    "organization": principals.proposed_organization,
}


def check_names(letter: Letter, rows: list[dict[str, Any]], crowd: dict[str, Any]) -> None:
    """Refuse names that cannot be put on the letter, or do not say that they are invented. Raises ValueError."""
    for number, row in enumerate(rows, start=1):
        where = f"signatories, number {number}: "
        check(row, seed_files.SIGNATORY, needed=("invented", "kind", "printed_name"), where=where)
        _check_invented(row, where)
        choose(f"{where}kind", row["kind"], INVENTED)
        clean(_signatory(letter, row), row.keys() - {"kind"}, where)
    if crowd:
        _check_crowd(letter, crowd)


def _check_crowd(letter: Letter, crowd: dict[str, Any]) -> None:
    where = "crowd: "
    check(crowd, seed_files.CROWD, needed=("invented", "count", "given", "family", "places"), where=where)
    _check_invented(crowd, where)
    for key in ("given", "family", "places"):
        if not crowd[key] or not all(isinstance(word, str) for word in crowd[key]):
            raise ValueError(f"{where}{key} must be a list of texts in quotes.")
    most = lcm(len(crowd["given"]), len(crowd["family"]))
    if not 1 <= crowd["count"] <= most:
        raise ValueError(
            f"{where}count must be from 1 to {most}: these lists give no more different names. They give most when "
            "the numbers of given and of family names have no common divisor."
        )
    made = _crowd(crowd)
    for row in (max(made, key=lambda row: len(row[key])) for key in ("printed_name", "city", "us_state")):
        clean(_signatory(letter, row), row.keys() - {"kind"}, where)


def _check_invented(row: dict[str, Any], where: str) -> None:
    if not row["invented"]:
        raise ValueError(f"{where}Only invented names may stand in a seed, with invented = true.")


def enter(letter: Letter, rows: list[dict[str, Any]], crowd: dict[str, Any]) -> None:
    """Enter the invented names, received evenly over the time the letter has been open."""
    rows = rows + (_crowd(crowd) if crowd else [])
    if not rows:
        return
    letter.refresh_from_db()
    opened, until = letter.opens_at, min(letter.closes_at or letter.now, letter.now)
    step = (until - opened) / (len(rows) + 1)  # type: ignore[operator]  # a published letter has opened
    times = (opened + step * number for number in range(1, len(rows) + 1))  # type: ignore[operator]  # as above
    workflow.enter_all([_signatory(letter, row, received_at=at) for row, at in zip(rows, times, strict=True)], by=None)


def _crowd(crowd: dict[str, Any]) -> list[dict[str, Any]]:
    """Walk round the lists side by side, so that neighbors share neither name nor place."""
    return [_one_of(crowd, number) for number in range(crowd["count"])]


def _one_of(crowd: dict[str, Any], number: int) -> dict[str, Any]:
    given, family, place = (crowd[key][number % len(crowd[key])] for key in ("given", "family", "places"))
    city, _comma, state = place.rpartition(", ")
    return {"kind": "individual", "printed_name": f"{given} {family}", "city": city, "us_state": state}


def _signatory(letter: Letter, row: dict[str, Any], **fields: Any) -> Signatory:
    printed = {name: value for name, value in row.items() if name not in ("invented", "kind", "printed_name")}
    return INVENTED[row["kind"]](letter, row["printed_name"], source=Source.DEMONSTRATION, **fields, **printed)
