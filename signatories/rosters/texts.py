"""A list of people as somebody brought it, before anything is made of it: columns and rows of text. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core import signing
from django.utils.translation import gettext as _

from directory.states import Role

from .. import said, sheets
from ..imports import columns
from ..imports.adding import cells_of, raw_of, storable
from ..imports.columns import Column as NameColumn
from .columns import HINT, Column, guess
from .roles import role_of

MAX_ROWS, MAX_TEXT = 3000, 400_000
MAX_PACKED = 700_000  # a page sends no more than a megabyte back
SALT = "signatories.rosters"
ADDRESS = re.compile(
    r"""[<(\[]?\s*(?:mailto:)?([^\s<>()\[\]"',;:@]{1,64}@[^\s<>()\[\]"',;:@]{1,255})\s*[>)\]]?""", re.IGNORECASE
)
BLANKS = re.compile(r"[^\S\n]+")  # collapsed first: the patterns would look at a long run once from each place in it
ENTRIES = re.compile(r'(?:"[^"\n]*"|[^";\n]|")+')
IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]")
TITLE = re.compile(
    r"\s*((?:(?:co-?|vice|deputy|assistant|former)[\s-]+)*(?:chair(?:man|woman|person)?|ranking member|whip|leader))"
    r"\b[\s,:]+(?=\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One row with its number in what was brought. A heading or remark has no cells."""

    number: int
    raw: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows and what their columns say. ``header`` is empty for a text, whose columns are known."""

    header: list[str]
    columns: list[str]
    lines: list[Line]

    def packed(self) -> str:
        """Return all of it for a hidden field of the page that shows what would become of it. Raises Unreadable."""
        lines = [(line.number, line.raw, line.cells) for line in self.lines]
        packed = signing.dumps([self.header, self.columns, lines], salt=SALT, compress=True)
        if len(self.lines) > MAX_ROWS or len(packed) > MAX_PACKED:
            raise sheets.Unreadable(_("This list is too long to look at on one page. Split it; 3,000 rows fit."))
        return packed


def unpacked(text: str) -> Sheet:
    """Return what `packed` made. Raises Unreadable when it did not."""
    try:
        header, columns, lines = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise sheets.Unreadable(_("This page is out of date. Bring the list again.")) from error
    return Sheet(header, columns, [Line(number, raw, tuple(cells)) for number, raw, cells in lines])


def addresses(text: str) -> Sheet:
    """Take "Smith, Jane (Serrano) <jane@mail.house.gov>; …" apart, as mail programs write it."""
    said_by = [Column.NAME.value, Column.EMAIL.value, HINT, Column.ROLE.value]
    found_in = ENTRIES.finditer(BLANKS.sub(" ", text))
    entries = [entry for found in found_in for entry in _entries(found[0])]
    lines = [
        Line(number, storable(raw), tuple(map(storable, cells))) for number, (raw, cells) in enumerate(entries, 1)
    ]
    return Sheet([], said_by, lines)


def _entries(chunk: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each address with the words before it; words behind the last one stay a row of their own, unread."""
    start = 0
    for address in ADDRESS.finditer(chunk):
        words = chunk[start : address.start()]
        yield chunk[start : address.end()].strip(" ,"), (*_name(words, address[1]), *_hint(words))
        start = address.end()
    if rest := chunk[start:].strip(" ,'\"<>"):
        yield rest, (*_name(rest, ""), *_hint(rest))


def _name(words: str, address: str) -> tuple[str, str]:
    name = IN_BRACKETS.sub("", words).strip(" ,\t\"'“”:")
    return ("" if "@" in name else said.turned(name)), address


def _hint(words: str) -> tuple[str, str]:
    """Return the office and the role that may stand in brackets behind a name: "Doe, Jane (King)"."""
    hints = [hint.strip() for hint in IN_BRACKETS.findall(words) if "@" not in hint]
    role = next((hint for hint in hints if role_of(hint) != Role.OTHER), "")
    return next((hint for hint in hints if hint != role), ""), role


def names(text: str) -> Sheet:
    """Take a list of legislators apart, one a line or several, with what is said beside each name."""
    said_by = [
        *(NameColumn.NAME, NameColumn.CHAMBER, NameColumn.STATE, NameColumn.DISTRICT, NameColumn.PARTY),
        NameColumn.TITLE,
    ]
    lines: list[Line] = []
    for line in said.lines(text):
        for raw, cells in _people(line):
            number = max(line.number, lines[-1].number + 1) if lines else line.number
            lines.append(Line(number, storable(raw), tuple(map(storable, cells))))
    return Sheet([], [column.value for column in said_by], lines)


def _people(line: said.Line) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not line.is_name:
        yield line.text, ()
        return
    title = TITLE.match(line.text)
    people = said.read(line.text[title.end() :] if title else line.text, around=line.facts)
    for person in people:
        raw = f"{person.name}: {line.text}" if len(people) > 1 else line.text
        yield raw, (*cells_of(person)[:5], title[1] if title else person.facts.note)
    if not people:
        yield line.text, (line.text,)


class Format(NamedTuple):
    """How one kind of list is read: what its headings mean, and its texts without headings."""

    guess: Callable[[Sequence[str]], list[str]]
    read: Callable[[str], Sheet]


CONTACTS = Format(guess, addresses)
MEMBERS = Format(columns.guess, names)


def of_file(content: bytes, file_name: str, form: Format) -> Sheet:
    """Return the rows of a CSV, XLSX or text file. Raises Unreadable."""
    if file_name.lower().endswith((".txt", ".text", ".md")):
        return of_text(sheets.decoded(content), form)
    rows = sheets.read(content)
    if any(form.guess(rows[0].cells)):
        return _table(rows, form)
    if max(len(row.cells) for row in rows) > 1:
        raise sheets.Unreadable(_("Name the columns in the first row, such as Name, E-mail, Role, Legislator, State."))
    return form.read("\n".join(row.cells[0] for row in rows))


def of_text(text: str, form: Format) -> Sheet:
    """Return the rows of a pasted text; one that begins with two headings was copied from a spreadsheet."""
    if len(text) > MAX_TEXT:
        raise sheets.Unreadable(_("This list is too long to look at on one page. Split it; 3,000 rows fit."))
    try:
        rows = sheets.read(text.encode("utf-8", "replace"))
    except sheets.Unreadable:
        rows = []
    is_table = rows and len(list(filter(None, form.guess(rows[0].cells)))) > 1
    return _table(rows, form) if is_table else form.read(text)


def _table(rows: list[sheets.Row], form: Format) -> Sheet:
    header = [cell.strip()[:200] for cell in rows[0].cells]
    width = max(len(row.cells) for row in rows)
    columns = [*form.guess(header), *[""] * (width - len(header))]
    lines = [Line(row.number, raw_of(row.cells), tuple(storable(cell) for cell in row.cells)) for row in rows[1:]]
    return Sheet(header, columns, lines)
