"""The order of a letter's names: where each is filed, its number, and the line under it, in one form."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.names import KEY_LENGTH, fold
from letters.models import Letter
from letters.states import OrderRule

from .. import principals, workflow
from ..fields import LineField
from ..lines import line_by_rule
from ..models import Signatory
from ..workflow import Place

PAGE = 100
SHOWN = "signatories.order"  # what is signed under this name is nothing else


class PlaceForm(forms.Form):
    """What staff say of one name."""

    number = forms.IntegerField(required=False, min_value=0, max_value=999_999)
    sort_name = LineField(required=False, max_length=KEY_LENGTH)
    own_line = LineField(required=False)

    def __init__(self, data: Any, signatory: Signatory, shown: Place) -> None:
        super().__init__(data, prefix=str(signatory.pk), initial=shown._asdict())
        self.signatory, self.shown = signatory, shown
        labels = {
            "number": _("Number of %(name)s"),
            "sort_name": _("Sort name of %(name)s"),
            "own_line": _("Line under %(name)s"),
        }
        for name, label in labels.items():
            self.fields[name].label = label % {"name": signatory}
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label
        self.fields["own_line"].widget.attrs["placeholder"] = line_by_rule(signatory, signatory.letter)

    def clean_sort_name(self) -> str:
        """File the name where it is said, or where it belongs by itself."""
        typed = fold(self.cleaned_data["sort_name"])[:KEY_LENGTH]
        return typed or principals.default_sort_name(self.signatory)

    @property
    def place(self) -> Place:
        return Place(**self.cleaned_data)


class OrderPages(admin.ModelAdmin):
    """Adds the page to a letter's admin."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.order_view)
        return [path("<path:object_id>/order/", view, name="letters_letter_order"), *super().get_urls()]

    def order_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a hundred names as they stand today, or those that a search finds; save what was changed."""
        letter = self.letter_or_404(request, object_id)
        if not request.user.has_perm("signatories.change_signatory"):
            raise PermissionDenied
        query = request.GET.get("q", "")[:100]
        page = Paginator(_found(letter, query), PAGE).get_page(request.GET.get("page"))
        place_forms, status = [_form(letter, name) for name in page], 200
        if request.method == "POST":
            place_forms = _posted(letter, request)
            if self._saved(request, letter, place_forms):
                return redirect(request.get_full_path())
            status = 422
        shown = {form.signatory.pk: form.shown for form in place_forms}
        context = self.admin_site.each_context(request) | {
            "title": _("Order of the names"),
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "page": page,
            "query": query,
            "forms": place_forms,
            "shown": signing.dumps(shown, salt=SHOWN, compress=True),
            "failed": any(form.errors for form in place_forms),
            "numbers_count": letter.order_rule == OrderRule.NUMBER,
            "number_rule": OrderRule.NUMBER.label,
        }
        return TemplateResponse(request, "admin/letters/letter/order.html", context, status=status)

    def _saved(self, request: HttpRequest, letter: Letter, place_forms: list[PlaceForm]) -> bool:
        """Whether all that was typed is saved; if not, the page says why and nothing is."""
        if not all(form.is_valid() for form in place_forms):
            return False
        touched = [form for form in place_forms if form.place != form.shown]
        try:
            _check_all_are_there(request, place_forms)
            places = {form.signatory.pk: (form.shown, form.place) for form in touched}
            count = workflow.reorder(letter, places, by=request.user)
        except workflow.Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            for form in touched:
                form.shown = Place.of(form.signatory)
            return False
        told = ngettext("%(count)d name was changed.", "%(count)d names were changed.", count) % {"count": count}
        self.message_user(request, told, messages.SUCCESS)
        return True


def _found(letter: Letter, query: str) -> Any:
    names = letter.signatories.on_or_planned().in_order_of(letter).select_related("legislator")
    for word in fold(query).split():
        names = names.filter(folded_name__contains=word)
    return names


def _posted(letter: Letter, request: HttpRequest) -> list[PlaceForm]:
    """Return what was typed, for the names that were on the page and still are on the letter."""
    shown = _shown(request)
    names = _found(letter, "").in_bulk(list(shown))
    return [_form(letter, names[key], place, request.POST) for key, place in shown.items() if key in names]


def _shown(request: HttpRequest) -> dict[int, Place]:
    """Return what stood on the page that is sent back; nothing when it is not our page."""
    try:
        shown = signing.loads(request.POST.get("shown", ""), salt=SHOWN)
    except signing.BadSignature:
        return {}
    return {int(key): Place(*place) for key, place in shown.items()}


def _check_all_are_there(request: HttpRequest, place_forms: list[PlaceForm]) -> None:
    """Refuse a page that was not ours, or with a name that has gone: nothing typed may be lost unsaid."""
    shown = _shown(request)
    gone = Signatory.objects.filter(pk__in=shown.keys() - {form.signatory.pk for form in place_forms})
    if not shown:
        raise workflow.Refused(_("Nothing was saved. Please open the page again."))
    if gone:
        names = {"names": ", ".join(map(str, gone))}
        raise workflow.Refused(_("Nothing was saved: no longer on the letter: %(names)s.") % names)


def _form(letter: Letter, name: Signatory, shown: Place | None = None, data: Any = None) -> PlaceForm:
    name.letter = letter
    return PlaceForm(data, name, shown or Place.of(name))
