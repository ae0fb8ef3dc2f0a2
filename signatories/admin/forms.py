"""What staff type about a name that is there: how it is printed, or why something is done with it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.names import KEY_LENGTH, fold

from .. import principals
from ..fields import LineField, MailboxField
from ..models import Signatory
from ..states import Kind


class PrintedLineForm(forms.ModelForm):
    """How a name is printed and filed; and, while nobody confirmed, where the mail goes."""

    printed_name = LineField(label=gettext_lazy("Printed name"), max_length=255)
    title = LineField(label=gettext_lazy("Title"), required=False)
    affiliation = LineField(label=gettext_lazy("Affiliation"), required=False)
    city = LineField(label=gettext_lazy("City"), required=False, max_length=120)
    email = MailboxField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Changed, it gets a new link and code; the old ones stop."),
    )

    class Meta:
        model = Signatory
        fields = ("printed_name", "title", "affiliation", "city", "sort_name", "listed", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"printed_name", "title", "affiliation", "city", "sort_name", "email"} & self.fields.keys():
            self.fields[name].widget.attrs["class"] = "vTextField"
        if "sort_name" in self.fields:
            self.fields["sort_name"].required = False

    def clean(self) -> dict[str, Any]:
        """File a corrected name under its new spelling, unless staff say where; legislators stay where they are."""
        data = super().clean() or self.cleaned_data
        if "printed_name" not in data:
            return data
        signatory = self.instance
        renewed = principals.proposed_organization if signatory.kind == Kind.ORGANIZATION else principals.individual
        fresh = renewed(signatory.letter, data["printed_name"])
        signatory.folded_name = fresh.folded_name
        moves = {"printed_name", "sort_name"} & {*self.changed_data} == {"printed_name"}
        filed = fold(data.get("sort_name", ""))[:KEY_LENGTH]
        data["sort_name"] = fresh.sort_name if not filed or (moves and not signatory.legislator_id) else filed
        return data

    def validate_constraints(self) -> None:
        """The name is unique together with columns that are not on the form; those are asked too."""
        try:
            self.instance.validate_constraints()
        except ValidationError:
            self.add_error("printed_name", _("This name is already confirmed on the letter from the same mailbox."))

    @property
    def written(self) -> set[str]:
        """The columns that saving may write. Never the state: it may have moved since the page was read."""
        return {*self.changed_data, "sort_name", "folded_name"} - {"email"}


class ReasonForm(forms.Form):
    """Why a step is taken: kept in the trail, and told to whom the step tells it."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, required: bool, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required, self.fields["reason"].help_text = required, help_text
