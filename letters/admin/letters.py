"""Letters as staff see them: the list and the form. What happens to a letter is in steps.py."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.forms import DateInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import days_off, forms, workflow
from ..models import Letter
from ..states import PUBLIC_STAGES, UNPUBLISHED_STAGES
from . import parts
from .deletion import DraftsOnly
from .drafting import DraftingPages
from .letterhead import LetterheadInline
from .record import RecordPages
from .relations import NamedByInline, RelationInline
from .standing import StandingFilter, on_its_clock, standing, standing_of
from .steps import steps_of
from .wording import TextPage, sign_draft

TIMES = {"opens_at", "closes_at", "released_at", "time_zone", "jurisdiction"}


class LettersList(admin.ModelAdmin):
    """The columns and the filters of the list."""

    list_display = ("title", "campaign", "type", "stands", "closes")
    list_filter = (StandingFilter, "type", "campaign")
    list_select_related = ("campaign",)
    search_fields = ("title",)
    actions = ("ask_for_review",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Letter]:
        return super().get_queryset(request).on_the_clock()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Answer to the filters and to nothing else: a pattern over a long text can hold up the server."""
        return lookup in (StandingFilter.parameter_name, "type__exact", "campaign__id__exact")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        """Let no address fill in a form: somebody else may have written it."""
        return {}

    @admin.display(description=gettext_lazy("stands"), ordering="stage")
    def stands(self, letter: Letter) -> str:
        return str(standing_of(letter))

    @admin.display(description=gettext_lazy("opens"), ordering="opens_at")
    def opens(self, letter: Letter) -> str:
        return on_its_clock(letter, letter.opens_at)

    @admin.display(description=gettext_lazy("closes"), ordering="closes_at")
    def closes(self, letter: Letter) -> str:
        return on_its_clock(letter, letter.closes_at)

    @admin.display(description=gettext_lazy("released"))
    def released(self, letter: Letter) -> str:
        return on_its_clock(letter, letter.released_at)

    @admin.action(description=gettext_lazy("Ask for review of the selected drafts"), permissions=["change"])
    def ask_for_review(self, request: HttpRequest, letters: models.QuerySet[Letter]) -> None:
        done, refused = 0, []
        for letter in letters:
            try:
                workflow.request_review(letter, by=request.user)
            except workflow.Refused:
                refused.append(letter.title)
            else:
                done += 1
        if done:
            asked = ngettext("%d letter waits for review.", "%d letters wait for review.", done) % done
            self.message_user(request, asked, messages.SUCCESS)
        if refused:
            self.message_user(request, _("Not a draft; left alone: %s.") % ", ".join(refused), messages.WARNING)


class LetterAdmin(DraftingPages, DraftsOnly, RecordPages, LettersList):
    """The form. It writes the draft; after publication, only how the letter is shown and whom to ask."""

    view_on_site = False
    form = forms.LetterForm
    inlines = (
        parts.AddresseeInline,
        LetterheadInline,
        parts.TranslationInline,
        parts.PartyNoteInline,
        RelationInline,
        NamedByInline,
    )
    formfield_overrides = {
        models.DateTimeField: {"form_class": forms.WallTimeField, "widget": forms.WallTimeWidget},
        models.DateField: {"widget": DateInput({"type": "date"}, format="%Y-%m-%d")},
    }

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask the type first: it fills in the rest of the form."""
        title = {"title": _("New letter")}
        if request.GET.get("type") in parts.TYPES:
            try:
                return super().add_view(request, form_url, title | (extra_context or {}))
            except IntegrityError:
                if not Letter.objects.filter(title=request.POST.get("title", "").strip()).exists():
                    raise
            told = _("A letter of this title was saved a moment ago. Nothing was added.")
            self.message_user(request, told, messages.WARNING)
            return redirect("admin:letters_letter_changelist")
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | title | {"opts": self.opts, "types": parts.TYPES.items()}
        return TemplateResponse(request, "admin/letters/letter/choose_type.html", context)

    def get_form(self, request: HttpRequest, obj: Letter | None = None, *args: Any, **kwargs: Any) -> Any:
        if obj and request.method == "POST":
            self._read_again(request, obj)
        form = super().get_form(request, obj, *args, **kwargs)
        form.letter_type = request.GET.get("type")
        form.rows = self.rows_of(request, obj) if obj else ()
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Letter | None = None) -> list[tuple[Any, dict[str, Any]]]:
        letter_type = obj.type if obj else request.GET.get("type", "")
        return parts.fieldsets(letter_type, self._editable(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Letter | None = None) -> list[str]:
        editable = self._editable(request, obj)
        return [name for name in flatten_fieldsets(self.get_fieldsets(request, obj)) if name not in editable]

    def _editable(self, request: HttpRequest, letter: Letter | None) -> frozenset[str]:
        if letter and not self.has_change_permission(request, letter):
            return frozenset()
        if letter and letter.sealed_at:
            return parts.AFTER_SEALING
        return parts.AFTER_PUBLICATION if letter and letter.stage in PUBLIC_STAGES else parts.DRAFT

    def save_model(self, request: HttpRequest, obj: Letter, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        """Write what was edited and nothing else; say of new times when offices are closed then."""
        if change:
            obj.save(update_fields=form.changed_data)
        else:
            obj.created_by = request.user
            obj.save()
        if TIMES & {*form.changed_data}:
            for doubt in days_off.doubts(obj):
                self.message_user(request, doubt, messages.WARNING)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        super().save_related(request, form, formsets, change)
        sign_draft(request, form, formsets)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(TextPage(self.model, self.admin_site).change_view)
        return [path("<path:object_id>/text/", view, name="letters_letter_text"), *super().get_urls()]

    def _read_again(self, request: HttpRequest, letter: Letter) -> None:
        """Hold the letter while its form is judged and saved; raises Refused when what was typed is signed by now."""
        letter.refresh_from_db(from_queryset=Letter.objects.select_for_update())
        if letter.stage in PUBLIC_STAGES and "body" in request.POST:
            stage = {"stage": letter.get_stage_display()}
            raise workflow.Refused(
                _("Nothing was saved: while you were writing, this letter became: %(stage)s.") % stage
            )

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().change_view(request, object_id, *args, **kwargs)
        except workflow.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return redirect("admin:letters_letter_change", object_id)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add where the letter stands and what can be done from there."""
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        if letter := context["original"]:
            steps = steps_of(letter) if self.has_change_permission(request, letter) else {}
            context |= {
                "seen": self._seen(request, letter, context["adminform"].form),
                "standing": standing(letter),
                "stands": standing_of(letter),
                "steps": steps.items(),
                "closes": self.closes(letter),
                "text_may_change": workflow.text_may_change(letter),
                "released": self.released(letter) if letter.release_is_planned else "",
            }
            context |= {"show_delete": letter.stage in UNPUBLISHED_STAGES}
        return super().render_change_form(request, context, *args, **kwargs)

    def _seen(self, request: HttpRequest, letter: Letter, form: forms.LetterForm) -> str:
        """Return what this page's reader has seen; a preview shows nothing new of what others wrote."""
        if form.is_drafting:
            return request.POST.get("seen", "")
        return forms.as_shown(Letter.objects.get(pk=letter.pk), self.rows_of(request, letter))

    def response_post_save_add(self, request: HttpRequest, obj: Letter) -> HttpResponse:
        """Stay on the letter: what comes next starts there."""
        return redirect("admin:letters_letter_change", obj.pk)

    response_post_save_change = response_post_save_add
