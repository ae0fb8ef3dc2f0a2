"""One letter on an office's own page: sign, say that the boss is asked, decline, correct the line, withdraw."""

from collections.abc import Callable
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letters import differences
from letters.models import Version

from .. import remembered, workflow
from ..models import OfficeLink
from ..office_forms import BossForm, DeclineForm, LeaveForm, LineForm, SignForm
from ..offices import Row, rows_of
from ..sealing.showing import hands_out
from ..states import State
from ..workflow import Agent
from .again import version_read
from .office import knows, not_open, opened


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, uuid: UUID, kind: str, pk: int, slug: str) -> HttpResponse:
    """Show where one office stands on one letter, and do what it asks for. Another's office is not found."""
    found = opened(request, uuid)
    office = next((one for one in found.offices if one.key == (kind, pk)), None) if found else None
    if found is None or office is None or not knows(request, found.link):
        return not_open(request)
    row = next(iter(rows_of([office], slug)), None)
    if row is None:
        return not_open(request)
    forms = _forms(request, row, found.link)
    if request.method != "POST":
        return _page(request, row, found.link, forms)
    pressed = request.POST.get("do", "")
    try:
        done = _do(pressed, forms, request, row, found.link)
    except workflow.Refused as refusal:
        row = next(iter(rows_of([office], slug)), row)
        typed = {pressed: forms[pressed]} if pressed in forms else {}
        return _page(request, row, found.link, _forms(request, row, found.link) | typed, refusal)
    return redirect(request.path) if done else _page(request, row, found.link, forms, status=422)


def _page(
    request: HttpRequest,
    row: Row,
    link: OfficeLink,
    forms: dict[str, Form],
    refusal: workflow.Refused | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the row. Where the text was changed since it was read, or signed, what is new stands above it."""
    version = row.letter.versions.order_by("-number").first() if "sign" in forms else None
    context = {
        "row": row,
        "letter": row.letter,
        "link": link,
        "forms": forms,
        "version": version,
        "changed": version and _changed(request, row, version, refusal),
        "text": version and version.text,
        **(_who_decides(row, link) if "sign" in forms else {}),
        "answers": row.letter.answers.standing().filter(public=True).select_related("addressee"),
        "hands_out": row.letter.sealed_at and hands_out(row.letter),
        "error": str(refusal or ""),
        "wrong": status == 422,
    }
    return render(request, "signatories/office/letter.html", context, status=422 if refusal else status)


def _who_decides(row: Row, link: OfficeLink) -> dict[str, bool]:
    """Return whether the form only asks to be added, and whether staff look at the signature first.

    Whoever signs again, because the text changed, is as late as the first time.
    """
    if lapsed := workflow.to_renew(link, row.office, row.letter):
        held = bool(workflow.why_held(lapsed))
        return {"asks": held and lapsed.is_late, "unproven": held and not lapsed.is_late}
    return {"asks": row.is_late, "unproven": not row.is_late and not row.is_proven_by(link.mailbox)}


def _changed(
    request: HttpRequest, row: Row, now: Version, refusal: workflow.Refused | None
) -> tuple[differences.Part, ...] | None:
    """Return what is new in the text since the version that was shown or, when that lapsed, signed; else None."""
    before = None
    if isinstance(refusal, workflow.TextChanged):
        before = row.letter.versions.filter(number=version_read(request) or 0).first()
    elif row.signature and row.signature.state == State.LAPSED:
        before = row.signature.version_shown
    return differences.between(bytes(before.content), bytes(now.content)) if before else None


def _forms(request: HttpRequest, row: Row, link: OfficeLink) -> dict[str, Form]:
    """Return what can be done here now, by the name of its button."""
    forms: dict[str, Form] = {}
    if row.takes:
        forms["sign"] = SignForm(initial=row.office.who_reads(link.mailbox) or remembered.recall(request))
    if row.may_answer:
        forms |= {"boss": BossForm(letter=row.letter), "decline": DeclineForm(letter=row.letter)}
    if row.has_signed and row.speaks(link.mailbox) and not row.dissociated:
        if row.is_on and not row.is_over:
            forms["line"] = LineForm(initial={"line": row.signature.line})
        forms["leave"] = LeaveForm(letter=row.letter, on_letter=row.is_on)
    return forms


def _do(pressed: str, forms: dict[str, Form], request: HttpRequest, row: Row, link: OfficeLink) -> bool:
    """Take the step that was pressed; False when the form has to be looked at again. Raises Refused."""
    if pressed == "sign" and row.was_signed_by(link.mailbox):
        return True  # the same press again
    if pressed not in forms:
        raise workflow.Refused(_("This cannot be done any more. Here is how the letter stands now."))
    shown = forms[pressed]
    kept = {} if isinstance(shown, LineForm | SignForm) else {"letter": row.letter}
    if isinstance(shown, LeaveForm):
        kept["on_letter"] = row.is_on
    form = forms[pressed] = type(shown)(request.POST, initial=shown.initial, **kept)
    if not form.is_valid():
        return False
    STEPS[pressed](row, form, request, link)
    return True


def _sign(row: Row, form: Form, request: HttpRequest, link: OfficeLink) -> None:
    said = form.agent()
    workflow.sign_from_page(
        link,
        row.office,
        row.letter,
        agent=Agent(said["agent_name"], said["agent_role"], authority=said["authority"]),
        read=version_read(request),
        at=row.letter.now,
        asks="asks" in request.POST,
    )


def _answer(row: Row, form: Form, request: HttpRequest, link: OfficeLink) -> None:
    """Record what the office says, if the row is as it was when the page was shown."""
    seen = request.POST.get("seen", "")
    edition = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    workflow.answer_from_page(link, row.office, row.letter, seen=edition, stance=form.stance, **form.cleaned_data)


def _correct(row: Row, form: Form, request: HttpRequest, _link: OfficeLink) -> None:
    workflow.correct_line(row.signature, form.cleaned_data["line"], shown=request.POST.get("shown", ""))


def _leave(row: Row, form: Form, _request: HttpRequest, _link: OfficeLink) -> None:
    workflow.leave(row.signature, **form.cleaned_data)


STEPS: dict[str, Callable[[Row, Form, HttpRequest, OfficeLink], None]] = {
    "sign": _sign,
    "boss": _answer,
    "decline": _answer,
    "line": _correct,
    "leave": _leave,
}
