"""Text as people paste it: one mail or ten, each with what it quotes and forwards behind it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from .headers import PASSED_ON, QUOTED, Head, head_at, quoting, unquoted
from .messages import Mail, Message, Person
from .wishes import Wish

FORWARD = re.compile(r"^\s*(?:fw|fwd|rv|reenv|tr|wg|enc|i)\s*:", re.IGNORECASE)
# Behind these many messages of one mail the rest is left as it stands.
DEEPEST = 40


@dataclass
class Piece:
    """A message while its lines are read."""

    message: Message
    lines: list[str]
    depth: int = 0
    written: bool = False
    inside: bool = False  # quoted or forwarded by what stands before it, by a program's own words
    body: list[str] = field(default_factory=list)

    def done(self) -> Message:
        """Return the message with its body."""
        return replace(self.message, body="\n".join(self.body).strip())


def read_pasted(text: str, zone: ZoneInfo, own: Iterable[Person] = (), *, now: datetime | None = None) -> list[Mail]:
    """Return the mails in the order in which they stand. ``own`` are the letter's own people: they ask for nothing.

    ``now`` is when it was pasted: programs leave out a year or a day that their reader knows.
    """
    mails: list[list[Piece]] = []
    for piece in _pieces(clean(text), zone, now):
        if mails and _belongs(piece, mails[-1], own):
            mails[-1].append(piece)
        elif any(line.strip() for line in piece.lines):
            mails.append([piece])
    return [_mail(pieces, own) for pieces in mails]


def read_one(text: str, zone: ZoneInfo, own: Iterable[Person] = (), *, now: datetime | None = None) -> Mail:
    """Return the one mail that this text is; whatever looks like another one inside is what it quotes."""
    pieces = _pieces(clean(text), zone, now)
    while len(pieces) > 1 and not any(line.strip() for line in pieces[0].lines):
        del pieces[0]
    return _mail(pieces, own)


def clean(text: str) -> str:
    """Return the text as databases take it and as lines end here: no NUL, no halves of a character."""
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf")).replace("\xa0", " ")


def _pieces(text: str, zone: ZoneInfo, now: datetime | None) -> list[Piece]:
    lines = text.split("\n")
    pieces, at, inside = [Piece(Message(), [])], 0, ""
    while at < len(lines):
        bare = unquoted(lines[at])
        if len(bare) < 80 and (PASSED_ON.match(bare) or QUOTED.match(bare)):
            inside = "passed on" if PASSED_ON.match(bare) else "quoted"
            pieces[-1].lines.append(lines[at])
            at += 1
            continue
        head = head_at(lines, at, zone, now)
        if head is None:
            pieces[-1].lines.append(lines[at])
            pieces[-1].body.append(bare)
            inside = inside if not bare.strip() else ""
            at += 1
            continue
        pieces.append(_piece(head, lines, at, inside))
        at, inside = head.body, ""
    return pieces


def _piece(head: Head, lines: list[str], at: int, inside: str) -> Piece:
    message = replace(head.message, forwarded=inside == "passed on")
    depth = len(quoting(lines[at]))
    return Piece(message, lines[at : head.body], depth, head.written, inside=bool(inside) or depth > 0)


def _belongs(piece: Piece, mail: list[Piece], own: Iterable[Person]) -> bool:
    """Whether this message is what the mail before it quotes or forwards, and not a mail of its own."""
    first = mail[0]
    if piece.inside or any(piece.message.sender.is_same(person) for person in own):
        return bool(first.message.sender.name or first.message.sender.address)
    if piece.written:
        return bool(first.lines) and not first.written and _may_quote(mail, piece.message.sender)
    return any(other.message.comes_after(piece.message) for other in mail)


def _may_quote(mail: list[Piece], writer: Person) -> bool:
    """Whether this mail passes things on, went to the writer, or does not say to whom it went."""
    first = mail[0].message
    went_to = [person for piece in mail for person in piece.message.to]
    return bool(FORWARD.match(first.subject)) or not first.to or any(writer.is_same(person) for person in went_to)


def _mail(pieces: list[Piece], own: Iterable[Person]) -> Mail:
    raw = "\n".join(line for piece in pieces for line in piece.lines).strip("\n")
    kept = [piece.done() for piece in pieces if piece.message.sender != Person() or piece.done().body]
    messages = tuple(kept[:DEEPEST]) or (Message(),)
    return Mail(raw, messages, _asking(messages, list(own)))


def _asking(messages: tuple[Message, ...], own: list[Person]) -> int:
    """Return which message asks: of what was only passed on, the innermost one that wants something."""
    reached = [0]
    for number, message in enumerate(messages[:-1]):
        if not (_passes_on(message, messages[number + 1]) or not message.parts.text):
            break
        reached.append(number + 1)
    strangers = [n for n in reached if not any(messages[n].sender.is_same(person) for person in own)] or [0]
    asks = [n for n in strangers if messages[n].wish[0] != Wish.NOTHING]
    return (asks or strangers)[-1]


def _passes_on(message: Message, inner: Message) -> bool:
    return inner.forwarded or bool(FORWARD.match(message.subject))
