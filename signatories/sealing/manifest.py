"""What a seal says, byte for byte; its digest is printed in the PDF.

Canonical form: one JSON object in UTF-8 without a byte-order mark, keys sorted, no spaces outside strings, non-ASCII
characters as themselves; texts as they are stored, figures without quotes. Keys:

``letter``     the last part of the letter's address
``number``     0 for the letter, 1 and on for its supplements
``version``    SHA-256 of the text, in hex (letters/text.py)
``sealed_at``  such as "2026-11-23T22:00:00.000000Z"
``previous``   SHA-256 of the manifest before it, in hex; "" for the letter
``names``      the names as they are printed, a list in that order of objects with ``name``, and what there is of
               ``line`` (under the name), ``seat``, ``title``, ``affiliation``, ``party``, ``chamber``, ``state``,
               ``district``, ``city``, ``scope``, ``kind``, ``lead`` (position), and ``invented`` (true where the
               page says so). Names in the letter's groups stand in the order of the file.
``unlisted``   how many more are counted and nowhere named
``errata``     what the supplement corrects, a list of texts in the order of the file
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from ..states import Source

KEYS = {
    "name": "printed_name",
    "line": "line",
    "seat": "seat",
    "title": "title",
    "affiliation": "affiliation",
    "party": "party",
    "chamber": "chamber",
    "state": "us_state",
    "district": "district",
    "city": "city",
    "scope": "scope",
    "kind": "kind",
    "lead": "lead_position",
}


def write(
    *,
    letter: str,
    number: int,
    version: str,
    sealed_at: datetime,
    previous: str,
    names: Iterable[Any],
    unlisted: int,
    errata: Iterable[str],
) -> bytes:
    """Return the manifest's bytes. ``names`` have the fields of a SealedName."""
    return canonical(
        {
            "letter": letter,
            "number": number,
            "version": version,
            "sealed_at": sealed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "previous": previous,
            "names": [_name(row) for row in names],
            "unlisted": unlisted,
            "errata": list(errata),
        }
    )


def _name(row: Any) -> dict[str, Any]:
    said = {key: value for key, field in KEYS.items() if (value := getattr(row, field)) not in ("", None)}
    return said | {"invented": True} if row.source == Source.DEMONSTRATION else said


def canonical(manifest: Any) -> bytes:
    """Return the one way in which this is written."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def read(content: bytes) -> Any:
    """Return what a manifest says."""
    return json.loads(content)
