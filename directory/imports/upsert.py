"""Writing entries: find the person again, find the term again, store what is new and what has changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from directory.models import Identifier, Legislator, Term

from .people import NAMES, merge_people
from .records import Entry
from .rows import Rows
from .terms import SEAT, is_earlier, merge_terms


@dataclass(frozen=True)
class Report:
    """What an import did, or in a dry run would have done. A term is ended when it now ends earlier than it did."""

    entries: int = 0
    legislators_added: int = 0
    legislators_changed: int = 0
    identifiers_added: int = 0
    terms_added: int = 0
    terms_changed: int = 0
    terms_ended: int = 0
    left_out: int = 0

    def __str__(self) -> str:
        left_out = f" {self.left_out:,} offices left out: no seats in a legislature." if self.left_out else ""
        return (
            f"{self.entries:,} entries: {self.legislators_added:,} legislators added, {self.legislators_changed:,} "
            f"changed; {self.identifiers_added:,} identifiers added; {self.terms_added:,} terms added, "
            f"{self.terms_changed:,} changed, {self.terms_ended:,} ended.{left_out}"
        )


@transaction.atomic
def upsert(entries: Iterable[Entry], *, dry_run: bool = False) -> Report:
    """Add and change what the entries say, all or nothing; delete nothing. Where entries disagree the last one counts.

    People who never had a seat are no legislators: they are left out. Raises BadFile, with nothing written, when the
    identifiers of one entry belong to two people.
    """
    entries = list(entries)
    seated = [entry for entry in entries if entry.terms]
    schemes = {identifier.scheme for entry in seated for identifier in entry.identifiers}
    known = Identifier.objects.filter(scheme__in=schemes)
    # First: whoever another import adds meanwhile is read below, but owned by nobody, and then refused as a duplicate.
    owners = {(scheme, value): pk for scheme, value, pk in known.values_list("scheme", "value", "legislator")}
    people = Rows(
        Legislator.objects,
        Q(pk__in=known.values("legislator")),
        (*NAMES, "other_names", "sort_name", "folded_name"),
    )
    terms = Rows(Term.objects, Q(legislator__in=known.values("legislator")), SEAT)

    identifiers = merge_people(seated, people, owners)
    people_added, people_changed = people.write()
    Identifier.objects.bulk_create(identifiers)
    merge_terms((term for entry in seated for term in entry.terms), terms)
    terms_added, terms_changed = terms.write()

    ended = sum(is_earlier(term.end, terms.before[term.pk]["end"]) for term in terms_changed)
    transaction.set_rollback(dry_run)
    return Report(
        entries=len(entries),
        legislators_added=len(people_added),
        legislators_changed=len(people_changed),
        identifiers_added=len(identifiers),
        terms_added=len(terms_added),
        terms_changed=len(terms_changed) - ended,
        terms_ended=ended,
        left_out=sum(entry.left_out for entry in entries),
    )
