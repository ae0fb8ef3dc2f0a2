"""“Enter a name”: for a principal who asked by phone or mail. One form for each kind, all without a script.

The letter comes in the address (``?letter=3``), as its own page links here; without it the page asks for the letter.
A mail that staff correct comes with it (``&reply=17``), fills in the form, and is kept with the name.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from letters.models import Letter
from letters.states import Stage

from .. import workflow
from ..forms import kinds_of
from ..models import Reply, Signatory
from ..proposals import Proposer
from ..staff_forms import ENTER_FORMS, Came, EnterForm
from ..states import Kind, ReplyState
from .dossier import who_is_told
from .filters import ByLetter
from .replies import replies_url


def enter_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form, or put the name on the letter; what is refused keeps everything typed."""
    letters = Letter.objects.on_the_clock().filter(stage=Stage.PUBLISHED).order_by("-published_at")
    letter = letters.filter(pk=_number(request, "letter")).first()
    context = model_admin.admin_site.each_context(request) | {"title": _("Enter a name"), "opts": model_admin.opts}
    if letter is None:
        context |= {"letters": letters.only("title")}
        return TemplateResponse(request, "admin/signatories/signatory/enter_where.html", context)
    kinds = kinds_of(letter)
    kind = request.GET.get("as") if request.GET.get("as") in kinds else kinds[0]
    version = letter.versions.order_by("-number").first()
    reply = letter.replies.exclude(state=ReplyState.SET_ASIDE).filter(pk=_number(request, "reply")).first()
    filled_in = _filled_in(reply, letter) if reply else {}
    form = ENTER_FORMS[kind](request.POST or None, letter=letter, version=version, initial=filled_in)
    if form.is_valid() and _enter(model_admin, request, form, reply):
        return redirect(_next(request, letter, reply))
    context |= {"letter": letter, "kinds": kinds, "kind": Kind(kind), "form": form, "reply": reply}
    context |= {"adminform": AdminForm(form, form.fieldsets, {}, (), model_admin), "subtitle": letter.title}
    page = "admin/signatories/signatory/enter.html"
    return TemplateResponse(request, page, context, status=422 if form.errors else 200)


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def _filled_in(reply: Reply, letter: Letter) -> dict[str, Any]:
    """Return what the mail says, as the form asks for it: the first of its names that is not on the letter yet."""
    proposal = Proposer(letter).propose(reply)
    wanted = next((row.one for row in proposal.rows if row.one and not row.is_on), None)
    return proposal.signatory_fields() | {"term": str(wanted or ""), "authority": Came.MAIL}


def _enter(model_admin: admin.ModelAdmin, request: HttpRequest, form: EnterForm, reply: Reply | None) -> bool:
    """Take the step and say who was told; a refusal becomes the form's."""
    try:
        signatory = form.signatory()
        if reply:
            workflow.add_from_reply(reply, [signatory], by=request.user)
        else:
            workflow.enter(signatory, by=request.user)
    except workflow.Closed as closed:
        form.add_error("received_at", str(closed))
    except workflow.Refused as refusal:
        form.add_error(None, str(refusal))
    except IntegrityError:  # a double click sends the form twice; the first time it was done, and said so
        return Signatory.objects.filter(submission_uuid=form.cleaned_data["submission"]).exists()
    else:
        words = {"name": signatory, "letter": signatory.letter}
        text = _("%(name)s is on the letter “%(letter)s”.") % words
        model_admin.message_user(request, f"{text} {who_is_told(signatory)}", messages.SUCCESS)
        return True
    return False


def _next(request: HttpRequest, letter: Letter, reply: Reply | None) -> str:
    if "_addanother" in request.POST:
        return request.get_full_path()
    if reply:
        return replies_url(letter, reply)
    return reverse("admin:signatories_signatory_changelist", query={ByLetter.parameter_name: letter.pk})
