"""What it means when a mail server did not take a mail."""

import re
import smtplib
from dataclasses import dataclass, replace

from .addresses import masked

MAX_WORDS = 300
ENHANCED = re.compile(r"\s*(5\.\d{1,3}\.\d{1,3})\b")
# No such mailbox, no such domain, no address at all, moved away, domain takes no mail; the mailbox is disabled; and
# what Exchange Online answers when it knows no such recipient.
GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.1"})
# Without such a code only the words tell that the trouble is us.
OURS = re.compile(r"spam|block|blacklist|denied|reputation|policy|relay|authenti", re.IGNORECASE)


@dataclass(frozen=True)
class Refusal:
    """Why a mail was not taken.

    `permanent`: this mail will never be taken, so do not ask again (RFC 5321 4.2.1).
    `speaks_of_us`: the trouble is the connection, the login or the sender, and so meets every other mail as well.
    `mailbox_gone`: the server knows no such mailbox. Not so when it calls the mail spam, or the mailbox full.
    `words`: the server's own, or the kind of error; nothing of the mail, and no address that the server quotes.
    """

    words: str
    permanent: bool = False
    speaks_of_us: bool = False
    mailbox_gone: bool = False


def understand(error: Exception) -> Refusal:
    """Translate what was raised while sending one mail to one recipient."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            code, words = next(iter(answers.values()))
            return replace(_answer(code, words), mailbox_gone=_is_gone(code, _text(words)))
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=words):
            return _answer(code, words)
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=words):
            # To the greeting, the login or our sender address: wrong today for every mail, right when it is mended.
            return Refusal(_words(code, words), speaks_of_us=True)
        case smtplib.SMTPException() | OSError():
            return Refusal(_short(str(error) or type(error).__name__), speaks_of_us=True)
        case ValueError():
            # Not its text, which quotes the address. These bytes or this address never get on the wire.
            return Refusal(type(error).__name__, permanent=True)
        case _:
            return Refusal(type(error).__name__)


def _answer(code: int, words: bytes | str) -> Refusal:
    # After 421 the server hangs up (RFC 5321 3.8).
    return Refusal(_words(code, words), permanent=code >= 500, speaks_of_us=code == 421)


def _is_gone(code: int, words: str) -> bool:
    """Whether an answer to a recipient is about the address itself: by its enhanced code (RFC 3463), or by its own."""
    if enhanced := ENHANCED.match(words):
        return enhanced[1] in GONE
    return code in (550, 551, 553) and not OURS.search(words)


def _words(code: int, words: bytes | str) -> str:
    return _short(f"{code} {_text(words)}")


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _short(text: str) -> str:
    return masked(" ".join("".join(c if c.isprintable() else " " for c in text).split()))[:MAX_WORDS]
