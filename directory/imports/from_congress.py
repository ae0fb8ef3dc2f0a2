"""Reading congress-legislators: a list of people, each with every term they ever served.

A term ends at noon, and the source gives that day as its end: January 3, or the day on which a member moves to the
other chamber. The next term begins on the same day, so the end is taken as the first day out of office; whoever dies
or resigns is out a day early. A start is the day of the oath: after January 3, in years when Congress met later.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from directory.models import Identifier, Legislator, Term
from directory.states import CONGRESS, Chamber

from .records import Entry, at
from .values import day, other_names, senate_domain
from .yaml_files import mapping, mappings, needed, word, words

CHAMBERS = {"rep": Chamber.LOWER, "sen": Chamber.UPPER}
SCHEMES = ("bioguide", "govtrack", "icpsr", "lis", "thomas", "wikidata", "opensecrets", "votesmart", "cspan")
FORMER_TERRITORIES = ("DK", "OL", "PI")  # Dakota, Orleans and the Philippines once sent delegates
UNKNOWN_DISTRICT = "-1"


def read(path: object, people: list[Any]) -> Iterator[Entry]:
    """Yield one entry a person, checked field by field. Raises BadFile at the first that cannot be used."""
    for number, person in enumerate(people, start=1):
        where = f"{path}, entry {number}"
        with at(where):
            entry = _entry(where, mapping(person, "the entry"))
            entry.check()
        yield entry


def _entry(where: str, person: dict[str, Any]) -> Entry:
    seats = mappings(person, "terms")
    if not seats:
        raise ValueError("terms is missing")
    known = [seat for seat in seats if word(seat, "state") not in FORMER_TERRITORIES]
    terms = [part for seat in known for part in _terms(seat)]
    return Entry(where, list(_identifiers(person)), _legislator(person), terms, left_out=len(seats) - len(known))


def _identifiers(person: dict[str, Any]) -> Iterator[Identifier]:
    ids = mapping(person.get("id"), "id")
    needed(ids, "bioguide")
    for scheme in SCHEMES:
        if value := word(ids, scheme):
            yield Identifier(scheme=scheme, value=value)
    for value in words(ids, "bioguide_previous"):
        yield Identifier(scheme="bioguide", value=value)


def _legislator(person: dict[str, Any]) -> Legislator:
    name = mapping(person.get("name"), "name")
    parts = {part: word(name, part) for part in ("first", "middle", "last", "suffix", "nickname")}
    official = word(name, "official_full") or " ".join(filter(None, list(parts.values())[:4]))
    former = [_former_name(name, other) for other in mappings(person, "other_names")]
    return Legislator(full_name=official, other_names=other_names(former), **parts)


def _former_name(name: dict[str, Any], other: dict[str, Any]) -> str:
    """Spell out a name that was different; what stayed the same is not repeated in the source."""
    return " ".join(filter(None, (word(other, part) or word(name, part) for part in ("first", "middle", "last"))))


def _terms(seat: dict[str, Any]) -> Iterator[Term]:
    """Make one term of a seat, or one for each party in which the member held it: lists show the party of the day."""
    end = day(needed(seat, "end"), "end")
    parties = [(day(needed(each, "start"), "start"), word(each, "party")) for each in _affiliations(seat)]
    for (start, party), (until, _next) in pairwise([*parties, (end, "")]):
        # Who served a single day ended on the day of the start.
        yield _term(seat, start=start, end=until + timedelta(days=until == start), party=party)


def _affiliations(seat: dict[str, Any]) -> list[dict[str, Any]]:
    return mappings(seat, "party_affiliations") or [seat]


def _term(seat: dict[str, Any], *, start: date, end: date, party: str) -> Term:
    kind = needed(seat, "type")
    district = word(seat, "district")
    return Term(
        jurisdiction=CONGRESS,
        chamber=CHAMBERS.get(kind, kind),
        state=word(seat, "state"),
        district="" if district == UNKNOWN_DISTRICT else district,
        party=party,
        start=start,
        end=end,
        phone=word(seat, "phone"),
        address=word(seat, "address"),
        domain=senate_domain(word(seat, "url")) if kind == "sen" else "",
    )
