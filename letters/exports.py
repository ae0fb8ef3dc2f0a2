"""The answers to chase as CSV: RFC 4180, UTF-8 with a byte-order mark, formulas made harmless (letters/cells.py)."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from .cells import harmless
from .chasing import days_over
from .models import AwaitedAnswer

COLUMNS = (
    "addressee",
    "title",
    "organization",
    "address",
    "letter",
    "campaign",
    "answer_due",
    "days_overdue",
    "delivered",
    "how",
    "carried_by",
    "reference",
    "acknowledged",
)


def answers_to_chase(rows: Iterable[AwaitedAnswer]) -> str:
    """Return the file. Moments are ISO 8601 in the letter's zone, choices their stored keys."""
    buffer = io.StringIO("\ufeff")
    buffer.seek(1)
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _values(row)] for row in rows)
    return buffer.getvalue()


def _values(row: Any) -> tuple[object, ...]:
    letter = row.letter
    went = row.at.astimezone(letter.zone).isoformat(timespec="minutes")
    of_addressee = (row.name, row.title, row.organization, row.address)
    of_letter = (letter.title, letter.campaign.title, letter.answer_due, days_over(row))
    return *of_addressee, *of_letter, went, row.way, row.carried_by, row.reference, row.acknowledged_on or ""


def _cell(value: object) -> str:
    return harmless(value) if isinstance(value, str) else str(value)
