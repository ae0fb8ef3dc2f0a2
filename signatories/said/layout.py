"""How names stand on a page: headings that hold for the lines below, columns side by side, wrapped lines, bullets."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from directory.names import fold
from directory.states import CONGRESS, Chamber, Scope

from .facts import STATE_LEVEL, Facts, state_of

GAP = re.compile(r"(?<=\S)\s{3,}(?=\S)")
MANY = 3
CHAPTER = (" chapter", " Chapter")
CHAMBERS = re.compile(
    r"(?:the\s+)?(?:members\s+of\s+(?:the\s+)?)?(?P<level>nys|new york state|state|us|united states|national)?\s*"
    r"(?:(?P<upper>senate|senators?|senadores)|(?P<lower>assembly|house(?: of representatives)?|representatives?"
    r"|assembly ?members?|house of delegates|delegates)|(?P<congress>members of congress|congress))(?: members)?"
)
SCOPES = re.compile(
    r"(?P<scope>national|state|statewide|local|state and local|regional|international)(?: organizations?| groups)?"
)
INDIVIDUALS = re.compile(r"individuals?\b.*|(?:other )?individual signatories.*")
NO_NAME = re.compile(
    r"\b(?:committee on|undersigned|sincerely|respectfully|signed by|signatories|signatures|cosponsors?|dear|vacant)\b"
)
BARE = re.compile(r"(?:the )?(?:president|white house)|organizations?|names?|page \d+|total:? \d+")


@dataclass(frozen=True)
class Line:
    """One line and what the headings above it say. A heading is kept, so that nothing vanishes unseen."""

    number: int
    text: str
    is_name: bool = True
    facts: Facts = field(default_factory=Facts)
    scope: str = ""
    individuals: bool = False


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of a page in the order in which they are read, left column first, wrapped lines joined."""
    around = Line(0, "")
    rows = list(_unwrapped(_one_column(text.splitlines())))
    first_scope = next((index for index, (_n, row) in enumerate(rows) if _scope_heading(row)), 0)
    for index, (number, row) in enumerate(rows):
        heading = _heading(row, around)
        if heading is not None:
            around = heading
        is_name = heading is None and index >= first_scope and not _says_nobody(row)
        yield replace(around, number=number, text=row.strip(), is_name=is_name)


def _one_column(rows: list[str]) -> Iterator[tuple[int, str]]:
    """Set two columns below each other, where at least three lines have a second one that starts at the same place."""
    rows = [row.expandtabs() for row in rows]
    starts = Counter(gap.end() for row in rows if (gap := GAP.search(row)))
    column, times = starts.most_common(1)[0] if starts else (0, 0)
    if times < MANY:
        yield from enumerate(rows, start=1)
        return
    right = []
    for number, row in enumerate(rows, start=1):
        beside = len(row) > column and not row[column - 2 : column].strip()
        yield number, row[:column].rstrip() if beside else row
        if beside:
            right.append((number, row[column:]))
    yield from right


def _unwrapped(rows: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Join an indented line to the one above where that ends with a comma, or this one only names a chapter of it."""
    waiting: tuple[int, str] | None = None
    for number, row in rows:
        if not row.strip():
            continue
        if waiting and row[:1].isspace() and (waiting[1].endswith(",") or row.rstrip().endswith(CHAPTER)):
            waiting = waiting[0], f"{waiting[1].rstrip(',')}, {row.strip()}"
            continue
        if waiting:
            yield waiting
        waiting = number, row.rstrip()
    if waiting:
        yield waiting


def _says_nobody(row: str) -> bool:
    key = fold(row)
    return not key or bool(NO_NAME.search(key) or BARE.fullmatch(key))


def _scope_heading(row: str) -> re.Match[str] | None:
    scope = SCOPES.fullmatch(fold(row))
    return scope if scope and (row.isupper() or row.rstrip().endswith(":") or "organization" in fold(row)) else None


def _heading(row: str, around: Line) -> Line | None:
    """Read a heading into what holds below it; None when the line is none. Names stand in no heading's words."""
    text = row.strip().rstrip(":").strip()
    key = fold(text)
    if INDIVIDUALS.fullmatch(key):
        return replace(around, individuals=True, scope="", facts=Facts())
    if scope := _scope_heading(row):
        word = "state" if scope["scope"].startswith("state") else scope["scope"]
        return replace(around, individuals=False, scope=word if word in Scope.values else "national", facts=Facts())
    if chamber := CHAMBERS.fullmatch(key):
        return replace(around, facts=_chamber(chamber, around.facts))
    if state := state_of(text if not text.isupper() or len(text) == 2 else text.title()):
        return replace(around, scope=around.scope and Scope.STATE.value, facts=replace(around.facts, state=state))
    return around if row.rstrip().endswith(":") else None


def _chamber(heading: re.Match[str], around: Facts) -> Facts:
    said = heading.groupdict()
    level = {"us": CONGRESS, "united states": CONGRESS, "national": "", None: ""}.get(said["level"], STATE_LEVEL)
    chamber = Chamber.UPPER if said["upper"] else Chamber.LOWER if said["lower"] else ""
    state = "NY" if said["level"] in ("nys", "new york state") else ""
    if level == STATE_LEVEL == around.level:  # "NYS Assembly", and further down "State Senators"
        state = state or around.state
    return Facts(level=CONGRESS if said["congress"] else level, chamber=str(chamber), state=state)
