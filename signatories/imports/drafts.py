"""A row as the signatory it would become, unsaved: the preview judges it, the workflow stores it."""

from collections.abc import Callable
from typing import Any

from .. import principals, said
from ..fields import clean_line
from ..models import ListRow, NameList, Signatory
from ..states import Kind, Source
from . import cells
from .columns import Column


def as_signatory(names: NameList, row: ListRow, *, all_listed: bool = False) -> Signatory:
    """Return the new signatory. Raises Wrong when a cell it needs cannot be used."""
    letter, says = names.letter, cells.said_in(names, row)
    individual = names.kind == Kind.INDIVIDUAL
    address, mailbox = cells.mailbox_of(says, needed=individual)
    received = cells.received_in(says, letter) or names.received_at
    cells.check_in_time(received, letter)
    signatory = DRAFTS[names.kind](letter, row, says)
    signatory.email, signatory.mailbox, signatory.received_at = address, mailbox, received
    signatory.listed = cells.listed_in(says, otherwise=all_listed or not individual)
    signatory.source = Source.IMPORT
    return signatory


def _legislator(letter: Any, row: ListRow, says: dict[str, str]) -> Signatory:
    if row.term is None:
        raise cells.Wrong("")
    return principals.legislator(letter, row.term)


def _organization(letter: Any, row: ListRow, says: dict[str, str]) -> Signatory:
    if row.organization:
        return principals.organization(letter, row.organization)
    place = {"city": cells.short(says, Column.CITY, 120), "us_state": cells.state_in(says)}
    name = cells.clean_name(said.plain(cells.name_of(says)))
    return principals.proposed_organization(letter, name, scope=cells.scope_in(says), **place)


def _officeholder(letter: Any, row: ListRow, says: dict[str, str]) -> Signatory:
    """Take "Winnie Malone, Professor of Law, Example University" apart where there are no columns for it."""
    name, *rest = cells.name_of(says).split(",") if not says.get(Column.TITLE) else [cells.name_of(says)]
    title = cells.short(says, Column.TITLE, 200) or clean_line(rest[0] if rest else "")[:200]
    affiliation = cells.short(says, Column.AFFILIATION, 200) or clean_line(",".join(rest[1:]))[:200]
    return principals.officeholder(
        letter, cells.clean_name(name), title=title, affiliation=affiliation, us_state=cells.state_in(says)
    )


def _individual(letter: Any, row: ListRow, says: dict[str, str]) -> Signatory:
    place = {"city": cells.short(says, Column.CITY, 120), "us_state": cells.state_in(says)}
    return principals.individual(letter, said.turned(cells.clean_name(cells.name_of(says))), **place)


DRAFTS: dict[str, Callable[[Any, ListRow, dict[str, str]], Signatory]] = {
    Kind.LEGISLATOR: _legislator,
    Kind.ORGANIZATION: _organization,
    Kind.OFFICEHOLDER: _officeholder,
    Kind.INDIVIDUAL: _individual,
}
