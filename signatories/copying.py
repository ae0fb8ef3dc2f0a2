"""A letter's names in the forms in which offices paste them: into a mail, a press release, a spreadsheet."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.states import State
from letters.cells import harmless
from letters.models import Letter
from letters.states import LineUnderName

from .lines import party_and_seat
from .models import Signatory
from .states import Kind

FIRST = 20
ROWS = 24


def names_of(letter: Letter) -> list[Signatory]:
    """Return the names that are listed, now or after the release, in the letter's order, with what the forms need."""
    listed = list(letter.signatories.listed().in_order_of(letter))
    for signatory in listed:
        signatory.letter = letter  # spares a query for each
    return listed


def state_of(signatory: Signatory) -> str:
    """Return the state that may be said: people who sign for themselves agreed to name and city alone."""
    only_city = signatory.letter.line_under_name != LineUnderName.CITY_STATE
    return "" if signatory.kind == Kind.INDIVIDUAL and only_city else signatory.us_state


def cited(signatory: Signatory) -> str:
    """Return the name as newspapers print it: "Ana Ruiz (D-NY-16)"; an organization with its place."""
    known = signatory.party or signatory.kind == Kind.LEGISLATOR
    place = ", ".join(filter(None, (signatory.city, state_of(signatory))))
    about = party_and_seat(signatory, signatory.letter) if known else place
    return f"{signatory.printed_name} ({about})" if about else signatory.printed_name


def sentence(names: Sequence[Signatory]) -> str:
    return "; ".join(map(cited, names))


def lines(names: Sequence[Signatory]) -> str:
    return "\n".join(map(cited, names))


def columns(names: Sequence[Signatory]) -> str:
    """Return cells that a spreadsheet takes apart: tabs, one name to a line. A formula stays text there."""
    rows = ((each.printed_name, each.line, each.party, state_of(each), each.district) for each in names)
    return "\n".join("\t".join(_cell(value) for value in row) for row in rows)


def _cell(value: str) -> str:
    return harmless(" ".join(value.split()))


def by_state(names: Sequence[Signatory]) -> str:
    """Return a paragraph for each state, in the order of their names; who has none comes last."""
    labels = dict(State.choices)
    ordered = sorted(names, key=lambda each: (state_of(each) == "", str(labels.get(state_of(each), ""))))
    groups = groupby(ordered, key=lambda each: labels.get(state_of(each), _("Elsewhere")))
    return "\n\n".join(f"{state}\n{lines(list(group))}" for state, group in groups)


def first_twenty(names: Sequence[Signatory]) -> str:
    more = len(names) - FIRST
    told = [sentence(names[:FIRST])]
    if more > 0:
        told.append(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more})
    return "; ".join(told)


FORMS: dict[str, tuple[str | Promise, Callable[[Sequence[Signatory]], str]]] = {
    "sentence": (gettext_lazy("One sentence: Name (D-NY), …"), sentence),
    "lines": (gettext_lazy("A name to a line"), lines),
    "columns": (gettext_lazy("Columns for a spreadsheet"), columns),
    "states": (gettext_lazy("By state"), by_state),
    "first": (gettext_lazy("The first twenty, and how many more"), first_twenty),
}


def forms_of(names: Sequence[Signatory]) -> Iterable[dict[str, Any]]:
    """Return every form with its name, its text, and how many rows show most of it."""
    made = [{"key": key, "label": label, "text": make(names)} for key, (label, make) in FORMS.items()]
    return [form | {"rows": min(ROWS, max(4, str(form["text"]).count("\n") + 1))} for form in made]
