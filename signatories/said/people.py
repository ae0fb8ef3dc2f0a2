"""One line of text, and the people it names. Pure: the directory is not asked here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from directory.names import SUFFIXES, fold

from .facts import DISTRICT, Facts, affiliation, seat_of, take_titles

QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"'})
NICKNAME = re.compile(r'"([^"]{1,40})"')
BRACKETS = re.compile(r"[\(\[]([^()\[\]]*)[\)\]]")
BULLET = re.compile(r"^\s*(?:(?:[•·*▪◦‣–—-]|\(?\d{1,5}[.)])\s+)+")
# "Chris Coons, D-Delaware, and …": newspapers put commas where others put brackets.
AP_STYLE = re.compile(
    r",\s+((?:[DRI]|Dem|Rep|Ind)\.?\s?[-–—]\s?(?:[A-Z][\w.]*(?:[- ](?:[A-Z][\w.]*|\d+)){0,2}))"
    r"(?=\s*(?:,|;|$|\s(?:and|y|&)\s))"
)
AND = re.compile(r"\s*,?\s+(?:and|y|&)\s+")
ROLE = re.compile(
    r"\b(?:chair\w*|co-chair\w*|member|commissioner|director|former|professor|president|leader|judge|ranking|whip"
    r"|speaker|sponsor|author|msw|lcsw)\b",
    re.IGNORECASE,
)
GIVEN = re.compile(r"[^\W\d_][\w.'’\"-]*(?:\s+[\w.'’\"-]+){0,3}")


@dataclass(frozen=True)
class Said:
    """What a text says of one person. ``surname`` only where the text shows which words it is ("Jones, Walter B.")."""

    name: str
    facts: Facts = field(default_factory=Facts)
    surname: str = ""
    suffix: str = ""
    nickname: str = ""


def read(text: str, *, around: Facts | None = None) -> list[Said]:
    """Return the people that one line names, in order; none when it names nobody.

    ``around`` is what a heading said of all names under it.
    """
    text = _tidy(text)
    if not fold(text) or "@" in text or fold(text) == "vacant":
        return []
    titles, plural, rest = take_titles(text)
    titles = titles.over(around or Facts())
    found: list[Said] = []
    for piece, said_behind, of_all in _pieces(AP_STYLE.sub(r" (\1)", rest)):
        if found and _is_remark(piece):
            remark = " ".join(filter(None, (found[-1].facts.note, piece.strip(" ,"))))
            found[-1] = replace(found[-1], facts=replace(found[-1].facts, note=remark))
            continue
        names = [_one(name, titles) for name in _names(piece, plural=plural)]
        names = [name for name in names if fold(name.name)]
        for index, name in enumerate(names):
            behind = said_behind if of_all or index == len(names) - 1 else Facts()
            found.append(replace(name, facts=behind.over(name.facts)))
    return found


def turned(name: str) -> str:
    """Return "Tara Block" for "Block, Tara"; what is not clearly turned round stays."""
    last, comma, first = name.partition(",")
    is_turned = comma and len(last.split()) == 1 and GIVEN.fullmatch(first.strip())
    return f"{first.strip()} {last}" if is_turned and fold(first) not in SUFFIXES and not ROLE.search(first) else name


def _tidy(text: str) -> str:
    text = text.replace("``", '"').replace("''", '"').translate(QUOTES)
    text = BULLET.sub("", " ".join(text.split()))
    return text.strip(" *†‡;,")


def _pieces(text: str) -> Iterator[tuple[str, Facts, bool]]:
    """Yield each stretch of text with the party and place said behind it; other brackets stay in the text."""
    start = 0
    for bracket in BRACKETS.finditer(text):
        if said := affiliation(bracket[1]):
            yield text[start : bracket.start()], *said
            start = bracket.end()
    if fold(text[start:]):
        yield text[start:], Facts(), False


def _is_remark(piece: str) -> bool:
    words = piece.strip(" ,;")
    follows = piece.lstrip().startswith(",") and not AND.match(piece)
    return follows and (words[:1].islower() or bool(ROLE.search(words)))


def _names(piece: str, *, plural: bool) -> list[str]:
    """Take a stretch apart where it names several: at "and", at semicolons, at the commas of an enumeration."""
    piece = re.sub(r"^[\s,;]*(?:(?:and|y|&)\s+)?", "", piece)
    parts = [part for chunk in piece.split(";") for part in AND.split(chunk)]
    if plural and "," in piece:
        commas = [name for part in parts for name in _between_commas(part)]
        parts = commas if all(1 <= len(name.split()) <= 5 for name in commas) else parts
    return [part.strip(" ,;*") for part in parts if part.strip(" ,;*")]


def _between_commas(text: str) -> list[str]:
    names: list[str] = []
    for part in text.split(","):
        if names and fold(part) in SUFFIXES:
            names[-1] += f",{part}"
        else:
            names.append(part)
    return names


def _one(text: str, titles: Facts) -> Said:
    """Read one name: titles of its own, nickname, suffix, surname first or last, and what stands behind commas."""
    own, _plural, text = take_titles(text)
    facts = own.over(titles)
    text, nickname = _without_nickname(text)
    head, *behind = [part.strip() for part in re.split(r",|\s[-–—]\s", text) if part.strip()] or [""]
    given = suffix = ""
    for place, part in enumerate(behind):
        if fold(part) in SUFFIXES:
            suffix = part
        elif (said := _behind(part, head)) is not None:
            facts = said.over(facts)
        elif place == 0 and GIVEN.fullmatch(part) and not ROLE.search(part):
            given = part
        else:
            facts = replace(facts, note=" ".join(filter(None, (facts.note, part))))
    head, own_suffix = _without_suffix(head)
    given, given_suffix = _without_suffix(given)
    return Said(
        name=f"{given} {head}".strip(),
        facts=facts,
        surname=head if given else "",
        suffix=suffix or own_suffix or given_suffix,
        nickname=nickname,
    )


def _behind(part: str, head: str) -> Facts | None:
    """Read what stands behind a comma: a seat, a title, a district. "Foxx, Virginia" is a name: one word before it."""
    title, _plural, rest = take_titles(part)
    if title != Facts() and not fold(rest):
        return title
    if said := affiliation(part):
        return None if len(head.split()) == 1 and not said[0].party and not said[0].district else said[0]
    return (seat_of(part) or Facts()).over(title) if DISTRICT.search(part) else None


def _without_nickname(text: str) -> tuple[str, str]:
    nickname = NICKNAME.search(text)
    bracket = BRACKETS.search(text)
    text = BRACKETS.sub(" ", NICKNAME.sub(" ", text))
    inside = bracket[1] if bracket and len(bracket[1].split()) == 1 and bracket[1].istitle() else ""
    return " ".join(text.split()).replace(" ,", ","), (nickname[1] if nickname else inside).strip(" ,.")


def _without_suffix(name: str) -> tuple[str, str]:
    words = name.split()
    if len(words) > 1 and fold(words[-1]) in SUFFIXES:
        return " ".join(words[:-1]), words[-1]
    return name, ""
