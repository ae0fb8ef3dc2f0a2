"""“Enter a name”: for a principal who asked by phone or mail. One form for each kind, all without a script.

The letter comes in the address (``?letter=3``), as its own page links here; without it the page asks for the letter.
"""

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
from ..models import Signatory
from ..staff_forms import ENTER_FORMS, EnterForm
from ..states import Kind
from .dossier import who_is_told
from .filters import ByLetter


def enter_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form, or put the name on the letter; what is refused keeps everything typed."""
    letters = Letter.objects.on_the_clock().filter(stage=Stage.PUBLISHED).order_by("-published_at")
    asked = request.GET.get("letter", "")
    letter = letters.filter(pk=asked).first() if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    context = model_admin.admin_site.each_context(request) | {"title": _("Enter a name"), "opts": model_admin.opts}
    if letter is None:
        context |= {"letters": letters.only("title")}
        return TemplateResponse(request, "admin/signatories/signatory/enter_where.html", context)
    kinds = kinds_of(letter)
    kind = request.GET.get("as") if request.GET.get("as") in kinds else kinds[0]
    version = letter.versions.order_by("-number").first()
    form = ENTER_FORMS[kind](request.POST or None, letter=letter, version=version)
    if form.is_valid() and _enter(model_admin, request, form):
        return redirect(_next(request, letter, kind))
    context |= {"letter": letter, "kinds": kinds, "kind": Kind(kind), "form": form}
    context |= {"adminform": AdminForm(form, form.fieldsets, {}, (), model_admin), "subtitle": letter.title}
    page = "admin/signatories/signatory/enter.html"
    return TemplateResponse(request, page, context, status=422 if form.errors else 200)


def _enter(model_admin: admin.ModelAdmin, request: HttpRequest, form: EnterForm) -> bool:
    """Take the step and say who was told; a refusal becomes the form's."""
    try:
        signatory = workflow.enter(form.signatory(), by=request.user)
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


def _next(request: HttpRequest, letter: Letter, kind: str) -> str:
    if "_addanother" in request.POST:
        return request.get_full_path()
    return reverse("admin:signatories_signatory_changelist", query={ByLetter.parameter_name: letter.pk})
