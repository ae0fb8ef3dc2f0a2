"""What staff hear of a letter's names: at once, in a daily digest, or not at all, as each of them chose.

All of it is read from the trail, so nothing is told that did not happen, and nothing twice. A request makes none of
these mails: the timetable gathers what happened since.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User as StaffUser
from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from letters.clock import database_now
from letters.models import Letter
from outbox.states import EmailState, Priority

from . import writing
from .models import Ask, TrailEntry, Watch
from .states import Verb, Watching
from .tally import count_of

MORNING = time(8)  # of the letter's zone
# A transaction that began earlier may still write an entry with a lower key; none takes this long (gunicorn.conf.py).
SETTLED = timedelta(seconds=130)
NAMED = 50  # names of one kind in one mail


class Section(NamedTuple):
    """One heading of the mail: what happened, how often, and to whom at first."""

    label: str | Promise
    number: int
    entries: list[TrailEntry]

    @property
    def more(self) -> int:
        return self.number - len(self.entries)


OUR_DOING = ("Asked", "Not asked")  # as workflow.asking writes stances into the trail
SECTIONS: dict[str | Promise, Q] = {
    _("New names"): Q(verb__in=(Verb.CONFIRMED, Verb.APPROVED, Verb.ENTERED, Verb.RENEWED)),
    _("On the letter now, beside a partner"): Q(verb=Verb.PAIRED),
    _("Waiting for a partner again"): Q(verb=Verb.UNPAIRED),
    _("Waiting for your decision"): Q(verb=Verb.HELD),
    _("Gone from the letter"): Q(verb__in=(Verb.WITHDRAWN, Verb.ENTERED_IN_ERROR, Verb.LAPSED)),
    _("Dissociated"): Q(verb=Verb.DISSOCIATED),
    _("Reported: “this was not me”"): Q(verb=Verb.REPORTED),
    _("Corrected by the office: the line under the name"): Q(verb=Verb.REORDERED, by=None),
    _("What offices said themselves"): Q(verb=Verb.STANCE_CHANGED, by=None),  # by their link or their own page
    _("What staff noted of offices"): Q(verb=Verb.STANCE_CHANGED, by__isnull=False),
}
NEWS = reduce(or_, SECTIONS.values())


@transaction.atomic
def watch(letter: Letter, user: StaffUser, mode: Watching) -> None:
    """Store how often this staff member hears of this letter. What happened while they heard nothing is no news."""
    begin = {"told_at": database_now(), "through": _last_entry(letter)}
    Watch.objects.filter(letter=letter, user=user, mode=Watching.NONE).update(**begin)
    Watch.objects.update_or_create(
        letter=letter, user=user, defaults={"mode": mode}, create_defaults={"mode": mode} | begin
    )


def _last_entry(letter: Letter) -> int:
    return letter.trail.aggregate(last=Max("pk"))["last"] or 0


def tell_staff() -> int:
    """Queue every notice that is due; returns the number of mails."""
    chosen = Watch.objects.exclude(mode=Watching.NONE).filter(user__is_active=True)
    return sum(_tell(pk) for pk in chosen.values_list("pk", flat=True))


@transaction.atomic
def _tell(pk: int) -> bool:
    """Tell one staff member of one letter, if it is time and there is news; not while another worker does."""
    held = Watch.objects.select_for_update(skip_locked=True, of=("self",)).select_related("letter", "user")
    found = held.filter(pk=pk).first()
    if found is None:
        return False
    now = database_now()
    if not _is_due(found, now):
        return False
    news = _news(found, now)
    last = news.aggregate(last=Max("pk"))["last"]
    # Who no longer may read names in the admin reads none by mail.
    may = found.user.is_staff and found.user.has_perm("signatories.view_signatory")
    told = last is not None and may and bool(found.user.email)
    if told:
        _queue(found, news)
    Watch.objects.filter(pk=pk).update(told_at=now, through=last or found.through)
    return told


def _is_due(found: Watch, now: datetime) -> bool:
    """At once, or once a day: at eight in the morning where the letter's clock is."""
    if found.mode == Watching.EACH:
        return True
    local, last = (moment.astimezone(found.letter.zone) for moment in (now, found.told_at))
    return local.time() >= MORNING and last < local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)


def _news(found: Watch, now: datetime) -> QuerySet[TrailEntry]:
    since = TrailEntry.objects.filter(letter=found.letter, pk__gt=found.through)
    # Keys and moments need not agree: what follows the first unsettled entry waits with it, or that one were skipped.
    if (unsettled := since.filter(at__gt=now - SETTLED).aggregate(first=Min("pk"))["first"]) is not None:
        since = since.filter(pk__lt=unsettled)
    # That we asked is no news; one press may ask hundreds. Nor is what came before a signature that stands.
    signed = Ask.objects.filter(letter=found.letter).signed().values("pk")
    old = Q(reason__in=OUR_DOING) | Q(ask__in=signed)
    return since.filter(NEWS).exclude(Q(verb=Verb.STANCE_CHANGED) & old).order_by("pk")


def _queue(found: Watch, news: QuerySet[TrailEntry]) -> None:
    letter = found.letter
    back = letter.signatories.pending().filter(confirmation_mail__state=EmailState.FAILED).count()
    context: dict[str, Any] = {
        "sections": list(_sections(news)),
        "count": count_of(letter),
        "came_back": back,
        "admin_url": settings.SITE_URL + reverse("admin:letters_letter_change", args=[letter.pk]),
        "notices_url": settings.SITE_URL + reverse("admin:letters_letter_notices", args=[letter.pk]),
        "daily": found.mode == Watching.DAILY,
    }
    language = settings.LANGUAGE_CODE
    writing.write("digest", letter, found.user.email, context, language=language, priority=Priority.NOTICE)


def _sections(news: QuerySet[TrailEntry]) -> Iterator[Section]:
    counts = news.aggregate(**{f"of_{key}": Count("pk", filter=of) for key, of in enumerate(SECTIONS.values())})
    for (label, of), count in zip(SECTIONS.items(), counts.values(), strict=True):
        if count:
            entries = news.filter(of).select_related("signatory__letter", "ask__legislator", "ask__organization")
            yield Section(label, count, list(entries[:NAMED]))
