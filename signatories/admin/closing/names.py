"""The lines that name somebody: who has not answered, who waits, whose signature is doubtful."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from letters.models import Letter
from letters.states import Phase

from ... import closing
from ...models import Signatory, TrailEntry
from ...querysets import SignatoryQuerySet
from ...states import LeftToDo, State, Verb
from ..dossier import on_its_clock
from .line import SHOWN, Line, Name, Standing, last


class Look(NamedTuple):
    """What a line of names says while there are some, and what it says about each."""

    says: str | Promise
    about: Callable[[Signatory, Letter], str]
    verbs: tuple[Verb, ...] = ()
    standing: Standing = Standing.TO_DO


def _seat(one: Signatory, _letter: Letter) -> str:
    return one.seat or one.line


def _submitted(one: Signatory, letter: Letter) -> str:
    return _("submitted %(when)s") % {"when": on_its_clock(one.submitted_at, letter, short=True)}


def _mailed(one: Signatory, letter: Letter) -> str:
    state = one.confirmation_mail and _("mail: %(state)s") % {"state": one.confirmation_mail.get_state_display()}
    reported = _("reported: “not me”") if one.reported_at else ""
    return " · ".join(filter(None, (_submitted(one, letter), state, reported)))


def _age(one: Signatory, letter: Letter) -> str:
    return _("%(age)s ago") % {"age": timesince(one.confirmed_at, letter.now)}


def _out_since(one: Signatory, letter: Letter) -> str:
    """Of names that `staleness.left_office` found."""
    seat, day = _seat(one, letter), one.out_since  # type: ignore[attr-defined]
    return _("%(seat)s, until %(day)s") % {"seat": seat, "day": date_format(day - timedelta(days=1))} if day else seat


def _mailbox(one: Signatory, letter: Letter) -> str:
    return " · ".join(filter(None, (_seat(one, letter), one.email)))


LOOKS: dict[LeftToDo, Look] = {
    LeftToDo.HELD: Look(
        gettext_lazy("They came in time and wait for your decision."), _submitted, (Verb.APPROVED, Verb.REFUSED)
    ),
    LeftToDo.LATE: Look(
        gettext_lazy("They asked to be added after the letter had closed. Accept or refuse each."), _submitted
    ),
    LeftToDo.UNCONFIRMED: Look(
        gettext_lazy("They have signed, but not confirmed by the mail. They are not on the letter."),
        _mailed,
        (Verb.RESENT,),
    ),
    LeftToDo.LAPSED: Look(
        gettext_lazy("They agreed to an earlier text and not to this one. They are not on the letter."),
        _seat,
        (Verb.LAPSED,),
    ),
    LeftToDo.PARTNER: Look(
        gettext_lazy("They go out with the letter only if as many of the other party sign before it is sealed."), _seat
    ),
    LeftToDo.STALE: Look(
        gettext_lazy("Is it still meant? The notice below tells them; a call to the office is better."),
        _age,
        standing=Standing.LOOK,
    ),
    LeftToDo.LEFT_OFFICE: Look(
        gettext_lazy("By the directory they do not sit in that chamber on the day the letter goes out."),
        _out_since,
        standing=Standing.LOOK,
    ),
    LeftToDo.TWICE: Look(
        gettext_lazy("One name twice in one state or city, or one mailbox with three names or more."),
        _mailbox,
        (Verb.WITHDRAWN, Verb.ENTERED_IN_ERROR),
        Standing.LOOK,
    ),
}


def names(letter: Letter, key: LeftToDo, trail: dict[str, TrailEntry]) -> Line:
    look = LOOKS[key]
    found = closing.LEFT_TO_DO[key](letter.signatories.all(), letter).in_order_of(letter)
    rows = found.select_related("confirmation_mail").defer("confirmation_mail__mime")
    asked = {"letter__id__exact": str(letter.pk), "left_to_do": key.value}
    if key in (LeftToDo.HELD, LeftToDo.LATE):
        asked |= {"state__exact": State.HELD}
    line = Line(key, key.label, look.standing, look.says, found.count(), last=last(trail, *look.verbs))
    line.names = [_name(one, look.about(one, letter)) for one in rows[:SHOWN]]
    line.url = reverse("admin:signatories_signatory_changelist", query=asked)
    if not line.count:
        line.standing, line.says = Standing.DONE, _("Nobody.")
    elif key == LeftToDo.UNCONFIRMED and not (may_still_confirm(letter) or _asked_late(found, letter)):
        line.standing, line.says = Standing.DONE, _("The time to confirm is over. They are not on the letter.")
    elif key == LeftToDo.STALE:
        days = letter.stale_after_days
        text = ngettext("More than %d day before it goes out.", "More than %d days before it goes out.", days) % days
        line.says = f"{text} {look.says}"
    return line


def _asked_late(found: SignatoryQuerySet, letter: Letter) -> bool:
    """Whether one of them asked to be added after the letter had closed, and may confirm until it is sealed."""
    return letter.asks_at(letter.now) and found.filter(submitted_at__gte=letter.closes_at).exists()


def may_still_confirm(letter: Letter) -> bool:
    in_grace = letter.confirmable_until is None or letter.now < letter.confirmable_until
    return letter.phase in (Phase.OPEN, Phase.CLOSED) and in_grace


def _name(one: Signatory, about: str) -> Name:
    return Name(str(one), about, reverse("admin:signatories_signatory_change", args=[one.pk]))


def _dialed(phone: str | None) -> str:
    """Return the number as a phone dials it, without what is said about it: "202-225-4361, ask for Dana"."""
    digits = re.match(r"[\d\s().+-]*", phone or "")
    return f"tel:{re.sub(r'[^0-9+]', '', digits[0])}" if digits and digits[0].strip() else ""


def promises(letter: Letter, trail: dict[str, TrailEntry]) -> Line:
    found, url = closing.promises(letter), reverse("admin:letters_letter_personal_links", args=[letter.pk])
    says = gettext_lazy("Their offices promised, or have a personal link, and nothing came of it yet. Call them.")
    line = Line("promises", _("Promises"), Standing.TO_DO, says, found.count(), url=url)
    line.names = [
        Name(member.surname_first, member.phone or _("no phone on file"), _dialed(member.phone))
        for member in found[:SHOWN]
    ]
    if not line.count:
        line.standing, line.says = Standing.DONE, _("No promise, and no personal link, waits for an answer.")
    line.last = last(trail, Verb.INVITED)
    return line
