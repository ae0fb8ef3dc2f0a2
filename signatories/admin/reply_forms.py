"""What staff paste or drop on the page for replies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..mails import TEXT, Mail, Person, Unreadable, clean, read_one, read_pasted, texts_of

MAILS = 50  # at one time: a page of more is no longer read
PASTED = 400_000


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; an empty one has a sentence of its own, which names it."""

    widget = Files({"multiple": True, "accept": ".eml,message/rfc822"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [file for file in data or [] if file]


class PastedField(forms.CharField):
    """Text of any origin: what no database takes is dropped before it is judged."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value))


class GiveForm(forms.Form):
    """One mail or ten, pasted, and any number of files. ``mails`` is what was read, ``unread`` says what was not."""

    text = PastedField(
        label=gettext_lazy("Paste one mail or several"),
        required=False,
        widget=forms.Textarea({"rows": 6, "autofocus": True, "spellcheck": "false"}),
        help_text=gettext_lazy("As your mail program copies them, each with its sender and time."),
    )
    files = FilesField(label=gettext_lazy("Or drop mail files (.eml)"), required=False)

    def __init__(self, *args: Any, own: tuple[Person, ...], zone: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own, self.zone, self.now = own, zone, now
        self.mails: list[Mail] = []
        self.unread: list[str] = []

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text) > PASTED:
            raise ValidationError(_("This is more text than can be read at one time. Paste fewer mails."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.mails = read_pasted(data.get("text", ""), self.zone, self.own, now=self.now)
        if any(len(mail.raw) > TEXT for mail in self.mails):
            self.add_error("text", _("One of the mails has more text than a reply has. Paste the part that matters."))
        files = data.get("files", [])
        for file in files[:MAILS]:
            self._read(file)
        if len(self.mails) > MAILS or len(files) > MAILS:
            few = ngettext("Only %d mail can be read at one time.", "Only %d mails can be read at one time.", MAILS)
            raise ValidationError(f"{few % MAILS} {_('Give the others afterwards.')}")
        if not self.mails and not self.errors:
            raise ValidationError(self.unread or _("Paste a mail, or choose a file."))
        return data

    def _read(self, file: Any) -> None:
        try:
            texts = texts_of(file.read())
        except Unreadable as why:
            self.unread.append(f"{clean(file.name)[:100]}: {why}")
        else:
            self.mails += [read_one(text, self.zone, self.own, now=self.now) for text in texts]
