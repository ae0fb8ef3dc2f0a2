"""One contact as staff write it: an address is one mailbox, which no office has twice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Contact
from outbox.addresses import canonical

from ..fields import LineField, MailboxField

OFFICES = ("legislator", "organization")


class ContactForm(forms.ModelForm):
    name = LineField(label=gettext_lazy("Name"), required=False, max_length=120)
    email = MailboxField(label=gettext_lazy("E-mail"), required=False)

    class Meta:
        model = Contact
        fields = (*OFFICES, "name", "role", "title", "issues", "email", "phone", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].widget.attrs["class"] = "vTextField"
        if "note" in self.fields:
            self.fields["note"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        email = data.get("email", "")
        self.instance.mailbox = canonical(email) if email else ""
        if all(name in self.fields for name in OFFICES) and bool(data.get(OFFICES[0])) == bool(data.get(OFFICES[1])):
            raise ValidationError(_("Choose a legislator or an organization, one of the two."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """The mailbox is no field of the form; that it is there once must be told to people all the same."""
        return super()._get_validation_exclusions() - {"mailbox"}


class ContactFormSet(forms.BaseInlineFormSet):
    """The contacts of one office."""

    def clean(self) -> None:
        super().clean()
        kept = [form.instance.mailbox for form in self.forms if self._is_kept(form)]
        mailboxes = [mailbox for mailbox in kept if mailbox]
        if len(mailboxes) != len(set(mailboxes)):
            raise ValidationError(_("Two contacts of this office have the same mailbox."))

    def _is_kept(self, form: Any) -> bool:
        return form.has_changed() | bool(form.instance.pk) and not self._should_delete_form(form)
