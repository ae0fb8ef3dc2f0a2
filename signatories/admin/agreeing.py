"""What the names add to "Publish a new version": which leads agreed to it, and who may publish a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.admin import VersionForm
from letters.models import Letter
from letters.states import Change

from .. import workflow


class VersionFormWithLeads(VersionForm):
    """One box for each lead. Nothing is ticked beforehand: the trail says of each ticked one that they agreed."""

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
        if not leads:
            del self.fields["agreed"]
        try:
            workflow.check_second_person(letter, by=self.by)
        except workflow.Refused as refused:
            self.bar(Change.EDITORIAL, _("Not by you: %(why)s") % {"why": refused})
