"""Which letters belong to this one: the earlier letter it follows, the companions that circulate beside it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Letter, LetterRelation
from ..states import UNPUBLISHED_STAGES, RelationKind
from ..workflow import Refused
from .parts import ADDRESS, FOLDED, PartOfDraft


class LetterChoice(forms.ModelChoiceField):
    """Companions often have one title, so each letter is offered with its address."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("Choose a letter of the list; a letter cannot name itself.")
    }

    def label_from_instance(self, obj: Letter) -> str:
        named = f"{obj.title} ({obj.slug})"
        if obj.stage in UNPUBLISHED_STAGES:
            return _("%(letter)s: no page shows it before it is published") % {"letter": named}
        return named


class RelationFormSet(BaseInlineFormSet):
    """Two letters have one relation, whichever of them it was written at."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            other = form.cleaned_data.get("to") if form.is_valid() and not self._should_delete_form(form) else None
            if other and other in seen:
                form.add_error("to", _("This letter stands in the list already."))
            seen.add(other)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Django's
        try:
            with transaction.atomic():
                return super().save(commit)
        except IntegrityError as error:  # somebody wrote it at the other letter, this very moment
            raise Refused(_("Nothing was saved: these two letters are related already.")) from error


class RelationInline(PartOfDraft, admin.StackedInline):
    """Not part of what is signed: a letter may get a companion, or follow another, at any time."""

    after = ADDRESS
    model = LetterRelation
    formset = RelationFormSet
    fk_name = "letter"
    fields = (("kind", "to"), "note")
    extra = 0
    classes = FOLDED

    def _may_edit(self, request: HttpRequest, letter: Letter | None) -> bool:
        return request.user.has_perm(f"letters.{'change' if letter else 'add'}_letter")

    def get_formset(self, request: HttpRequest, obj: Letter | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        others = Letter.objects.exclude(pk=obj and obj.pk)
        formset.form.base_fields["to"] = LetterChoice(others, label=capfirst(_("other letter")))
        return formset


class NamedByInline(admin.TabularInline):
    """What other letters say of this one. It is changed there."""

    after = ADDRESS
    model = LetterRelation
    fk_name = "to"
    fields = readonly_fields = ("said", "note")
    extra = max_num = 0
    can_delete = False
    classes = FOLDED
    verbose_name_plural = gettext_lazy("letters that name this one (changed there)")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LetterRelation]:
        """Ask no permission: Django does so without the letter, which says whether there is anything to see."""
        return LetterRelation.objects.select_related("letter")

    def has_view_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        allowed = request.user.has_perm("letters.view_letter") or request.user.has_perm("letters.change_letter")
        return allowed and obj is not None and obj.relations_from.exists()

    def has_add_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission

    @admin.display(description=gettext_lazy("letter"))
    def said(self, relation: LetterRelation) -> str:
        if relation.kind == RelationKind.FOLLOWS:
            return _("“%s” follows this letter") % relation.letter
        return _("“%s” is a companion of this letter") % relation.letter
