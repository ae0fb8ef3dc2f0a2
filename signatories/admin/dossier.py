"""What staff must know of a signatory before they decide, in sentences."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letters.models import Letter

from .. import emails, proof
from ..models import Signatory
from ..staleness import left_office, stale
from .rivals import withdrawn_since

MINUTE = timedelta(minutes=1)


def on_its_clock(moment: datetime | None, letter: Letter, *, short: bool = False) -> str:
    """Return the moment as a clock in the letter's zone shows it: "Nov. 23, 2026, 5 p.m. Eastern", or in figures."""
    if moment is None:
        return "–"
    local = moment.astimezone(letter.zone)
    return (
        date_format(local, "SHORT_DATETIME_FORMAT")
        if short
        else f"{date_format(local, 'DATETIME_FORMAT')} {letter.zone_label}"
    )


def what_time_has_done(signatory: Signatory) -> list[str]:
    """Say that a confirmed signature is old, or its member out of office, by the day the letter goes out."""
    letter, itself = signatory.letter, Signatory.objects.filter(pk=signatory.pk)
    days = letter.stale_after_days
    old = ngettext(
        "Confirmed more than %d day before the letter goes out: is it still meant?",
        "Confirmed more than %d days before the letter goes out: is it still meant?",
        days,
    )
    out = _("By the directory this member does not sit in that chamber on the day the letter goes out.")
    found = [(stale(itself, letter), old % days), (left_office(itself, letter), out)]
    return [says for names, says in found if names.exists()]


def asked_late(signatory: Signatory) -> str:
    """Say how long after the closing time somebody asked to be added; "" of what came in time."""
    asked, closed = signatory.in_time_from, signatory.letter.closes_at
    if closed is None or not signatory.is_late:
        return ""
    after = timesince(closed, asked, depth=1) if asked - closed >= MINUTE else _("less than a minute")
    return _("asked %(time)s after closing") % {"time": after}


def say_who_withdrew(signatories: Sequence[Signatory], rivals: Mapping[int, Sequence[Signatory]]) -> None:
    """Give each name that would go on the sentence that one like it was taken off; "" where none was."""
    since = withdrawn_since(rivals)
    for one in signatories:
        told = _("A signature for this name was withdrawn on %(date)s.")
        one.withdrew = told % {"date": on_its_clock(since[one.pk], one.letter)} if one.pk in since else ""


def office_to_call(signatory: Signatory) -> str:
    """Return "Tell the office: phone …" when the office of a legislator gets no mail; "" when nobody must call."""
    term = proof.term_of(signatory)
    if term is None or proof.office_of(signatory):
        return ""
    if not term.phone:
        return _("Tell the office: neither a working e-mail address nor a phone is on file.")
    return _("Tell the office: phone %(phone)s.") % {"phone": term.phone}


def who_is_told(signatory: Signatory) -> str:
    """Say who hears by mail that the name is on the letter or off it, and whom staff must call."""
    told = emails.told(signatory)
    mailed = (
        _("Told by mail: %(addresses)s.") % {"addresses": ", ".join(told)} if told else _("Nobody is told by mail.")
    )
    return " ".join(filter(None, (mailed, office_to_call(signatory))))
