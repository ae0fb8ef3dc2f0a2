"""A Word file, read into the Markdown of a letter.

Staff write in Word; what they wrote is judged before it is believed. ``package`` opens the file and unpacks no more
than a letter needs, ``inventory`` refuses what is unresolved and lists what a letter cannot hold, ``numbering`` counts
as Word does, mammoth turns the rest into HTML, and `letters.rich` that into Markdown.
"""

import logging
import re
from io import BytesIO
from typing import BinaryIO

import mammoth
from django.utils.translation import gettext as _

from .. import rich
from ..rich import Reading
from ..tidy import tidy
from . import package
from .inventory import take_stock
from .numbering import write_numbers
from .package import NotRead

__all__ = ["NotRead", "read"]

STYLES = """
u => em
r[style-name='Emphasis'] => em
r[style-name='Intense Emphasis'] => strong
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
logger = logging.getLogger(__name__)


def read(file: BinaryIO) -> Reading:
    """Return the file's text as Markdown; raises NotRead with a sentence that says what to do."""
    parts = package.unpack(file)
    left_out = take_stock(parts) + write_numbers(parts)
    html, unread = _to_html(package.pack(parts))
    written = rich.read(html)
    markdown = tidy(written.markdown)
    if not markdown:
        raise NotRead(_("The file has no text: nothing was read."))
    return Reading(markdown, list(dict.fromkeys(left_out + unread + written.left_out)))


def _to_html(file: bytes) -> tuple[str, list[str]]:
    try:
        result = mammoth.convert_to_html(BytesIO(file), style_map=STYLES, include_embedded_style_map=False)
    except Exception as error:
        # Well-formed XML can still be no document, in more ways than mammoth has errors for.
        logger.warning("A Word file could not be read.", exc_info=error)
        raise NotRead(package.damaged()) from error
    said = "".join(f"{message.message}\n" for message in result.messages)
    names = dict.fromkeys(re.findall(r"unrecognised element was ignored: (\S+)", said))
    return result.value, [_("Something that cannot be read here (%s).") % name for name in names]
