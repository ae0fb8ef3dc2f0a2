"""Reading openstates people: one file a person, in sub-folders that say no more than the roles do.

Its end dates are the last day in office, so a term ends on the day after. Start dates are often missing, or those of
the district's lines. Its e-mail, telephone and address are of today: they go to the roles that have not ended.
"""

from collections.abc import Iterator
from typing import Any

from directory.models import Identifier, Legislator, Term
from directory.states import Chamber

from .records import Entry, at
from .values import day_after, first_day, other_names, state_of
from .yaml_files import mappings, needed, word

OFFICES = ("capitol", "primary", "district")  # which one is printed where there are several


def read(path: object, person: dict[str, Any]) -> Entry | None:
    """Return what a file says of its person; None for a committee. Raises BadFile when it cannot be used."""
    with at(path):
        if needed(person, "id").startswith("ocd-organization/"):
            return None
        entry = _entry(str(path), person)
        entry.check()
    return entry


def _entry(where: str, person: dict[str, Any]) -> Entry:
    roles = mappings(person, "roles")
    seats = [role for role in roles if _is_seat(role)]
    party, office = _party(person), {"email": word(person, "email")} | _office(person)
    terms = [_term(role, party=party, **({} if word(role, "end_date") else office)) for role in seats]
    return Entry(where, list(_identifiers(person)), _legislator(person), terms, left_out=len(roles) - len(seats))


def _is_seat(role: dict[str, Any]) -> bool:
    """Whether the role is of a state's legislature: no mayor, no governor. (Congress has a source of its own.)"""
    return needed(role, "type") in Chamber and bool(state_of(word(role, "jurisdiction")))


def _term(role: dict[str, Any], **fields: str) -> Term:
    state = state_of(word(role, "jurisdiction"))
    return Term(
        jurisdiction=state,
        chamber=word(role, "type"),
        state=state,
        district=word(role, "district"),
        start=first_day(word(role, "start_date"), "start_date"),
        end=day_after(word(role, "end_date"), "end_date"),
        **fields,
    )


def _identifiers(person: dict[str, Any]) -> Iterator[Identifier]:
    yield Identifier(scheme="ocd-person", value=needed(person, "id"))
    for other in mappings(person, "other_identifiers"):
        yield Identifier(scheme=needed(other, "scheme"), value=needed(other, "identifier"))


def _legislator(person: dict[str, Any]) -> Legislator:
    return Legislator(
        full_name=needed(person, "name"),
        first=word(person, "given_name"),
        middle=word(person, "middle_name"),
        last=word(person, "family_name"),
        suffix=word(person, "suffix"),
        nickname=word(person, "nickname"),
        other_names=other_names([word(other, "name") for other in mappings(person, "other_names")]),
    )


def _party(person: dict[str, Any]) -> str:
    """Join the parties of today: New York's members run on several lines ("Democratic/Working Families")."""
    parties = mappings(person, "party")
    today = [party for party in parties if not word(party, "end_date")] or parties
    return "/".join(needed(party, "name") for party in today)


def _office(person: dict[str, Any]) -> dict[str, str]:
    offices = {word(office, "classification"): office for office in reversed(mappings(person, "offices"))}
    chosen: dict[str, Any] = next((offices[kind] for kind in OFFICES if kind in offices), {})
    return {"phone": word(chosen, "voice"), "address": word(chosen, "address")}
