"""Only drafts that nothing points to can be deleted: what has a name, a version or a trail stays (DESIGN §6)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin import ActionLocation
from django.http import HttpRequest
from django.utils.text import capfirst

from ..models import Addressee, Letter, LetterheadPicture, LetterRelation, PartyNote, Translation

PARTS = (Addressee, LetterheadPicture, LetterRelation, PartyNote, Translation)


class DraftsOnly(admin.ModelAdmin):
    """Refuses in words where the database would refuse with an error."""

    delete_confirmation_template = "admin/letters/letter/delete_confirmation.html"

    def get_deleted_objects(
        self, objs: Iterable[Letter], request: HttpRequest
    ) -> tuple[list[str], dict[Any, int], set[str], list[str]]:
        """Return what goes, how many of each, permissions lacking, and what keeps the letter."""
        letters = list(objs)
        kept_by = [what for letter in letters for what in _kept_by(letter)]
        return [str(letter) for letter in letters], {self.opts.verbose_name_plural: len(letters)}, set(), kept_by

    def delete_model(self, request: HttpRequest, obj: Letter) -> None:
        for part in PARTS:
            part.objects.filter(letter=obj).delete()
        obj.relations_from.all().delete()
        obj.delete()

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Leave out the deletion of many at once: one letter at a time, on its own page."""
        actions = super().get_actions(request, action_location=action_location)
        actions.pop("delete_selected", None)
        return actions


def _kept_by(letter: Letter) -> list[str]:
    """Name the kinds of rows that point to the letter, whichever app they are of; its own parts go with it."""
    pointing = {field.related_model: field.field.name for field in letter._meta.related_objects}  # noqa: SLF001 -- Django's documented Meta API
    return [
        str(capfirst(model._meta.verbose_name_plural))  # noqa: SLF001 -- as above
        for model, name in pointing.items()
        if model not in PARTS and model._default_manager.filter(**{name: letter}).exists()  # noqa: SLF001 -- as above
    ]
