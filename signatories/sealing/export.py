"""The seals of a letter as one file (`seal.json`), with which anybody checks the sealed files without this site.

One JSON object with ``seals``, a list in their order of objects with ``manifest`` (manifest.py says how it is
written), ``manifest_sha256`` and ``pdf_sha256``.
"""

import json
import re
import zlib
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from ..models import Seal
from .manifest import canonical, digest

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
ADDRESS = re.compile(rb"/verify/([0-9a-f]{64})/")
UNPACKED = 50_000_000  # bytes of one stream; a file that unpacks to more is not ours


class Exported(NamedTuple):
    """A seal as such a file has it; its manifest is written again, so that its digest says what was read."""

    manifest: bytes
    manifest_sha256: str
    pdf_sha256: str
    number: int
    previous: str
    says: str


def write(seals: Iterable[Seal]) -> bytes:
    """Return the file; manifests stand in it byte for byte."""
    return b'{"seals":[' + b",".join(_one(seal) for seal in seals) + b"]}"


def _one(seal: Seal) -> bytes:
    digests = f'"manifest_sha256":"{seal.manifest_sha256}","pdf_sha256":"{seal.pdf_sha256}"'.encode()
    return b'{"manifest":' + bytes(seal.manifest) + b"," + digests + b"}"


def read(content: bytes) -> list[Exported]:
    """Return the seals of such a file. Raises ValueError that says why it is none."""
    try:
        return [_read(seal) for seal in json.loads(content)["seals"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("This is no seal.json of a letter.") from error


def _read(seal: dict[str, Any]) -> Exported:
    said = seal["manifest"]
    return Exported(
        canonical(said),
        str(seal["manifest_sha256"]),
        str(seal["pdf_sha256"]),
        int(said["number"]),
        str(said["previous"]),
        f"seal {said['number']} of {said['letter']}, {len(said['names']) + said['unlisted']} names, "
        f"sealed {said['sealed_at']}",
    )


def fault(seals: list[Exported]) -> str:
    """Return the first thing that is wrong with such a file in itself; "" if nothing is."""
    previous = ""
    for number, seal in enumerate(seals):
        if digest(seal.manifest) != seal.manifest_sha256:
            return f"The list of names of seal {number} does not have the digest that the file gives."
        if (seal.number, seal.previous) != (number, previous):
            return f"Seal {number} does not follow the one before it."
        previous = seal.manifest_sha256
    return ""


def named_in(pdf: bytes) -> set[str]:
    """Return the digests whose address a PDF carries: the list of names that it says it was made of."""
    parts = [pdf]
    for packed in STREAM.findall(pdf):
        with suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(packed, UNPACKED))
    return {found.decode() for part in parts for found in ADDRESS.findall(part)}
