"""Mails as files (.eml): turned into the same text that people paste, so that one reader reads both."""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Mime
from email.policy import EmailPolicy

from django.utils.translation import gettext as _

from .html import to_text
from .pasted import clean

LARGEST = 10 * 1024 * 1024
TEXT = 100_000  # more is no reply
PARTS = 500
CONTAINERS = 40
BOUNDARIES = 2_000
LINES = 2_000_000  # to be looked at, each once for every container
HEADER = 20_000
PARAMETERS = 1_000
NESTED = 5  # mails in mails that are opened
OUTLOOK = b"\xd0\xcf\x11\xe0"
# What the standard library raises on headers and bodies that break the rules.
BROKEN = (AttributeError, IndexError, KeyError, LookupError, MessageError, TypeError, ValueError, RecursionError)
# Python knows more, some of which are no character sets, and one takes minutes (punycode).
CHARSETS = frozenset({"utf-8", "us-ascii", "ascii", "utf-16", "koi8-r", "gb2312", "gbk", "gb18030", "big5", "euc-kr"})
CHARSETS |= {"utf8", "latin-1", "iso-2022-jp", "shift_jis", "euc-jp", "macintosh"}
CHARSETS |= {f"iso-8859-{part}" for part in range(1, 17)} | {f"windows-{page}" for page in range(1250, 1259)}
PASSED_ON = "---------- Forwarded message ---------"


class ShortHeaders(EmailPolicy):
    """The standard policy; but its parser needs minutes for a header of 400 kB, so no header is longer than this."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return name and value, cut."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[: PARAMETERS if name.lower().startswith("content-") else HEADER]


SHORT = ShortHeaders()


class Unreadable(ValueError):
    """This is no mail that can be read; the text says what to do instead."""


def texts_of(content: bytes) -> list[str]:
    """Return the mail as text, header block first; with several mails attached, one text for each of them."""
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 10 MB. Open the mail, copy its text and paste it."))
    if content.startswith(OUTLOOK):
        raise Unreadable(_("Outlook's own format (.msg) cannot be read. Save the mail as .eml, or paste its text."))
    try:
        _judge(content)
        texts = list(_texts(message_from_bytes(content, policy=SHORT)))
    except BROKEN as error:
        raise Unreadable(_("The file is too broken to be read. Open the mail, copy its text and paste it.")) from error
    if not texts:
        raise Unreadable(_("This is not a mail: it names no sender. Save the mail as .eml, or paste its text."))
    if max(map(len, texts)) > TEXT:
        raise Unreadable(_("The mail has more text than a reply has. Paste the part that matters."))
    return texts


def _judge(content: bytes) -> None:
    """Raise ValueError for what the library would read for minutes: it looks for each boundary in each line."""
    lower = content.lower()
    containers = lower.count(b"multipart/")
    boundaries = lower.count(b"\n--")
    if lower.count(b"content-type:") > PARTS or containers > CONTAINERS or boundaries > BOUNDARIES:
        raise ValueError
    if containers > 1 and containers * lower.count(b"\n") > LINES:
        raise ValueError


def _texts(mail: Mime, level: int = 0) -> Iterator[str]:
    if not _header(mail, "From"):
        return
    words, names, inner = _content(mail)
    own = clean("\n".join([*_head(mail, names), "", words]))
    attached = [text for each in inner for text in _texts(each, level + 1)] if level < NESTED else []
    yield from (f"{own}\n\n{PASSED_ON}\n{text}" for text in attached) if attached else (own,)


def _head(mail: Mime, names: list[str]) -> Iterator[str]:
    shown = {"From": "From", "Sent": "Date", "To": "To", "Cc": "Cc", "Subject": "Subject", "Message-ID": "Message-ID"}
    for label, name in shown.items():
        value = _header(mail, name)
        if value or name == "Subject":
            yield f"{label}: {value}"
    if names:
        yield f"Attachments: {', '.join(names)}"


def _header(mail: Mime, name: str) -> str:
    """Return the header decoded, on one line; a broken one as it stands."""
    raw = next((str(value) for key, value in mail.raw_items() if key.lower() == name.lower()), "")[:HEADER]
    try:
        value = str(make_header(decode_header(raw)))
    except BROKEN:
        value = raw
    return " ".join(clean(_decoded(value.encode("utf-8", "surrogateescape"), "utf-8")).split())


def _content(mail: Mime) -> tuple[str, list[str], list[Mime]]:
    """Return the words, the names of attachments (which are not kept), and mails that are attached."""
    plain: list[str] = []
    html: list[str] = []
    names: list[str] = []
    inner: list[Mime] = []
    for part in _leaves(mail):
        kind, name = part.get_content_type(), part.get_filename() or ""
        if kind == "message/rfc822":
            inner += _inside(part)[:1]
        elif name.lower().endswith(".eml"):
            inner.append(message_from_bytes(_bytes(part), policy=SHORT))
        elif name or part.get_content_disposition() == "attachment":
            names.append(clean(name or kind).replace(",", " ")[:100])
        elif kind == "text/plain" or part.get_content_maintype() == "multipart":  # one that names no boundary
            plain.append(_words(part))
        elif kind == "text/html":
            html.append(to_text(_words(part)))
    return "\n".join(plain if any(text.strip() for text in plain) else html), names, inner


def _leaves(mail: Mime) -> list[Mime]:
    """Return the parts that are no containers, without entering attached mails, and without recursion."""
    waiting, found = [mail], list[Mime]()
    while waiting and len(found) < PARTS:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = _inside(part)
        else:
            found.append(part)
    return found


def _inside(part: Mime) -> list[Mime]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Mime)] if isinstance(payload, list) else []


def _bytes(part: Mime) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _words(part: Mime) -> str:
    return _decoded(_bytes(part), part.get_content_charset() or "utf-8")[: TEXT * 2]


def _decoded(content: bytes, charset: str) -> str:
    """Decode as declared; where that is wrong or unknown, as UTF-8 or else as Windows writes."""
    for each in (charset, "utf-8"):
        if each.lower() not in CHARSETS:
            continue
        try:
            return content.decode(each)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")
