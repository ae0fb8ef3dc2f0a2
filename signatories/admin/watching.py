"""How often each of the staff hears of a letter's names: a page to choose it, for oneself."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters.models import Letter

from .. import watching
from ..states import Watching


class NoticesForm(forms.Form):
    mode = forms.ChoiceField(choices=Watching, widget=forms.RadioSelect, label=gettext_lazy("How often"))


def notices(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show and store one's own choice; say what the others chose."""
    if not request.user.has_perm("signatories.view_signatory"):
        raise PermissionDenied
    letter = get_object_or_404(Letter, pk=pk)
    mine = letter.watches.filter(user=request.user).first()
    form = NoticesForm(request.POST or None, initial={"mode": mine.mode if mine else Watching.NONE})
    if form.is_valid():
        watching.watch(letter, request.user, Watching(form.cleaned_data["mode"]))
        model_admin.message_user(request, _("Your choice is stored."), messages.SUCCESS)
        return redirect("admin:letters_letter_change", letter.pk)
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Notices"),
        "subtitle": letter.title,
        "opts": model_admin.opts,
        "original": letter,
        "form": form,
        "others": letter.watches.exclude(user=request.user).select_related("user").order_by("user__username"),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/letters/letter/notices.html", context, status=status)
