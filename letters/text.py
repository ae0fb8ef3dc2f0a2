"""The bytes that are signed, and how they are shown.

Canonical form, byte for byte: one JSON object in UTF-8 without a byte-order mark, keys sorted, no
spaces outside strings, non-ASCII characters as themselves, strings in Unicode NFC with line ends
as a single line feed and no space at either end. Keys: ``addressees`` (a list, in order, of objects with ``address``,
``name``, ``organization`` and ``title``), ``body`` (Markdown), ``closing``, ``salutation``, ``title``.
"""

import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from .models import Letter

# html=False shows tags as text; a remote image would tell its host who reads the letter.
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(
    ["image", "html_block", "html_inline"]
)
# The library's own list forbids some schemes (and lets data: images pass); this one allows some.
_plain_link = re.compile(r"https?:|mailto:|tel:|[^:/?#]*([/?#]|$)", re.IGNORECASE)
_markdown.validateLink = lambda address: bool(_plain_link.match(address))  # type: ignore[assignment,method-assign]


def clean(value: str) -> str:
    """Return the string as it is frozen."""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def freeze(letter: "Letter") -> bytes:
    """Return the canonical bytes of the letter's draft."""
    parts = {name: clean(getattr(letter, name)) for name in ("title", "salutation", "body", "closing")}
    addressees = [
        {name: clean(getattr(addressee, name)) for name in ("name", "title", "organization", "address")}
        for addressee in letter.addressees.all()
    ]
    return json.dumps(
        parts | {"addressees": addressees}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 a signature is bound to, in hex."""
    return hashlib.sha256(content).hexdigest()


def read(content: bytes) -> dict[str, Any]:
    """Return frozen bytes as parts by name, with ``body_html`` ready for a page."""
    parts = json.loads(content)
    return parts | {"body_html": to_html(parts["body"])}


def tokens(markdown: str) -> list[Token]:
    """Return the parse that `to_html` renders, for letters on paper (letters/blocks.py)."""
    return _markdown.parse(markdown)


def to_html(markdown: str) -> SafeString:
    """Return safe HTML: tags typed by a person are text, links are plain ones, no image is fetched."""
    return mark_safe(_markdown.render(markdown))  # noqa: S308 -- html=False escapes everything typed
