"""Names as CSV, a fixed list of columns for each of two readers; and the rows of a whip board.

The file: RFC 4180 (comma, CRLF, quotes only where needed), UTF-8 with a byte-order mark so that Excel reads it as
UTF-8. Moments are ISO 8601 in the letter's zone ("2026-11-23T17:00:00-05:00"), booleans "yes" or "no", choices their
stored keys ("confirmed", "legislator"), whatever the language of the page. New columns are added at the end.

Formulas: a spreadsheet runs a cell that begins with ``= + - @``, a tab or a line end, also behind spaces. Such a cell
gets one apostrophe in front. To read the file back: where a cell begins with an apostrophe and, after apostrophes and
spaces only, has one of those characters, drop the first apostrophe. That restores every cell exactly.

Columns of the ADDRESSEE's copy (confirmed and listed names only, never a person's address or the acting person):
number (place in the file), name, line (printed under the name), party, state (a person's only in the line), district,
affiliation (an officeholder's city, county or agency), city, group (the key of the letter's group in which the name
stands; leads stand above them), supplement (its number, of a name that came after the letter was sealed). Of a sealed
letter the copy holds what was sealed, as it was printed.

The rows of a WHIP BOARD have their keys, and beside them in words, in English, what people read: party and seat as
they stand behind a name, the chamber as its legislature calls it, the stance.

Columns of the STAFF copy: number, letter (its address), name, line, state_of_signing, kind, lead (position), listed,
title, affiliation, party, chamber, state, district, city, scope (of an organization), sort_name, agent, agent_role,
authority, email, source, language, received (when staff got it), submitted, confirmed, reported ("this was not me"),
mail (state of the confirmation mail), last_step, last_step_at, last_reason (from the trail), id (never changes),
order_number (given by staff).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Subquery
from django.utils.text import slugify
from django.utils.translation import override

from directory.models import Term
from letters.cells import harmless
from letters.models import Letter

from .asked import AskQuerySet
from .groups import group_of
from .lines import line_under, state_of
from .models import Ask, Invitation, SealedName, TrailEntry
from .querysets import SealedNameQuerySet, SignatoryQuerySet
from .typesetting.headings import chamber_name

# What is in memory at one time, of a file of any length.
CHUNK = 1000

type Source = str | Callable[[Any, Letter], object]
# What the line under the name and the group are made of.
MADE_OF = (
    *("own_line", "kind", "title", "chamber", "district", "affiliation", "us_state", "city"),
    *("lead_position", "party", "scope"),
)

# Column, and the field it comes from or how it is made of the row and its letter.
ADDRESSEE: dict[str, Source] = {
    "name": "printed_name",
    "line": line_under,
    "party": "party",
    "state": lambda row, _letter: state_of(row),
    "district": "district",
    "affiliation": "affiliation",
    "city": "city",
    "group": lambda row, letter: "" if row.lead_position else group_of(row, letter.groups),
    "supplement": lambda row, _letter: getattr(row, "supplement", None) or "",
}
STAFF: dict[str, Source] = {
    "letter": lambda _row, letter: letter.slug,
    "name": "printed_name",
    "line": line_under,
    "state_of_signing": "state",
    "kind": "kind",
    "lead": "lead_position",
    "listed": "listed",
    "title": "title",
    "affiliation": "affiliation",
    "party": "party",
    "chamber": "chamber",
    "state": "us_state",
    "district": "district",
    "city": "city",
    "scope": "scope",
    "sort_name": "sort_name",
    "agent": "agent_name",
    "agent_role": "agent_role",
    "authority": "authority",
    "email": "email",
    "source": "source",
    "language": "language",
    "received": "received_at",
    "submitted": "submitted_at",
    "confirmed": "confirmed_at",
    "reported": "reported_at",
    "mail": "confirmation_mail__state",
    "last_step": "last_verb",
    "last_step_at": "last_at",
    "last_reason": "last_reason",
    "id": "uuid",
    "order_number": "number",
}


def for_addressee(signatories: SignatoryQuerySet, letter: Letter) -> Iterator[str]:
    """Yield the copy that travels with the letter, in pieces: listed names only, in the letter's order."""
    return _file(ADDRESSEE, rows_for_addressee(signatories, letter))


def rows_for_addressee(signatories: SignatoryQuerySet, letter: Letter) -> SignatoryQuerySet | SealedNameQuerySet:
    """Return the names of that copy, those of ``signatories``."""
    if letter.sealed_at is None:
        return signatories.filter(letter=letter).listed().in_order_of(letter)
    named = {"letter_id": F("seal__letter"), "supplement": F("seal__number"), "own_line": F("line")}
    return SealedName.objects.of(letter).listed().filter(signatory__in=signatories).annotate(**named)


def for_staff(signatories: SignatoryQuerySet) -> Iterator[str]:
    """Yield everything staff may know, in pieces, in the order of the queryset."""
    steps = TrailEntry.objects.filter(signatory=OuterRef("pk")).order_by("-at", "-pk")
    last = {f"last_{field}": Subquery(steps.values(field)[:1]) for field in ("verb", "at", "reason")}
    return _file(STAFF, signatories.annotate(**last))


ASKS: dict[str, Callable[[Ask], object]] = {
    "name": str,
    "party": lambda ask: ask.term.party if ask.term else "",
    "state": lambda ask: (ask.term or ask.organization).state,  # type: ignore[union-attr]  # it has one of them
    "district": lambda ask: ask.term.district if ask.term else "",
    "chamber": lambda ask: ask.term.chamber if ask.term else "",
    "stance": lambda ask: ask.stance,
    "until": lambda ask: ask.until,
    "owner": lambda ask: ask.owner.username if ask.owner else "",
    "last_contact": lambda ask: ask.contacted_at,
    "office_phone": lambda ask: ask.term.phone if ask.term else "",
    "note": lambda ask: ask.note,
    "party_and_seat": lambda ask: ask.term.party_and_seat if ask.term else "",
    "chamber_in_words": lambda ask: chamber_name(ask.term.chamber, ask.term.jurisdiction) if ask.term else "",
    "stance_in_words": lambda ask: ask.get_stance_display(),
}


def of_asks(asks: AskQuerySet, letter: Letter) -> Iterator[str]:
    """Yield the rows of a whip board, for staff, in the order of the queryset."""
    numbered = enumerate(asks.iterator(chunk_size=CHUNK), start=1)
    yield from _pieces(("number", *ASKS), ([str(number), *_of_ask(ask, letter.zone)] for number, ask in numbered))


def _of_ask(ask: Ask, zone: ZoneInfo) -> list[str]:
    with override("en"):
        values = [make(ask) for make in ASKS.values()]
    return [harmless(value) if isinstance(value, str) else _cell(value, zone) for value in values]


LINKS = ("name", "title", "party", "state", "district", "contact", "role", "email", "personal_link", "closes")


def of_links(letter: Letter, links: Iterable[tuple[Invitation, str]]) -> Iterator[str]:
    """Yield a file to merge mails from: one row for each office's own link, for staff who send it themselves."""
    terms = {ask.legislator_id: ask.term for ask in letter.asks.filter(term__isnull=False).select_related("term")}
    closes = _cell(letter.closes_at, letter.zone)
    return table(LINKS, (_of_link(made, link, terms.get(made.legislator_id), closes) for made, link in links))


def _of_link(made: Invitation, link: str, term: Term | None, closes: str) -> list[str]:
    seat = [term.title, term.party, term.state, term.district] if term else ["", "", "", ""]
    contact = [made.contact.name, str(made.contact.does)] if made.contact else ["", ""]
    return [made.name, *seat, *contact, made.email, link, closes]


def file_name(letter: Letter | None, reader: str, on: datetime) -> str:
    """Return a name that is safe on every system: letters, digits, dashes. One letter's file is named after it."""
    zone = letter.zone if letter else ZoneInfo("UTC")
    return f"{slugify(letter.slug if letter else 'signatories')}-{slugify(reader)}-{on.astimezone(zone):%Y-%m-%d}.csv"


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a file of other things than names, in pieces, as harmless to open."""
    yield from _pieces(columns, ([harmless(cell) for cell in row] for row in rows))


def _file(columns: dict[str, Source], signatories: SignatoryQuerySet | SealedNameQuerySet) -> Iterator[str]:
    fields = {source for source in columns.values() if isinstance(source, str)} | {*MADE_OF, "letter_id"}
    fields |= {"supplement"} & signatories.query.annotations.keys()
    # iterator() holds a server-side cursor on PostgreSQL and reads step by step on SQLite.
    rows = signatories.values_list(*sorted(fields), named=True).iterator(chunk_size=CHUNK)
    yield from _pieces(("number", *columns), _cells(columns.values(), rows))


def _cells(sources: Iterable[Source], rows: Iterator[Any]) -> Iterator[list[str]]:
    letters = Letter.objects.only("slug", "time_zone", "line_under_name", "groups", "jurisdiction").in_bulk()
    for number, row in enumerate(rows, start=1):
        letter = letters[row.letter_id]
        zone = letter.zone
        values = [getattr(row, source) if isinstance(source, str) else source(row, letter) for source in sources]
        yield [str(number), *[harmless(value) if isinstance(value, str) else _cell(value, zone) for value in values]]


def _cell(value: object, zone: ZoneInfo) -> str:
    """Return what is not text as text; none of it can be a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.astimezone(zone).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _pieces(names: Iterable[str], rows: Iterator[list[str]]) -> Iterator[str]:
    yield "\ufeff" + _lines([names])
    for batch in batched(rows, CHUNK):
        yield _lines(batch)


def _lines(rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
