"""Writing entries: find the person again, find the term again, store what is new and what has changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from directory.models import Identifier, Legislator, Term

from .records import Entry

NAMES = ("full_name", "first", "middle", "last", "suffix", "nickname")
SEAT = ("state", "district", "party", "title", "end", "phone", "email")


@dataclass(frozen=True)
class Report:
    """What an import did, or in a dry run would have done. A term is ended when it now ends earlier than it did."""

    rows: int
    legislators_added: int
    legislators_changed: int
    terms_added: int
    terms_changed: int
    terms_ended: int

    def __str__(self) -> str:
        return (
            f"{self.rows} rows: {self.legislators_added} legislators added, {self.legislators_changed} changed; "
            f"{self.terms_added} terms added, {self.terms_changed} changed, {self.terms_ended} ended."
        )


@transaction.atomic
def upsert(entries: Iterable[Entry], *, dry_run: bool = False) -> Report:
    """Add and change what the entries say, all or nothing; delete nothing. Where entries disagree the last one counts.

    A person is found by identifier; a term by person, legislature, chamber and first day. Nobody sits twice in one
    chamber: a term that overruns that person's next one there ends on the day the next begins.
    """
    entries = list(entries)
    known = Identifier.objects.filter(scheme__in={entry.identifier.scheme for entry in entries})
    people = _Rows(Legislator.objects, Q(pk__in=known.values("legislator")), (*NAMES, "sort_name", "folded_name"))
    terms = _Rows(Term.objects, Q(legislator__in=known.values("legislator")), SEAT)

    identifiers = _merge_people(entries, people, known)
    people_added, people_changed = people.write()
    Identifier.objects.bulk_create(identifiers)
    _merge_terms(entries, terms)
    terms_added, terms_changed = terms.write()

    ended = sum(_is_earlier(term.end, terms.before[term.pk]["end"]) for term in terms_changed)
    transaction.set_rollback(dry_run)
    return Report(
        rows=len(entries),
        legislators_added=len(people_added),
        legislators_changed=len(people_changed),
        terms_added=len(terms_added),
        terms_changed=len(terms_changed) - ended,
        terms_ended=ended,
    )


class _Rows[Row: models.Model]:
    """The rows of one model that an import may touch, as they were and as they will be."""

    def __init__(self, table: models.Manager[Row], which: Q, fields: tuple[str, ...]) -> None:
        self.table, self.fields = table, fields
        self.rows = list(table.filter(which))
        self.before = {row.pk: self._values(row) for row in self.rows}

    def _values(self, row: Row) -> dict[str, Any]:
        return {field: getattr(row, field) for field in self.fields}

    def write(self) -> tuple[list[Row], list[Row]]:
        """Store and return the rows that are new, and those that differ from what was read; write no others."""
        added = [row for row in self.rows if row.pk is None]
        changed = [row for row in self.rows if row.pk in self.before and self._values(row) != self.before[row.pk]]
        self.table.bulk_create(added)
        self.table.bulk_update(changed, self.fields, batch_size=500)
        return added, changed


def _merge_people(
    entries: list[Entry], people: _Rows[Legislator], known: models.QuerySet[Identifier]
) -> list[Identifier]:
    """Take the names over, give each entry's term its owner, and return the identifiers of those who are new."""
    by_pk = {person.pk: person for person in people.rows}
    owners = {(scheme, value): by_pk[pk] for scheme, value, pk in known.values_list("scheme", "value", "legislator")}
    new = []
    for entry in entries:
        key = (entry.identifier.scheme, entry.identifier.value)
        if key not in owners:
            owners[key] = entry.identifier.legislator = entry.legislator
            people.rows.append(entry.legislator)
            new.append(entry.identifier)
        _rename(owners[key], entry.legislator)
        entry.term.legislator = owners[key]
    return new


def _rename(person: Legislator, said: Legislator) -> None:
    typed_by_staff = person.sort_name not in ("", person.default_sort_name)
    _take_over(person, said, NAMES)
    if not typed_by_staff:
        person.sort_name = ""
    person.fill_keys()


def _merge_terms(entries: list[Entry], terms: _Rows[Term]) -> None:
    """Take the terms over, then end those that overrun the next one."""
    stored: defaultdict[tuple[int, str, str], dict[date | None, Term]] = defaultdict(dict)
    for term in terms.rows:
        stored[_seat_holder(term)][term.start] = term
    for said in (entry.term for entry in entries):
        term = stored[_seat_holder(said)].setdefault(said.start, said)
        if term is said:
            terms.rows.append(said)
        _take_over(term, said, SEAT)
        term.fill_title()
    for holder in {_seat_holder(entry.term) for entry in entries}:
        for term, following in pairwise(sorted(stored[holder].values(), key=lambda term: term.start or date.min)):
            if _is_earlier(following.start, term.end):
                term.end = following.start


def _seat_holder(term: Term) -> tuple[int, str, str]:
    # A new term got its owner before the owner was saved: its legislator_id is still empty.
    return term.legislator_id or term.legislator.pk, term.jurisdiction, term.chamber


def _take_over(stored: models.Model, said: models.Model, fields: tuple[str, ...]) -> None:
    for field in fields:
        if value := getattr(said, field):  # an empty field says nothing
            setattr(stored, field, value)


def _is_earlier(end: date | None, than: date | None) -> bool:
    return end is not None and (than is None or end < than)
