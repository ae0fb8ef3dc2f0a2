"""What an office's own page asks: nothing it knows."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import seen
from ..fields import LineField, MailboxField
from ..models import Invitation
from ..states import OfficeAnswer
from ..workflow import USUALLY, Agent, last_quiet_day


class AnswerForm(forms.Form):
    """Three answers, and what each needs. The surname is asked where this device did not say it before."""

    use_required_attribute = False  # a browser cannot show what is wrong in a part that is folded away
    surname = forms.CharField(max_length=120, required=False, strip=True)
    agent_name = LineField(label=_("Your name"), max_length=120, autocomplete="name")
    agent_role = LineField(label=_("Your role"), max_length=120, autocomplete="organization-title", required=False)
    email = MailboxField(
        label=_("Your e-mail, if you want a receipt too"),
        required=False,
        help_text=_("We also write to whom this link was sent to."),
    )
    until = forms.DateField(
        label=_("Leave us alone until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reason = LineField(label=_("Why not (only the lead's office reads it)"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=10**5)
    answer = forms.ChoiceField(choices=OfficeAnswer, required=False)

    def __init__(self, *args: Any, invitation: Invitation, known: dict[str, object], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation, letter = invitation, invitation.letter
        today = letter.now.astimezone(letter.zone).date()
        self.last = last_quiet_day(letter)
        contact = invitation.contact
        agent = {"agent_name": contact.name, "agent_role": contact.does} if contact else known
        if seen.tells(invitation.name, *map(str, agent.values())):  # a namesake says who acts, and not the page
            agent = {}
        self.initial = {"until": min(today + USUALLY, self.last), **agent}
        self.fields["agent_role"].required = contact is None or not agent
        self.fields["until"].widget.attrs |= {"min": f"{today:%Y-%m-%d}", "max": f"{self.last:%Y-%m-%d}"}
        for name in ("surname", "agent_name", "agent_role", "email", "until", "reason"):
            self.fields[name].widget.attrs["class"] = "form-control"

    @property
    def quiet_until(self) -> date:
        """Until when an office that asks its boss is left alone, unless it says another day."""
        return self.initial["until"]

    @property
    def knows_who_acts(self) -> bool:
        """Whether a name is there, so that it is only shown, and corrected if it is another's."""
        return bool(self.initial.get("agent_name")) and not (self.is_bound and self.errors)

    def agent(self, authority: str) -> Agent:
        said = self.cleaned_data
        return Agent(said["agent_name"], said["agent_role"], said["email"], authority)
