"""What every page behind a link from a mail shares (docs/adr/0005): GET and HEAD change nothing."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .. import seen, tokens, workflow
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


def says_surname(request: HttpRequest, template: str, context: dict[str, object]) -> bool:
    """Whether the page would ask for a surname that it says itself. A program types each word that it sees."""
    if context["same_browser"]:
        return False
    page = seen.of_html(render_to_string(template, context, request))
    return seen.tells(tokens.who_filled_in(context["signatory"]), page)


def surname_error(request: HttpRequest, context: dict[str, object]) -> str:
    """Return why this press does not count, or "". In a browser that did not sign it spends an entry."""
    signatory = context["signatory"]
    if context["same_browser"]:
        return ""
    if context["says_surname"]:
        return _("Open the link in the browser in which the form was filled in.")
    if not workflow.take_a_try(signatory, "surname_tries"):
        return _("Too many wrong entries. Wait an hour, or use the browser in which you signed.")
    if not tokens.is_surname_of(tokens.who_filled_in(signatory), request.POST.get("surname", "")):
        if signatory.source == Source.INVITATION:
            return _("That is not the surname of the person who acted for the office.")
        return _("That is not the surname of the person who filled in the form.")
    return ""
