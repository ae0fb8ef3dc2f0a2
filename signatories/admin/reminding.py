"""What reminders of a letter go when and to whom; pausing them, sending them now, and who wants none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from letters.admin.standing import on_its_clock
from letters.models import Letter
from letters.states import Reminders
from outbox.addresses import canonical

from .. import office_emails, recipients, reminding, workflow
from ..models import Ask, RemindedMailbox
from .board import board_letter

STEPS: dict[str, tuple[Callable[..., Any], str | Promise]] = {
    "pause": (workflow.pause_reminders, gettext_lazy("The reminders are paused.")),
    "resume": (workflow.resume_reminders, gettext_lazy("The reminders go again.")),
    "now": (workflow.order_reminders, gettext_lazy("The reminders leave within a minute.")),
}


class Reached(NamedTuple):
    """The silent targets of a letter, by what a reminder does for them."""

    mails: dict[str, list[Ask]]
    resting: list[Ask]
    stopped: list[tuple[Ask, RemindedMailbox]]
    taken_back: list[Ask]
    nowhere: list[Ask]

    @property
    def names(self) -> int:
        return sum(map(len, self.mails.values()))


def reached(letter: Letter, at: datetime) -> Reached:
    """Return whom a reminder reaches now, whom not and why, in seven queries."""
    asks = list(reminding.silent(letter, at))
    to, taken_back = recipients.reminded(asks), recipients.taken_back(asks)
    found = Reached({}, [], [], [], [])
    rows = {row.mailbox: row for row in reminding.taken_among((canonical(one.email) for one in to.values()), at)}
    for ask in asks:
        address = to[ask.pk].email if ask.pk in to else ""
        row = rows.get(canonical(address)) if address else None
        if not address:
            (found.taken_back if ask.pk in taken_back else found.nowhere).append(ask)
        elif row is None:
            found.mails.setdefault(address, []).append(ask)
        elif row.stopped_at:
            found.stopped.append((ask, row))
        else:
            found.resting.append(ask)
    return found


class ReminderPages(admin.ModelAdmin):
    """Adds the page, its preview, and what is pressed there."""

    def get_urls(self) -> list[URLPattern]:
        at, view = "<int:pk>/reminders/", self.admin_site.admin_view
        return [
            path(at, view(self.reminders_view), name="letters_letter_reminders"),
            path(f"{at}preview/", view(self.reminders_preview_view), name="letters_letter_reminders_preview"),
            path(f"{at}allow/", view(require_POST(self.reminders_allow_view)), name="letters_letter_reminders_allow"),
            *super().get_urls(),
        ]

    def reminders_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show when and to whom (GET), or take one of the steps (POST)."""
        letter = board_letter(request, pk)
        if request.method == "POST":
            return self._reminders_pressed(request, letter)
        context = self._reminders_context(request, letter, _("Reminders")) | {
            "rule": letter.get_reminders_display(),
            "after_a_day": letter.reminders == Reminders.AFTER_A_DAY,
            "times": [(on_its_clock(letter, one.at), one) for one in reminding.milestones(letter)],
            "now": letter.now,
            "reached": reached(letter, letter.now),
            "unconfirmed": reminding.waiting(letter, letter.now).count(),
            "went": _went(letter),
            "can_send": reminding.reminds(letter, reminding.Occasion(letter.now, by_hand=True), letter.now),
            "ordered_at": reminding.ordered_at(letter, letter.now),
        }
        return TemplateResponse(request, "admin/letters/letter/reminders.html", context)

    def reminders_preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show which mail would go to which mailbox, and of which names."""
        letter = board_letter(request, pk)
        if reminding.ordered_at(letter, letter.now):
            return redirect("admin:letters_letter_reminders", letter.pk)  # which says when they were sent
        found = reached(letter, letter.now)
        page = self._reminders_context(request, letter, _("Send reminders now"))
        context = page | {"reached": found, "sample": _sample(letter, found)}
        return TemplateResponse(request, "admin/letters/letter/reminders_preview.html", context)

    def reminders_allow_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a mailbox have reminders again: staff were told that stopping them was a mistake."""
        letter = board_letter(request, pk)
        key = request.POST.get("mailbox", "")
        mine = {row.pk: row for row in reminding.stopped_of(list(letter.asks.on_board())).values()}
        row = mine.get(int(key) if key.isdecimal() and len(key) < 19 else 0)
        if row is None:
            raise Http404
        workflow.allow_reminders(row)
        self.log_change(request, letter, f"Let mailbox {row.pk} have reminders again.")
        self.message_user(request, _("This mailbox has reminders again."), messages.SUCCESS)
        return redirect("admin:letters_letter_reminders", letter.pk)

    def _reminders_pressed(self, request: HttpRequest, letter: Letter) -> HttpResponse:
        step, done = STEPS.get(request.POST.get("step", ""), (_unknown, ""))
        if request.POST.get("step") == "now" and not request.user.has_perm("signatories.add_signatory"):
            raise PermissionDenied  # it mails personal links, as invitations do
        try:
            step(letter, by=request.user)
        except workflow.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.message_user(request, str(done), messages.SUCCESS)
        return redirect("admin:letters_letter_reminders", letter.pk)

    def _reminders_context(self, request: HttpRequest, letter: Letter, title: str) -> dict[str, Any]:
        page = {"title": title, "subtitle": letter.title, "opts": self.opts, "original": letter}
        return self.admin_site.each_context(request) | page


def _sample(letter: Letter, found: Reached) -> dict[str, str] | None:
    """Return what the first mail says, if one goes."""
    first = next(iter(found.mails.values()), [])
    names = [recipients.office(ask.legislator or ask.organization, ask.term) for ask in first]
    return office_emails.reminder_in_words(letter, names) if names else None


def _unknown(_letter: Letter, *, by: object) -> None:
    raise workflow.Refused(_("Press one of the buttons."))


def _went(letter: Letter) -> list[dict[str, Any]]:
    """Return what went so far, a line for each time of the rule and each wish of staff, newest first."""
    rows = letter.reminded.values("days", "deadline", "by__username").annotate(
        first=Min("at"), last=Max("at"), names=Count("pk"), mails=Count("email", distinct=True)
    )
    return [row | {"why": _why(row["days"], row["by__username"])} for row in rows.order_by("-last")]


def _why(days: int | None, by: str | None) -> str:
    if days:
        return ngettext("%d day before", "%d days before", days) % days
    if days == 0:
        return _("morning of the closing day")
    return _("by hand: %s") % by if by else _("a day after signing")
