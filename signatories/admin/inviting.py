"""A letter's personal links: make one for a member's office, see which there are, take one back."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import Term
from letters.models import Letter

from .. import workflow
from ..asked import InvitationQuerySet
from ..inviting import link_of
from ..models import Invitation

PAGE = 300  # links on one page


class LinkForm(forms.Form):
    """Whose office the link is for: somebody who sits where the letter is signed, on its date."""

    term: "forms.ModelChoiceField[Term]" = forms.ModelChoiceField(Term.objects.none())

    def __init__(self, *args: object, letter: Letter, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].queryset = letter.seats().by_name()  # type: ignore[attr-defined]
        self.fields["term"].label = _("Legislator")


def personal_links(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the links and the form; make one, which is shown this once, or take one back."""
    if not request.user.has_perm("signatories.add_signatory"):
        raise PermissionDenied
    letter = get_object_or_404(Letter.objects.on_the_clock(), pk=pk)
    form = LinkForm(request.POST if "term" in request.POST else None, letter=letter)
    link, status = "", 200
    for press, act in (("revoke", _revoke), ("revoke_all", _revoke_all)):
        if press in request.POST:
            act(model_admin, request, letter)
            return redirect("admin:letters_letter_personal_links", letter.pk)
    if form.is_bound:
        link = _make(request, letter, form) if form.is_valid() else ""
        status = 200 if link else 422
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Personal links"),
        "subtitle": letter.title,
        "opts": model_admin.opts,
        "original": letter,
        "form": form,
        "link": link,
        "member": form.cleaned_data["term"].legislator if link else None,
        "page": Paginator(_links(letter), PAGE).get_page(request.GET.get("page")),
        "good": letter.invitations.good().count(),
    }
    return TemplateResponse(request, "admin/letters/letter/personal_links.html", context, status=status)


def _links(letter: Letter) -> InvitationQuerySet:
    named = letter.invitations.select_related("legislator", "organization", "contact", "made_by", "mail")
    return named.prefetch_related("signatures")


def _make(request: HttpRequest, letter: Letter, form: LinkForm) -> str:
    try:
        _invitation, token = workflow.invite(letter, form.cleaned_data["term"].legislator, by=request.user)
    except workflow.Refused as refusal:
        form.add_error(None, str(refusal))
        return ""
    return link_of(token)


def _revoke(model_admin: admin.ModelAdmin, request: HttpRequest, letter: Letter) -> None:
    key = request.POST["revoke"]
    invitation = get_object_or_404(Invitation, letter=letter, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    try:
        workflow.revoke(invitation, by=request.user)
    except workflow.Refused as refusal:
        model_admin.message_user(request, str(refusal), messages.WARNING)
    else:
        model_admin.message_user(request, _("The link is revoked: it opens nothing any more."), messages.SUCCESS)


def _revoke_all(model_admin: admin.ModelAdmin, request: HttpRequest, letter: Letter) -> None:
    if "sure" not in request.POST:
        model_admin.message_user(
            request, _("Tick the box beside the button: this takes back every link."), messages.WARNING
        )
        return
    try:
        count = workflow.revoke_all(letter, by=request.user)
    except workflow.Refused as refusal:
        model_admin.message_user(request, str(refusal), messages.WARNING)
    else:
        said = ngettext(
            "%d link is revoked: it opens nothing any more.",
            "%d links are revoked: they open nothing any more.",
            count,
        )
        model_admin.message_user(request, said % count, messages.SUCCESS)
