"""“Change the text”: the draft of a letter that is published. Nothing of it is seen before it becomes a version."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import forms, workflow
from ..clock import database_now
from ..models import Letter
from . import parts
from .drafting import DraftingPages


class AddresseesOfDraft(parts.AddresseeInline):
    """To whom the next version is written."""

    def _may_edit(self, request: HttpRequest, letter: Letter | None) -> bool:
        return (
            request.user.has_perm("letters.change_letter") and letter is not None and workflow.text_may_change(letter)
        )


class TextForm(forms.LetterForm):
    """The words of the next version, of a letter that is published: the title is kept apart until they are too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["draft_title"].required = True
        self.initial["draft_title"] = self.instance.draft_title or self.instance.title

    def clean_draft_title(self) -> str:
        typed = self.cleaned_data["draft_title"]
        return "" if typed == self.instance.title else typed


class TextPage(DraftingPages, admin.ModelAdmin):
    """The words only, with the tools for writing them. It stands beside the letter's own page, under its address."""

    view_on_site = False
    change_form_template = "admin/letters/letter/change_form.html"
    form = TextForm
    inlines = (AddresseesOfDraft,)
    fieldsets = (
        (parts.LETTER, {"fields": ("draft_title",)}),
        (parts.TEXT, {"fields": ("body_file", "salutation", "body", "closing"), "description": parts.MARKDOWN}),
    )

    def get_form(self, request: HttpRequest, obj: Letter | None = None, *args: Any, **kwargs: Any) -> Any:
        if obj and request.method == "POST":
            obj.refresh_from_db(from_queryset=Letter.objects.select_for_update())
        if obj and not workflow.text_may_change(obj):
            raise workflow.Refused(_("The text of this letter cannot be changed as it stands now. Nothing was saved."))
        form = super().get_form(request, obj, *args, **kwargs)
        form.rows = self.rows_of(request, obj) if obj else ()
        return form

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            return super().change_view(request, object_id, *args, **kwargs)
        except workflow.Refused as refused:
            self.message_user(request, str(refused), "ERROR")
            return redirect("admin:letters_letter_change", object_id)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        letter = context["original"]
        seen = (
            request.POST.get("seen", "")
            if form.is_drafting
            else forms.as_shown(Letter.objects.get(pk=letter.pk), self.rows_of(request, letter))
        )
        context |= {"title": _("Change the text"), "subtitle": letter.title, "seen": seen, "is_text": True}
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False, "show_delete": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Letter, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        obj.save(update_fields=[name for name in form.changed_data if not name.endswith("_file")])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        super().save_related(request, form, formsets, change)
        sign_draft(request, form, formsets)

    def response_post_save_change(self, request: HttpRequest, obj: Letter) -> HttpResponse:
        """Lead to where it is published."""
        if workflow.was_changed(obj):
            return redirect("admin:letters_letter_step", obj.pk, "version")
        return redirect(reverse("admin:letters_letter_change", args=[obj.pk]))


WORDS = frozenset({"title", "draft_title", "salutation", "body", "closing"})


def sign_draft(request: HttpRequest, form: Any, formsets: Any) -> None:
    """Keep who last changed the words, and when: a correction is published by somebody else (docs/adr/0017)."""
    addressees = [formset for formset in formsets if isinstance(formset.empty_form.instance, parts.Addressee)]
    if WORDS & {*form.changed_data} or any(formset.has_changed() for formset in addressees):
        changed = {"text_changed_by": request.user.pk, "text_changed_at": database_now()}
        Letter.objects.filter(pk=form.instance.pk).update(**changed)
