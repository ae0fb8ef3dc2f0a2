"""One letter on an office's own page: sign, say that the boss is asked, decline, correct the line, withdraw."""

from collections.abc import Callable
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import workflow
from ..office_forms import BossForm, DeclineForm, LeaveForm, LineForm
from ..offices import Office, Row, rows_of
from ..sealing.showing import hands_out
from ..states import Kind
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
    forms = _forms(row, may_change=row.speaks(found.link.mailbox))
    pressed = request.POST.get("do", "") if request.method == "POST" else None
    error = ""
    if pressed is not None:
        error = _do(pressed, forms, request, row)
        if not error:
            return redirect(request.path)
    context = {
        "row": row,
        "letter": row.letter,
        "link": found.link,
        "forms": forms,
        "sign_url": _form_of(office, row),
        "answers": row.letter.answers.standing().filter(public=True).select_related("addressee"),
        "hands_out": row.letter.sealed_at and hands_out(row.letter),
        "error": error if pressed not in forms or not forms[pressed].errors else "",
    }
    return render(request, "signatories/office/letter.html", context, status=422 if error else 200)


def _forms(row: Row, *, may_change: bool) -> dict[str, Form]:
    """Return what can be done here now, by the name of its button."""
    forms: dict[str, Form] = {}
    if row.may_answer:
        forms |= {"boss": BossForm(letter=row.letter), "decline": DeclineForm(letter=row.letter)}
    if row.is_on and may_change and not row.dissociated:
        if not row.is_over:
            forms["line"] = LineForm(initial={"line": row.signature.own_line})  # type: ignore[union-attr]
        forms["leave"] = LeaveForm(letter=row.letter)
    return forms


def _do(pressed: str, forms: dict[str, Form], request: HttpRequest, row: Row) -> str:
    """Take the step that was pressed; return why not, or "" when it is done."""
    if pressed not in forms:
        return _("This cannot be done any more. Here is how the letter stands now.")
    shown = forms[pressed]
    kept = {} if isinstance(shown, LineForm) else {"letter": row.letter}
    form = forms[pressed] = type(shown)(request.POST, **kept)
    if not form.is_valid():
        return _("Look at what is marked.")
    try:
        STEPS[pressed](row, form, request)
    except workflow.Refused as refusal:
        return str(refusal)
    return ""


def _answer(row: Row, form: Form, request: HttpRequest) -> None:
    """Record what the office says, if the row is as it was when the page was shown."""
    seen = request.POST.get("seen", "")
    edition = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    workflow.change_ask(row.ask, seen=edition, by=None, stance=form.stance, **form.cleaned_data)  # type: ignore[arg-type,attr-defined]


def _correct(row: Row, form: Form, _request: HttpRequest) -> None:
    workflow.correct_line(row.signature, form.cleaned_data["line"])  # type: ignore[arg-type]


def _leave(row: Row, form: Form, _request: HttpRequest) -> None:
    workflow.leave(row.signature, **form.cleaned_data)  # type: ignore[arg-type]


STEPS: dict[str, Callable[[Row, Form, HttpRequest], None]] = {
    "boss": _answer,
    "decline": _answer,
    "line": _correct,
    "leave": _leave,
}


def _form_of(office: Office, row: Row) -> str:
    """Return the sign form with the office chosen."""
    name = "member" if office.kind == Kind.LEGISLATOR else "organization"
    query = {"as": office.kind.value, name: str(office.principal.pk)}
    return reverse("signatories:sign", args=[row.letter.slug], query=query)
