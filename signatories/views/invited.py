"""An office's own link: one page with the letter and three buttons, which ask nothing that is known (docs/adr/0026).

Opening it counts and means nothing. A press counts only where the member's surname was typed once on this device: mail
scanners open links, run scripts, type junk and press every button.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from letters import differences
from letters.models import Letter, Version
from letters.states import Phase
from letters.workflow import asks_to_be_added, takes_now, takes_online

from .. import remembered, seen, tokens, workflow
from ..inviting import office
from ..models import Invitation, Signatory
from ..states import ASKED_STATES, OfficeAnswer
from ..writing import form_of
from .again import version_read
from .answer_form import AnswerForm


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address bar: a short signed cookie, and an address without it."""
    invitation = Invitation.objects.filter(token_digest=tokens.digest_of_token(token)).first()
    if invitation is None or invitation.revoked_at:
        return _opens_nothing(request, invitation)
    workflow.count_opening(invitation)
    response = redirect("signatories:invited", uuid=invitation.uuid)
    response.status_code = 303
    response["Referrer-Policy"] = "no-referrer"
    tokens.remember(request, response, tokens.CLAIM, invitation, lifetime=tokens.CLAIM_LIFETIME)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the letter and take the answer; an organization goes on to its form, filled in.

    So does a member whose surname cannot tell a person from a program here.
    """
    rows = Invitation.objects.select_related("legislator", "organization", "contact")
    found = rows.filter(uuid=uuid).first()
    if found is None or not (_answered_here(request, found) or _came_by_link(request, found)):
        return _opens_nothing(request)
    if found.revoked_at:
        return _opens_nothing(request, found)
    found.letter = Letter.objects.on_the_clock().select_related("campaign").get(pk=found.letter_id)
    if found.organization or _is_told(request, found):
        return redirect(form_of(found.letter, found))
    form = AnswerForm(request.POST or None, invitation=found, known=remembered.recall(request))
    if not takes_now(found.letter) and not _signature(request, found):
        return _closed(request, found, form)
    if request.method != "POST":
        return _page(request, found, form)
    return _answered(request, found, form)


def _is_told(request: HttpRequest, invitation: Invitation) -> bool:
    """Whether this page would ask for a surname that it says itself, or that the letter's page says, to anybody."""
    if _knows(request, invitation):
        return False
    page = _page(request, invitation, AnswerForm(invitation=invitation, known={}))
    public = seen.on_the_letters_page(invitation.letter, invitation.legislator)
    return seen.tells(invitation.legislator.full_name, seen.of_html(page.content.decode()), public)


def _answered(request: HttpRequest, invitation: Invitation, form: AnswerForm) -> HttpResponse:
    """Look at the surname first: without it a press means nothing, whatever else was sent."""
    knows = _knows(request, invitation)
    if not knows and (wrong := _surname_error(invitation, request.POST.get("surname", ""))):
        form.add_error("surname", wrong)
        return _page(request, invitation, form, status=422)
    if request.POST.get("answer") and not form.is_valid():
        response = _page(request, invitation, form, knows=True, status=422)
    else:
        response = _do(request, invitation, form)
    for name, known in ((tokens.INVITED, invitation), (tokens.DEVICE, _device(invitation))):
        tokens.remember(request, response, name, known, lifetime=tokens.INVITED_LIFETIME)
    return response


def _do(request: HttpRequest, invitation: Invitation, form: AnswerForm) -> HttpResponse:
    try:
        match request.POST.get("answer"):
            case OfficeAnswer.SIGN:
                workflow.sign_by_link(
                    invitation,
                    agent=form.agent(_authority()),
                    read=version_read(request),
                    at=invitation.letter.now,
                    asks="asks" in request.POST,
                )
            case OfficeAnswer.ASKING:
                until = form.cleaned_data["until"] or form.quiet_until
                workflow.ask_boss(invitation, agent=form.agent(""), until=until)
            case OfficeAnswer.DECLINE:
                workflow.decline(invitation, agent=form.agent(""), reason=form.cleaned_data["reason"])
    except workflow.TextChanged as change:
        return _page(request, invitation, form, knows=True, told=str(change), status=409)
    except workflow.Late as late:
        form.add_error(None, str(late))
        return _page(request, invitation, form, knows=True, status=409)
    except workflow.Closed:
        revoked = invitation.revoked_at is not None  # while the page was open, or the press under way
        return _opens_nothing(request, invitation) if revoked else _closed(request, invitation, form)
    except workflow.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, invitation, form, knows=True, status=422)
    response = redirect("signatories:invited", uuid=invitation.uuid)
    response.status_code = 303
    return response


def _page(
    request: HttpRequest,
    invitation: Invitation,
    form: AnswerForm,
    *,
    knows: bool | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the letter with the form; the member's name, and what was answered, only where the surname is known."""
    letter = Letter.objects.on_the_clock().select_related("campaign").get(pk=invitation.letter_id)
    knows = _knows(request, invitation) if knows is None else knows
    version = letter.versions.order_by("-number").first()
    seat = letter.seats().filter(legislator=invitation.legislator_id).select_related("legislator").first()
    signature = workflow.signed_by(invitation) if knows else None
    already = workflow.on_already(invitation) if knows else None
    lapsed = signature is not None and signature.state in ASKED_STATES and not already
    read = signature.version_shown if lapsed else letter.versions.filter(number=version_read(request) or 0).first()
    context = {
        "invitation": invitation,
        "letter": letter,
        "form": form,
        "knows": knows,
        "told": told,
        "late": bool(workflow.why_held(signature)) and signature.is_late if lapsed else asks_to_be_added(letter),
        "may_ask_boss": letter.phase == Phase.OPEN,
        "version": version,
        "lapsed": lapsed,
        "changed": _changed(read, version) if told or lapsed else None,
        "text": version and version.text,
        "words": version and version.text,
        "language": "en",
        "leads": letter.signatories.listed().filter(lead_position__isnull=False).order_by("lead_position"),
        "seat": seat,
        "office": office(invitation.legislator, seat),
        "authority": _authority(),
        "signature": signature,
        "already": already if already != signature else None,
        "ask": letter.asks.filter(legislator=invitation.legislator_id).first()
        if knows and invitation.answer
        else None,
    }
    return render(request, "signatories/invited.html", context, status=status)


def _changed(read: Version | None, now: Version | None) -> tuple[differences.Part, ...] | None:
    """Return what is new in the text since the version that was read."""
    return differences.between(bytes(read.content), bytes(now.content)) if read and now else None


def _authority() -> str:
    """Return the statement that stands above the button to sign."""
    return _("I act for this member's office and am authorized to sign.")


def _signature(request: HttpRequest, invitation: Invitation) -> Signatory | None:
    return workflow.signed_by(invitation) if _knows(request, invitation) else None


def _closed(request: HttpRequest, invitation: Invitation, form: AnswerForm) -> HttpResponse:
    """Say that the letter takes nothing now; a reason that was typed is given back."""
    letter = Letter.objects.on_the_clock().select_related("campaign").get(pk=invitation.letter_id)
    reason = form["reason"]
    typed = [(reason.label, reason.value())] if reason.value() else []
    context = {"letter": letter, "typed": typed, "takes_online": takes_online(letter)}
    return render(request, "signatories/closed.html", context, status=409 if form.is_bound else 200)


def _knows(request: HttpRequest, invitation: Invitation) -> bool:
    """Whether the surname was typed on this device: for this link, or for another letter's."""
    device = tokens.remembers(request, tokens.DEVICE, _device(invitation), lifetime=tokens.INVITED_LIFETIME)
    return device is not None or _answered_here(request, invitation)


def _device(invitation: Invitation) -> tokens.Device:
    return tokens.Device.of_member(invitation.legislator_id or 0)


def _answered_here(request: HttpRequest, invitation: Invitation) -> bool:
    """Whether this link was opened here, and the surname known; to know the surname alone opens nobody's link."""
    return tokens.remembers(request, tokens.INVITED, invitation, lifetime=tokens.INVITED_LIFETIME) is not None


def _came_by_link(request: HttpRequest, invitation: Invitation) -> bool:
    return tokens.remembers(request, tokens.CLAIM, invitation, lifetime=tokens.CLAIM_LIFETIME) is not None


def _surname_error(invitation: Invitation, typed: str) -> str:
    if not workflow.take_an_entry(invitation):
        return _("Too many wrong entries. Wait an hour, then try again.")
    if not tokens.is_surname_of(invitation.legislator.full_name, typed):
        return _("That is not the surname of the member this link was made for.")
    return ""


def _opens_nothing(request: HttpRequest, revoked: Invitation | None = None) -> HttpResponse:
    """Say what may be the case. Only a link that we made, and took back, names whom to write to."""
    context = {"letter": revoked and revoked.letter}
    return render(request, "signatories/invited_not.html", context, status=410 if revoked else 404)
