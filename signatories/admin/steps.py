"""What staff do with names that are there: each step has a page that says what will happen before the button.

The steps themselves are signatories/workflow: each name in a transaction of its own, done and refused told apart.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import workflow
from ..models import Signatory
from ..states import ASKED_STATES, State
from .dossier import say_who_withdrew, who_is_told
from .forms import ReasonForm
from .queue import queue_url
from .rivals import rivals_of

# At one press: some seconds of work. The page says how many are left for the next one.
AT_ONCE = 200
SHOWN = 100
NAMED = 20
# How Django's admin calls an action that is taken on the page of one row.
ON_ITS_PAGE = f"{ActionLocation.CHANGE_FORM.value}-action"
KEPT = gettext_lazy("Kept in the trail, for staff only.")


@dataclass(frozen=True)
class Step:
    """One step: what its page says, whom it mails, what it may be done to (the workflow decides in the end)."""

    name: str
    label: str | Promise
    says: str | Promise
    act: Callable[..., Any]
    start: tuple[State, ...]
    told: Callable[[Signatory], str]
    reason: str | Promise
    needs_reason: bool = False
    puts_on: bool = False
    when: Callable[[Signatory], bool] = lambda _signatory: True

    def starts_from(self, signatory: Signatory) -> bool:
        """Whether it can be taken from where the signatory stands."""
        return signatory.state in self.start and self.when(signatory)


def _is_sealed(signatory: Signatory) -> bool:
    return getattr(signatory, "sealed_name", None) is not None


def _is_not_sealed(signatory: Signatory) -> bool:
    return not _is_sealed(signatory)


def _the_person(signatory: Signatory) -> str:
    return signatory.email or _("nobody")


STEPS = (
    Step(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("These names go on the letter. The list says who gets a receipt, and which office to call."),
        workflow.approve,
        (State.HELD,),
        who_is_told,
        KEPT,
        puts_on=True,
    ),
    Step(
        "refuse",
        gettext_lazy("Refuse"),
        gettext_lazy("These names do not go on the letter. The person who confirmed gets a mail with your reason."),
        workflow.refuse,
        (State.HELD,),
        _the_person,
        gettext_lazy("Sent to the person who confirmed, and kept in the trail."),
        needs_reason=True,
    ),
    Step(
        "resend",
        gettext_lazy("Send the confirmation again"),
        gettext_lazy("Each address gets a new link and code; the old ones stop working."),
        workflow.resend,
        ASKED_STATES,
        _the_person,
        KEPT,
    ),
    Step(
        "renew",
        gettext_lazy("Renew: told to staff"),
        gettext_lazy(
            "These names lapsed when the text changed. Their owners told you that they agree to it as it is now: the "
            "names are confirmed again. The list says who gets a receipt, and which office to call."
        ),
        workflow.renew,
        (State.LAPSED,),
        who_is_told,
        gettext_lazy("Kept in the trail, for staff only: who agreed, and how."),
        needs_reason=True,
        puts_on=True,
    ),
    Step(
        "withdraw",
        gettext_lazy("Withdraw"),
        gettext_lazy(
            "These names come off the letter because their owners asked; the trail keeps them. "
            "Everyone who had a receipt is told. A letter that shows withdrawals says who and when, never your reason."
        ),
        workflow.withdraw,
        (State.CONFIRMED,),
        who_is_told,
        gettext_lazy("Kept in the trail, for staff only: who asked, and how."),
        needs_reason=True,
        when=_is_not_sealed,
    ),
    Step(
        "dissociate",
        gettext_lazy("Dissociate"),
        gettext_lazy(
            "The letter is sealed with these names on it, and stays so. Its page, the list of names and the page "
            "where it is checked say from now on that they no longer stand by it. This cannot be undone."
        ),
        workflow.dissociate,
        (State.CONFIRMED,),
        who_is_told,
        gettext_lazy("Shown to everyone on the letter's page, with today's date."),
        needs_reason=True,
        when=_is_sealed,
    ),
    Step(
        "correct",
        gettext_lazy("Correct in public"),
        gettext_lazy(
            "The sealed file stays as it is. The letter's page and the page where it is checked show the correction, "
            "and the next supplement prints it. This cannot be undone."
        ),
        workflow.correct,
        (State.CONFIRMED,),
        who_is_told,
        gettext_lazy("Shown to everyone: what is wrong, and what is right."),
        needs_reason=True,
        when=_is_sealed,
    ),
    Step(
        "enter_in_error",
        gettext_lazy("Mark as entered in error"),
        gettext_lazy(
            "For names that should never have been there. They are gone from every list and count; only the trail "
            "keeps them. Whoever had a receipt is told, without your reason. This cannot be undone."
        ),
        workflow.enter_in_error,
        tuple(state for state in State if state != State.ENTERED_IN_ERROR),
        lambda signatory: who_is_told(signatory) if workflow.had_receipt(signatory) else _("nobody"),
        KEPT,
        needs_reason=True,
        when=_is_not_sealed,
    ),
)

# What staff make of a held name; afterwards they go on with the queue.
DECISIONS = tuple(step for step in STEPS if step.start == (State.HELD,))


def steps_of(signatory: Signatory) -> list[Step]:
    """Return the steps that can be taken from where the signatory stands."""
    return [step for step in STEPS if step.starts_from(signatory)]


def action(step: Step) -> Callable[..., Any]:
    """Return the step as an action of the admin: for those ticked in the list, and for the one on its own page."""
    everywhere = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]

    @admin.action(description=step.label, permissions=["change"], location=everywhere)
    def take(model_admin: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Signatory]) -> HttpResponse | None:
        signatories = list(chosen[:AT_ONCE])
        pressed = request.POST if "seen" in request.POST else None
        form = ReasonForm(pressed, required=step.needs_reason, help_text=str(step.reason))
        if pressed and form.is_valid():
            if pressed["seen"] == digest(signatories):
                _take(model_admin, request, step, signatories, form.cleaned_data["reason"])
                return _back_to_queue(model_admin, request) if step in DECISIONS else None
            model_admin.message_user(request, _("The list has changed meanwhile. Look again."), messages.WARNING)
        context = model_admin.admin_site.each_context(request) | _page(request, step, signatories, chosen.count())
        context |= {"opts": model_admin.opts, "form": form}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/signatories/signatory/step.html", context, status=status)

    take.__name__ = step.name
    return take


def _back_to_queue(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse | None:
    """Lead from a name's own page back to the list it was opened from. A list comes back to itself."""
    if ON_ITS_PAGE not in request.POST:
        return None
    filters = model_admin.get_preserved_filters(request)
    listed = reverse("admin:signatories_signatory_changelist")
    kept = {"preserved_filters": filters, "opts": model_admin.opts}
    return redirect(add_preserved_filters(kept, listed) if filters else queue_url())


def digest(signatories: list[Signatory]) -> str:
    """Return a fingerprint of who is listed: nobody is done whom the page before the button did not show."""
    return hashlib.sha256(",".join(str(signatory.pk) for signatory in signatories).encode()).hexdigest()


def _page(request: HttpRequest, step: Step, signatories: list[Signatory], total: int) -> dict[str, Any]:
    """Return what the page before the button says."""
    letters = {signatory.letter.title for signatory in signatories}
    start = [signatory.pk for signatory in signatories if step.starts_from(signatory)]
    taken = _taken(step, start)
    ready = [pk for pk in start if pk not in taken]
    if step.puts_on:
        say_who_withdrew(signatories[:SHOWN], rivals_of(signatories[:SHOWN]))
    shown = [
        (signatory, signatory.pk in ready, _what_happens(step, signatory, ready, taken))
        for signatory in signatories[:SHOWN]
    ]
    return {
        "title": step.label,
        "subtitle": letters.pop() if len(letters) == 1 else "",
        "step": step,
        "shown": shown,
        "ready": len(ready),
        "alone": len(signatories) - len(start),
        "taken": len(taken),
        "later": step.puts_on and any(one.pk in ready and one.letter.sealed_at for one in signatories),
        "more": len(signatories) - len(shown),
        "left": total - len(signatories),
        "carried": _carried(request, step) | {"seen": [digest(signatories)]},
    }


def _taken(step: Step, keys: list[int]) -> set[int]:
    """Return those that the step would put on a letter which has the name already."""
    if not step.puts_on:
        return set()
    return set(Signatory.objects.filter(pk__in=keys).on_already().values_list("pk", flat=True))


def _what_happens(step: Step, signatory: Signatory, ready: list[int], taken: set[int]) -> str:
    if signatory.pk in taken:
        return _("already on the letter: will be left alone")
    return step.told(signatory) if signatory.pk in ready else ""


def _carried(request: HttpRequest, step: Step) -> dict[str, list[str]]:
    """Return what the button must send for Django's admin to come back here with the same names."""
    return {
        ON_ITS_PAGE if ON_ITS_PAGE in request.POST else "action": [step.name],
        "select_across": [request.POST.get("select_across", "0")],
        ACTION_CHECKBOX_NAME: request.POST.getlist(ACTION_CHECKBOX_NAME),
    }


def _take(
    model_admin: admin.ModelAdmin, request: HttpRequest, step: Step, signatories: list[Signatory], reason: str
) -> None:
    """Take the step for each, and say for whom it was done and for whom not, and why."""
    done, refused = [], []
    for signatory in signatories:
        try:
            step.act(signatory, by=request.user, reason=reason)
        except workflow.Refused as refusal:
            refused.append(f"{signatory}: {refusal}")
        else:
            done.append(str(signatory))
    if done:
        words = {"step": step.label, "count": len(done), "names": _named(done)}
        text = ngettext("%(step)s: done for %(names)s.", "%(step)s: done for %(count)d: %(names)s.", len(done))
        model_admin.message_user(request, text % words, messages.SUCCESS)
    if refused:
        text = ngettext("%(count)d was left alone. %(names)s", "%(count)d were left alone. %(names)s", len(refused))
        model_admin.message_user(
            request, text % {"count": len(refused), "names": _named(refused, " ")}, messages.WARNING
        )


def _named(names: list[str], between: str = ", ") -> str:
    rest = len(names) - NAMED
    more = [ngettext("and %d more", "and %d more", rest) % rest] if rest > 0 else []
    return between.join([*names[:NAMED], *more])
