"""What staff fill in on the closing page, and to close at once. A form cleans; signatories/workflow decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from letters.forms import FIVE_PM, NoteForm, WallTimeField, to_moments
from letters.models import Letter

from ... import closing


class NoticeForm(forms.Form):
    """When the letter goes out, and until when a name can be withdrawn, on the clock of the letter's zone."""

    goes_out_at = WallTimeField(label=gettext_lazy("Goes out"))
    withdraw_by = WallTimeField(label=gettext_lazy("Withdraw by"))

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        times = {name: getattr(letter, name) or [None, FIVE_PM] for name in ("goes_out_at", "withdraw_by")}
        super().__init__(*args, initial=times, **kwargs)
        self.letter = letter
        for field in self.fields.values():
            field.zone, field.help_text = letter.time_zone, letter.zone_label

    def clean(self) -> dict[str, Any]:
        super().clean()
        to_moments(self, self.letter.time_zone)
        return self.cleaned_data


class CloseNowForm(NoteForm):
    """Who was told of one closing time is told of the other, unless staff think better of it."""

    tell = forms.BooleanField(
        label=gettext_lazy("Tell the signatories"),
        required=False,
        help_text=gettext_lazy("Everyone who has signed gets a mail that the letter is closed, without your note."),
    )
    field_order = ["tell", "reason"]

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        was_told = closing.were_told_when_it_closes(letter)
        super().__init__(*args, letter=letter, initial={"tell": was_told}, **kwargs)
