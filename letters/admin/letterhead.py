"""The office's own letterhead as a picture, chosen beside its lines."""

import base64

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..fields import PictureForm
from ..models import Letter, LetterheadPicture
from ..states import Stage
from .parts import LETTERHEAD, PartOfDraft


class LetterheadForm(PictureForm):
    class Meta:
        model = LetterheadPicture
        fields = ("says",)


class LetterheadInline(PartOfDraft, admin.StackedInline):
    """Not part of what is signed, so it may follow until the letter is delivered."""

    after = LETTERHEAD
    model = LetterheadPicture
    form = LetterheadForm
    extra = 1
    readonly_fields = ("seen",)
    verbose_name_plural = _("letterhead picture")

    def get_fields(self, request: HttpRequest, obj: Letter | None = None) -> tuple[str, ...]:
        return ("seen", "picture", "says") if self._may_edit(request, obj) else ("seen", "says")

    def _may_edit(self, request: HttpRequest, letter: Letter | None) -> bool:
        if letter is None or letter.stage != Stage.PUBLISHED:
            return super()._may_edit(request, letter)
        return request.user.has_perm("letters.change_letter")

    @admin.display(description=_("now"))
    def seen(self, picture: LetterheadPicture) -> SafeString | str:
        return shown(picture.content, picture.says)


def shown(content: bytes | memoryview | None, says: str) -> SafeString | str:
    """Return the picture itself, inside the page: it has no address of its own."""
    if not content:
        return "–"
    return format_html(
        '<img class="picture" src="data:;base64,{}" alt="{}">', base64.b64encode(content).decode(), says
    )
