"""Stopping reminders by one click, in the mail program (RFC 8058) or on a page; and taking it back.

The POST comes from a mail provider's machine: without cookies, so it needs no CSRF token, and with the token of the
mail instead, which is why the address keeps it (docs/adr/0027). Opening the address changes nothing. Machines that
press buttons stop reminders at worst, of which the same page and staff can make good.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import tokens, workflow
from ..models import Reminder


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button (GET); stop the reminders of the mail's mailbox, or let them come again (POST)."""
    names = Reminder.objects.filter(token_digest=tokens.digest_of_token(token))
    mail = names.select_related("sent_to").first()
    if mail is None:
        response = render(request, "signatories/neutral.html", {}, status=404)
    else:
        if request.method == "POST":
            step = workflow.allow_reminders if "again" in request.POST else workflow.stop_reminders
            step(mail.sent_to)
            mail.sent_to.refresh_from_db()
        response = render(request, "signatories/reminders.html", {"stopped": mail.sent_to.stopped_at is not None})
    response["Referrer-Policy"] = "no-referrer"
    return response
