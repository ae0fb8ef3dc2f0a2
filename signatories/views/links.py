"""What every page behind a link from a mail shares (docs/adr/0005): GET and HEAD change nothing."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .. import tokens, workflow
from ..models import OfficeLink, Signatory
from ..states import Source


def neutral(request: HttpRequest) -> HttpResponse:
    """One answer to every link we do not know and to every browser without the cookie that a good one sets."""
    return render(request, "signatories/neutral.html", {}, status=404)


def take_in(
    request: HttpRequest,
    opened: Signatory | OfficeLink | None,
    *,
    cookie: str,
    page: str,
    lifetime: timedelta = tokens.CLAIM_LIFETIME,
    unknown: Callable[[HttpRequest], HttpResponse] = neutral,
) -> HttpResponse:
    """Take the token out of the address bar: a short signed cookie, and an address without it."""
    if opened is None:
        response = unknown(request)
    else:
        response = redirect(page, uuid=opened.uuid)
        response.status_code = 303
        tokens.remember(request, response, cookie, opened, lifetime=lifetime)
    response["Referrer-Policy"] = "no-referrer"
    return response


def surname_error(request: HttpRequest, signatory: Signatory) -> str:
    """Spend an entry; return why what was typed does not let anybody on, or "" when it does."""
    if not workflow.take_a_try(signatory, "surname_tries"):
        return _("Too many wrong entries. Wait an hour, or use the browser in which you signed.")
    if not tokens.is_surname_of(tokens.who_filled_in(signatory), request.POST.get("surname", "")):
        if signatory.source == Source.INVITATION:
            return _("That is not the surname of the person who acted for the office.")
        return _("That is not the surname of the person who filled in the form.")
    return ""
