"""Judges the parts of an XLSX file before a library builds objects of them. Pure; reads each part once, as a stream.

A few kilobytes can name a row far beyond any sheet, nest a million elements or hold millions of empty ones, each
within the size that is allowed: the library would fill the gap, recurse or build them all.
"""

import zipfile
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

MAX_DEPTH = 64
MAX_ROW = 200_000  # some rows of a real sheet are empty
MOST_ELEMENTS = 6_000_000  # in sheets and their texts: 100,000 rows of 20 cells
FEW_ELEMENTS = 200_000  # in everything else: styles, relations, properties
CHUNK = 256 * 1024


class Hostile(ValueError):
    """No program that people use writes such a file."""


def judge(archive: zipfile.ZipFile) -> None:
    """Raise Hostile for a part that would cost more than it holds, or that defines entities; or that is no XML."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            holds_cells = part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
            with archive.open(part) as stream:
                _Part(MOST_ELEMENTS if holds_cells else FEW_ELEMENTS).read(stream)


class _Part:
    def __init__(self, most: int) -> None:
        self.most, self.elements, self.depth = most, 0, 0
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.StartDoctypeDeclHandler = self._doctype

    def read(self, stream: IO[bytes]) -> None:
        try:
            while chunk := stream.read(CHUNK):
                self.parser.Parse(chunk, False)
            self.parser.Parse(b"", True)
        except ExpatError as error:
            raise Hostile(str(error)) from error

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > self.most or self.depth > MAX_DEPTH:
            raise Hostile("too many elements")
        number = attributes.get("r", "") if name.endswith("row") else ""
        if number.isdecimal() and (len(number) > 9 or int(number) > MAX_ROW):
            raise Hostile(f"row {number[:20]}")

    def _close(self, name: str) -> None:
        self.depth -= 1

    def _doctype(self, *_declared: object) -> None:
        raise Hostile("it defines entities")
