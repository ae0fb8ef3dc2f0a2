"""Withdrawing by the link in the receipt; once the letter is sealed, dissociating by the same link.

The same protocol as for confirming (docs/adr/0005): opening the link changes nothing, and a browser that did not sign
is asked for the surname of whoever acted, which the mail omits. Whose name it was is said to whoever knew that.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from letters.clock import database_now

from .. import tokens, workflow
from ..models import LeavingLink, Signatory
from ..office_forms import LeaveForm
from ..states import State
from .links import neutral, says_surname, surname_error, take_in


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    digest = tokens.digest_of_token(token, purpose=tokens.LEAVING)
    good = LeavingLink.objects.good(database_now()).select_related("signatory")
    link = good.filter(token_digest=digest).first()
    return take_in(request, link and link.signatory, cookie=tokens.LEAVING, page="signatories:leave")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what will happen; take the name off when a person who may asks for it."""
    related = Signatory.objects.select_related("letter", "sealed_name", "dissociation")
    found = related.filter(uuid=uuid).first()
    if found is None or tokens.remembers(request, tokens.LEAVING, found, lifetime=tokens.CLAIM_LIFETIME) is None:
        return neutral(request)
    if not LeavingLink.objects.good(database_now()).filter(signatory=found).exists():  # she has left since
        return neutral(request)
    context: dict[str, object] = {
        "signatory": found,
        "letter": found.letter,
        "sealed": getattr(found, "sealed_name", None),
        "dissociated": getattr(found, "dissociation", None),
        "same_browser": tokens.is_the_browser_of(request, found),
    }
    if found.state != State.CONFIRMED or context["dissociated"]:
        context["says_name"] = context["same_browser"] or _left_here(request, found)
        return render(request, "signatories/left.html", context)
    context["form"] = LeaveForm(letter=found.letter)
    context["says_surname"] = says_surname(request, "signatories/leave.html", context)
    if request.method == "POST":
        return _leave(request, found, context)
    return render(request, "signatories/leave.html", context)


def _left_here(request: HttpRequest, signatory: Signatory) -> bool:
    return tokens.remembers(request, tokens.LEFT, signatory, lifetime=tokens.CLAIM_LIFETIME) is not None


def _leave(request: HttpRequest, signatory: Signatory, context: dict[str, object]) -> HttpResponse:
    form = LeaveForm(request.POST, letter=signatory.letter)
    error = surname_error(request, context)
    if not error and form.is_valid():
        try:
            workflow.leave(signatory, **form.cleaned_data)
        except workflow.Refused as refusal:
            error = str(refusal)
        else:
            response = redirect("signatories:leave", uuid=signatory.uuid)
            tokens.remember(request, response, tokens.LEFT, signatory, lifetime=tokens.CLAIM_LIFETIME)
            return response
    context |= {"form": form, "error": error, "typed": request.POST.get("surname", "")}
    return render(request, "signatories/leave.html", context, status=422)
