"""“Add from replies”: mails pasted or dropped become cards; each says who asks for whom and when, and has its button.

Everything works without a script. What was pasted is kept before anything is decided, so nothing is lost on the way.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, TooManyFilesSent
from django.core.exceptions import RequestDataTooBig as TooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letters.models import Letter
from letters.states import Stage

from .. import principals, workflow
from ..mails import Mail
from ..models import Reply, Signatory
from ..proposals import Proposal, Proposer, own_people
from ..staff_forms import Came
from ..states import ReplyState
from .dossier import on_its_clock, who_is_told
from .reply_forms import GiveForm

SHOWN = 50
NAME = "signatories_signatory_replies"


def replies_url(letter: Letter, done: Reply | None = None) -> str:
    """Return the page's address; with a reply that was just decided, the place where that is said."""
    page = reverse(f"admin:{NAME}", args=[letter.pk], query={"done": done.pk} if done else None)
    return f"{page}#reply-{done.pk}" if done else page


class ReplyPages(admin.ModelAdmin):
    """Adds the page to the admin of signatories."""

    def get_urls(self) -> list[URLPattern]:
        view = _says_what_is_too_big(self.admin_site.admin_view(self.replies_view))
        return [path("replies/<int:letter_id>/", view, name=NAME), *super().get_urls()]

    def replies_view(self, request: HttpRequest, letter_id: int) -> HttpResponse:
        """Show what is to decide, or do what a button says."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        letters = Letter.objects.on_the_clock().filter(stage=Stage.PUBLISHED)
        letter = get_object_or_404(letters, pk=letter_id)
        do = request.POST.get("do", "") if request.method == "POST" else ""
        if do in STEPS:
            return STEPS[do](self, request, letter)
        return self.replies_page(request, letter, _give_form(letter))

    def replies_page(self, request: HttpRequest, letter: Letter, form: GiveForm, status: int = 200) -> HttpResponse:
        """Show the form, a card for each open reply, and below what was decided."""
        replies = letter.replies.prefetch_related("signatories")
        done = _number(request.GET.get("done"))
        opened = list(replies.filter(state=ReplyState.OPEN)[: SHOWN + 1])
        here = sorted([*opened[:SHOWN], *replies.filter(pk=done).exclude(state=ReplyState.OPEN)], key=lambda r: r.pk)
        decided = replies.exclude(state=ReplyState.OPEN).exclude(pk=done)
        proposer = Proposer(letter)
        cards = [_card(reply, proposer) for reply in here]
        proposer.prove([card["proposal"] for card in cards if "proposal" in card])
        context = self.admin_site.each_context(request) | {
            "title": _("Add from replies"),
            "subtitle": letter.title,
            "opts": self.opts,
            "letter": letter,
            "form": form,
            "cards": cards,
            "open": len(opened[:SHOWN]),
            "more": len(opened) > SHOWN,
            "clear": sum("proposal" in card and card["proposal"].clear for card in cards),
            "done": done,
            "decided": [_decided(reply, proposer) for reply in decided.order_by("-pk")[:SHOWN]],
        }
        return TemplateResponse(request, "admin/signatories/reply/page.html", context, status=status)


def _says_what_is_too_big(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a paste that Django does not even read with a sentence.

    The check against forged requests reads the form first, and would fail before any view could say a word: so the
    check is left to ``view``, which is wrapped in the admin's own, and this only catches.
    """

    def caught(request: HttpRequest, letter_id: int) -> HttpResponse:
        try:
            return view(request, letter_id=letter_id)
        except (TooBig, TooManyFilesSent):
            text = _("Nothing was read: this is more than 1 MB of text, or 100 files. Give fewer mails at one time.")
            messages.error(request, text)
            return redirect(f"admin:{NAME}", letter_id)

    caught.csrf_exempt = True  # type: ignore[attr-defined]
    return caught


def _give_form(letter: Letter, *given: Any) -> GiveForm:
    return GiveForm(*given, own=own_people(letter), zone=letter.zone, now=letter.now)


def _card(reply: Reply, proposer: Proposer) -> dict[str, Any]:
    """Return what a card shows; of a reply that is decided only that."""
    if reply.state != ReplyState.OPEN:
        return _decided(reply, proposer)
    proposal = proposer.propose(reply)
    received = on_its_clock(proposal.received_at, proposer.letter) if proposal.received_at else ""
    return {"reply": reply, "proposal": proposal, "received": received}


def _decided(reply: Reply, proposer: Proposer) -> dict[str, Any]:
    """Return what tells one decided mail from the next: when it was sent, and for whom; one sender writes often."""
    terms = [] if reply.signatories.all() else [term for row in proposer.propose(reply).rows for term in row.terms]
    sent = on_its_clock(reply.sent_at or reply.at, proposer.letter, short=True)
    return {"reply": reply, "sent": sent, "members": [term.legislator.full_name for term in terms]}


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def _reply(request: HttpRequest, letter: Letter) -> Reply:
    return get_object_or_404(letter.replies, pk=_number(request.POST.get("reply")))


# What the buttons do


def _give(model_admin: ReplyPages, request: HttpRequest, letter: Letter) -> HttpResponse:
    form = _give_form(letter, request.POST, request.FILES)
    if not form.is_valid():
        return model_admin.replies_page(request, letter, form, status=422)
    new, known = workflow.bring_in(letter, form.mails, by=request.user)
    if new:
        model_admin.message_user(request, *_were_read(new, form.mails))
    for reply in known:
        words = {"mail": reply, "state": reply.get_state_display()}
        text = _("This mail is here already, and is not added twice (%(state)s): %(mail)s") % words
        model_admin.message_user(request, text, messages.WARNING)
    for why in form.unread:
        model_admin.message_user(request, why, messages.ERROR)
    return redirect(f"{replies_url(letter)}#replies")


def _were_read(new: list[Reply], mails: list[Mail]) -> tuple[str, int]:
    """Say how many mails were read, and how many of them ask for a look because there may be more of them."""
    read = ngettext("%d mail was read", "%d mails were read", len(new)) % len(new)
    more = {mail.sha256 for mail in mails if mail.may_hold_another} & {reply.sha256 for reply in new}
    if not more:
        return f"{read}.", messages.SUCCESS
    text = ngettext(
        "%(read)s; %(count)d may hold another one.", "%(read)s; %(count)d may hold another one.", len(more)
    )
    return text % {"read": read, "count": len(more)}, messages.WARNING


def _add(model_admin: ReplyPages, request: HttpRequest, letter: Letter) -> HttpResponse:
    reply = _reply(request, letter)
    if reply.state == ReplyState.OPEN:
        proposal = Proposer(letter).propose(reply)
        chosen = [_number(value) for row in range(len(proposal.rows)) for value in request.POST.getlist(f"row-{row}")]
        _put_on(model_admin, request, proposal, [pk for pk in chosen if pk])
    return redirect(replies_url(letter, reply))


def _add_clear(model_admin: ReplyPages, request: HttpRequest, letter: Letter) -> HttpResponse:
    """Add all that are clear and were on the page that was read."""
    shown = {_number(value) for value in request.POST.getlist("shown")}
    proposer = Proposer(letter)
    replies = letter.replies.filter(state=ReplyState.OPEN, pk__in=shown - {None})
    proposals = [proposer.propose(reply) for reply in replies]
    proposer.prove(proposals)
    for proposal in proposals:
        if proposal.clear:
            _put_on(model_admin, request, proposal, [row.one.pk for row in proposal.rows if row.one])
    return redirect(f"{replies_url(letter)}#replies")


def _put_on(model_admin: ReplyPages, request: HttpRequest, proposal: Proposal, chosen: list[int]) -> None:
    """Put those on the letter that were chosen, and say who was told; say why not otherwise."""
    try:
        signatories = _signatories(proposal, chosen)
        entered = workflow.add_from_reply(proposal.reply, signatories, by=request.user)
    except workflow.Refused as refusal:
        model_admin.message_user(request, str(refusal), messages.ERROR)
        return
    for signatory in entered:
        text = _("Added: %(name)s is on the letter.") % {"name": signatory}
        model_admin.message_user(request, f"{text} {who_is_told(signatory)}", messages.SUCCESS)


def _signatories(proposal: Proposal, chosen: list[int]) -> list[Signatory]:
    """Return the new signatories: of each row at most one, and only of those that the row offers."""
    if proposal.says_no:
        raise workflow.Refused(_("This mail says no. If it means yes all the same, press “Correct…”."))
    terms = [next((term for term in row.terms if term.pk in chosen), None) for row in proposal.rows]
    wanted = [term for term in terms if term]
    if not wanted or len(wanted) != len(set(chosen)):
        raise workflow.Refused(_("Choose who signs, then press Add."))
    asked = proposal.signatory_fields() | {"authority": str(Came.MAIL.label)}
    return [principals.legislator(proposal.letter, term, **asked) for term in wanted]


def _set_aside(model_admin: ReplyPages, request: HttpRequest, letter: Letter) -> HttpResponse:
    reply = _reply(request, letter)
    try:
        workflow.set_aside(reply, by=request.user, reason=request.POST.get("reason", "").strip())
    except workflow.Refused as refusal:
        model_admin.message_user(request, str(refusal), messages.WARNING)
    return redirect(replies_url(letter, reply))


def _take_up(model_admin: ReplyPages, request: HttpRequest, letter: Letter) -> HttpResponse:
    reply = _reply(request, letter)
    try:
        workflow.take_up(reply, by=request.user)
    except workflow.Refused as refusal:
        model_admin.message_user(request, str(refusal), messages.WARNING)
    return redirect(replies_url(letter, reply))


STEPS = {"give": _give, "add": _add, "add_clear": _add_clear, "set_aside": _set_aside, "take_up": _take_up}
