"""One row of the whip board in full: stance, until when, why not, whose it is, what was said."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from letters.models import Letter

from .. import reminding, workflow
from ..models import Ask
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


class AskPages(admin.ModelAdmin):
    """Adds the page of a row."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.ask_view)
        return [path("<int:pk>/board/<int:ask>/", view, name="letters_letter_ask"), *super().get_urls()]

    def ask_view(self, request: HttpRequest, pk: int, ask: int) -> HttpResponse:
        """Show the row and what happened to it; store what was changed, unless somebody else did meanwhile."""
        letter = board_letter(request, pk)
        found = get_object_or_404(letter.asks.with_signatures().by_name(), pk=ask)
        if request.method == "POST" and "take_off" in request.POST:
            return self._take_off(request, letter, found)
        form = AskForm(request.POST or None, instance=found)
        if form.is_valid() and self._stored(request, form, ask):
            return redirect(f"{reverse('admin:letters_letter_board', args=[letter.pk])}#ask-{ask}")
        context = self.admin_site.each_context(request) | {
            "title": str(found),
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "ask": found,
            "form": form,
            "no_reminders": reminding.stopped_of([found]).get(found.pk),
            "entries": found.trail.select_related("by"),
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
            form.add_error(None, f"{refused} {_('To save what you typed all the same, open the row again.')}")
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
