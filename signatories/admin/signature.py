"""Pictures of signatures, chosen for names that are on a letter."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from letters.admin.letterhead import shown
from letters.fields import PictureForm

from ..models import SignaturePicture


class SignatureForm(PictureForm):
    class Meta:
        model = SignaturePicture
        fields = ("signatory",)


@admin.register(SignaturePicture)
class SignatureAdmin(admin.ModelAdmin):
    """One picture a name. A name can be searched for, since letters have thousands."""

    form = SignatureForm
    list_display = ("signatory", "of_letter")
    list_select_related = ("signatory__letter",)
    autocomplete_fields = ("signatory",)
    fields = ("signatory", "picture", "seen")
    readonly_fields = ("seen",)

    def get_readonly_fields(self, request: HttpRequest, obj: SignaturePicture | None = None) -> tuple[Any, ...]:
        """A picture stays with its name: it is the row's key."""
        return (*self.readonly_fields, "signatory") if obj else self.readonly_fields

    @admin.display(description=_("letter"))
    def of_letter(self, picture: SignaturePicture) -> str:
        return str(picture.signatory.letter)

    @admin.display(description=_("now"))
    def seen(self, picture: SignaturePicture) -> SafeString | str:
        return shown(picture.content, str(picture.signatory_id and picture.signatory))
