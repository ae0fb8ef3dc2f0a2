"""What a seed file says of a letter that was delivered: when and how, what was answered, what became of it.

Everything here raises ValueError, with a sentence for the person who wrote the file.
"""

from datetime import datetime
from typing import Any

from letters import workflow
from letters.models import Answer, Letter, Outcome
from letters.states import Stage, Way

from . import seed_files
from .seed_files import check, choose, clean

ROWS = {
    "answers": (Answer, seed_files.ANSWER, ("addressee", "date", "text")),
    "outcomes": (Outcome, seed_files.OUTCOME, ("result", "date")),
}


def taken_out_of(front: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that are no fields of the letter; the file's other keys stay."""
    if front.get("stage") != Stage.DELIVERED and (early := {*front} & {"delivered_how", *ROWS}):
        raise ValueError(f'{min(early)} needs stage = "delivered".')
    return {name: front.pop(name) for name in ("delivered_how", *ROWS) if name in front}


def check_record(record: dict[str, Any], addressees: list[dict[str, Any]]) -> None:
    """Refuse keys and values that cannot be meant."""
    choose("delivered_how", record.get("delivered_how", Way.HAND), Way.values)
    for name, (model, examples, needed) in ROWS.items():
        for number, row in enumerate(record.get(name, []), start=1):
            where = f"{name}, number {number}: "
            check(row, examples, needed=needed, where=where)
            if "addressee" in row:
                choose(f"{where}addressee", row["addressee"], [each["name"] for each in addressees])
            said = {key: value for key, value in row.items() if key != "addressee"}
            clean(model(**said), said, where)


def load_record(letter: Letter, record: dict[str, Any], *, at: datetime) -> None:
    """Take the steps as people would have taken them; nobody is told of what happened long ago."""
    workflow.deliver(letter, by=None, at=at, way=record.get("delivered_how", ""))
    for row in record.get("answers", []):
        workflow.record_answer(letter, by=None, **_of(letter, row))
    for row in record.get("outcomes", []):
        workflow.record_outcome(letter, by=None, **_of(letter, row))


def _of(letter: Letter, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with the letter's own addressee where it names one."""
    return row | {"addressee": letter.addressees.get(name=row["addressee"])} if "addressee" in row else row
