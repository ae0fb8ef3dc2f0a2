"""What the names add to "Publish a new version": which leads agreed to the changed text beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.admin import VersionForm
from letters.models import Letter


class VersionFormWithLeads(VersionForm):
    """One box for each lead. Whose is ticked need not be asked; the first lead decides about the text anyway."""

    agreed = forms.TypedMultipleChoiceField(
        label=_("Leads who agree to the new text"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ask them first. The others are treated like everyone who signed."),
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, **kwargs)
        leads = list(letter.signatories.confirmed().filter(lead_position__isnull=False).in_order_of(letter))
        agreed = self.fields["agreed"]
        agreed.choices = [(lead.pk, str(lead)) for lead in leads]
        agreed.initial = [lead.pk for lead in leads[:1]]
        if not leads:
            del self.fields["agreed"]
