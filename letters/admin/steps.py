"""The steps of a letter, each with a page that says what will happen before the button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import delivery_forms, differences, forms, text, workflow
from ..models import Letter
from ..states import Phase, Stage
from .preview import PreviewPage
from .standing import on_its_clock, standing
from .version_form import VersionForm


@dataclass(frozen=True)
class Step:
    """One step: its button, what was done by it, and where a letter must stand. Its template says what will happen."""

    label: str | Promise
    done: str | Promise
    act: Callable[..., Any]
    start: tuple[Stage | Phase, ...]
    form: type[forms.NoteForm] = forms.NoteForm
    when: Callable[[Letter], bool] = lambda _letter: True
    of_record: bool = False  # its button stands in the section "Delivery and answer"


def _is_not_sealed(letter: Letter) -> bool:
    return letter.sealed_at is None


STEPS = {
    "publish": Step(
        _("Publish"),
        _("The letter is published."),
        workflow.publish,
        (Stage.DRAFT, Stage.IN_REVIEW),
        forms.PublishForm,
    ),
    "version": Step(
        _("Publish a new version"),
        _("The new version is published."),
        workflow.publish_version,
        (Phase.SCHEDULED, Phase.OPEN, Phase.CLOSED),
        VersionForm,
        when=workflow.was_changed,
    ),
    "review": Step(
        _("Ask for review"), _("The letter waits for review."), workflow.request_review, (Stage.DRAFT,)
    ),
    "return": Step(
        _("Return to draft"),
        _("The letter is a draft again."),
        workflow.return_to_draft,
        (Stage.IN_REVIEW,),
        forms.ReasonForm,
    ),
    "seal": Step(_("Seal"), _("The letter is sealed."), workflow.seal, (Phase.CLOSED,), when=_is_not_sealed),
    "deliver": Step(
        _("Record the delivery"),
        _("The delivery is recorded."),
        workflow.deliver,
        (Phase.CLOSED, Phase.DELIVERED),
        delivery_forms.DeliverForm,
        of_record=True,
    ),
    "acknowledge": Step(
        _("Record an acknowledgement"),
        _("The acknowledgement is recorded."),
        workflow.acknowledge,
        (Phase.DELIVERED,),
        delivery_forms.AcknowledgeForm,
        of_record=True,
    ),
    "answer": Step(
        _("Record an answer"),
        _("The answer is recorded."),
        workflow.record_answer,
        (Phase.DELIVERED,),
        delivery_forms.AnswerForm,
        of_record=True,
    ),
    "outcome": Step(
        _("Record an outcome"),
        _("The outcome is recorded."),
        workflow.record_outcome,
        (Phase.DELIVERED,),
        delivery_forms.OutcomeForm,
        of_record=True,
    ),
    "strike": Step(
        _("Mark as entered in error"),
        _("It is marked as entered in error."),
        workflow.strike,
        (Phase.DELIVERED,),
        delivery_forms.StrikeForm,
        of_record=True,
    ),
    "release": Step(
        _("Release the names"),
        _("Page and names are open from %(released)s on."),
        workflow.release,
        (Phase.SCHEDULED, Phase.OPEN, Phase.CLOSED, Phase.DELIVERED),
        forms.ReleaseForm,
        when=attrgetter("waits_for_release"),
    ),
    "cancel_release": Step(
        _("Cancel the release"),
        _("The release is cancelled."),
        workflow.cancel_release,
        (Phase.SCHEDULED, Phase.OPEN, Phase.CLOSED, Phase.DELIVERED),
        when=attrgetter("release_is_planned"),
    ),
    "extend": Step(
        _("Extend the deadline"),
        _("The letter has a new closing time."),
        workflow.extend,
        (Phase.SCHEDULED, Phase.OPEN, Phase.CLOSED),
        forms.ExtendForm,
        when=_is_not_sealed,
    ),
    "close": Step(_("Close now"), _("The letter is closed."), workflow.close_now, (Phase.OPEN,)),
    "successor": Step(
        _("Draft a successor"),
        _("The new letter is a draft: set its closing time, and look at every field."),
        workflow.succeed,
        (Phase.CLOSED, Phase.DELIVERED, Phase.RECALLED),
        forms.SuccessorForm,
        when=lambda letter: letter.sealed_at is not None or letter.stage in (Stage.DELIVERED, Stage.RECALLED),
    ),
    "recall": Step(
        _("Recall"),
        _("The letter is recalled."),
        workflow.recall,
        (Phase.SCHEDULED, Phase.OPEN, Phase.CLOSED, Phase.DELIVERED),
        forms.PublicReasonForm,
    ),
}  # fmt: skip

# What has to be there first, of the steps that need something.
MISSING = {"publish": workflow.missing, "deliver": workflow.missing_for_delivery}
DOUBTS = {"publish": workflow.doubts, "version": workflow.stale_translations}


def _what_changed(letter: Letter) -> dict[str, Any]:
    """Return the draft against what is signed."""
    signed = letter.versions.order_by("-number").first()
    if signed is None:
        return {}
    return {"signed": signed, "parts": differences.between(bytes(signed.content), text.freeze(letter))}


def steps_of(letter: Letter) -> dict[str, Step]:
    """Return the steps that can be taken from where the letter stands, by name."""
    return {name: step for name, step in STEPS.items() if standing(letter) in step.start and step.when(letter)}


class StepPages(PreviewPage):
    """Adds the page of every step to the letter's admin."""

    # By step, what asks more than the step's own form: of names, of which nothing is known here.
    step_forms: Mapping[str, type[forms.NoteForm]] = {}

    def step_form(self, name: str) -> type[forms.NoteForm]:
        return self.step_forms.get(name, STEPS[name].form)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.step_view)
        return [path("<path:object_id>/step/<slug:name>/", view, name="letters_letter_step"), *super().get_urls()]

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Say what will happen and to how many (GET), or do it (POST); what is refused keeps what was typed."""
        letter = self.letter_or_404(request, object_id)
        if not self.has_change_permission(request, letter):
            raise PermissionDenied
        if name not in STEPS:
            raise Http404
        if name == "successor" and not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._posted(request, letter, name)
        if name not in steps_of(letter):
            self.message_user(request, _("As the letter stands now, this step cannot be taken."), messages.WARNING)
            return redirect("admin:letters_letter_change", letter.pk)
        form = self.step_form(name)(letter=letter, by=request.user)
        for addressee in letter.addressees.all():
            if str(addressee.pk) == request.GET.get("addressee"):
                form.choose(addressee)
        return self._page(request, letter, name, form)

    def _posted(self, request: HttpRequest, letter: Letter, name: str) -> HttpResponse:
        step = STEPS[name]
        form = self.step_form(name)(request.POST, request.FILES, letter=letter, by=request.user)
        if not form.is_valid():
            return self._page(request, letter, name, form, status=422)
        try:
            made = step.act(letter, by=request.user, **form.cleaned_data)
        except workflow.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            letter.refresh_from_db()
            return self._page(request, letter, name, form, status=422)
        self.message_user(
            request, step.done % {"released": on_its_clock(letter, letter.released_at)}, messages.SUCCESS
        )
        after = made if isinstance(made, Letter) else letter
        for said in self.step_news(letter, name, after):
            self.message_user(request, said)
        return redirect("admin:letters_letter_change", after.pk)

    def step_news(self, letter: Letter, name: str, after: Letter) -> list[str]:
        """Return what more there is to say of what was done; `signatories` adds what it knows of names."""
        return []

    def step_doubts(self, letter: Letter, name: str) -> list[str]:
        """Return what speaks against the step without forbidding it; `signatories` adds what it knows of names."""
        return DOUBTS[name](letter) if name in DOUBTS else []

    def _page(
        self, request: HttpRequest, letter: Letter, name: str, form: forms.NoteForm, *, status: int = 200
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": STEPS[name].label,
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "letter": letter,
            "step": STEPS[name],
            "effects": f"admin/letters/letter/steps/{name}.html",
            "form": form,
            "opens": on_its_clock(letter, letter.opens_at),
            "closes": on_its_clock(letter, letter.closes_at),
            "released": on_its_clock(letter, letter.released_at),
            "missing": MISSING[name](letter) if name in MISSING else [],
            "doubts": self.step_doubts(letter, name),
        }
        if name == "version":
            context |= _what_changed(letter)
        return TemplateResponse(request, "admin/letters/letter/step.html", context, status=status)
