"""Which column of a file says what: guessed from the headings, corrected by staff."""

from collections.abc import Mapping, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.names import fold


class Column(TextChoices):
    """What a column can say. ``IGNORED`` is kept with the row, and not used."""

    IGNORED = "", _("not used")
    NAME = "name", _("Name")
    FIRST = "first", _("First name")
    LAST = "last", _("Surname")
    SUFFIX = "suffix", _("Suffix")
    EMAIL = "email", _("E-mail")
    TITLE = "title", _("Title or office")
    AFFILIATION = "affiliation", _("City, county or agency")
    CITY = "city", _("City")
    STATE = "state", pgettext_lazy("column", "State")
    ZIP = "zip", _("ZIP code, to tell namesakes apart")
    DISTRICT = "district", _("District")
    PARTY = "party", _("Party")
    CHAMBER = "chamber", _("Chamber")
    SCOPE = "scope", _("Scope")
    LISTED = "listed", _("Name may be printed")
    RECEIVED = "received", _("Received")


# Headings as people write them, in English and Spanish, folded.
HEADINGS: dict[str, tuple[str, ...]] = {
    Column.NAME: (
        *("name", "full name", "raw name", "raw", "signatory", "signer", "member", "legislator", "senator"),
        *("organization", "organisation", "organization name", "group name", "org", "printed name"),
        *("nombre", "nombre completo", "nombre y apellido", "organizacion", "firmante"),
    ),
    Column.FIRST: ("first", "first name", "given name", "given", "nombres", "nombre de pila", "primer nombre"),
    Column.LAST: ("last", "last name", "surname", "family name", "family", "apellido", "apellidos"),
    Column.SUFFIX: ("suffix", "sufijo"),
    Column.EMAIL: ("email", "e mail", "email address", "e mail address", "mail", "correo", "correo electronico"),
    Column.TITLE: ("title", "office", "position", "role", "titulo", "cargo"),
    Column.AFFILIATION: ("affiliation", "jurisdiction", "agency", "county", "afiliacion", "jurisdiccion", "condado"),
    Column.CITY: ("city", "town", "ciudad"),
    Column.STATE: ("state", "us state", "raw state", "estado"),
    Column.ZIP: ("zip", "zip code", "zipcode", "postal code", "codigo postal"),
    Column.DISTRICT: ("district", "distrito"),
    Column.PARTY: ("party", "partido"),
    Column.CHAMBER: ("chamber", "house", "camara"),
    Column.SCOPE: ("scope", "alcance"),
    Column.LISTED: ("show publicly", "public", "listed", "print name", "display", "publicar", "publico"),
    Column.RECEIVED: (
        *("received", "received at", "signed at", "date", "timestamp", "date signed", "submitted at", "created at"),
        *("recibido", "fecha", "marca temporal"),
    ),
}
MEANS = {heading: column for column, headings in HEADINGS.items() for heading in headings}


def guess(header: Sequence[str], means: Mapping[str, str] = MEANS) -> list[str]:
    """Return for each heading what its column says; each meaning once, "" for what is not known."""
    taken: set[str] = set()
    guessed = []
    for heading in header:
        meaning = means.get(fold(heading), "")
        guessed.append("" if meaning in taken else str(meaning))
        taken.add(meaning)
    return guessed


def names_somebody(columns: Sequence[str]) -> bool:
    return Column.NAME in columns or Column.LAST in columns
