"""What staff fill in about a list of contacts, or of a group's members."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import LegislatorGroup
from directory.states import CONGRESS, JURISDICTIONS, Chamber, State

from .. import rosters, sheets
from ..fields import SheetField
from ..imports.columns import Column as NameColumn
from ..matching import Legislature
from ..rosters.texts import Line

BROUGHT = ("file", "text")
LONGEST_NUMBER = 7


class RosterForm(forms.Form):
    """A file or a pasted text, where the offices are, and, once it was read, all of it packed in a hidden field."""

    text = forms.CharField(
        label=gettext_lazy("Paste the list"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 10, "class": "vLargeTextField"}),
    )
    file = SheetField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("CSV, XLSX or plain text. The first row names the columns."),
    )
    jurisdiction = forms.ChoiceField(label=gettext_lazy("Legislature"), choices=JURISDICTIONS, initial=CONGRESS)
    on = forms.DateField(
        label=gettext_lazy("Members in office on"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Names are looked for among those who sat on this day first."),
    )

    format: rosters.Format
    columns: Iterable[tuple[str, Any]]
    needs_list = True
    sheet: rosters.Sheet | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        brought = [name for name in BROUGHT if data.get(name) and (name == "file" or data[name].strip())]
        if "packed" not in self.data and len(brought) != 1 and (self.needs_list or brought):
            raise ValidationError(_("Choose a file or paste the names, one of the two."))
        try:
            self.sheet = self._sheet(brought)
            self.packed = self.sheet.packed() if self.sheet else ""
        except sheets.Unreadable as unreadable:
            self.add_error(brought[0] if brought else None, str(unreadable))
        return data

    def _sheet(self, brought: list[str]) -> rosters.Sheet | None:
        if self.data.get("packed"):
            return self._with_columns(rosters.unpacked(self.data["packed"]))
        if not brought:
            return None
        file = self.cleaned_data.get("file")
        if file:
            sheet = rosters.of_file(file.read(), file.name, self.format)
        else:
            sheet = rosters.of_text(self.cleaned_data["text"], self.format)
        if not sheet.lines:
            raise sheets.Unreadable(_("There are no rows below the headings."))
        return sheet

    def _with_columns(self, sheet: rosters.Sheet) -> rosters.Sheet:
        """Take what staff said of the columns instead of what was guessed."""
        known = {str(key) for key, _label in self.columns}
        said = [self.data.get(f"column_{place}", column) for place, column in enumerate(sheet.columns)]
        columns = [column if column in known or not sheet.header else "" for column in said]
        used = [column for column in columns if column]
        if len(used) != len(set(used)):
            self.add_error(None, _("Two columns say the same. Leave one of them out."))
            return sheet
        return rosters.Sheet(sheet.header, columns, sheet.lines)

    @property
    def where(self) -> Legislature:
        return Legislature(self.cleaned_data["jurisdiction"], self.cleaned_data["on"])

    @property
    def carried(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that the next page sends again."""
        for field in self:
            if field.name not in BROUGHT:
                yield field.html_name, str(field.data or "")
        yield "packed", self.packed

    @property
    def columns_asked(self) -> list[dict[str, Any]]:
        """Return each column of a file with its first cells and what it may say; a text has none to ask about."""
        sheet = self.sheet
        if sheet is None or not sheet.header:
            return []
        headings = [*sheet.header, *[""] * (len(sheet.columns) - len(sheet.header))]
        return [
            {
                "name": f"column_{place}",
                "label": heading or _("Column %d") % (place + 1),
                "chosen": sheet.columns[place],
                "choices": self.columns,
                "samples": " · ".join(_samples(sheet.lines[:3], place)),
            }
            for place, heading in enumerate(headings)
        ]


def _samples(lines: Iterable[Line], place: int) -> list[str]:
    return [line.cells[place][:40] for line in lines if place < len(line.cells) and line.cells[place].strip()]


class ContactsForm(RosterForm):
    format = rosters.CONTACTS
    columns = rosters.Column.choices
    field_order = ["text", "file", "jurisdiction", "on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "As Outlook gives it: “Jane Doe <jane.doe@mail.house.gov>; …”, or cells copied from a spreadsheet with "
            "their headings: name, e-mail, role, legislator or organization, state, district."
        )
        self.fields["jurisdiction"].choices = [*JURISDICTIONS, ("", _("none: organizations only"))]
        self.fields["jurisdiction"].required = False


class MembersForm(RosterForm):
    """More members for a group that exists."""

    format = rosters.MEMBERS
    columns = NameColumn.choices
    chamber = forms.ChoiceField(
        label=gettext_lazy("Chamber"), required=False, choices=[("", gettext_lazy("both")), *Chamber.choices]
    )
    field_order = ["jurisdiction", "chamber", "on", "text", "file"]

    def __init__(self, *args: Any, group: LegislatorGroup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.fields["text"].help_text = _(
            "In the order of the group, one on a line: “Jerrold Nadler (D-NY), Ranking Member”. What stands behind "
            "the name is printed under it."
        )
        if group:
            self.fields["jurisdiction"].initial = group.jurisdiction

    @property
    def where(self) -> Legislature:
        data = self.cleaned_data
        return Legislature(data["jurisdiction"], data["on"], data["chamber"])


class GroupForm(MembersForm):
    """A new group: its members pasted, or everybody whom the rule finds."""

    name = LegislatorGroup._meta.get_field("name").formfield(widget=forms.TextInput({"class": "vTextField"}))  # noqa: SLF001 -- Django's documented Meta API
    kind = LegislatorGroup._meta.get_field("kind").formfield()  # noqa: SLF001 -- as above
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=[("", "—"), *State.choices])
    field_order = ["name", "kind", "jurisdiction", "chamber", "on", "text", "file", "state"]
    needs_list = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].help_text = _(
            "Without a list: everybody who sat there on that day, of this state if you choose one."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.sheet and data.get("state"):
            self.add_error("state", _("The list says who is in the group: leave this empty, or the list."))
        return data

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if LegislatorGroup.objects.filter(name=name).exists():
            raise ValidationError(_("There is a group of this name already. Choose another name."))
        return name


def decisions_in(data: Mapping[str, str]) -> rosters.Decisions:
    """Return what staff decided about the rows of the page they send back."""
    return rosters.Decisions(
        chosen=_numbered(data, "office_"),
        typed=_numbered(data, "typed_"),
        accept_likely="accept_likely" in data,
        leave_rest="leave_rest" in data,
    )


def _numbered(data: Mapping[str, str], prefix: str) -> dict[int, str]:
    said = {name.removeprefix(prefix): value.strip() for name, value in data.items() if name.startswith(prefix)}
    return {
        int(number): value[:255]
        for number, value in said.items()
        if value and number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    }
