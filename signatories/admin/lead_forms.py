"""The rows in which leads are planned. A row builds through principals; the workflow stores."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Legislator
from directory.states import State as UsState
from letters.models import Letter

from .. import principals, proof, workflow
from ..fields import LineField
from ..models import Signatory

PRINCIPALS = ("legislator", "organization", "printed_name")


class LegislatorSelect(AutocompleteSelect):
    """Picks by typing, among those whom `SeatedOnTheDate` finds for this letter.

    The address names the date that is saved; the script puts that of the form in its place.
    """

    class Media:
        js = ("leads.js",)

    def __init__(self, letter: Letter) -> None:
        super().__init__(Signatory._meta.get_field("legislator"), admin.site)  # noqa: SLF001 -- Django's documented Meta API
        self.letter = letter

    def get_url(self) -> str:
        letter = self.letter
        asked = {"on": letter.date.isoformat(), "of": letter.jurisdiction, "chamber": letter.chamber}
        return reverse("admin:letters_letter_legislators", query=asked)


class LeadForm(forms.ModelForm):
    """One lead: a legislator, an organization, or a typed name. Of one that is planned only the place changes."""

    printed_name = LineField(label=gettext_lazy("Name"), required=False, max_length=255)
    title = LineField(label=gettext_lazy("Office"), required=False)
    affiliation = LineField(label=gettext_lazy("City, county or agency"), required=False)
    us_state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=[("", "—"), *UsState.choices])

    class Meta:
        model = Signatory
        fields = ("lead_position", *PRINCIPALS, "title", "affiliation", "us_state")

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        if legislator := self.fields.get("legislator"):
            legislator.queryset = Legislator.objects.with_terms()
            legislator.widget = LegislatorSelect(letter)
            legislator.widget.choices = legislator.choices
        for name, field in self.fields.items():
            field.disabled = bool(self.instance.pk) and name in self.Meta.fields[1:]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [name for name in PRINCIPALS if data.get(name)]
        if not self.instance.pk and not self.errors and len(chosen) != 1:
            raise ValidationError(_("Name one lead in each row: from the directory, or typed."))
        if not self.instance.pk and data.get("legislator"):
            self._check_seat(data["legislator"])
        return data

    def _check_seat(self, legislator: Legislator) -> None:
        self.term = proof.term_of(Signatory(letter=self.letter, legislator=legislator))
        if self.term is None:
            self.add_error("legislator", _("Does not sit in the letter's legislature on the letter's date."))
            return
        try:
            workflow.check_group(self.letter, legislator)
        except workflow.Refused as refused:
            self.add_error("legislator", str(refused))

    def save(self, commit: bool = True) -> Signatory:  # noqa: FBT001, FBT002 -- Django's signature
        """Return the lead, unsaved: the workflow stores it."""
        return super().save(commit=False) if self.instance.pk else self._principal()

    def _principal(self) -> Signatory:
        data = self.cleaned_data
        place = {"lead_position": data["lead_position"]}
        if data.get("legislator"):
            return principals.legislator(self.letter, self.term, **place)
        if data.get("organization"):
            return principals.organization(self.letter, data["organization"], **place)
        place |= {name: data[name] for name in ("title", "affiliation", "us_state")}
        typed = principals.officeholder if data["title"] else principals.individual
        return typed(self.letter, data["printed_name"], **place)


class LeadFormSet(BaseInlineFormSet):
    """The leads of one draft: no two in one place, nobody twice."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"letter": self.instance}

    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if self._is_kept(form)]
        for name in ("lead_position", "legislator", "organization"):
            values = [data[name] for data in kept if data.get(name)]
            if len(values) != len(set(values)):
                raise ValidationError(_("Two leads are the same, or have the same place."))

    def _is_kept(self, form: LeadForm) -> bool:
        return form.is_valid() and form.has_changed() | bool(form.instance.pk) and not self._should_delete_form(form)

    def plan(self, *, by: Any) -> None:
        """Carry out what was asked, in the order on screen; who has no place yet follows those who have one."""
        self.save(commit=False)
        for lead in self.deleted_objects:
            workflow.enter_in_error(lead, by=by, reason=_("Taken off the draft."))
        for lead, _fields in self.changed_objects:
            workflow.plan_lead(lead, by=by)
        for lead in self.new_objects:
            lead.letter = self.instance
            lead.lead_position = lead.lead_position or self._next_place()
            workflow.plan_lead(lead, by=by)

    def _next_place(self) -> int:
        planned = self.instance.signatories.planned_leads()
        return (planned.aggregate(last=Max("lead_position"))["last"] or 0) + 1
