"""The lines about the letter itself: its leads agree, its signatories are told, it is sealed and goes out."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letters.admin.steps import STEPS, steps_of
from letters.models import Letter
from letters.workflow import missing_for_delivery

from ... import closing
from ...models import TrailEntry
from ...states import Verb
from ..dossier import on_its_clock
from .line import Line, Standing, last

STEP_VERBS = {"seal": Verb.SEALED, "deliver": Verb.DELIVERED, "release": Verb.RELEASED}


def proof(letter: Letter) -> Line:
    """Each lead agrees to the pages as they go out: the template shows them one by one."""
    line = Line("proof", _("The leads agree to the pages"), Standing.DONE, _("Nobody leads this letter."))
    line.url, line.label = reverse("admin:letters_letter_paper", args=[letter.pk]), _("The pages to show them")
    total, agreed = closing.leads(letter).count(), closing.agreements(letter).count()
    if total:
        words = {"agreed": agreed, "total": total}
        line.says = _("%(agreed)d of %(total)d have agreed to the letter as it goes out.") % words
        line.count = total - agreed
        line.standing = Standing.TO_DO if line.count else Standing.DONE
    return line


def notice(letter: Letter, trail: dict[str, TrailEntry]) -> Line:
    url = reverse("admin:letters_letter_closing_notice", args=[letter.pk])
    line = Line("notice", _("Notice to the signatories"), Standing.TO_DO, _("Nobody was told yet when it goes out."))
    line.url, line.label, line.last = url, _("Tell them when it goes out"), last(trail, Verb.SIGNATORIES_TOLD)
    if letter.sealed_at or letter.delivered_at:
        line.standing, line.url = Standing.DONE, ""
    notice = closing.last_notice(letter)
    if letter.goes_out_at is None or letter.withdraw_by is None or notice is None:
        return line
    times = {"goes_out": _long(letter.goes_out_at, letter), "withdraw_by": _long(letter.withdraw_by, letter)}
    line.says = _("Goes out %(goes_out)s; withdraw by %(withdraw_by)s.") % times
    line.label = _("Change it and tell them again")
    if letter.closes_at and letter.goes_out_at < letter.closes_at:
        line.says += " " + _("By now the letter closes later than that.")
    elif line.url and letter.goes_out_at < letter.now:
        line.says += " " + _("That time has passed.")
    else:
        line.standing = Standing.DONE
    if since := closing.not_told(letter, notice).count():
        text = ngettext("%d was confirmed since and not told.", "%d were confirmed since and not told.", since) % since
        line.says += f" {text}"
    return line


def _long(moment: datetime, letter: Letter) -> str:
    return f"{date_format(moment.astimezone(letter.zone), 'D')}, {on_its_clock(moment, letter)}"


def promised(letter: Letter, name: str) -> list[str]:
    """Return what the signatories were told that this step would break: it is the first thing staff read."""
    if closing.last_notice(letter) is None:
        return []
    if name == "seal" and letter.withdraw_by and letter.now < letter.withdraw_by:
        says = _(
            "The signatories were told that they can withdraw until %(when)s. Once it is sealed nobody can: wait."
        )
        return [says % {"when": _long(letter.withdraw_by, letter)}]
    if name == "deliver" and not letter.delivered_at and letter.goes_out_at and letter.now < letter.goes_out_at:
        says = _("The signatories were told that the letter goes out on %(when)s, and not before.")
        return [says % {"when": _long(letter.goes_out_at, letter)}]
    return []


def _left_behind(letter: Letter) -> Line:
    says = _("It was changed and not published: the letter goes out as it was signed, without the change.")
    url = reverse("admin:letters_letter_step", args=[letter.pk, "version"])
    return Line("text", _("The text"), Standing.LOOK, says, url=url, label=STEPS["version"].label)


def steps(letter: Letter, trail: dict[str, TrailEntry]) -> list[Line]:
    """Return the steps that exist, done or with the way to their page."""
    done = {
        "seal": letter.sealed_at is not None,
        "deliver": letter.delivered_at is not None,
        "release": not letter.waits_for_release,
    }
    possible = steps_of(letter)
    lines = [_left_behind(letter)] if "version" in possible else []
    for name in [name for name in STEP_VERBS if name in STEPS]:
        line = Line(name, STEPS[name].label, Standing.DONE, last=last(trail, STEP_VERBS[name]))
        if done[name]:
            line.says = "" if line.last else _("Its page and its names can be read.")
        elif name == "deliver" and missing_for_delivery(letter):
            line.standing, line.says = Standing.LATER, _("Once the letter is sealed.")
        elif name in possible:
            line.standing, line.label = Standing.TO_DO, STEPS[name].label
            line.url = reverse("admin:letters_letter_step", args=[letter.pk, name])
        else:
            line.standing, line.says = Standing.LATER, _("Not as the letter stands now.")
        lines.append(line)
    return lines
