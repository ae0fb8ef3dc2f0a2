"""What the cells of one row say: cleaned as the sign form cleans what people type (signatories/fields.py)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.names import fold
from directory.states import CONGRESS, Chamber, Scope, State
from letters.clock import NoSuchTime, from_wall_time
from letters.models import Letter
from outbox.addresses import canonical

from ..fields import LineField, MailboxField, clean_line
from ..models import ListRow, NameList
from ..said import Facts, party_of, plain_district, state_of, take_titles
from .columns import Column

YES = frozenset({"yes", "y", "true", "1", "x", "si", "on", "public", "publico"})
NAME = LineField(max_length=255)
MAILBOX = MailboxField()
CHAMBERS = {
    **dict.fromkeys(("senate", "upper", "senado", "sen", "s"), Chamber.UPPER),
    **dict.fromkeys(("house", "assembly", "lower", "camara", "asamblea", "rep", "h", "a"), Chamber.LOWER),
    "legislature": Chamber.LEGISLATURE,
}


class Wrong(Exception):
    """A cell that cannot be used; the text says why, in the reader's language."""


def said_in(names: NameList, row: ListRow) -> dict[str, str]:
    """Return what the row says, column by column; what staff corrected counts, not what was written."""
    cells = zip(names.columns, row.cells, strict=False)
    return {column: cell.strip() for column, cell in cells if column} | row.corrected


def name_of(says: dict[str, str]) -> str:
    """Return the name as one text, whichever columns it was in."""
    if name := says.get(Column.NAME):
        return name
    given = f"{says.get(Column.FIRST, '')} {says.get(Column.LAST, '')}".strip()
    return ", ".join(filter(None, (given, says.get(Column.SUFFIX, ""))))


def clean_name(text: str) -> str:
    """Return the name to print. In a list a name of digits is a slipped column, not a name."""
    name = _cleaned(NAME, text, _("Name"))
    if not any(character.isalpha() for character in name):
        raise Wrong(_("Name: a name needs a letter."))
    return name


def mailbox_of(says: dict[str, str], *, needed: bool) -> tuple[str, str | None]:
    """Return the address as written and the mailbox it is; a list of people with addresses needs each of them."""
    text = says.get(Column.EMAIL, "")
    if not text and not (needed and Column.EMAIL in says):
        return "", None
    if not text:
        raise Wrong(_("No e-mail address."))
    address = _cleaned(MAILBOX, text, _("E-mail"))
    return address, canonical(address)


def _cleaned(field: Any, text: str, label: str) -> str:
    try:
        return field.clean(text)
    except ValidationError as error:
        raise Wrong(f"{label}: {' '.join(error.messages)}") from error


def short(says: dict[str, str], column: str, limit: int) -> str:
    text = clean_line(says.get(column, ""))
    if len(text) > limit:
        raise Wrong(
            _("%(column)s: more than %(limit)d characters.") % {"column": Column(column).label, "limit": limit}
        )
    return text


def state_in(says: dict[str, str]) -> str:
    text = says.get(Column.STATE, "")
    return state_of(text) or (text.upper() if text.upper() in State.values else "")


def scope_in(says: dict[str, str]) -> str:
    scope = fold(says.get(Column.SCOPE, ""))
    return scope if scope in Scope.values else ""


def listed_in(says: dict[str, str], *, otherwise: bool) -> bool:
    return fold(says[Column.LISTED]) in YES if Column.LISTED in says else otherwise


def facts_in(says: dict[str, str]) -> Facts:
    """Return what the columns beside the name say of a legislator."""
    titles, _plural, _rest = take_titles(says.get(Column.TITLE, ""))
    words = fold(says.get(Column.CHAMBER, "")).split()
    level = CONGRESS if "us" in words else "state" if "state" in words else ""
    chamber = next((CHAMBERS[word].value for word in words if word in CHAMBERS), "")
    party = party_of(says.get(Column.PARTY, "")) or says.get(Column.PARTY, "")[:1].upper()
    district = plain_district(says.get(Column.DISTRICT, ""))
    return Facts(level=level, chamber=chamber, state=state_in(says), district=district, party=party).over(titles)


def received_in(says: dict[str, str], letter: Letter) -> datetime | None:
    """Return when staff got it, if the row says so: a moment, a wall time of the letter's zone, or a day."""
    text = says.get(Column.RECEIVED, "")
    if not text:
        return None
    try:
        if "T" not in text and " " not in text:
            return _on_day(date.fromisoformat(text), letter)
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else from_wall_time(moment, letter.time_zone)
    except NoSuchTime as error:
        raise Wrong(str(error)) from error
    except (ValueError, OverflowError) as error:
        raise Wrong(_("Received: write it like 2026-02-28 or 2026-02-28 17:00.")) from error


def _on_day(day: date, letter: Letter) -> datetime:
    """Return the first moment of the day; on the day the letter opened, when it did."""
    start = from_wall_time(datetime(day.year, day.month, day.day), letter.time_zone)  # noqa: DTZ001 -- wall time
    opened = letter.opens_at_local
    return letter.opens_at if opened and letter.opens_at and opened.date() == day else start


def check_in_time(received: datetime | None, letter: Letter) -> None:
    """Raise Wrong when the letter took no signatures then."""
    if received and received > letter.now:
        raise Wrong(_("Received: this is still to come."))
    if received and not letter.takes_at(received):
        raise Wrong(_("Received: the letter did not take signatures then."))
