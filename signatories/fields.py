"""Form fields that clean what people type, and say politely what to do when it cannot be used."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Window
from django.utils.translation import gettext_lazy as _

from directory.names import fold
from outbox.addresses import BLANK, validate_mailbox

from . import sheets

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


class SheetField(forms.FileField):
    """A file of rows, no larger than is read at once."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.size > sheets.MAX_BYTES:
            raise ValidationError(_("The file is larger than %d MB. Split it.") % (sheets.MAX_BYTES // 2**20))


@dataclass(frozen=True)
class Found:
    """What fits the words, as far as a person looks through it, and how many more do."""

    things: list[Model]
    more: int

    @property
    def total(self) -> int:
        return len(self.things) + self.more


class PickField(forms.ModelChoiceField):
    """Something of the directory: looked for by words, then picked by its key. It is never listed as a whole.

    ``queryset`` is what may be picked. templates/signatories/_picker.html writes the radio buttons.
    """

    widget = forms.TextInput  # not hidden: a closed letter gives back who was picked
    longest = 100
    shown = 12

    def find(self, words: str) -> Found:
        """Return what fits, best first, in one query; words nobody would type find nothing."""
        if len(words) > self.longest:
            return Found([], 0)
        found = self.queryset.found_by(words).annotate(total=Window(Count("pk")))
        things = list(found[: self.shown])
        return Found(things, things[0].total - len(things) if things else 0)

    def picked(self, key: Any) -> Model | None:
        """Return what the key stands for, if it may be picked."""
        try:
            return self.clean(key)
        except ValidationError:
            return None
