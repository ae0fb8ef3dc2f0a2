"""Opening a personal link: it shows whom it is for, and asks for the member's surname once per device.

Opening it changes nothing: what is signed by it is confirmed from a mailbox like everything else (docs/adr/0005).
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from letters.models import Letter
from letters.workflow import takes_now

from .. import tokens
from ..models import Invitation
from ..states import Kind
from ..workflow import take_an_entry


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address bar: a short signed cookie, and an address without it."""
    invitation = Invitation.objects.good().filter(token_digest=tokens.digest_of_token(token)).first()
    if invitation is None:
        return _neutral(request)
    response = redirect("signatories:invited", uuid=invitation.uuid)
    response.status_code = 303
    response["Referrer-Policy"] = "no-referrer"
    tokens.remember(request, response, tokens.CLAIM, invitation, lifetime=tokens.CLAIM_LIFETIME)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the surname where this device was not asked yet; then lead to the form, filled in as far as known."""
    found = Invitation.objects.good().select_related("letter", "legislator").filter(uuid=uuid).first()
    if found is not None and (_knows(request, found) or not takes_now(found.letter)):
        return redirect(_form_of(found))
    claimed = found and tokens.remembers(request, tokens.CLAIM, found, lifetime=tokens.CLAIM_LIFETIME)
    if found is None or claimed is None:
        return _neutral(request)
    context: dict[str, object] = {"invitation": found, "letter": found.letter}
    if request.method == "POST":
        context["error"] = _surname_error(found, request.POST.get("surname", ""))
        if not context["error"]:
            response = redirect(_form_of(found))
            tokens.remember(request, response, tokens.INVITED, found, lifetime=tokens.INVITED_LIFETIME)
            return response
    return render(request, "signatories/invited.html", context, status=422 if context.get("error") else 200)


def invitation_of(request: HttpRequest, letter: Letter, legislator: int | None) -> Invitation | None:
    """Return the personal link by which this browser signs for this member, if it does."""
    if legislator is None:
        return None
    mine = Invitation.objects.good().filter(letter=letter, legislator=legislator)
    return next((invitation for invitation in mine if _knows(request, invitation)), None)


def _knows(request: HttpRequest, invitation: Invitation) -> bool:
    return tokens.remembers(request, tokens.INVITED, invitation, lifetime=tokens.INVITED_LIFETIME) is not None


def _form_of(invitation: Invitation) -> str:
    query = {"as": Kind.LEGISLATOR.value, "member": str(invitation.legislator_id)}
    return reverse("signatories:sign", args=[invitation.letter.slug], query=query)


def _surname_error(invitation: Invitation, typed: str) -> str:
    if not take_an_entry(invitation):
        return _("Too many wrong entries. Wait an hour, then try again.")
    if not tokens.is_surname_of(invitation.legislator.full_name, typed):
        return _("That is not the surname of the member this link was made for.")
    return ""


def _neutral(request: HttpRequest) -> HttpResponse:
    return render(request, "signatories/neutral.html", {}, status=404)
