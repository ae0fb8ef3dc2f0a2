"""The letter on paper: as data, and of that data a PDF, a Word file and plain text (docs/adr/0014).

``content`` says everything that is printed; ``pdf.build``, ``word.build`` and ``plain.build`` only set it. Whoever has
names from elsewhere, such as rows that were frozen, gives `content` a `Names` of them.
"""

from . import glyphs, pdf, plain, shelf, word
from .content import content, latest
from .names import Names

__all__ = ["Names", "content", "glyphs", "latest", "pdf", "plain", "shelf", "word"]
