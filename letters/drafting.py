"""The part of a letter's form where it is written: from a Word file, by pasting, or by typing, with a preview.

A button that reads or previews saves nothing: the form comes back with everything that was typed.
"""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import text, word
from .outline import outline
from .rich import Reading
from .tidy import tidy

READ, PREVIEW = "_read", "_preview"
TEXTS = ("body", "dear_colleague")


class WordFileInput(forms.FileInput):
    """Chooses a file and has it read, which saves nothing."""

    def render(self, name: str, *args: Any, **kwargs: Any) -> SafeString:
        button = format_html('<button name="{}" value="{}">{}</button>', READ, name, _("Read"))
        return format_html("{} {}", super().render(name, *args, **kwargs), button)


class WordFileField(forms.FileField):
    """A Word file for the text beside it. Nobody needs to know how the text is marked up."""

    widget = WordFileInput({"accept": ".docx"})

    def __init__(self) -> None:
        help_text = gettext_lazy(
            "Replaces the text in the form. You see the result, and what is left out, before you save."
        )
        super().__init__(label=gettext_lazy("From a Word file"), required=False, help_text=help_text)


class DraftingForm(forms.ModelForm):
    """Takes a text from a file, tidies what was pasted, and shows both before anything is saved."""

    body_file = WordFileField()
    dear_colleague_file = WordFileField()

    @property
    def is_drafting(self) -> bool:
        """Whether the form is only to be shown again: a file is never saved before somebody has seen its text."""
        return self.is_bound and (READ in self.data or PREVIEW in self.data or bool(self._files()))

    def _files(self) -> dict[str, Any]:
        """Return what was uploaded, by the field that it is for."""
        names = {name: f"{name}_file" for name in TEXTS if f"{name}_file" in self.fields}
        return {name: self.files[file] for name, file in names.items() if self.files.get(file)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            if name not in self.fields:
                self.fields.pop(f"{name}_file", None)
        self.readings: dict[str, tuple[str, Reading]] = {}
        self.replaced: dict[str, str] = {}

    def full_clean(self) -> None:
        refused = self._take_up() if self.is_bound else {}
        super().full_clean()
        if self.is_drafting:
            self._errors = ErrorDict(renderer=self.renderer)  # what is missing is said when somebody saves
            self.cleaned_data = getattr(self, "cleaned_data", {})
            for name, sentence in refused.items():
                self.add_error(name, sentence)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_drafting

    def _take_up(self) -> dict[str, str]:
        """Put tidied texts, and those of files, where typed ones stand; returns why a file was refused."""
        self.data = self.data.copy()
        for name in TEXTS:
            if name in self.fields and self.data.get(name, "") != (getattr(self.instance, name) or ""):
                self.data[name] = tidy(self.data.get(name, ""))
        pressed = self.data.get(READ)
        refused = {pressed: _("Choose a Word file first.")} if pressed in self.fields else {}
        for name, file in self._files().items():
            refused.pop(f"{name}_file", None)
            try:
                self._read(name, file)
            except word.NotRead as error:
                refused[f"{name}_file"] = str(error)
        return refused

    def _read(self, name: str, file: Any) -> None:
        reading = word.read(file)
        if name == "body":
            parts = outline(reading.markdown)
            for field in ("salutation", "closing"):
                if found := getattr(parts, field):
                    self.data[field] = found
            reading = Reading(parts.body, reading.left_out + parts.left_out)
        if self.data.get(name, "").strip():
            self.replaced[name] = self.data[name]
        self.data[name] = reading.markdown
        self.readings[name] = (file.name, reading)

    def preview(self) -> dict[str, str]:
        """Return the words of the form as a page will show them."""
        return preview(
            {name: self[name].value() or "" for name in ("salutation", *TEXTS, "closing") if name in self.fields}
        )

    def readings_shown(self) -> list[dict[str, Any]]:
        """Return what was read from files: their names, what was left out, and the text that they replace."""
        return [
            {"file": file, "left_out": reading.left_out, "replaced": self.replaced.get(name, "")}
            for name, (file, reading) in self.readings.items()
        ]


def preview(typed: dict[str, str]) -> dict[str, str]:
    """Return typed words with their texts as a page shows them."""
    shown = {name: text.show(tidy(typed[name]), within=name) for name in TEXTS if name in typed}
    return (
        typed
        | {f"{name}_html": html.words for name, html in shown.items()}
        | {f"{name}_notes": html.notes for name, html in shown.items()}
    )
