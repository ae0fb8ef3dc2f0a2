"""The bytes that are signed, and how they are shown.

Canonical form, byte for byte: one JSON object in UTF-8 without a byte-order mark, keys sorted, no
spaces outside strings, non-ASCII characters as themselves, strings in Unicode NFC with line ends
as a single line feed and no space at either end. Keys: ``addressees`` (a list, in order, of objects with ``address``,
``name``, ``organization`` and ``title``), ``body`` (Markdown), ``closing``, ``salutation``, ``title``.

The Markdown is CommonMark with footnotes (``[^1]``), without tags, images, indented code (an indented first line is a
paragraph) and link definitions (nothing that is signed is invisible). It is read here and nowhere else.
"""

import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .footnotes import add_footnotes

if TYPE_CHECKING:
    from .models import Letter

# html=False shows tags as text; a remote image would tell its host who reads the letter.
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(
    ["image", "html_block", "html_inline", "code", "reference"]
)
add_footnotes(_markdown)
# The library's own list forbids some schemes (and lets data: images pass); this one allows some.
_plain_link = re.compile(r"https?:|mailto:|tel:|[^:/?#]*([/?#]|$)", re.IGNORECASE)
_markdown.validateLink = lambda address: bool(_plain_link.match(address))  # type: ignore[assignment,method-assign]


def clean(value: str) -> str:
    """Return the string as it is frozen."""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def freeze(letter: "Letter") -> bytes:
    """Return the canonical bytes of the letter's draft."""
    parts = {name: clean(getattr(letter, name)) for name in ("salutation", "body", "closing")}
    parts["title"] = clean(letter.draft_title or letter.title)
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


def read(content: bytes, *, within: str = "letter") -> dict[str, Any]:
    """Return frozen bytes as parts by name, with ``body_html`` and ``notes_html`` ready for a page."""
    parts = json.loads(content)
    shown = show(parts["body"], within=within)
    return parts | {"body_html": shown.words, "notes_html": shown.notes}


class Shown(NamedTuple):
    """A text as safe HTML. Its notes stand apart: a letter closes before them."""

    words: SafeString
    notes: SafeString


def show(markdown: str, *, within: str = "letter", language: str = "en") -> Shown:
    """Return safe HTML: tags typed by a person are text, links are plain ones, no image is fetched.

    ``within`` keeps the notes of two texts on one page apart; what is said of notes is said in the text's language.
    """
    env = {"docId": within}
    tokens = _markdown.parse(markdown, env)
    end = next((at for at, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    with override(language):
        words, notes = (
            _markdown.renderer.render(part, _markdown.options, env) for part in (tokens[:end], tokens[end:])
        )
    return Shown(mark_safe(words), mark_safe(notes))  # noqa: S308 -- html=False escapes everything typed


def to_html(markdown: str, *, within: str = "letter") -> SafeString:
    """Return a text that ends with its notes."""
    shown = show(markdown, within=within)
    return shown.words + shown.notes


def words_of(markdown: str) -> str:
    """Return the words a reader sees, whatever they look like."""
    lines = (token.children or [] for token in _markdown.parse(markdown, {"docId": ""}))
    shown = ("".join(child.content or "\n" * child.type.endswith("break") for child in line) for line in lines)
    return "\n".join(line for line in shown if line)


def tokens(markdown: str) -> list[Token]:
    """Return the parse that `show` renders, for letters on paper (letters/blocks.py)."""
    return _markdown.parse(markdown, {"docId": "letter"})
