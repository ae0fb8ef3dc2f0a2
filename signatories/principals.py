"""New signatories, printed as the directory or the person says. Unsaved: signatories/workflow stores them."""

from typing import Any

from directory.models import Organization, Term
from directory.names import KEY_LENGTH, fold, sort_name_of, sort_name_of_organization
from letters.models import Letter

from .models import Signatory
from .states import Kind


def legislator(letter: Letter, term: Term, **fields: Any) -> Signatory:
    """A legislator as the directory has the term that runs on the letter's date."""
    return _named(
        Signatory(
            letter=letter,
            kind=Kind.LEGISLATOR,
            legislator=term.legislator,
            printed_name=term.legislator.full_name,
            title=term.title,
            party=term.party,
            chamber=term.chamber,
            us_state=term.state,
            district=term.district,
            **fields,
        )
    )


def organization(letter: Letter, known: Organization, **fields: Any) -> Signatory:
    """An organization of the directory."""
    return _named(
        Signatory(
            letter=letter,
            kind=Kind.ORGANIZATION,
            organization=known,
            printed_name=known.name,
            scope=known.scope,
            **({"city": known.city, "us_state": known.state} | fields),
        )
    )


def proposed_organization(letter: Letter, name: str, **fields: Any) -> Signatory:
    """An organization the directory lacks; staff decide, and approving adds it."""
    return _named(Signatory(letter=letter, kind=Kind.ORGANIZATION, printed_name=name, **fields))


def officeholder(letter: Letter, name: str, **fields: Any) -> Signatory:
    """A mayor, a police chief: a person with an office, listed with the place for identification only."""
    return _named(Signatory(letter=letter, kind=Kind.OFFICEHOLDER, printed_name=name, **fields))


def individual(letter: Letter, name: str, **fields: Any) -> Signatory:
    """A person who signs for himself or herself."""
    return _named(Signatory(letter=letter, kind=Kind.INDIVIDUAL, printed_name=name, **fields))


def default_sort_name(signatory: Signatory) -> str:
    """Return how a name is filed unless staff say otherwise: a legislator's as the directory has it."""
    if signatory.legislator:
        return signatory.legislator.sort_name
    turned = sort_name_of_organization if signatory.kind == Kind.ORGANIZATION else sort_name_of
    return turned(signatory.printed_name)[:KEY_LENGTH]


def _named(signatory: Signatory) -> Signatory:
    signatory.sort_name = default_sort_name(signatory)
    signatory.folded_name = fold(signatory.printed_name)[:KEY_LENGTH]
    return signatory
