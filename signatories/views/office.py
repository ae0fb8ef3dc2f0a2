"""An office's own page: asked for by address, opened by the link in the mail, and by nobody else.

Opening the link changes nothing. The page asks once per device for a name that the mail omits, so that no mail scanner
comes any further (docs/adr/0028). There is no password and no session in the database.
"""

from typing import NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from letters.clock import database_now
from outbox.addresses import canonical

from .. import budgets, office_emails, seen, tokens, workflow
from ..models import OfficeLink
from ..office_forms import AddressForm
from ..offices import Office, rows_of, served_by
from ..states import OFFICE_LIFETIME
from .links import take_in


class Opened(NamedTuple):
    """A link that this browser has opened, and whose offices its mailbox is."""

    link: OfficeLink
    offices: list[Office]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Mail a link to the address that is typed. The answer, and the work, are the same for every address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "sent": "sent" in request.GET}
        return render(request, "signatories/office/ask.html", context, status=422 if form.is_bound else 200)
    try:
        workflow.send_office_link(canonical(form.cleaned_data["email"]), network=budgets.network_of(request))
    except workflow.OverBudget as refusal:
        form.add_error("email", str(refusal))
        return render(request, "signatories/office/ask.html", {"form": form}, status=429)
    response = redirect(f"{request.path}?sent=1")
    response.status_code = 303
    device = tokens.Device.of(canonical(form.cleaned_data["email"]))
    tokens.remember(request, response, tokens.ASKED, device, lifetime=OFFICE_LIFETIME)
    return response


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    digest = tokens.digest_of_token(token, purpose=tokens.OFFICE)
    link = OfficeLink.objects.to_open(database_now()).filter(token_digest=digest).first()
    return take_in(
        request, link, cookie=tokens.OFFICE, page="signatories:office", lifetime=OFFICE_LIFETIME, unknown=not_open
    )


def not_open(request: HttpRequest) -> HttpResponse:
    """One answer to a link that is unknown or too old, and to a browser that did not open it."""
    return render(request, "signatories/office/ask.html", {"form": AddressForm(), "gone": True}, status=404)


def opened(request: HttpRequest, uuid: UUID) -> Opened | None:
    """Return what this browser has opened, if it has."""
    now = database_now()
    link = OfficeLink.objects.under_way(now).filter(uuid=uuid).first()
    return Opened(link, served_by(link.mailbox, now.date())) if link and _has_opened(request, link) else None


def _has_opened(request: HttpRequest, link: OfficeLink) -> bool:
    return tokens.remembers(request, tokens.OFFICE, link, lifetime=OFFICE_LIFETIME) == link.token_digest


def knows(request: HttpRequest, link: OfficeLink) -> bool:
    """Whether somebody has named the office on this device."""
    device = tokens.Device.of(link.mailbox)
    return tokens.remembers(request, tokens.DEVICE, device, lifetime=tokens.INVITED_LIFETIME) is not None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the letters of the mailbox's offices; before, once per device, ask whose office it is."""
    found = opened(request, uuid)
    if found is None:
        return not_open(request)
    if request.method == "POST" and "leave" in request.POST:
        response = redirect("signatories:ask_for_office")
        response.delete_cookie(f"{tokens.OFFICE}-{found.link.uuid.hex}")
        return response
    if found.offices and not knows(request, found.link):
        return _name_it(request, found)
    rows = rows_of(found.offices)
    context = {
        "link": found.link,
        "offices": [(one, _parts([row for row in rows if row.office == one])) for one in found.offices],
    }
    return render(request, "signatories/office/office.html", context)


def _parts(rows: list) -> dict[str, list]:
    """Part an office's letters: what can still be done, and what has gone out (the latest first)."""
    return {
        "current": [row for row in rows if not row.is_over and (row.takes or row.signature)],
        "past": [row for row in reversed(rows) if row.is_over and row.signature],
    }


def _is_told(request: HttpRequest, found: Opened) -> bool:
    """Whether a program can have read the name that is asked for, as in "serrano@…"; not where a person asked."""
    asked = tokens.remembers(request, tokens.ASKED, tokens.Device.of(found.link.mailbox), lifetime=OFFICE_LIFETIME)
    if asked is not None:
        return False
    page = seen.of_html(render_to_string("signatories/office/name.html", {}, request))
    words = seen.words_of(page, office_emails.words_of_office_link(found.link.mailbox))
    return any(one.is_named(word) for one in found.offices for word in words)


def _name_it(request: HttpRequest, found: Opened) -> HttpResponse:
    if _is_told(request, found):
        return render(request, "signatories/office/name.html", {"told": True})
    error = ""
    if request.method == "POST":
        typed = request.POST.get("surname", "")
        if not workflow.take_an_office_entry(found.link):
            error = _("Too many wrong entries. Ask for a new link.")
        elif not any(one.is_named(typed) for one in found.offices):
            error = _("That is neither the surname of a member nor the name of an organization of this address.")
        else:
            response = redirect("signatories:office", uuid=found.link.uuid)
            device = tokens.Device.of(found.link.mailbox)
            tokens.remember(request, response, tokens.DEVICE, device, lifetime=tokens.INVITED_LIFETIME)
            return response
    return render(request, "signatories/office/name.html", {"error": error}, status=422 if error else 200)


def address_of(request: HttpRequest) -> dict[str, str]:
    """Return the address of the office whose page is open in this browser, to fill in the form with."""
    said = tokens.opened_here(request, tokens.OFFICE)
    links = OfficeLink.objects.under_way(database_now()).filter(uuid__in=said).order_by("-pk") if said else ()
    mine = (link for link in links if _has_opened(request, link) and knows(request, link))
    return next(({"email": link.mailbox} for link in mine), {})
