"""Objecting to a changed text by the link in the mail that told of it (docs/adr/0005, 0017).

The same protocol as for confirming: opening the link changes nothing, and a browser that did not sign is asked for the
surname of whoever filled in the form, which the mail omits. So no mail scanner takes a name off.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import comparing, tokens, workflow
from ..models import Signatory
from ..states import State
from .links import neutral, says_surname, surname_error, take_in


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    digest = tokens.digest_of_token(token, purpose=tokens.OBJECTING)
    signatory = Signatory.objects.filter(token_digest=digest).first()
    return take_in(request, signatory, cookie=tokens.OBJECTING, page="signatories:object")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what changed; take the name off when a person who may asks for it."""
    found = Signatory.objects.select_related("letter", "version_shown").filter(uuid=uuid).first()
    claimed = found and tokens.remembers(request, tokens.OBJECTING, found, lifetime=tokens.CLAIM_LIFETIME)
    if found is None or claimed != found.token_digest:
        return neutral(request)
    context: dict[str, object] = {"signatory": found, "letter": found.letter, "change": comparing.since_shown(found)}
    if found.state != State.CONFIRMED:
        return render(request, "signatories/left.html", context)
    context["same_browser"] = tokens.is_the_browser_of(request, found)
    context["says_surname"] = says_surname(request, "signatories/object.html", context)
    if request.method == "POST":
        return _object(request, found, context)
    return render(request, "signatories/object.html", context)


def _object(request: HttpRequest, signatory: Signatory, context: dict[str, object]) -> HttpResponse:
    error = surname_error(request, context)
    if not error:
        try:
            workflow.object_to(signatory)
            return redirect("signatories:object", uuid=signatory.uuid)
        except workflow.Refused as refusal:
            error = str(refusal)
    return render(request, "signatories/object.html", context | {"error": error}, status=422)
