from dataclasses import dataclass
from pathlib import Path

from directory.models import Identifier, Legislator, Term


class BadFile(Exception):
    """A file that cannot be used; says which, where and why, in words for the person who brought it."""

    def __init__(self, path: Path, reason: str, *, row: int | None = None) -> None:
        reason = reason[:300]  # it may quote a cell of any length
        super().__init__(f"{path}, row {row}: {reason}" if row else f"{path}: {reason}")


@dataclass(frozen=True)
class Entry:
    """What a source says of one term: the person, the source's identifier for them and the term, as unsaved rows.

    An empty field says nothing: what is stored stays.
    """

    identifier: Identifier
    legislator: Legislator
    term: Term
