"""One row of the whip board in full: stance, until when, why not, whose it is, what was said."""

from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from letters.models import Letter

from .. import board, reminding, workflow
from ..models import Ask, TrailEntry
from ..querysets import TrailQuerySet
from .board import board_letter


class AskForm(forms.ModelForm):
    """Everything staff may write in a row, and the edition they read."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Ask
        fields = ("stance", "until", "reason", "owner", "note")
        widgets = {"until": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        self.initial.setdefault("edition", self.instance.edition)

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "edition"}

    def rows(self, stored: Ask | None = None) -> list[tuple[BoundField, str | None]]:
        """Return each field, with what is ``stored`` where that is not what was typed: to be read beside it."""
        fields = self.visible_fields()
        if stored is None:
            return [(field, None) for field in fields]
        other = {name for name in self._meta.fields if getattr(stored, name) != self.cleaned_data[name]}
        return [(field, _in_words(stored, field.name) if field.name in other else None) for field in fields]


def _in_words(ask: Ask, name: str) -> str:
    if name == "stance":
        return ask.get_stance_display()
    value = getattr(ask, name)
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(value or _("nothing"))


class AskPages(admin.ModelAdmin):
    """Adds the page of a row."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.ask_view)
        return [path("<int:pk>/board/<int:ask>/", view, name="letters_letter_ask"), *super().get_urls()]

    def ask_view(self, request: HttpRequest, pk: int, ask: int) -> HttpResponse:
        """Show the row and what happened to it; store what was changed, unless somebody else did meanwhile."""
        letter = board_letter(request, pk)
        found = get_object_or_404(letter.asks.with_signatures().by_name(), pk=ask)
        board.with_withdrawals(letter, [found])
        if request.method == "POST" and "take_off" in request.POST:
            return self._take_off(request, letter, found)
        form, stored = AskForm(request.POST or None, instance=copy(found)), None
        if form.is_valid():
            if self._stored(request, form, ask):
                return redirect(f"{reverse('admin:letters_letter_board', args=[letter.pk])}#ask-{ask}")
            found.refresh_from_db()
            stored = found
        context = self.admin_site.each_context(request) | {
            "title": str(found),
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "ask": found,
            "form": form,
            "rows": form.rows(stored),
            "no_reminders": reminding.stopped_of([found]).get(found.pk),
            "entries": _trail(found),
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/letters/letter/ask.html", context, status=status)

    def _stored(self, request: HttpRequest, form: AskForm, key: int) -> bool:
        changes = form.changes()
        try:
            if changes:
                ask = Ask.objects.get(pk=key)
                workflow.change_ask(ask, seen=form.cleaned_data["edition"], by=request.user, **changes)
        except workflow.Refused as refused:
            form.add_error(None, str(refused))
            return False
        self.message_user(request, _("The row is stored."), messages.SUCCESS)
        return True

    def _take_off(self, request: HttpRequest, letter: Letter, ask: Ask) -> HttpResponse:
        try:
            workflow.take_off(ask, by=request.user)
        except workflow.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.message_user(request, _("The target is off the board."), messages.SUCCESS)
        return redirect("admin:letters_letter_board", letter.pk)


def _trail(ask: Ask) -> TrailQuerySet:
    """Return what happened to the row, and to the target's signatures on the letter."""
    legislator, organization = ask.legislator_id, ask.organization_id
    theirs = Q(signatory__legislator=legislator) if legislator else Q(signatory__organization=organization)
    return TrailEntry.objects.filter(Q(ask=ask) | theirs, letter=ask.letter_id).select_related("by")
