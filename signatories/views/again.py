"""Once more: a fresh mail for whoever waits for one, and the form as this browser filled it in before."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from letters.models import Letter

from .. import budgets, tokens, workflow
from ..models import Signatory


def send_again(request: HttpRequest, signatory: Signatory, template: str, context: dict[str, object]) -> HttpResponse:
    """Send one more mail and go to "check your inbox"; or show the page again and say why not."""
    try:
        workflow.send_again(signatory, network=budgets.network_of(request))
    except workflow.Refused as refusal:
        status = 429 if isinstance(refusal, workflow.OverBudget) else 422
        return render(request, template, context | {"not_sent": str(refusal)}, status=status)
    inbox = reverse("signatories:inbox", args=[signatory.letter.slug, signatory.uuid])
    response = redirect(f"{inbox}?again=1")
    response.status_code = 303
    if tokens.is_the_browser_of(request, signatory):
        tokens.remember(request, response, tokens.BROWSER, signatory, lifetime=tokens.BROWSER_LIFETIME)
    return response


def begun(request: HttpRequest, letter: Letter) -> Signatory | None:
    """Return the signature that ``?correct=`` names, to the browser that filled in its form and to no other."""
    try:
        uuid = UUID(request.GET.get("correct", ""))
    except ValueError:
        return None
    found = letter.signatories.pending().filter(uuid=uuid).first()
    return found if found and tokens.is_the_browser_of(request, found) else None
