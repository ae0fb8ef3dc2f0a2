"""Finding terms again, and ending those that overrun the next one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from directory.models import Term

from .rows import Rows, take_over

SEAT = ("state", "district", "party", "title", "start", "end", "phone", "email", "address", "domain")
type Days = tuple[date | None, date | None]


def merge_terms(said: Iterable[Term], terms: Rows[Term]) -> None:
    """Take over what is said of terms, find those that are there, add those that are not.

    A term is found by person, legislature, chamber and first day. Nobody sits twice in one chamber: a term that
    overruns that person's next one there ends on the day the next begins.
    """
    stored, sayings = _by_holder(terms.rows), _by_holder(said)
    for holder, news in sayings.items():
        seated = stored[holder]
        terms.rows += _take_over(seated, news)
        for term, following in pairwise(sorted(seated, key=_in_time)):
            if is_earlier(following.start, term.end):
                term.end = following.start


def _by_holder(terms: Iterable[Term]) -> defaultdict[tuple[Any, str, str], list[Term]]:
    # A new term got its owner before the owner was saved: its legislator_id is still empty.
    found = defaultdict(list)
    for term in terms:
        owner = term.legislator_id or term.legislator.pk or id(term.legislator)
        found[owner, term.jurisdiction, term.chamber].append(term)
    return found


def _take_over(seated: list[Term], news: list[Term]) -> list[Term]:
    """Write the news of one person in one chamber into the terms that are there; add and return those that are new."""
    by_days = {_days(term): term for term in seated}
    exact = {id(by_days[_days(said)]) for said in news if _days(said) in by_days}
    waiting = [term for term in seated if id(term) not in exact]
    added = []
    for said in news:
        term = by_days.get(_days(said)) or next((term for term in waiting if _may_be(term, said)), None)
        if term is None:
            term = said
            seated.append(said)
            added.append(said)
        elif term in waiting:
            waiting.remove(term)
        by_days[_days(said)] = term
        take_over(term, said, SEAT)
        term.fill_title()
    return added


def _days(term: Term) -> Days:
    """What tells the terms of one person in one chamber apart: the first day, or the last where that is not known."""
    return (term.start, None) if term.start else (None, term.end)


def _may_be(stored: Term, said: Term) -> bool:
    """Whether a term whose first day one of the two does not know is the same: one district, no day against it."""
    if (stored.start and said.start) or stored.district != said.district:
        return False
    start, end = said.start or stored.start, said.end or stored.end
    return not (start and end and end <= start)


def _in_time(term: Term) -> tuple[date, date]:
    return term.start or date.min, term.end or date.max


def is_earlier(end: date | None, than: date | None) -> bool:
    return end is not None and (than is None or end < than)
