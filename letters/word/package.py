"""The file as a package: recognised by its first bytes, unpacked only as far as a letter needs, free of tricks."""

import re
from io import BytesIO
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, tostring
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_PART = 3 * 1024 * 1024
LARGEST_WHOLE = 200 * 1024 * 1024  # what a file says of itself; pictures are never unpacked
MOST_FILES = 2000
MOST_ELEMENTS = 25_000  # of one part; sixty pages have as many
MOST_CHARACTERS = 200_000
MOST_NOTES_AND_FIELDS = 2_000
DEEPEST = 60
NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels"
    r"|word/(_rels/)?(document|styles|numbering|footnotes|endnotes|header|footer)\d*\.xml(\.rels)?"
)
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."

type Parts = dict[str, Element]


class NotRead(Exception):
    """A file that cannot be read; the text says why and what to do, in the reader's language."""


def damaged() -> str:
    return _("The file is damaged, or was not made by a word processor. Save it once more as .docx and upload that.")


def unpack(file: BinaryIO) -> Parts:
    """Return the parts that hold words, by name; raises NotRead before anything large is unpacked."""
    _recognise(file)
    try:
        with ZipFile(file) as archive:
            _weigh(archive)
            names = [name for name in archive.namelist() if NEEDED.fullmatch(name)]
            parts = {name: _parse(archive.open(name).read(LARGEST_PART + 1)) for name in names}
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise NotRead(damaged()) from error
    _judge_kind(parts)
    _judge_length(parts)
    return parts


def pack(parts: Parts) -> bytes:
    """Return a file of these parts and nothing else."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, root in parts.items():
            archive.writestr(name, tostring(root))
    return packed.getvalue()


def _recognise(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if size > LARGEST_FILE:
        most = {"size": filesizeformat(LARGEST_FILE)}
        raise NotRead(_("The file is larger than %(size)s. Take the pictures out and upload it again.") % most)
    content = file.read()
    file.seek(0)
    if content.startswith(OLE) and ENCRYPTED in content:
        raise NotRead(
            _("The file is locked with a password. Take the password off in Word (File, Info), save, upload again.")
        )
    if content.startswith(OLE):
        raise NotRead(
            _("This is a Word file of the old kind (.doc), whatever its name. Open it in Word and save it as .docx.")
        )
    if not content.startswith(ZIP):
        raise NotRead(_("This is not a Word file (.docx). Open it in your word processor and save it as .docx."))


def _weigh(archive: ZipFile) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise NotRead(damaged())
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise NotRead(_("The file holds macros. Save it in Word as .docx, without macros, and upload that."))
    needed = [member.file_size for member in members if NEEDED.fullmatch(member.filename)]
    whole = sum(member.file_size for member in members)
    if len(members) > MOST_FILES or whole > LARGEST_WHOLE or max(needed, default=0) > LARGEST_PART:
        raise NotRead(_too_much())


def _too_much() -> str:
    return _("Unpacked, the file is far larger than a letter can be. Copy the letter alone into a new file.")


def _parse(content: bytes) -> Element:
    """Return the part's root element: no entities, no endless nesting, no more elements than a long letter has."""
    if len(content) > LARGEST_PART:
        raise NotRead(_too_much())
    depth = elements = 0
    last: Element | None = None
    try:
        for event, last in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):  # noqa: B007
            depth += 1 if event == "start" else -1
            elements += event == "start"
            if depth > DEEPEST or elements > MOST_ELEMENTS:
                raise NotRead(_too_much())
    except (ParseError, DefusedXmlException) as error:
        raise NotRead(damaged()) from error
    assert last is not None  # noqa: S101 -- a document without an element is a ParseError
    return last  # the root ends last


def _judge_kind(parts: Parts) -> None:
    types = [element.get("ContentType", "") for element in parts.get("[Content_Types].xml", ())]
    if any("macroEnabled" in kind for kind in types):
        raise NotRead(_("The file holds macros. Save it in Word as .docx, without macros, and upload that."))
    if "_rels/.rels" not in parts or not any(kind.startswith(WORD) for kind in types):
        raise NotRead(_("This is not a Word file (.docx). Open it in your word processor and save it as .docx."))


def _judge_length(parts: Parts) -> None:
    """Refuse what would keep the server busy: the time that mammoth needs grows faster than some of these."""
    elements = [element for root in parts.values() for element in root.iter()]
    costly = sum(element.tag.endswith(("}footnoteReference", "}endnoteReference", "}fldChar")) for element in elements)
    if costly > MOST_NOTES_AND_FIELDS or sum(len(element.text or "") for element in elements) > MOST_CHARACTERS:
        raise NotRead(_("The file is longer than a letter can be. Upload the letter alone, without its enclosures."))
