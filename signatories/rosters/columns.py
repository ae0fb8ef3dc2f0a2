"""Which column of a list of contacts says what. Of a list of members the columns are those of lists of names."""

from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..imports import columns


class Column(TextChoices):
    """What a column can say. Those about the office have the keys that `imports.cells` reads."""

    IGNORED = "", _("not used")
    NAME = "name", _("Name of the contact")
    FIRST = "first", _("First name")
    LAST = "last", _("Surname")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    ROLE = "role", _("Role or title")
    ISSUES = "issues", _("Issues")
    NOTE = "note", _("Note")
    MEMBER = "member", _("Legislator")
    MEMBER_FIRST = "member_first", _("Legislator's first name")
    MEMBER_LAST = "member_last", _("Legislator's surname")
    ORGANIZATION = "organization", _("Organization")
    CHAMBER = "chamber", _("Chamber")
    STATE = "state", pgettext_lazy("column", "State")
    DISTRICT = "district", _("District")
    PARTY = "party", _("Party")


# What stands in brackets behind a name may be the office, or anything else. No column of a file is this.
HINT = "hint"
SAME = ("FIRST", "LAST", "EMAIL", "CHAMBER", "STATE", "DISTRICT", "PARTY")
# Headings as people and their programs write them, in English and Spanish, folded.
HEADINGS: dict[str, tuple[str, ...]] = {str(Column[name]): columns.HEADINGS[columns.Column[name]] for name in SAME} | {
    Column.NAME: (
        *("name", "full name", "contact", "contact name", "staffer", "staff", "staff name", "staff member"),
        *("display name", "nombre", "nombre completo", "contacto", "asesor", "asesora"),
    ),
    Column.EMAIL: (
        *columns.HEADINGS[columns.Column.EMAIL],
        *("staff email", "contact email", "e mail 1 value", "primary email", "email 1", "direccion de correo"),
    ),
    Column.PHONE: (
        *("phone", "phone number", "telephone", "office phone", "business phone", "work phone", "mobile", "cell"),
        *("telefono", "celular"),
    ),
    Column.ROLE: ("role", "position", "title", "job title", "staff title", "cargo", "puesto", "funcion"),
    Column.ISSUES: (
        *("issue", "issues", "issue area", "issue areas", "portfolio", "policy areas", "areas"),
        *("tema", "temas", "asuntos"),
    ),
    Column.NOTE: ("note", "notes", "comment", "comments", "remarks", "nota", "notas", "comentarios"),
    Column.MEMBER: (
        *("member", "member name", "legislator", "representative", "senator", "office", "principal", "boss", "rep"),
        *("legislador", "legisladora", "congresista", "senador", "senadora", "representante", "oficina"),
    ),
    Column.MEMBER_FIRST: ("member first", "member first name", "legislator first name"),
    Column.MEMBER_LAST: ("member last", "member last name", "legislator last name"),
    Column.ORGANIZATION: ("organization", "organisation", "organization name", "company", "org", "organizacion"),
}
MEANS = {heading: column for column, headings in HEADINGS.items() for heading in headings}


def guess(header: Sequence[str]) -> list[str]:
    return columns.guess(header, MEANS)
