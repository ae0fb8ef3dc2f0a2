"""The sealed letter and its supplements as data for the typesetting: the letter's own, and where to check the file."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from letters.models import Version
from letters.states import Layout

from ..models import Seal
from ..typesetting import Names, printable
from ..typesetting.content import LANGUAGE, code_of, content

if TYPE_CHECKING:
    from letters.models import Letter


def verify_url(digest: str) -> str:
    """Return where a file is checked; the same for readers of every language."""
    with translation.override(LANGUAGE):
        return settings.SITE_URL + reverse("signatories:verify", args=[digest])


def file_name(seal: Seal, letter: "Letter") -> str:
    return f"{letter.slug}-supplement-{seal.number}.pdf" if seal.number else f"{letter.slug}.pdf"


def file_url(seal: Seal) -> str:
    """Return where the sealed file is, on this site."""
    slug = seal.letter.slug
    if seal.number:
        return reverse("signatories:supplement", args=[slug, seal.number])
    return reverse("signatories:pdf", args=[slug])


def sealed_letter(letter: "Letter", version: Version, names: Names, *, digest: str, at: datetime) -> dict[str, Any]:
    """Return the letter as it goes out."""
    with translation.override(LANGUAGE):
        return content(letter, version, names) | {"seal": _seal(letter, names, digest, at)}


def supplement(
    letter: "Letter", version: Version, names: Names, *, number: int, errata: list[str], digest: str, at: datetime
) -> dict[str, Any]:
    """Return what came after the letter was sealed: later names, and what was wrong in the files before."""
    with translation.override(LANGUAGE):
        local = at.astimezone(letter.zone)
        what = _names(names.total) if names.total else _("corrections")
        day = {"number": number, "date": format_date(letter.date, _day()), "names": what}
        title = _("Supplement %(number)d to the letter of %(date)s, %(names)s") % day
        changed: dict[str, Any] = {
            "title": printable.line(title),
            "date": format_date(local, _day()),
            "day": [local.year, local.month, local.day],
            "addressees": [],
            "salutation": "",
            "body": [*_heading(title, version), *_corrections(errata), *_later(names)],
            "closing": "",
            "copies": [],
            "layout": Layout.UNDER,
            "seal": _seal(letter, names, digest, at),
        }
        return content(letter, version, names) | changed


def _day() -> str:
    return pgettext("date on a letter, in Django's format", "F j, Y")


def _names(number: int) -> str:
    words = ngettext("%(number)s name", "%(number)s names", number)
    return words % {"number": number_format(number, force_grouping=True)}


def _heading(title: str, version: Version) -> list[dict[str, Any]]:
    sealed = _("What follows came after the letter was sealed. It is not part of the file that was sent first.")
    return [
        {"is": "heading", "level": 1, "of": [title]},
        _paragraph(printable.line(version.text["title"])),
        _paragraph(sealed),
    ]


def _corrections(errata: list[str]) -> list[dict[str, Any]]:
    if not errata:
        return []
    items = [[_paragraph(printable.line(text))] for text in errata]
    return [
        {"is": "heading", "level": 1, "of": [_("Corrections")]},
        {"is": "list", "first": None, "of": items},
    ]


def _later(names: Names) -> list[dict[str, Any]]:
    return [{"is": "heading", "level": 1, "of": [_("Later names")]}] if names.total else []


def _paragraph(text: str) -> dict[str, Any]:
    return {"is": "p", "of": [text]}


def _seal(letter: "Letter", names: Names, digest: str, at: datetime) -> dict[str, Any]:
    """Return what stands under a sealed file: when, how many, and where it is checked, for cameras too."""
    said = {"date": format_date(at.astimezone(letter.zone), _day()), "names": _names(names.total)}
    address = verify_url(digest)
    return {
        "says": [
            _("Sealed on %(date)s with %(names)s.") % said,
            _("Whether a file is the sealed one, to the last byte, can be checked at:"),
        ],
        "code": code_of(address),
        "code says": _("The address as a code for cameras"),
        "address": address,
        "to": address,
    }
