"""Form fields that look at what was handed in, and say politely what to do when it cannot be used."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from . import filed, pictures


class PictureField(forms.FileField):
    """A PNG or JPEG that a letter can print. Cleaned it is its bytes; none when nothing was chosen."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = "image/png,image/jpeg"

    def clean(self, data: UploadedFile | None, initial: Any = None) -> bytes | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            # Of a file of any length no more is read than is needed to know that it is too long.
            content = file.read(pictures.MOST_BYTES + 1)
            pictures.look(content)
        except pictures.NotAPicture as error:
            raise ValidationError(str(error), code="picture") from error
        return content


class FiledField(forms.FileField):
    """A PDF, PNG or JPEG to keep with a letter. Cleaned it is a ``Filed``; none when nothing was chosen."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(filed.ENDINGS)

    def clean(self, data: UploadedFile | None, initial: Any = None) -> filed.Filed | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return filed.look(file.read(filed.MOST_BYTES + 1))
        except filed.CannotBeFiled as error:
            raise ValidationError(str(error), code="file") from error


class PictureForm(forms.ModelForm):
    """A row whose ``content`` is a picture; saving it without choosing a file keeps the one that is there."""

    picture = PictureField(required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not (self.cleaned_data.get("picture") or self.instance.content or self.errors):
            self.add_error("picture", forms.Field.default_error_messages["required"])
        return self.cleaned_data

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Django's
        if content := self.cleaned_data.get("picture"):
            self.instance.content = content
        return super().save(commit)
