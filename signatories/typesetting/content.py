"""Everything that is printed of a letter, as plain data: words, numbers, pictures. No form of it adds a word."""

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from letters import text
from letters.blocks import blocks
from letters.models import LetterheadPicture, Version
from letters.states import UNPUBLISHED_STAGES, Layout, LineUnderName, Stage

from . import printable
from .names import Names, counted, entries, first

if TYPE_CHECKING:
    from letters.models import Letter

# Part of the letter, so never translated with the page around it.
LANGUAGE = "en"


def content(letter: "Letter", version: Version, names: Names) -> dict[str, Any]:
    """Return the letter as data: the words of ``version``, and ``names``, which come in order and may all be read."""
    with translation.override(LANGUAGE):
        return {
            "language": LANGUAGE,
            "day": [letter.date.year, letter.date.month, letter.date.day],
            "mark": _mark(letter),
            "letterhead": _letterhead(letter),
            "date": format_date(letter.date, pgettext("date on a letter, in Django's format", "F j, Y")),
            **_words(version),
            "layout": letter.layout,
            "columns": letter.columns,
            "counted": counted(names, letter),
            "first": first(names) if letter.layout == Layout.COUNTED else "",
            **entries(names, letter),
            "remarks": _remarks(letter, names),
            "copies": printable.lines(letter.cc),
            **_where(letter, version),
            "fixed": _fixed_words(),
        }


def latest(letter: "Letter") -> Version:
    """Return the version that is signed now; of a draft, the one that publishing would freeze."""
    return letter.versions.order_by("-number").first() or Version(
        letter=letter, number=1, content=text.freeze(letter), published_at=letter.now
    )


def fingerprint(of: dict[str, Any]) -> str:
    """Return a digest under which two letters on paper are the same."""
    return hashlib.sha256(json.dumps(of, sort_keys=True, default=_digest).encode()).hexdigest()


def _digest(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()


def _words(version: Version) -> dict[str, Any]:
    frozen = version.text
    return {
        "title": printable.line(frozen["title"]),
        "addressees": [_address(addressee) for addressee in frozen["addressees"]],
        "salutation": printable.line(frozen["salutation"]),
        "body": printable.everywhere(printable.text, blocks(text.tokens(frozen["body"]))),
        "closing": printable.line(frozen["closing"]),
    }


def _address(addressee: dict[str, str]) -> list[str]:
    parts = (addressee[part] for part in ("name", "title", "organization", "address"))
    return [line for part in parts for line in printable.lines(part)]


def _letterhead(letter: "Letter") -> dict[str, Any]:
    picture = LetterheadPicture.objects.filter(letter=letter).first()
    head: dict[str, Any] = {"lines": printable.lines(letter.letterhead)}
    if picture:
        head |= {"picture": bytes(picture.content), "says": printable.line(picture.says)}
    return head


def _mark(letter: "Letter") -> str:
    """Return what must be seen on every page of a letter that is not one."""
    if letter.stage in UNPUBLISHED_STAGES:
        return _("DRAFT")
    return _("TAKEN BACK") if letter.stage == Stage.RECALLED else ""


def _remarks(letter: "Letter", names: Names) -> list[str]:
    """Return what is to be said below the names."""
    said = []
    if names.withheld:
        said.append(_("The other names are shown when the letter is released."))
    elif names.unnamed:
        number = {"number": number_format(names.unnamed, force_grouping=True)}
        more = ngettext("and %(number)s more who is not named", "and %(number)s more who are not named", names.unnamed)
        said.append(more % number)
    if letter.line_under_name == LineUnderName.TITLE_JURISDICTION and names.rows:
        said.append(_("Offices and places are given for identification only."))
    return said


def _where(letter: "Letter", version: Version) -> dict[str, Any]:
    """Return where the letter can be read, for cameras too where it is read by many; a draft has no such place."""
    if letter.stage in UNPUBLISHED_STAGES:
        return {"address": "", "version": ""}
    address = f"{settings.SITE_URL}{letter.get_absolute_url()}"
    where = {"address": address, "version": _("version %(number)d") % {"number": version.number}}
    return where if letter.layout == Layout.UNDER else where | {"code": code_of(address)}


def code_of(address: str) -> bytes:
    svg = io.BytesIO()
    segno.make(address, error="m").save(svg, kind="svg", border=1)
    return svg.getvalue()


def _fixed_words() -> dict[str, str]:
    """Return the words of the form itself, with {} where a number goes."""
    return {
        "page": _("Page {} of {}"),
        "signed by": _("Signed by {}"),
        "listed": _("Listed from page {}."),
        "annex": _("Annex: who signed"),
        "cc": pgettext("copies of a letter", "cc:"),
        "signature of": _("Signature of {}"),
        "address as a code": _("The letter's address as a code for cameras: {}"),
    }
