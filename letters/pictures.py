"""Pictures that an office hands in for its letters: PNG or JPEG, looked at before they are kept.

They stay in the database, apart from what pages read (docs/adr/0014).
"""

import json
import struct
from dataclasses import dataclass

import typst
from django.utils.translation import gettext as _

MOST_BYTES = 1024 * 1024
MOST_PIXELS = 3000  # a side: ten inches at 300 to the inch
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
PAGE = b"#image(bytes(json(bytes(sys.inputs.picture))), width: 1in)"
# What introduces the size in a JPEG: every start of frame. C4, C8 and CC are tables.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class NotAPicture(Exception):
    """A file that cannot be printed; the text says why and what to do, in the reader's language."""


@dataclass(frozen=True)
class Picture:
    """What a file turned out to be."""

    media_type: str
    width: int
    height: int


def look(content: bytes) -> Picture:
    """Return what the picture is; raises NotAPicture when a letter cannot print it.

    Its size is read before anything unpacks it: a small file can hold a picture as large as memory.
    """
    if len(content) > MOST_BYTES:
        raise NotAPicture(_("The picture is larger than 1 MB. Save a smaller one and choose it again."))
    picture = measure(content)
    if picture is None:
        raise NotAPicture(_("This file is not a PNG or JPEG picture. Save it as one of these and choose it again."))
    if not (0 < picture.width <= MOST_PIXELS and 0 < picture.height <= MOST_PIXELS):
        told = _("The picture has %(width)d by %(height)d pixels; %(most)d a side are the most. Make it smaller.")
        raise NotAPicture(told % {"width": picture.width, "height": picture.height, "most": MOST_PIXELS})
    _print(content)
    return picture


def measure(content: bytes) -> Picture | None:
    """Return the type and size that the first bytes tell, none when they are no picture's."""
    if content.startswith(PNG) and content[12:16] == b"IHDR" and len(content) > 24:
        return Picture("image/png", *struct.unpack(">II", content[16:24]))
    if content.startswith(JPEG) and (size := _frame(content)):
        return Picture("image/jpeg", *size)
    return None


def _frame(content: bytes) -> tuple[int, int] | None:
    """Return width and height from a JPEG's first frame header."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _print(content: bytes) -> None:
    """Print it on a page of its own, as the letter will: what is cut short or broken shows here, not there."""
    try:
        typst.compile(PAGE, sys_inputs={"picture": json.dumps(list(content))}, ignore_system_fonts=True)
    except typst.TypstError as error:
        raise NotAPicture(_("This picture is damaged. Save it again as PNG or JPEG and choose that file.")) from error
