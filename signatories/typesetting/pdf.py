"""The letter as a PDF: tagged and accessible (PDF/UA-1), its fonts inside, the same bytes every time.

The only date in it is the letter's own.

Nothing that people typed is ever markup: it reaches templates/typst/letter.typ as JSON, which prints strings as they
are. Nothing is fetched: the template imports no package and names no file, pictures come as bytes, fonts with typst.

Never call this at import or in a process that forks afterwards: typst's threads do not survive a fork, and the child
would wait for them for ever.
"""

import hashlib
import json
import logging
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from . import glyphs, printable

FOLDER = Path(settings.BASE_DIR) / "templates" / "typst"
STRICT = ["ua-1"]
# Changes when what sets the letter does: a PDF that is kept must not outlive it.
FORM = hashlib.sha256((FOLDER / "letter.typ").read_bytes() + version("typst").encode()).hexdigest()


def build(content: dict[str, Any]) -> bytes:
    """Return the PDF of the letter that `content` describes (typesetting.content)."""
    content = printable.everywhere(printable.breakable, content, but="to")
    standards = [] if glyphs.lacking(content) else STRICT
    try:
        return _compile(content, standards)
    except typst.TypstError:
        if not standards:
            raise
        logging.getLogger(__name__).exception("The letter breaks the rules of accessible PDFs; set without them.")
        return _compile(content, [])


def _compile(content: dict[str, Any], standards: list[Any]) -> bytes:
    return typst.compile(
        str(FOLDER / "letter.typ"),
        root=str(FOLDER),
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(content, default=list)},
        pdf_standards=standards,
    )
