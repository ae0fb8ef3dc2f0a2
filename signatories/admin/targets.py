"""Who is put on the whip board: by a rule, by name, or because they signed another letter."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import LegislatorGroup, Organization, Term
from directory.states import Party, State, party_of
from letters.models import Letter

from .. import board, workflow
from ..models import Signatory
from .board import ANY, board_letter

LISTED = 600  # with a tick each: a whole House. Of more the first are named, and all come
NAMED = 100


class TargetsForm(forms.Form):
    """A rule. What is left at "any" keeps everybody; nothing chosen at all keeps nobody."""

    chamber = forms.ChoiceField(label=gettext_lazy("Chamber"), required=False)
    party = forms.ChoiceField(label=gettext_lazy("Party"), choices=[*ANY, *Party.choices], required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State (its delegation)"), choices=[*ANY, *State.choices], required=False
    )
    group = forms.ModelChoiceField(
        LegislatorGroup.objects.all(), label=gettext_lazy("Group"), empty_label=gettext_lazy("any"), required=False
    )
    signed = forms.ModelChoiceField(
        Letter.objects.none(),
        label=gettext_lazy("Signed this letter"),
        empty_label=gettext_lazy("any"),
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Name"), max_length=100, required=False)
    everybody = forms.BooleanField(label=gettext_lazy("Everybody who may sign"), required=False)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        others = Letter.objects.published().exclude(pk=letter.pk).order_by("-published_at")
        self.fields["signed"].queryset = others

        self.fields["chamber"].choices = [*ANY, *board.chambers(letter).items()]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Choose at least one rule, or “everybody who may sign”."))
        return self.cleaned_data

    def targets(self) -> Sequence[Term | Organization]:
        """Return those whom the rule keeps, of all who may sign the letter on its date."""
        legislators = self._legislators() if self.letter.takes_legislators else []
        return [*legislators, *(self._organizations() if self.letter.takes_organizations else [])]

    def _legislators(self) -> Iterable[Term]:
        rule = self.cleaned_data
        terms = self.letter.seats()
        terms = terms.found_by(rule["q"]) if rule["q"] else terms.by_name()
        if rule["chamber"]:
            terms = terms.filter(chamber=rule["chamber"])
        if rule["state"]:
            terms = terms.filter(state=rule["state"])
        if rule["group"]:
            terms = terms.filter(legislator__in=rule["group"].members.values("legislator"))
        if rule["signed"]:
            terms = terms.filter(legislator__in=self._signers().values("legislator"))
        kept = (term for term in terms if rule["party"] in ("", party_of(term.party)))
        return {term.legislator_id: term for term in kept}.values()

    def _organizations(self) -> Iterable[Organization]:
        rule = self.cleaned_data
        if rule["chamber"] or rule["party"] or rule["group"]:
            return []
        found = Organization.objects.found_by(rule["q"]) if rule["q"] else Organization.objects.by_name()
        if rule["state"]:
            found = found.filter(state=rule["state"])
        return found.filter(pk__in=self._signers().values("organization")) if rule["signed"] else found

    def _signers(self) -> Any:
        return Signatory.objects.confirmed().filter(letter=self.cleaned_data["signed"])


class TargetsPages(admin.ModelAdmin):
    """Adds the page where targets are chosen."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.targets_view)
        return [path("<int:pk>/board/targets/", view, name="letters_letter_targets"), *super().get_urls()]

    def targets_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say whom a rule finds (GET), and put those who were ticked, or all, on the board (POST)."""
        letter = board_letter(request, pk)
        asked = request.POST if request.method == "POST" else request.GET or None
        form = TargetsForm(asked, letter=letter)
        targets = form.targets() if form.is_valid() else []
        new = _new(letter, targets)
        chosen = _ticked(request, new)
        if request.method == "POST" and chosen:
            return self._put_on(request, letter, chosen)
        if request.method == "POST" and new:
            self.message_user(request, _("Tick whom to put on the board."), messages.WARNING)
        context = self.admin_site.each_context(request) | {
            "title": _("Choose targets"),
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "form": form,
            "found": len(targets),
            "new": len(new),
            "rows": [(_key(target), target, target in chosen) for target in new] if len(new) <= LISTED else [],
            "named": new[:NAMED],
            "more": len(new) - NAMED,
        }
        status = 422 if form.is_bound and not form.is_valid() else 200
        return TemplateResponse(request, "admin/letters/letter/targets.html", context, status=status)

    def _put_on(self, request: HttpRequest, letter: Letter, targets: Sequence[Term | Organization]) -> HttpResponse:
        try:
            count = workflow.add_targets(letter, targets, by=request.user)
        except workflow.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            said = ngettext("%d target is new on the board.", "%d targets are new on the board.", count) % count
            self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:letters_letter_board", letter.pk)


def _key(target: Term | Organization) -> str:
    return f"{target._meta.model_name}-{target.pk}"  # noqa: SLF001 -- Django's documented Meta API


def _ticked(request: HttpRequest, targets: Sequence[Term | Organization]) -> list[Term | Organization]:
    """Return those whose tick came back; all, where none were listed with ticks."""
    if "listed" not in request.POST:
        return list(targets)
    ticked = set(request.POST.getlist("target"))
    return [target for target in targets if _key(target) in ticked]


def _new(letter: Letter, targets: Sequence[Term | Organization]) -> list[Term | Organization]:
    on_it = letter.asks.on_board().values_list("legislator_id", "organization_id")
    legislators, organizations = ({*keys} for keys in zip(*on_it, strict=True)) if on_it else (set(), set())
    return [
        target
        for target in targets
        if (target.legislator_id not in legislators if isinstance(target, Term) else target.pk not in organizations)
    ]
