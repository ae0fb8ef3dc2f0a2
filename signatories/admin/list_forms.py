"""What staff fill in about a list of names: the list itself, its columns, one row of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.states import Chamber
from letters.forms import WallTimeField, to_moments
from letters.models import Letter

from .. import sheets
from ..fields import SheetField
from ..forms import kinds_of, members_of
from ..imports import Column
from ..imports.cells import facts_in
from ..models import ListRow, NameList
from ..staff_forms import TypedMember
from ..states import Kind

SEAT = (Column.CHAMBER, Column.DISTRICT, Column.PARTY)
# Columns that a pasted text always has, and that say nothing of this kind.
ELSEWHERE: dict[str, tuple[Column, ...]] = {
    Kind.LEGISLATOR: (Column.SCOPE,),
    Kind.ORGANIZATION: SEAT,
    Kind.OFFICEHOLDER: (*SEAT, Column.SCOPE),
    Kind.INDIVIDUAL: (*SEAT, Column.SCOPE),
}


class AddListForm(forms.Form):
    """A file or a pasted text, and what holds for all its names."""

    kind = forms.ChoiceField(label=gettext_lazy("Who signs"))
    file = SheetField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("CSV, XLSX or plain text, up to 10 MB. The first row names the columns."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the names"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 12, "class": "vLargeTextField"}),
        help_text=gettext_lazy("One on a line, or as they stand in a letter: “Sen. Jeff Merkley (D-OR)”."),
    )
    received_at = WallTimeField(label=gettext_lazy("Received"), required=False)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        self.fields["kind"].choices = [(kind, kind.label) for kind in kinds_of(letter)]
        self.fields["received_at"].help_text = _(
            "%(zone)s time, for rows that do not say it themselves. Empty: now."
        ) % {"zone": letter.zone_label}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        to_moments(self, self.letter.time_zone)
        received = self.cleaned_data.get("received_at")
        if received and (received > self.letter.now or not self.letter.takes_at(received)):
            self.add_error("received_at", _("The letter did not take signatures then."))
        if not self.errors and bool(data.get("file")) == bool((data.get("text") or "").strip()):
            raise ValidationError(_("Choose a file or paste the names, one of the two."))
        return data


class ColumnsForm(forms.Form):
    """What each column of the file says, with the first cells of each to judge by."""

    def __init__(self, *args: Any, names: NameList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = list(names.rows.order_by("number").values_list("cells", flat=True)[:3])
        for place, column in enumerate(names.columns):
            heading = names.header[place] if place < len(names.header) else ""
            samples = [cells[place][:40] for cells in first if place < len(cells) and cells[place].strip()]
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or _("Column %d") % (place + 1),
                choices=Column.choices,
                required=False,
                initial=column,
                help_text=" · ".join(samples),
            )

    @property
    def columns(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        used = [column for column in data.values() if column]
        if len(used) != len(set(used)):
            raise ValidationError(_("Two columns say the same. Leave one of them out."))
        if not {Column.NAME, Column.LAST} & set(used):
            raise ValidationError(_("Say which column is the name."))
        return data


class RowForm(forms.Form):
    """One row: the cells that are read, as staff may correct them."""

    def __init__(self, *args: Any, names: NameList, row: ListRow, says: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        foreign = ELSEWHERE.get(names.kind, ())
        wanted = [
            column
            for column in Column
            if column and (column == Column.NAME or (column in says and column not in foreign))
        ]
        if names.kind == Kind.INDIVIDUAL and Column.EMAIL not in wanted:
            wanted.append(Column.EMAIL)
        for column in wanted:
            if column == Column.NAME and Column.LAST in says and Column.NAME not in says:
                continue
            self.fields[column.value] = _chamber(says) if column == Column.CHAMBER else _cell(column, says)


def _cell(column: Column, says: dict[str, str]) -> forms.Field:
    return forms.CharField(
        label=column.label,
        required=False,
        max_length=sheets.MAX_CELL,
        initial=says.get(column, ""),
        widget=forms.TextInput({"class": "vTextField", "autocomplete": "off"}),
    )


def _chamber(says: dict[str, str]) -> forms.Field:
    """Return a choice of what is read, however it is written. Left as it is, what was written stays."""
    choices = [("", _("not said")), *Chamber.choices]
    read = facts_in({Column.CHAMBER: says[Column.CHAMBER]}).chamber
    return forms.ChoiceField(label=Column.CHAMBER.label, required=False, choices=choices, initial=read)


class AnotherMemberForm(TypedMember):
    """Whom the reading did not find: typed, as in “Enter a name”."""

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        self.fields["term"].queryset = members_of(letter)
        self.fields["term"].widget.attrs |= {"class": "vTextField", "autofocus": False}

    @property
    def suggestions(self) -> SafeString:
        return self.fields["term"].suggestions()
