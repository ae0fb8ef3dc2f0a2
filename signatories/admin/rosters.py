"""The two pages of a list of contacts, or of a group's members: what is brought, and what would become of it.

Nothing is stored before the last press: the second page carries the list, and is made anew until all rows are decided.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from .. import rosters, workflow
from ..states import WAITING, Reading
from .roster_forms import RosterForm, decisions_in

TEMPLATES = "admin/directory/roster"
# A page sends a thousand fields back at most; two are asked of each row.
ASKED_AT_ONCE = 400


@dataclass(frozen=True)
class Task:
    """What is made of the rows: how they are judged, and what the last press does; it returns what was done."""

    title: str
    intro: str
    button: str
    judge: Callable[[Any, rosters.Decisions], Any]
    write: Callable[[Any, Any], str]
    back: Callable[[], str]


def roster_page(model_admin: admin.ModelAdmin, request: HttpRequest, form: RosterForm, task: Task) -> HttpResponse:
    """Ask for the list; once it is read show what would become of it, and write it when all is decided."""
    context = model_admin.admin_site.each_context(request)
    context |= {"title": task.title, "opts": model_admin.opts, "form": form, "task": task}
    if not form.is_bound or not form.is_valid():
        return TemplateResponse(request, f"{TEMPLATES}/bring.html", context, status=422 if form.errors else 200)
    roster = task.judge(form, decisions_in(request.POST))
    if "write" in request.POST and _may_write(model_admin, request, roster):
        try:
            model_admin.message_user(request, task.write(form, roster), messages.SUCCESS)
            return redirect(task.back())
        except workflow.Refused as refused:
            model_admin.message_user(request, str(refused), messages.ERROR)
    context |= _shown(roster) | {"roster": roster, "decisions": decisions_in(request.POST)}
    return TemplateResponse(request, f"{TEMPLATES}/look.html", context)


def _may_write(model_admin: admin.ModelAdmin, request: HttpRequest, roster: Any) -> bool:
    """Whether what would be written is what the page showed, and nothing waits; otherwise say so."""
    if roster.waiting:
        told = _("Nothing was written: some rows still wait for your decision.")
    elif request.POST.get("seen") != roster.seen:
        told = _("Nothing was written yet: this is what changed since you looked. Press once more if it is right.")
    else:
        return True
    model_admin.message_user(request, told, messages.WARNING)
    return False


def _shown(roster: Any) -> dict[str, Any]:
    """Return the rows that are asked about, those decided by hand among them, and the others."""
    asked = [row for row in roster.rows if row.verdict in WAITING or row.chosen or row.typed][:ASKED_AT_ONCE]
    numbers = {row.number for row in asked}
    return {
        "asked": asked,
        "others": [row for row in roster.rows if row.number not in numbers],
        "more": len(roster.waiting) - sum(row.verdict in WAITING for row in asked),
        "likely": sum(row.verdict == Reading.LIKELY for row in roster.rows),
        "suggestions": roster.suggestions if asked else [],
    }
