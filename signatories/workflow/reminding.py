"""Reminders as the timetable sends them: one mail a day at most for each mailbox, about all its letters."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from directory.names import fold
from letters.clock import database_now
from letters.models import Letter

from .. import emails, office_emails, recipients, reminding, seen, tokens, writing
from ..models import Ask, RemindedMailbox, Reminder, Signatory, TrailEntry
from ..reminding import Line, Occasion
from ..states import State, Verb
from .inviting import invite
from .steps import Refused, move

logger = logging.getLogger(__name__)
Targets = Mapping[tuple[type, int], Any]


def send_reminders(at: datetime | None = None) -> tuple[int, int]:
    """Queue the reminders that are due, 500 mails at once; returns how many, and of how many names they remind.

    Each mailbox is a transaction of its own, so that a worker that dies neither forgets nor repeats anybody.
    """
    moment = at or database_now()
    due = islice(reminding.due(moment).items(), reminding.AT_ONCE)
    names = [_reminded(mailbox, lines, moment) for mailbox, lines in due]
    return sum(map(bool, names)), sum(names)


def _reminded(mailbox: str, lines: Iterable[Line], at: datetime) -> int:
    """Remind one mailbox; one that takes no mail must not keep the others waiting."""
    try:
        return _remind(mailbox, lines, at)
    except (ValidationError, ValueError):
        logger.exception("A mailbox could not be reminded.")
        return 0


@transaction.atomic
def _remind(mailbox: str, lines: Iterable[Line], at: datetime) -> int:
    """Queue the one mail of this mailbox, if it is free and somebody is still silent; returns of how many names."""
    lines = _still_due(lines, at)
    sent_to = _claim(mailbox, at) if lines else None
    if sent_to is None:
        return 0
    shown = {reminding.principal_of(line.target): line for line in lines}
    stop, waiting = tokens.new_token(), [one.target for one in shown.values() if isinstance(one.target, Signatory)]
    language = waiting[-1].language if waiting else settings.LANGUAGE_CODE
    with translation.override(language):
        sections = _sections(shown.values(), at, language)
    mail = office_emails.remind(lines[0].letter, lines[0].address, sections, stop=stop, language=language)
    for signatory in waiting:
        move(signatory, start=(State.PENDING,), confirmation_mail=mail, **tokens.stored(signatory))
    _record(lines, at, sent_to=sent_to, token_digest=tokens.digest_of_token(stop), email=mail)
    return len(shown)


def _still_due(lines: Iterable[Line], at: datetime) -> list[Line]:
    """Read everything again, now that nothing moves: who answered meanwhile is not reminded. Signatures come last."""
    wanted: dict[tuple[type, int], Line] = {}
    for line in lines:
        wanted.setdefault((type(line.target), line.target.pk), line)
    letters = Letter.objects.filter(pk__in={line.letter.pk for line in wanted.values()}).held_still().in_bulk()
    targets = _silent_still(wanted, letters, at) | _waiting_still(wanted, letters, at)
    kept = [
        line._replace(letter=letters[line.letter.pk], target=targets[key])
        for key, line in wanted.items()
        if key in targets and reminding.reminds(letters[line.letter.pk], line.occasion, at)
    ]
    return sorted(kept, key=lambda line: (line.closes_at, isinstance(line.target, Signatory)))


def _silent_still(wanted: Targets, letters: dict[int, Letter], at: datetime) -> dict[Any, Any]:
    keys = [pk for of, pk in wanted if of is Ask]
    asked = letters.values() if keys else ()
    return {(Ask, ask.pk): ask for one in asked for ask in reminding.silent(one, at).filter(pk__in=keys)}


def _waiting_still(wanted: Targets, letters: dict[int, Letter], at: datetime) -> dict[Any, Any]:
    keys = [pk for of, pk in wanted if of is Signatory]
    found = {}
    for letter in letters.values() if keys else ():
        rows = reminding.waiting(letter, at).filter(pk__in=keys).select_for_update(of=("self",))
        for row in rows.select_related("legislator", "organization"):
            row.letter = letter
            found[Signatory, row.pk] = row
    return found


def _claim(mailbox: str, at: datetime) -> RemindedMailbox | None:
    """Take this mailbox's reminder of the day; None when it had one or wants none. Of two workers one gets it."""
    row, _created = RemindedMailbox.objects.get_or_create(mailbox=mailbox)
    free = RemindedMailbox.objects.filter(reminding.is_free(at), pk=row.pk)
    return row if free.update(reminded_at=at) else None


def _sections(lines: Iterable[Line], at: datetime, language: str) -> list[dict[str, Any]]:
    """Return what the mail says of each letter, with fresh links and codes.

    It says no surname that one of its links asks for, of a member or of whoever filled in a form: a program that types
    every word of the mail must open nothing. Whose it says anyway gets no such link.
    """
    lines = list(lines)
    without_links = _written(lines, lambda _line: {"link": "…", "code": "…", "told": True})
    mail = office_emails.words_of_reminder(lines[0].letter, without_links, language)
    return _written(lines, lambda line: _way_in(line, at, is_told=_is_told(line, mail)))


def _written(lines: list[Line], way_in: Callable[[Line], dict[str, Any]]) -> list[dict[str, Any]]:
    secret = {word for line in lines for word in tokens.surnames_of(_asked_for(line.target))}
    sections: dict[int, dict[str, Any]] = {}
    for line in lines:
        section = sections.setdefault(line.letter.pk, {"letter": line.letter, "asked": [], "unconfirmed": []})
        if isinstance(line.target, Ask):
            name = recipients.office(line.target.legislator or line.target.organization, line.target.term)
            section["asked"].append({"name": _unless(secret, name), **way_in(line)})
        else:
            name = _unless(secret, emails.named(line.target))
            section["unconfirmed"].append({"name": name, **way_in(line)})
    return list(sections.values())


def _is_told(line: Line, mail: str) -> bool:
    """Whether a program can have seen the surname: in this mail or, of a member, in its address or a click away."""
    texts = [mail]
    if isinstance(line.target, Ask) and line.target.legislator:
        texts += line.address, seen.on_the_letters_page(line.letter, line.target.legislator)
    return seen.tells(_asked_for(line.target), *texts)


def _asked_for(target: Ask | Signatory) -> str:
    """Return whose surname the link asks for; an organization's asks for none."""
    if isinstance(target, Ask):
        return target.legislator.full_name if target.legislator else ""
    return tokens.who_filled_in(target)


def _unless(secret: set[str], name: str) -> str:
    return "" if secret & set(fold(name).split()) else name


def _way_in(line: Line, at: datetime, *, is_told: bool) -> dict[str, Any]:
    if isinstance(line.target, Ask):
        link = writing.form_of(line.letter, line.target) if is_told else _link_of(line, line.target)
        return {"link": link, "told": is_told}
    return _to_confirm(line.target, at, by_link=not is_told)


def _link_of(line: Line, ask: Ask) -> str:
    """Return a personal link where one can be made; else the form."""
    letter = line.letter
    if ask.legislator is None:
        return writing.form_of(letter, ask)
    with suppress(Refused):  # the member's seat may be another by now: the form says who may sign
        _made, token = invite(letter, ask.legislator, by=None, email=line.address, contact=line.contact)
        return settings.SITE_URL + reverse("signatories:open_invitation", args=[token])
    return settings.SITE_URL + reverse("signatories:sign", args=[letter.slug])


def _to_confirm(signatory: Signatory, at: datetime, *, by_link: bool) -> dict[str, Any]:
    token, code = tokens.issue(signatory, at=at)
    link = settings.SITE_URL + reverse("signatories:open_link", args=[token]) if by_link else ""
    return {"link": link, "code": code, "expires_at": signatory.confirmable_until}


def _record(lines: Iterable[Line], at: datetime, **mail: Any) -> None:
    """Store of which names the mail reminds: those of whom it says only the newest word, too."""
    reminders, entries = [], []
    for line in lines:
        common = {
            "letter": line.letter,
            "at": at,
            "by": line.occasion.by,
            "ask" if isinstance(line.target, Ask) else "signatory": line.target,
        }
        reminders.append(Reminder(days=line.occasion.days, deadline=line.closes_at, **common, **mail))
        entries.append(TrailEntry(verb=Verb.REMINDED, reason=_why(line.occasion), **common))
    Reminder.objects.bulk_create(reminders)
    TrailEntry.objects.bulk_create(entries)


def _why(occasion: Occasion) -> str:
    """Return what the trail keeps, which is English."""
    if occasion.days is None:
        return "By hand." if occasion.by_hand else "A day after signing."
    return f"{occasion.days} days before the closing day." if occasion.days else "On the closing day."
