"""The form of “Publish a new version”."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import text
from ..forms import FIVE_PM, NoteForm, WallTimeField, to_moments
from ..models import Letter
from ..states import Change
from ..workflow import may_be_noticed


class Kinds(forms.RadioSelect):
    """The kinds of change. One that cannot be made (``barred``) can still be read, with the reason."""

    barred = ""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"disabled": True} if str(value) == self.barred else {}
        return option


class VersionForm(NoteForm):
    """What kind of change it is, why, and until when who was told of it may object."""

    seen = forms.CharField(widget=forms.HiddenInput)
    change = forms.ChoiceField(
        label=gettext_lazy("What kind of change is it?"),
        widget=Kinds,
        choices=[
            (
                Change.EDITORIAL,
                gettext_lazy(
                    "A correction: nobody could mind it. All names stay; somebody else than who wrote it publishes it."
                ),
            ),
            (
                Change.NOTICED,
                gettext_lazy(
                    "A small change: offices that have signed are told, and stay unless they object in time."
                ),
            ),
            (
                Change.MATERIAL,
                gettext_lazy(
                    "A change of what is said: every name comes off the letter, and everyone is asked again."
                ),
            ),
        ],
    )
    objections_until = WallTimeField(label=gettext_lazy("They may object until"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What was changed, and why"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Public: shown on the letter's page of versions, and in our mails."),
    )
    field_order = ["seen", "change", "objections_until", "note"]

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": text.digest(text.freeze(letter)), "objections_until": [None, FIVE_PM]}
        super().__init__(*args, letter=letter, **kwargs)
        del self.fields["reason"]
        self.fields["objections_until"].help_text = _(
            "Only for a small change: at least 24 hours from now. The letter cannot go out before. %(zone)s time."
        ) % {"zone": letter.zone_label}
        if not may_be_noticed(letter):
            del self.fields["objections_until"]
            change = self.fields["change"]
            change.choices = [choice for choice in change.choices if choice[0] != Change.NOTICED]

    def bar(self, kind: Change, why: str) -> None:
        """Say beside this kind why it cannot be chosen; what is sent all the same, the workflow refuses."""
        change = self.fields["change"]
        change.widget.barred = kind.value
        change.choices = [(value, f"{label} {why}" if value == kind else label) for value, label in change.choices]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("change") != Change.NOTICED:
            self.cleaned_data.pop("objections_until", None)
            self.errors.pop("objections_until", None)
        to_moments(self, self.letter.time_zone)
        return self.cleaned_data
