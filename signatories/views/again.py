"""Once more: a fresh mail for whoever waits for one, the changed text for whoever signed another, and the form as this
browser filled it in before.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from letters.models import Letter

from .. import budgets, comparing, tokens, workflow
from ..models import Signatory
from ..states import State


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


def changed_text(signatory: Signatory) -> dict[str, object]:
    """Return, for a page that asks to confirm, what changed since the signatory agreed; nothing where nothing did."""
    return {"change": comparing.since_shown(signatory)} if signatory.state == State.LAPSED else {}


def version_read(request: HttpRequest) -> int | None:
    """Return the number of the version that the page showed, as its form carries it."""
    number = request.POST.get("version", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else None


def refused(
    request: HttpRequest, signatory: Signatory, template: str, context: dict[str, object], refusal: workflow.Refused
) -> HttpResponse:
    """Show the page again: what is new in the text, where that is why; what was typed stays."""
    text_changed = isinstance(refusal, workflow.TextChanged)
    signatory.refresh_from_db()
    context |= {"error": "" if text_changed else str(refusal), "told": str(refusal) if text_changed else ""}
    context |= {"typed": request.POST.get("code") or request.POST.get("surname", "")} | changed_text(signatory)
    if text_changed:  # also for a name that the change left waiting, because nobody could confirm it then
        context["change"] = comparing.since_shown(signatory)
    return render(request, template, context, status=409 if text_changed else 422)


def begun(request: HttpRequest, letter: Letter) -> Signatory | None:
    """Return the signature that ``?correct=`` names, to the browser that filled in its form and to no other."""
    try:
        uuid = UUID(request.GET.get("correct", ""))
    except ValueError:
        return None
    found = letter.signatories.pending().filter(uuid=uuid).first()
    return found if found and tokens.is_the_browser_of(request, found) else None
