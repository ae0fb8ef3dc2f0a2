"""Opening the link from the mail. Nothing here changes a signature on GET or HEAD (docs/adr/0005)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from letters.clock import database_now

from .. import tokens, workflow
from ..models import Signatory
from ..states import ASKED_STATES, How
from .again import changed_text, refused, send_again, version_read
from .links import neutral, says_surname, surname_error, take_in


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    signatory = Signatory.objects.filter(token_digest=tokens.digest_of_token(token)).first() if token else None
    return take_in(request, signatory, cookie=tokens.CLAIM, page="signatories:claim")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask a person for one press, and in a browser that did not sign also for a surname the mail omits."""
    found = Signatory.objects.select_related("letter").filter(uuid=uuid).first()
    claimed = found and tokens.remembers(request, tokens.CLAIM, found, lifetime=tokens.CLAIM_LIFETIME)
    if found is None or claimed != found.token_digest:
        return neutral(request)
    context = {"signatory": found, "letter": found.letter, "claimed": True}
    if request.method == "POST" and "report" in request.POST:
        workflow.report(found)
        return render(request, "signatories/reported.html", context)
    if found.state not in ASKED_STATES:
        return render(request, "signatories/done.html", context)
    context |= {
        "same_browser": tokens.is_the_browser_of(request, found),
        "expired": found.expires_at is not None and found.expires_at <= database_now(),
        **changed_text(found),
    }
    context["says_surname"] = says_surname(request, "signatories/confirm.html", context)
    # While the link is good there is no such button: a scanner that pressed it would make its own mail worthless.
    if request.method == "POST" and "again" in request.POST and context["expired"]:
        return send_again(request, found, "signatories/confirm.html", context)
    if request.method == "POST":
        return _confirm(request, found, context)
    return render(request, "signatories/confirm.html", context)


def _confirm(request: HttpRequest, signatory: Signatory, context: dict[str, object]) -> HttpResponse:
    if error := surname_error(request, context):
        return render(request, "signatories/confirm.html", context | {"error": error}, status=422)
    try:
        workflow.confirm(signatory, how=How.LINK, read=version_read(request))
    except workflow.Refused as refusal:
        return refused(request, signatory, "signatories/confirm.html", context, refusal)
    return redirect("signatories:claim", uuid=signatory.uuid)
