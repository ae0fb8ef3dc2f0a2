"""Files that staff keep with a letter: the proof of a delivery, an answer. PDF, PNG or JPEG, judged by what they hold.

They stay in the database, like pictures (docs/adr/0021), and are only ever handed out as files to save.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import pictures

MOST_BYTES = 5 * 1024 * 1024
PDF = "application/pdf"
ENDINGS = {PDF: "pdf", "image/png": "png", "image/jpeg": "jpg"}
TAIL = 1024  # readers look for the end of a PDF here


class CannotBeFiled(Exception):
    """A file that is not kept; the text says why and what to do, in the reader's language."""


@dataclass(frozen=True)
class Filed:
    """A file and what it turned out to be."""

    content: bytes
    media_type: str


def look(content: bytes) -> Filed:
    """Return the file with its type; raises CannotBeFiled. Neither its name nor what the browser says counts."""
    if len(content) > MOST_BYTES:
        raise CannotBeFiled(_("The file is larger than 5 MB. Save a smaller one, such as a scan in black and white."))
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-TAIL:]:
            raise CannotBeFiled(_("This PDF is not complete. Save or download it again and choose that file."))
        return Filed(content, PDF)
    if picture := pictures.measure(content):
        return Filed(content, picture.media_type)
    raise CannotBeFiled(_("This file is not a PDF, PNG or JPEG. Save it as one of these and choose it again."))
