"""What it means when a mail server did not take a mail."""

import smtplib
from dataclasses import dataclass

from .addresses import masked

MAX_WORDS = 300


@dataclass(frozen=True)
class Refusal:
    """Why a mail was not taken.

    `permanent`: this mail will never be taken, so do not ask again (RFC 5321 4.2.1).
    `speaks_of_us`: the trouble is the connection, the login or the sender, and so meets every other mail as well.
    `words`: the server's own, or the kind of error; nothing of the mail, and no address that the server quotes.
    """

    words: str
    permanent: bool = False
    speaks_of_us: bool = False


def understand(error: Exception) -> Refusal:
    """Translate what was raised while sending one mail to one recipient."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            return _answer(*next(iter(answers.values())))
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


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _short(f"{code} {text}")


def _short(text: str) -> str:
    return masked(" ".join("".join(c if c.isprintable() else " " for c in text).split()))[:MAX_WORDS]
