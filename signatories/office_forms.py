"""What an office, or whoever acted for a signatory, fills in after signing or instead of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from letters.models import Letter
from letters.states import Withdrawals

from .fields import LineField, MailboxField
from .forms import AgentFields
from .states import Stance
from .workflow import USUALLY, last_quiet_day

A_LINE = 100  # letters in a line under a name: what fits on paper beside others


class AddressForm(forms.Form):
    """The address that the directory may know as an office's."""

    email = MailboxField(label=_("Your office's e-mail address"))


class LeaveForm(forms.Form):
    """Why a name comes off; on a letter that shows withdrawals, also in public if its owner wants."""

    reason = LineField(
        label=_("Why? You may leave this empty."),
        required=False,
        max_length=300,
        help_text=_("For the lead's office; nobody else sees it."),
    )
    publish = forms.BooleanField(label=_("Show this reason to everyone on the letter's page"), required=False)

    def __init__(self, *args: Any, letter: Letter, on_letter: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if letter.withdrawals != Withdrawals.PUBLIC or not on_letter:
            del self.fields["publish"]
            return
        self.fields["reason"].help_text = _("For the lead's office; everyone sees it only if you tick the box.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {"publish": False} | data


class SignForm(AgentFields):
    """Who signs for the office: whose it is, and the address, are known here."""

    remember = None  # type: ignore[assignment]  # Django's way to do without a field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever is on file without a role is known well enough.
        self.fields["agent_role"].required = bool(self.initial.get("agent_role") or not self.initial.get("agent_name"))


class BossForm(forms.Form):
    """Until when the office is left in peace."""

    stance = Stance.ASKING_BOSS
    until = forms.DateField(
        label=_("We answer by"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("No reminder comes before."),
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        self.today = letter.now.astimezone(letter.zone).date()
        self.last = last_quiet_day(letter)
        kwargs["initial"] = {"until": min(self.today + USUALLY, self.last)}
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs |= {"min": f"{self.today}", "max": f"{self.last}"}

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if not self.today <= until <= self.last:
            raise forms.ValidationError(gettext("Choose a day from today until the day before the letter closes."))
        return until

    def clean(self) -> dict[str, Any]:
        return {"reason": ""} | (super().clean() or {})


class DeclineForm(forms.Form):
    """Why not, for the lead's office alone."""

    stance = Stance.DECLINED
    reason = LineField(
        label=_("Why not? You may leave this empty."),
        required=False,
        max_length=300,
        help_text=_("For the lead's office; nobody else sees it."),
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        return {"until": None} | (super().clean() or {})


class LineForm(forms.Form):
    """The line under the name, and nothing else that is printed."""

    line = LineField(
        label=_("Line under the name"),
        required=False,
        max_length=A_LINE,
        help_text=_("Empty: what the letter's rule says. The lead's office sees what was there before."),
    )
