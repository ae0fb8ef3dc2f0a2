"""What became of a letter, on its own page for staff: each addressee's deliveries, answers and outcomes."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control

from ..models import Addressee, Answer, Delivery, Letter, Outcome
from ..states import Stage
from ..views import file_response
from .steps import StepPages


class RecordPages(StepPages):
    """Adds the section to the letter's page, and the files that are kept with it. Who reads letters reads both."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.kept_file_view)
        return [path("<path:object_id>/files/<int:pk>/", view, name="letters_letter_file"), *super().get_urls()]

    def kept_file_view(self, request: HttpRequest, object_id: str, pk: int) -> HttpResponse:
        letter = self.letter_or_404(request, object_id)
        response = file_response(get_object_or_404(letter.kept_files, pk=pk), f"{letter.slug}-{pk}")
        patch_cache_control(response, private=True, no_store=True)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        letter = context["original"]
        if letter and letter.stage in (Stage.DELIVERED, Stage.RECALLED):
            context |= {"addressees": _with_facts(letter), "outcomes_of_all": letter.outcomes.filter(addressee=None)}
        return super().render_change_form(request, context, *args, **kwargs)


def _with_facts(letter: Letter) -> QuerySet[Addressee]:
    """Return the addressees with all that was recorded of each, errors too."""
    facts = {"deliveries": Delivery, "answers": Answer, "outcomes": Outcome}
    return letter.addressees.prefetch_related(
        *(Prefetch(name, queryset=model.objects.select_related("by")) for name, model in facts.items())
    )
