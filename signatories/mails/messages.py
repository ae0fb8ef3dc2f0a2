"""What a mail is, once it is read: messages, one inside the other, and the one that asks."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from directory.names import fold

from .dates import CLOCK
from .parts import Parts
from .wishes import Wish, wish_of

# Such a line, and a time soon after it, is how every program introduces a mail.
INTRODUCED = re.compile(r"<(?!mailto:)[^\s<>@]{1,64}@[^\s<>@]+>")
SOON = 3  # lines
LINE = 300


@dataclass(frozen=True)
class Person:
    """Who wrote, or to whom. Mail programs often copy only one of the two."""

    name: str = ""
    address: str = ""

    def is_same(self, other: "Person") -> bool:
        """Whether both are one person: by address where both have one, else by the words of the name."""
        if self.address and other.address:
            return self.address.lower() == other.address.lower()
        words = set(fold(self.name).split())
        return bool(words) and words == set(fold(other.name).split())

    def __str__(self) -> str:
        return self.name or self.address


@dataclass(frozen=True)
class Message:
    """What one person wrote, without what he or she quoted."""

    sender: Person = Person()
    to: tuple[Person, ...] = ()
    sent_at: datetime | None = None
    subject: str = ""
    message_id: str = ""
    attachments: str = ""
    body: str = ""
    forwarded: bool = False  # a mail program's own words before it say so

    @cached_property
    def parts(self) -> Parts:
        """The new text and the signature block."""
        return Parts.of(self.body, self.sender.name)

    @cached_property
    def wish(self) -> tuple[Wish, str]:
        """What it wants, and the sentence that says so."""
        return wish_of(self.parts.text)

    def comes_after(self, other: "Message") -> bool:
        """Whether this one answers the other or passes it on: one went to who wrote the other, and later."""
        if self.sent_at and other.sent_at and self.sent_at < other.sent_at:
            return False
        mine = any(self.sender.is_same(person) for person in other.to)
        return mine or any(other.sender.is_same(person) for person in self.to)


@dataclass(frozen=True)
class Mail:
    """One mail as it was given: the message on the outside first, then what it quotes or forwards."""

    raw: str
    messages: tuple[Message, ...]
    asking: int = 0  # which of the messages asks

    @property
    def message(self) -> Message:
        """The one that asks; what it does not say of itself is taken from the mail around it."""
        asks, outer = self.messages[self.asking], self.messages[0]
        return replace(asks, sent_at=asks.sent_at or outer.sent_at, subject=asks.subject or outer.subject)

    @property
    def forwarders(self) -> list[Person]:
        """Those who passed it on, the first one first."""
        return [message.sender for message in self.messages[: self.asking]][::-1]

    @property
    def may_hold_another(self) -> bool:
        """Whether something in the text looks like the top of a mail, but was not read as one."""
        tops = sum(_tops(message.body) for message in self.messages)
        return tops > (0 if str(self.messages[0].sender) else 1)

    @property
    def sha256(self) -> str:
        """The same for one mail however often and from whichever program it is given."""
        asks = self.message
        minute = asks.sent_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if asks.sent_at else ""
        said = (asks.sender.address.lower() or fold(asks.sender.name), minute, asks.subject, asks.parts.text)
        return hashlib.sha256("\n".join(" ".join(part.split()) for part in said).encode()).hexdigest()


def _tops(body: str) -> int:
    """Return how many addresses in brackets have a time behind them, or on one of the next two lines."""
    lines = [line[:LINE] for line in body.split("\n")]
    tops = 0
    for number, line in enumerate(lines):
        if found := INTRODUCED.search(line):
            behind = "\n".join([line[found.end() :], *lines[number + 1 : number + SOON]])
            tops += bool(CLOCK.search(behind))
    return tops
