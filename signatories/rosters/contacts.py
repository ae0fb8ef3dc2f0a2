"""What would become of each row of a list of contacts. Writes nothing; signatories/workflow/contacts.py does."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from directory.models import Contact
from directory.names import fold
from directory.states import Left, Role
from outbox.addresses import canonical

from ..fields import LineField, MailboxField, clean_line
from ..matching import Legislature
from ..states import Reading
from .columns import Column
from .deciding import Decisions, Office, Roster, Row
from .offices import Offices, office_of
from .roles import role_of
from .texts import Sheet

NAME, MAILBOX = LineField(max_length=120, required=False), MailboxField(required=False)
LIMITS = {Column.PHONE: 40, Column.ISSUES: 300, Column.ROLE: 120, Column.NOTE: 2000}


@dataclass(frozen=True)
class Entry:
    """One contact in one office that a row makes, or changes."""

    office: Office
    contact: Contact | None
    changes: dict[str, str]


@dataclass
class ContactRow(Row):
    entries: list[Entry] = field(default_factory=list)


class Contacts(Roster[ContactRow]):
    """The rows of one list, each with its verdict."""

    def __init__(self, sheet: Sheet, where: Legislature, decisions: Decisions) -> None:
        self.sheet, self.decisions = sheet, decisions
        self.labels: dict[str, str] = {}
        self.rows = [ContactRow(line.number, line.raw) for line in sheet.lines]
        self.people = [self._person(row, line.cells) for row, line in zip(self.rows, sheet.lines, strict=True)]
        self.offices = Offices(where, [person["mailbox"] for person in self.people if person])
        for row, person in zip(self.rows, self.people, strict=True):
            if person:
                found = self.offices.find(person.pop("said"), person["mailbox"])
                row.settle(found, decisions, self.offices.look_up)
        self._compare()

    def _person(self, row: ContactRow, cells: tuple[str, ...]) -> dict[str, Any]:
        """Return the fields of the contact that the row says, cleaned; none when it cannot be used."""
        pairs = zip(self.sheet.columns, cells, strict=False)
        says = {column: clean_line(cell) for column, cell in pairs if column and cell.strip()}
        name = says.get(Column.NAME) or f"{says.get(Column.FIRST, '')} {says.get(Column.LAST, '')}".strip()
        email = says.get(Column.EMAIL, "")
        try:
            person = _cleaned(name, email, says, needs_address=not self.sheet.header)
        except ValidationError as wrong:
            row.unreadable(" ".join(wrong.messages), self.decisions)
            return {}
        row.says = ", ".join(filter(None, (person["name"], person.get("title", ""), person["email"])))
        return person | {"said": says}

    def _compare(self) -> None:
        """Say of each settled row whether the contact is new, changed or the same."""
        known = self._on_file()
        self._settle_what_is_there(known)
        served = self._served()
        seen: dict[tuple[str, str], int] = {}
        for row, person in zip(self.rows, self.people, strict=True):
            for office in row.offices:
                key = office.key, person["mailbox"] or fold(person["name"])
                if key in seen:
                    row.verdict, row.why = Reading.TWICE, _("Row %d is the same person.") % seen[key]
                    continue
                seen[key] = row.number
                contact = _known(known, office, person)
                row.entries.append(Entry(office, contact, _changes(contact, person)))
            if row.entries:
                self._judge(row, served[person["mailbox"]])

    def _settle_what_is_there(self, known: dict[tuple[str, str], Contact]) -> None:
        """Ask nothing about a row that would change nothing: its office was decided when the contact was stored."""
        for row, person in zip(self.rows, self.people, strict=True):
            if not person or row.offices or row.chosen or row.typed:
                continue
            same = [
                office
                for office in row.candidates
                if (contact := _known(known, office, person)) and not _changes(contact, person)
            ]
            if len(same) == 1:
                row.offices = same

    def _served(self) -> dict[str, set[str]]:
        """Return which offices each mailbox serves, by what is on file and by this list."""
        served: defaultdict[str, set[str]] = defaultdict(set)
        for row, person in zip(self.rows, self.people, strict=True):
            if mailbox := person.get("mailbox"):
                offices = (*row.offices, *self.offices.on_file.get(mailbox, ()))
                served[mailbox].update(office.key for office in offices)
                self.labels |= {office.key: office.label for office in offices}
        return served

    def _on_file(self) -> dict[tuple[str, str], Contact]:
        """Return the contacts of all offices that may be meant, by mailbox, or by name where there is none."""
        offices = {office for row in self.rows for office in (*row.offices, *row.candidates)}
        of = Q(legislator__in=[one.legislator for one in offices if one.legislator])
        of |= Q(organization__in=[one.organization for one in offices if one.organization])
        contacts = Contact.objects.filter(of).select_related("legislator", "organization").order_by("-pk")
        return {(office_of(one).key, one.mailbox or fold(one.name)): one for one in contacts}

    def _judge(self, row: ContactRow, served: set[str]) -> None:
        if any(entry.contact is None for entry in row.entries):
            row.verdict = Reading.NEW
        else:
            row.verdict = Reading.CHANGED if any(entry.changes for entry in row.entries) else Reading.SAME
        notes = [row.why]
        if elsewhere := served - {office.key for office in row.offices}:
            others = ", ".join(sorted(self.labels[key] for key in elsewhere))
            notes.append(_("This mailbox also serves: %(offices)s.") % {"offices": others})
        if any(entry.contact and entry.contact.left != Left.HERE for entry in row.entries):
            notes.append(_("Marked as left, and stays so until you say otherwise."))
        row.why = " ".join(filter(None, notes))

    @property
    def suggestions(self) -> list[str]:
        return self.offices.suggestions

    @property
    def seen(self) -> str:
        """Return a fingerprint of what would be written: nothing else is written than what was looked at."""
        written = [
            (row.number, entry.office.key, entry.contact and entry.contact.pk, sorted(entry.changes.items()))
            for row in self.to_write
            for entry in row.entries
        ]
        return hashlib.sha256(repr(written).encode()).hexdigest()


def _cleaned(name: str, email: str, says: dict[str, str], *, needs_address: bool) -> dict[str, str]:
    """Return the fields of a contact. In a list of addresses, words without one are not a person."""
    person = {"name": NAME.clean(name), "email": MAILBOX.clean(email)}
    person["mailbox"] = canonical(email) if email else ""
    if needs_address and not email:
        raise ValidationError(_("No e-mail address."))
    if not person["name"] and not email:
        raise ValidationError(_("Neither a name nor an e-mail address was found here."))
    for column, limit in LIMITS.items():
        if len(says.get(column, "")) > limit:
            label = {"column": column.label, "limit": limit}
            raise ValidationError(_("%(column)s: more than %(limit)d characters.") % label)
    if title := says.get(Column.ROLE):
        person |= _role(title)
    same = {Column.PHONE: "phone", Column.ISSUES: "issues", Column.NOTE: "note"}
    return person | {name: says[column] for column, name in same.items() if column in says}


def _role(title: str) -> dict[str, str]:
    """Return the role, and the title where it says more than the role does."""
    role = role_of(title)
    told = role != Role.OTHER and fold(title) in (fold(str(role.label)), role.value.replace("_", " "))
    return {"role": role.value, "title": "" if told else title}


def _known(known: dict[tuple[str, str], Contact], office: Office, person: dict[str, Any]) -> Contact | None:
    """Return the person's contact in the office: that of the mailbox, or the one of this name that has none."""
    return known.get((office.key, person["mailbox"])) or known.get((office.key, fold(person["name"])))


def _changes(contact: Contact | None, person: dict[str, str]) -> dict[str, str]:
    """Return what the row says and the contact does not; what a row leaves empty stays as it is."""
    said = {name: value for name, value in person.items() if value or name == "title"}
    if contact is None:
        return said
    return {name: value for name, value in said.items() if getattr(contact, name) != value}
