"""Filling in the form, and the page that waits for the code."""

from uuid import UUID

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letters.models import Letter, Version
from letters.workflow import takes_now, takes_online

from .. import budgets, remembered, tokens, workflow
from ..fields import PickField
from ..forms import SignForm, kinds_of, typed_in
from ..models import Signatory
from ..states import ASKED_STATES, How, Kind
from . import picking
from .again import begun, changed_text, refused, send_again, version_read
from .office import address_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of one kind of signatory; store what it says and go to "check your inbox"."""
    letter = get_object_or_404(Letter.objects.published().on_the_clock().select_related("campaign"), slug=slug)
    version = letter.versions.order_by("-number").first()
    kinds = kinds_of(letter)
    kind = request.GET.get("as") or (kinds[0] if len(kinds) == 1 else "")
    if kind not in kinds and not takes_now(letter):
        return _closed(request, letter)
    if kind not in kinds:
        return render(request, "signatories/kinds.html", {"letter": letter, "kinds": kinds})
    again = begun(request, letter)
    form = picking.open_form(request, kind, letter, version, before=typed_in(again) if again else address_of(request))
    if takes_now(letter) and (there := picking.step(request, kind, form)):
        return there
    if form.is_valid():
        return _submit(request, letter, kind, form)
    return _form(request, letter, kind, form, version)


def _form(
    request: HttpRequest, letter: Letter, kind: str, form: SignForm, version: Version | None, *, status: int = 0
) -> HttpResponse:
    if not takes_now(letter):
        return _closed(request, letter, form)
    picker = picking.Picker.of(form, request.POST or request.GET)
    picking.focus_next(form)
    context = {
        "letter": letter,
        "form": form,
        "kind": Kind(kind),
        "several": len(kinds_of(letter)) > 1,
        "version": version,
        "picker": picker,
    }
    wrong = form.is_bound or (picker and picker.problem)
    return render(request, "signatories/sign.html", context, status=status or (422 if wrong else 200))


def _closed(request: HttpRequest, letter: Letter, form: SignForm | None = None) -> HttpResponse:
    """Say that the letter takes no signatures, and give back what was typed so that nothing is lost."""
    typed = []
    if form is not None and request.method == "POST":
        typed = [(field.label, _shown(field)) for field in form.visible_fields() if field.value()]
    context = {"letter": letter, "typed": typed, "takes_online": takes_online(letter)}
    return render(request, "signatories/closed.html", context, status=409 if typed else 200)


def _shown(field: BoundField) -> str:
    """Return a bound field's value as a person reads it: the name of a choice rather than its key."""
    if isinstance(field.field, PickField):
        return str(field.field.picked(field.value()) or "—")
    labels = {str(key): str(label) for key, label in getattr(field.field, "choices", [])}
    value = str(field.value())
    return labels.get(value, _("yes") if value in ("on", "True") else value)


def _as_it_is_now(letter: Letter) -> Letter:
    return Letter.objects.on_the_clock().select_related("campaign").get(pk=letter.pk)


def _submit(request: HttpRequest, letter: Letter, kind: str, form: SignForm) -> HttpResponse:
    signatory = form.signatory()
    try:
        signatory = workflow.submit(
            signatory, network=budgets.network_of(request), at=letter.now, asks="asks" in request.POST
        )
    except workflow.Late as late:
        form.add_error(None, str(late))
        return _form(request, _as_it_is_now(letter), kind, form, form.shown, status=409)
    except workflow.Closed:
        return _closed(request, _as_it_is_now(letter), form)
    except workflow.TextChanged as change:
        version = letter.versions.order_by("-number").first()
        form.data = form.data.copy()  # type: ignore[assignment]
        form.data["version"] = version.number if version else ""  # type: ignore[index]
        form.add_error(None, str(change))
        return _form(request, letter, kind, form, version, status=409)
    except workflow.Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, letter, kind, form, form.shown, status=429)
    response = redirect("signatories:inbox", slug=letter.slug, uuid=signatory.uuid)
    response.status_code = 303
    tokens.remember(request, response, tokens.BROWSER, signatory, lifetime=tokens.BROWSER_LIFETIME)
    remembered.keep(request, response, form.cleaned_data)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """ "Check your inbox": the code from the mail may be typed here, in the browser that signed and no other."""
    letter = get_object_or_404(Letter.objects.published().on_the_clock(), slug=slug)
    signatory = Signatory.objects.select_related("letter").filter(uuid=uuid, letter=letter).first()
    if signatory and not tokens.is_the_browser_of(request, signatory):
        signatory = None
    context = {"letter": letter, "signatory": signatory, "sent_again": "again" in request.GET}
    if signatory is None:
        return render(request, "signatories/inbox.html", context)
    if signatory.state not in ASKED_STATES:
        return render(request, "signatories/done.html", context)
    context["expired"] = signatory.expires_at is not None and signatory.expires_at <= letter.now
    context |= changed_text(signatory)
    if request.method == "POST" and "again" in request.POST:
        return send_again(request, signatory, "signatories/inbox.html", context)
    if request.method == "POST":
        return _enter_code(request, signatory, context)
    return render(request, "signatories/inbox.html", context)


def _enter_code(request: HttpRequest, signatory: Signatory, context: dict[str, object]) -> HttpResponse:
    """Confirm by the six digits; five entries an hour."""
    error = ""
    if not workflow.take_a_try(signatory, "code_tries"):
        error = _("Too many wrong codes. Wait an hour, or open the link in the mail.")
    elif not tokens.is_code_of(signatory, request.POST.get("code", "")):
        error = _("That is not the code in our last mail. Look for six digits.")
    else:
        try:
            workflow.confirm(signatory, how=How.CODE, read=version_read(request))
            return redirect("signatories:inbox", slug=signatory.letter.slug, uuid=signatory.uuid)
        except workflow.Refused as refusal:
            return refused(request, signatory, "signatories/inbox.html", context, refusal)
    return render(request, "signatories/inbox.html", context | {"error": error}, status=422)
