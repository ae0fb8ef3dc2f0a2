from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from directory.models import Identifier, Legislator, Term
from directory.names import fold
from directory.states import CONGRESS

MAX_OTHER_NAMES = 100
MAX_NAME = 200  # as full_name


class BadFile(Exception):
    """A file that cannot be used; says which, where and why, in words for the person who brought it."""

    def __init__(self, where: object, reason: str) -> None:
        super().__init__(f"{where}: {reason[:300]}")  # it may quote a cell of any length


@contextmanager
def at(where: object) -> Iterator[None]:
    """Turn what is wrong with one record into a BadFile that says where it stands."""
    try:
        yield
    except ValidationError as error:
        said = "; ".join(f"{field}: {' '.join(reasons)}" for field, reasons in error.message_dict.items())
        raise BadFile(where, said) from error
    except (ValueError, OverflowError) as error:
        raise BadFile(where, str(error)) from error


@dataclass(frozen=True)
class Entry:
    """What one record of a source says of a person, as unsaved rows.

    An empty field says nothing: what is stored stays. Any of the identifiers may find the person again. `left_out`
    counts the offices of this person that are no seats in a legislature of the directory.
    """

    where: str
    identifiers: list[Identifier]
    legislator: Legislator
    terms: list[Term]
    left_out: int = 0

    def check(self) -> None:
        """Refuse here, where the record can be named, what the database would refuse later without it."""
        if not self.identifiers:
            raise ValueError("nothing identifies this person")
        for row in (self.legislator, *self.identifiers, *self.terms):
            row.clean_fields(exclude={"legislator"})
        if not fold(self.legislator.full_name):
            raise ValueError(f"full_name: no letter in {self.legislator.full_name!r}")
        _check_other_names(self.legislator.other_names.splitlines())
        for term in self.terms:
            _check_term(term)


def _check_other_names(names: list[str]) -> None:
    if len(names) > MAX_OTHER_NAMES:
        raise ValueError(f"other_names: {len(names)} names for one person")
    longest = max(map(len, names), default=0)
    if longest > MAX_NAME:
        raise ValueError(f"other_names: a name of {longest} characters")


def _check_term(term: Term) -> None:
    if term.end and term.start and term.end <= term.start:
        raise ValueError(f"the term ends on {term.end}, but starts on {term.start}")
    if term.jurisdiction not in (CONGRESS, term.state):
        raise ValueError(f"a member of the legislature of {term.jurisdiction} cannot represent {term.state}")
