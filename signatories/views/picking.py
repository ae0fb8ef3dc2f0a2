"""Who signs, picked from the directory: the steps before the rest of the form, and what it asks as one types.

Without a script: look for it, choose, fill in the rest. What was typed at one step is carried through the others.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from letters.models import Letter, Version
from letters.workflow import takes_now

from .. import remembered
from ..fields import Found, clean_line
from ..forms import FORMS, AgentFields, SignForm, kinds_of

# What a step may leave behind: it goes along in the address, or is said anew for whoever is picked.
LEFT_BEHIND = {"submission", "stamp", "authority", "term", "organization", "name"}


@never_cache
@require_safe
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer what is typed with radio buttons. Sets no cookie, and knows nothing of who has signed."""
    letter = get_object_or_404(Letter.objects.published().on_the_clock(), slug=slug)
    kind = request.GET.get("as", "")
    if kind not in kinds_of(letter) or not takes_now(letter) or not FORMS[kind].pick:
        raise Http404
    form = FORMS[kind](letter=letter, version=None)
    return render(request, "signatories/found.html", {"form": form, "picker": Picker.of(form, request.GET)})


@dataclass(frozen=True)
class Picker:
    """What the first step shows: the words, who fits them, and what went wrong."""

    words: str
    found: Found | None
    problem: str = ""

    @classmethod
    def of(cls, form: SignForm, data: QueryDict) -> "Picker | None":
        """Return what to show of a form that picks; nobody is looked for once it is known who signs."""
        if not form.pick:
            return None
        words = _words(data)
        if form.asks_the_rest or not words:
            return cls(words, None, _problem(form, data))
        return cls(words, form.fields[form.pick].find(words), _problem(form, data))


def _problem(form: SignForm, data: QueryDict) -> str:
    if form.asks_the_rest:
        return ""
    if form.is_bound:
        return next(iter([*form.errors.get(form.pick, []), *form.non_field_errors()]), "")
    if data.get("pick") == "choose":
        return _("Choose one of the names, or look for another.")
    return _("Write a name first.") if "find" in data and not _words(data) else ""


def _words(data: QueryDict, name: str = "find") -> str:
    """Return what is looked for; a proposed name, when the directory is searched after all."""
    return clean_line(data.get(name, data.get("name", "")))


def open_form(
    request: HttpRequest, kind: str, letter: Letter, version: Version | None, *, before: dict[str, Any]
) -> SignForm:
    """Return the form as this request finds it: new, sent, or at one of the steps before.

    ``before`` is what this browser said in a form that it corrects now.
    """
    start = (remembered.recall(request) if issubclass(FORMS[kind], AgentFields) else {}) | before
    if request.method != "POST":
        return FORMS[kind](initial=start | _of_link(FORMS[kind], request.GET), letter=letter, version=version)
    form = FORMS[kind](request.POST, initial=start, letter=letter, version=version)
    if "pick" not in request.POST or not form.pick:
        return form
    kept = {field.name: field.value() for field in form}
    return FORMS[kind](initial=kept | _after(form, request.POST), letter=letter, version=version)


def _of_link(form: type[SignForm], query: QueryDict) -> dict[str, Any]:
    """Return who signs, as far as the address says."""
    return {name: query[name] for name in (form.pick, "member", "name") if form.pick and name in query}


def _after(form: SignForm, data: QueryDict) -> dict[str, Any]:
    """Return who signs, after a press on one of the picker's buttons."""
    if _is_choice(data):
        return {form.pick: data.get(form.pick), "name": None}
    return {form.pick: None, "name": _words(data) if data["pick"] == "new" else None}


def focus_next(form: SignForm) -> None:
    """Let the page begin at what is still to be filled in, once somebody is picked: not at its top again."""
    asked = form.visible_fields() if form.pick and form.asks_the_rest and not form.is_bound else ()
    if following := next((field for field in asked if field.field.required and not field.value()), None):
        following.field.widget.attrs["autofocus"] = True


def _is_choice(data: QueryDict) -> bool:
    """Enter on a radio button presses the first button, Search: for the same words again it means the choice."""
    again = data["pick"] == "find" and _words(data) == _words(data, "found_for")
    return data["pick"] == "choose" or again


def step(request: HttpRequest, kind: str, form: SignForm) -> HttpResponse | None:
    """Go to where a press on one of the picker's buttons leads: an address that can be loaded again, and gone back to.

    None where something typed would be lost on the way, or nobody was chosen: the page is shown as it is.
    """
    pressed = request.POST.get("pick")
    if not (pressed and form.pick) or _typed(request, kind, form) or (pressed == "choose" and not form.picked):
        return None
    query = {"as": kind}
    if form.picked:
        query[form.pick] = form.picked.pk
    elif form.asks_the_rest:
        query["name"] = form.initial["name"]
    elif pressed == "find" or _words(request.POST):
        query["find"] = _words(request.POST)
    response = redirect(f"{request.path}?{urlencode(query)}")
    response.status_code = 303
    return response


def _typed(request: HttpRequest, kind: str, form: SignForm) -> set[str]:
    """Return the fields that hold more than this browser remembers, or another version than the one of now."""
    sent = FORMS[kind](request.POST, initial=remembered.recall(request), letter=form.letter, version=form.shown)
    return set(sent.changed_data) - LEFT_BEHIND
