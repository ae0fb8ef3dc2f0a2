"""The whip board: every target of a letter with its stance, which one click changes."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.names import fold
from directory.querysets import of_party
from directory.states import Party, State
from letters.models import Letter
from letters.states import RelationKind

from .. import board, pairing, reminding, workflow
from ..asked import AskQuerySet
from ..models import Ask
from ..states import Stance

PAGE = 600  # a whole House on one page
ANY = [("", gettext_lazy("any"))]


class FilterForm(forms.Form):
    """What of the board is on screen. What cannot be read filters nothing."""

    stands = forms.ChoiceField(label=gettext_lazy("Stance"), required=False)
    party = forms.ChoiceField(label=gettext_lazy("Party"), choices=[*ANY, *Party.choices], required=False)
    chamber = forms.ChoiceField(label=gettext_lazy("Chamber"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=[*ANY, *State.choices], required=False)
    owner = forms.ModelChoiceField(
        User.objects.filter(is_staff=True).order_by("username"),
        label=gettext_lazy("Owner"),
        empty_label=gettext_lazy("any"),
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Name"), max_length=100, required=False)
    then = forms.BooleanField(label=gettext_lazy("Signed the earlier letter"), required=False)

    def __init__(self, letter: Letter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        self.fields["stands"].choices = [*ANY, *board.stands_of(letter).items()]
        self.fields["chamber"].choices = [*ANY, *board.chambers(letter).items()]
        if not letter.relations.filter(kind=RelationKind.FOLLOWS).exists():
            del self.fields["then"]

    def chosen(self, asks: AskQuerySet) -> AskQuerySet:
        self.full_clean()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        asks = board.stands(self.letter, asks, found["stands"]) if "stands" in found else asks.with_signatures()
        same = {"chamber": "term__chamber", "state": "term__state", "owner": "owner"}
        asks = asks.filter(**{field: found[name] for name, field in same.items() if name in found})
        if "then" in found:
            asks = asks.with_earlier_signatures().filter(signed_then=True)
        if "party" in found:
            asks = asks.filter(of_party(found["party"], "term__party"))
        for word in fold(found.get("q", "")).split():
            asks = asks.named_like(word)
        return asks


class BoardPages(admin.ModelAdmin):
    """Adds the board to a letter's admin."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.board_view)
        return [path("<int:pk>/board/", view, name="letters_letter_board"), *super().get_urls()]

    def board_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the board (GET), or change one row's stance (POST) and come back to the row."""
        letter = board_letter(request, pk)
        if request.method == "POST":
            return self._pressed(request, letter)
        filters = FilterForm(letter, request.GET)
        page = Paginator(_rows(filters.chosen(letter.asks.on_board())), PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": _("Whip board"),
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "filters": filters,
            "batches": board.batches(letter),
            "page": page,
            "asks": board.with_withdrawals(letter, page),
            "stopped": reminding.stopped_of(list(page)),
            **_numbers(letter),
        }
        return TemplateResponse(request, "admin/letters/letter/board.html", context)

    def _pressed(self, request: HttpRequest, letter: Letter) -> HttpResponse:
        """One button: "key:edition:stance"."""
        key, _colon, wish = request.POST.get("set", "").partition(":")
        ask = get_object_or_404(letter.asks.on_board(), pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
        told = _changed(ask, wish, request)
        if request.headers.get("HX-Request"):
            [row] = board.with_withdrawals(letter, _rows(letter.asks.with_signatures()).filter(pk=ask.pk))
            context = {"ask": row, "told": told, "original": letter, **_numbers(letter)}
            context["stopped"] = reminding.stopped_of([row])
            return render(request, "admin/letters/letter/_board_answer.html", context, status=409 if told else 200)
        if told:
            self.message_user(request, told, messages.WARNING)
        at = reverse("admin:letters_letter_board", args=[letter.pk], query=request.GET)
        return redirect(f"{at}#ask-{ask.pk}")


def _changed(ask: Ask, wish: str, request: HttpRequest) -> str:
    """Give the row the stance of the button "edition:stance"; return why not, or nothing."""
    edition, _colon, stance = wish.partition(":")
    if stance not in Stance.values or not edition.isdecimal() or len(edition) > 9:
        return _("Choose one of the stances.")
    try:
        workflow.change_ask(ask, seen=int(edition), by=request.user, stance=stance)
    except workflow.Refused as refused:
        return str(refused)
    return ""


def _rows(asks: AskQuerySet) -> AskQuerySet:
    """Return all that a row of the board shows."""
    return asks.with_earlier_signatures().by_name().select_related("owner")


def _numbers(letter: Letter) -> dict[str, Any]:
    return {"bars": board.bars(letter), "stands": board.stands_of(letter), "wanted": pairing.wanted(letter)}


def board_letter(request: HttpRequest, pk: int) -> Letter:
    """Return the letter of a board, for those who may change who is on it."""
    if not request.user.has_perm("signatories.change_ask"):
        raise PermissionDenied
    return get_object_or_404(Letter.objects.on_the_clock(), pk=pk)
