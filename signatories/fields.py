"""Form fields that clean what people type, and say politely what to do when it cannot be used."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.names import fold
from outbox.addresses import BLANK, validate_mailbox

# Our mails and pages would carry a web address to people who trust them.
WEB_ADDRESS = re.compile(r"://|\bwww\.|@", re.IGNORECASE)


def clean_line(text: str) -> str:
    """Return one line in NFC without control, bidirectional or other invisible characters (THREATS T15, T17)."""
    seen = BLANK.sub("", text)
    kept = (" " if c.isspace() else c for c in seen if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


class LineField(forms.CharField):
    """One line of plain text. Unusual names are names: nothing is refused but emptiness, length and web addresses."""

    def __init__(self, *, max_length: int = 200, autocomplete: str = "off", **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["autocomplete"] = autocomplete

    def to_python(self, value: Any) -> str:
        """Clean before the length is judged and before emptiness is."""
        return clean_line(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not fold(value):
            raise ValidationError(_("Write at least one letter or digit."))
        if WEB_ADDRESS.search(value):
            raise ValidationError(_("Write this without a web or mail address."))


class MailboxField(forms.CharField):
    """Exactly one mailbox, kept as typed for sending."""

    widget = forms.EmailInput
    default_validators = [validate_mailbox]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs["autocomplete"] = "email"
