"""The names that are printed: read in one query, listed ones only, in the letter's order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letters.states import UNPUBLISHED_STAGES

from .. import tally
from ..groups import KINDS
from ..lines import line_under
from ..querysets import SignatoryQuerySet
from ..states import Kind, Source
from . import printable
from .headings import in_groups

if TYPE_CHECKING:
    from letters.models import Letter

# How many are named on the first page.
FIRST = 3
FIELDS = (
    "printed_name",
    "own_line",
    "title",
    "affiliation",
    "party",
    "chamber",
    "us_state",
    "district",
    "city",
    "scope",
    "kind",
    "source",
    "lead_position",
    "signature_picture__content",
)


@dataclass(frozen=True)
class Names:
    """The rows that are printed, with a signatory's fields, and how many have signed in all."""

    rows: Sequence[Any]
    total: int
    withheld: bool = False  # until the release

    @classmethod
    def for_staff(cls, letter: "Letter") -> Self:
        """Every listed name; of a draft the leads it plans, which publication will confirm."""
        if letter.stage in UNPUBLISHED_STAGES:
            rows = _rows(letter.signatories.planned_leads(), letter)
            return cls(rows, len(rows))
        rows = _rows(letter.signatories.listed(), letter)
        return cls(rows, max(len(rows), tally.count_of(letter)))

    @classmethod
    def for_everyone(cls, letter: "Letter") -> Self:
        """What the letter's page shows: the leads alone while the others wait for the release."""
        if letter.shows_names:
            return cls.for_staff(letter)
        rows = _rows(letter.signatories.listed().filter(lead_position__isnull=False), letter)
        return cls(rows, max(len(rows), tally.count_of(letter)), withheld=True)

    @property
    def unnamed(self) -> int:
        """How many are counted and not printed."""
        return self.total - len(self.rows)


def _rows(names: SignatoryQuerySet, letter: "Letter") -> list[Any]:
    return list(names.in_order_of(letter).values_list(*FIELDS, named=True))


def entries(names: Names, letter: "Letter") -> dict[str, Any]:
    """Return the leads, and the others under their headings."""
    leads = [_entry(row, letter) for row in names.rows if row.lead_position is not None]
    others = [row for row in names.rows if row.lead_position is None]
    groups = [
        {"heading": group.heading, "names": [_entry(row, letter) for row in group.names]}
        for group in in_groups(others, letter)
    ]
    return {"leads": leads, "groups": groups}


def _entry(row: Any, letter: "Letter") -> dict[str, Any]:
    line = line_under(row, letter)
    if row.source == Source.DEMONSTRATION:
        line = ", ".join(filter(None, (line, _("invented"))))
    picture = row.signature_picture__content
    entry = {"name": printable.line(row.printed_name), "line": printable.line(line)}
    return entry | {"picture": bytes(picture)} if picture else entry


def counted(names: Names, letter: "Letter") -> str:
    """Return who has signed, in numbers: "47 organizations and 312 individuals"."""
    kinds = Counter(row.kind for row in names.rows)
    if names.unnamed:
        only = [kind for kind in Kind if getattr(letter, f"takes_{kind}s")]
        kinds = Counter({only[0] if len(only) == 1 else "": names.total})
    parts = [_number_of(kind, kinds[kind]) for kind in (*KINDS, "") if kinds[kind]]
    if len(parts) < 2:
        return "".join(parts)
    return _("%(some)s and %(others)s") % {"some": ", ".join(parts[:-1]), "others": parts[-1]}


def first(names: Names) -> str:
    """Return the first names and how many there are besides: "A, B, C and 11 more"."""
    shown = [printable.line(row.printed_name) for row in names.rows[:FIRST]]
    more = names.total - len(shown)
    if not shown or more < 1:
        return ""
    number = {"names": ", ".join(shown), "number": number_format(more, force_grouping=True)}
    return ngettext("%(names)s and %(number)s more", "%(names)s and %(number)s more", more) % number


def _number_of(kind: str, number: int) -> str:
    said = {
        Kind.ORGANIZATION: ngettext("%(number)s organization", "%(number)s organizations", number),
        Kind.LEGISLATOR: ngettext("%(number)s legislator", "%(number)s legislators", number),
        Kind.OFFICEHOLDER: ngettext("%(number)s officeholder", "%(number)s officeholders", number),
        Kind.INDIVIDUAL: ngettext("%(number)s individual", "%(number)s individuals", number),
    }
    other = ngettext("%(number)s signatory", "%(number)s signatories", number)
    return said.get(kind, other) % {"number": number_format(number, force_grouping=True)}  # type: ignore[call-overload]
