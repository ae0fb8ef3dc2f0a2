"""Invitations to targets of the board: who gets which mail is shown before the press that sends it."""

from collections.abc import Collection
from itertools import islice
from typing import NamedTuple
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.states import Role
from letters.models import Letter

from .. import exports, inviting, workflow
from ..asked import AskQuerySet
from ..models import Ask, InvitationBatch
from ..recipients import Plan, Wishes, plan
from ..states import LeftOut
from .board import FilterForm, board_letter

SALT = "signatories.invitations"
A_DAY = 24 * 60 * 60
NAMED = 20  # in one message


class WishesForm(forms.Form):
    """Whom in each office, and in which words around the Dear Colleague."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Write to"),
        choices=Role.choices,
        initial=Wishes().roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each of them gets a mail with a link. An office with none of them: its own address."),
    )
    issue = forms.CharField(
        label=gettext_lazy("Issue"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Of the legislative assistants only those with this word among their issues."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the frame"), choices=settings.LANGUAGES, initial="en", required=False
    )
    again = forms.BooleanField(label=gettext_lazy("Also those who were asked before"), required=False)

    def wishes(self) -> Wishes:
        """Return what is wished; before anything was, the usual."""
        if not self.is_bound or not self.is_valid():
            return Wishes()
        return Wishes(*(self.cleaned_data[name] for name in Wishes._fields))

    @property
    def written_in(self) -> str:
        return self["language"].value() if self["language"].value() in dict(settings.LANGUAGES) else "en"


class InvitePages(admin.ModelAdmin):
    """Adds the page from which targets are invited: by us, or by staff themselves."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.invite_view)
        return [path("<int:pk>/board/invite/", view, name="letters_letter_invite"), *super().get_urls()]

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would go to whom, of all on screen or of those ticked; or do what was pressed."""
        letter = board_letter(request, pk)
        if not request.user.has_perm("signatories.add_signatory"):
            raise PermissionDenied
        if request.POST.get("do") in PRESSES:
            return self._do(request, letter)
        asks = _chosen(request, letter)
        if request.POST.get("which") == "ticked" and not asks.exists():
            self.message_user(
                request, _("Tick the offices to invite, or invite all that are shown."), messages.WARNING
            )
            return redirect(_board(letter, request))
        form = WishesForm(request.POST if "wishes" in request.POST else None)
        return self._show_plan(request, letter, form, plan(letter, asks, form.wishes()))

    def _show_plan(self, request: HttpRequest, letter: Letter, form: WishesForm, found: Plan) -> HttpResponse:
        first = found.recipients[0] if found.recipients else None
        mail = inviting.mails_of(letter, form.written_in)
        sample = first and mail(first, inviting.LINK)
        context = self.admin_site.each_context(request) | {
            "title": _("Invite"),
            "subtitle": letter.title,
            "opts": self.opts,
            "original": letter,
            "form": form,
            "ticked": " ".join(_ticked(request)),
            "recipients": found.recipients,
            "left_out": [(LeftOut(reason).label, asks) for reason, asks in sorted(found.left_out.items())],
            "first": first,
            "sample": sample,
            "addresses": "; ".join(dict.fromkeys(recipient.email for recipient in found.recipients)),
            "plan": _sealed(letter, found, form.written_in),
            "board": _board(letter, request),
        }
        status = 422 if form.is_bound and not form.is_valid() else 200
        return TemplateResponse(request, "admin/letters/letter/invite.html", context, status=status)

    def _do(self, request: HttpRequest, letter: Letter) -> HttpResponse:
        level = messages.ERROR
        try:
            said, level = PRESSES[request.POST["do"]](request, letter), messages.SUCCESS
        except signing.BadSignature:
            said = _(
                "This page is more than a day old, or was cut off on the way. Look at it again; nothing was sent."
            )
        except workflow.Refused as refused:
            said = str(refused)
        if isinstance(said, HttpResponseBase):
            return said
        self.message_user(request, said, level)
        return redirect(_board(letter, request))


def _send(request: HttpRequest, letter: Letter) -> str:
    plan = _read(request, letter)
    pressed_before = InvitationBatch.objects.filter(uuid=plan.uuid).exists()
    batch, _links, left_out = workflow.queue_invitations(
        letter, plan.to, uuid=plan.uuid, language=plan.language, by=request.user, seen=plan.seen
    )
    _say_who_is_left_out(request, left_out)
    if pressed_before:
        said = _("You pressed before: these invitations are on their way already, %d of them.")
    else:
        said = ngettext("%d invitation is on its way.", "%d invitations are on their way.", batch.links)
    return said % batch.links


def _say_who_is_left_out(request: HttpRequest, left_out: dict[LeftOut, list[Ask]]) -> None:
    """Say what kept whom from the plan since the page showed it, by name."""
    if not left_out:
        return
    parts = [f"{reason.label}: {_named(dict.fromkeys(asks))}." for reason, asks in sorted(left_out.items())]
    messages.warning(request, " ".join([_("Left out, because this changed since you looked:"), *parts]))


def _named(asks: Collection[Ask]) -> str:
    names = [ask.named for ask in islice(asks, NAMED)]
    if more := len(asks) - len(names):
        names.append(ngettext("and %d more", "and %d more", more) % more)
    return "; ".join(names)


def _take(request: HttpRequest, letter: Letter) -> HttpResponseBase:
    _batch, links, left_out = workflow.take_links(letter, _read(request, letter).to, by=request.user)
    _say_who_is_left_out(request, left_out)
    name = exports.file_name(letter, "invitations", timezone.now())
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
        "Cache-Control": "no-store",
    }
    pieces = exports.of_links(letter, [(made, inviting.link_of(token)) for made, token in links])
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: HttpRequest, letter: Letter) -> str:
    asks = letter.asks.on_board().filter(pk__in={ask for ask, _contact, _email in _read(request, letter).to})
    return _marked(workflow.mark_asked(asks, by=request.user))


def _sent(request: HttpRequest, letter: Letter) -> str:
    key = request.POST.get("batch", "")
    batch = get_object_or_404(letter.invitation_batches, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    return _marked(workflow.mark_sent(batch, by=request.user))


def _marked(count: int) -> str:
    return ngettext("%d target is marked as asked.", "%d targets are marked as asked.", count) % count


PRESSES = {"send": _send, "take": _take, "asked": _asked, "sent": _sent}


def _chosen(request: HttpRequest, letter: Letter) -> AskQuerySet:
    """Return those on screen; of them those ticked, where ticks were sent."""
    asks = FilterForm(letter, request.GET).chosen(letter.asks.on_board())
    ticked = _ticked(request)
    return asks.filter(pk__in=ticked) if ticked or request.POST.get("which") == "ticked" else asks


def _ticked(request: HttpRequest) -> list[str]:
    if request.POST.get("which") == "shown":
        return []
    sent = request.POST.getlist("ask") or request.POST.get("asks", "").split()
    return [key for key in sent if key.isdecimal() and len(key) < 19]


class Shown(NamedTuple):
    """What a page showed, as its button brings it back."""

    uuid: UUID
    language: str
    seen: int
    to: list[tuple[int, int, str]]


def _sealed(letter: Letter, found: Plan, language: str) -> str:
    """Return what the press will do, signed: nothing goes to whom the page did not show."""
    keys = [recipient.key for recipient in found.recipients]
    return signing.dumps([str(uuid4()), language, found.seen, keys], salt=f"{SALT}:{letter.pk}", compress=True)


def _read(request: HttpRequest, letter: Letter) -> Shown:
    sealed, salt = request.POST.get("plan", ""), f"{SALT}:{letter.pk}"
    uuid, language, seen, keys = signing.loads(sealed, salt=salt, max_age=A_DAY)
    return Shown(UUID(uuid), language, seen, [tuple(key) for key in keys])


def _board(letter: Letter, request: HttpRequest) -> str:
    return reverse("admin:letters_letter_board", args=[letter.pk], query=request.GET)
