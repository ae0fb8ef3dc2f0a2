"""Opening the link from the mail. Nothing here changes a signature on GET or HEAD (docs/adr/0005)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from letters.clock import database_now

from .. import tokens, workflow
from ..models import Signatory
from ..states import ASKED_STATES, How
from .again import changed_text, refused, send_again, version_read


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address bar: a short signed cookie, and an address without it."""
    signatory = Signatory.objects.filter(token_digest=tokens.digest_of_token(token)).first() if token else None
    if signatory is None:
        response = neutral(request)
    else:
        response = redirect("signatories:claim", uuid=signatory.uuid)
        response.status_code = 303
        tokens.remember(request, response, tokens.CLAIM, signatory, lifetime=tokens.CLAIM_LIFETIME)
    response["Referrer-Policy"] = "no-referrer"
    return response


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
    # While the link is good there is no such button: a scanner that pressed it would make its own mail worthless.
    if request.method == "POST" and "again" in request.POST and context["expired"]:
        return send_again(request, found, "signatories/confirm.html", context)
    if request.method == "POST":
        return _confirm(request, found, context)
    return render(request, "signatories/confirm.html", context)


def _confirm(request: HttpRequest, signatory: Signatory, context: dict[str, object]) -> HttpResponse:
    if not context["same_browser"] and (error := surname_error(request, signatory)):
        return render(request, "signatories/confirm.html", context | {"error": error}, status=422)
    try:
        workflow.confirm(signatory, how=How.LINK, read=version_read(request))
    except workflow.Refused as refusal:
        return refused(request, signatory, "signatories/confirm.html", context, refusal)
    return redirect("signatories:claim", uuid=signatory.uuid)


def surname_error(request: HttpRequest, signatory: Signatory) -> str:
    """Spend an entry; return why what was typed does not let anybody on, or "" when it does."""
    if not workflow.take_a_try(signatory, "surname_tries"):
        return _("Too many wrong entries. Wait an hour, or confirm in the browser in which you signed.")
    if not tokens.is_surname_of(tokens.who_filled_in(signatory), request.POST.get("surname", "")):
        return _("That is not the surname of the person who filled in the form.")
    return ""


def neutral(request: HttpRequest) -> HttpResponse:
    """One answer to every link we do not know and to every browser without the cookie that a good one sets."""
    return render(request, "signatories/neutral.html", {}, status=404)
