"""What staff decided about the rows of a list, and what becomes of a row by it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.utils.translation import gettext as _

from directory.models import Legislator, Organization, Term

from ..matching import Certainty, Found
from ..states import WAITING, Reading

OUT = "out"
VERDICTS = {
    Certainty.SURE: Reading.NEW,
    Certainty.LIKELY: Reading.LIKELY,
    Certainty.AMBIGUOUS: Reading.AMBIGUOUS,
    Certainty.NONE: Reading.UNKNOWN,
}


@dataclass(frozen=True)
class Office:
    """A legislator or an organization, as a row may mean it."""

    key: str
    label: str
    legislator: Legislator | None = None
    organization: Organization | None = None

    @classmethod
    def of_term(cls, term: Term) -> "Office":
        return cls(f"l{term.legislator_id}", str(term), legislator=term.legislator)

    @classmethod
    def of(cls, organization: Organization) -> "Office":
        return cls(f"o{organization.pk}", str(organization), organization=organization)

    def __eq__(self, other: object) -> bool:
        """One office, whichever term of its member it was found by."""
        return isinstance(other, Office) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True)
class Decisions:
    """``chosen`` and ``typed`` by the number of the row; the rest holds for all rows that nothing else decides."""

    chosen: Mapping[int, str] = field(default_factory=dict)
    typed: Mapping[int, str] = field(default_factory=dict)
    accept_likely: bool = False
    leave_rest: bool = False


@dataclass
class Row:
    """One row: what it says, and what would become of it."""

    number: int
    raw: str
    verdict: Reading = Reading.NEW
    why: str = ""
    candidates: list[Office] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)  # those it is settled to mean
    chosen: str = ""
    typed: str = ""
    says: str = ""  # how it was read, for a person to compare

    def settle(self, found: Found, decisions: Decisions, look_up: Callable[[str], Found]) -> None:
        """Say whom the row means: by what staff chose or typed, else by what was found."""
        self.chosen, self.typed = decisions.chosen.get(self.number, ""), decisions.typed.get(self.number, "")
        self.why, self.candidates = found.why, list(dict.fromkeys(found.candidates))
        chosen = [office for office in self.candidates if office.key == self.chosen]
        likely = found.certainty == Certainty.LIKELY and decisions.accept_likely
        if self.chosen == OUT:
            self.leave_out()
        elif self.typed:
            self._take(look_up(self.typed))
        elif chosen or likely or found.certainty == Certainty.SURE:
            self.offices = chosen or self.candidates
        elif decisions.leave_rest:
            self.leave_out()
        else:
            self.verdict = VERDICTS[found.certainty]

    def _take(self, found: Found) -> None:
        self.why, self.candidates = found.why, list(dict.fromkeys([*found.candidates, *self.candidates]))[:20]
        if found.one is None:
            self.verdict = VERDICTS[found.certainty]
        else:
            self.offices, self.why = [found.one], _("Chosen by staff.")

    def unreadable(self, why: str, decisions: Decisions) -> None:
        """Say why nothing can be made of the row. It waits until somebody leaves it out."""
        self.chosen = decisions.chosen.get(self.number, "")
        self.verdict, self.why = Reading.UNREADABLE, why
        if self.chosen == OUT or decisions.leave_rest:
            self.verdict = Reading.LEFT_OUT

    def leave_out(self) -> None:
        self.verdict = Reading.LEFT_OUT

    def remark(self) -> Self:
        self.verdict = Reading.NO_NAME
        return self


class Roster[Kind: Row]:
    """The rows of one list, in its order, and what is to be done with them."""

    rows: list[Kind]

    @property
    def waiting(self) -> list[Kind]:
        return [row for row in self.rows if row.verdict in WAITING]

    @property
    def to_write(self) -> list[Kind]:
        return [row for row in self.rows if row.verdict in (Reading.NEW, Reading.CHANGED)]

    @property
    def counts(self) -> list[tuple[Reading, int]]:
        """Return how many rows there are of each verdict, in the order of the verdicts."""
        found = Counter(row.verdict for row in self.rows)
        return [(verdict, found[verdict]) for verdict in Reading if found[verdict]]
