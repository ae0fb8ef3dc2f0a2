"""Signatories for tests, made as people make them: by the steps of signatories/workflow.

``signatory`` is pending; ``confirmed``, ``held`` and ``withdrawn`` went on from there. What is given by keyword wins.
Without a letter a published one is made; without a kind, ``term`` or ``organization``, the letter's first kind signs.
"""

import uuid
from datetime import date
from itertools import count
from typing import Any

from directory.models import Term
from letters.models import Letter
from outbox.addresses import canonical
from signatories import principals, workflow
from signatories.forms import kinds_of
from signatories.models import Signatory
from signatories.states import How, Kind, State
from tests.factories import directory
from tests.factories.letters import published_letter

_numbers = count(1)
# What the workflow alone decides; given here, it is written over afterwards.
DECIDED = {
    "state",
    "lapsed_from",
    "source",
    "submitted_at",
    "confirmed_at",
    "received_at",
    "reported_at",
    "language",
}


def _word(number: int) -> str:
    """A part of a surname that no date and no count in a mail says by chance."""
    return "Q" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def seat(letter: Letter, *, first: str = "Ana", last: str = "", **fields: Any) -> Term:
    """A new legislator who sits where the letter is signed, on the letter's date."""
    number = next(_numbers)
    last = last or f"Grijalva {_word(number)}"
    place = {
        "jurisdiction": letter.jurisdiction,
        "chamber": letter.chamber or "lower",
        "state": "NY" if letter.jurisdiction == "US" else letter.jurisdiction,
        "district": str(number),
        "start": date(2001, 1, 3),
        "end": None,
    }
    member = directory.legislator(first=first, middle="", last=last, full_name=f"{first} {last}")
    return directory.term(legislator=member, **place | fields)


def unsaved(letter: Letter, **fields: Any) -> Signatory:
    """What a form describes and nobody stored yet. ``organization=None`` is one the directory lacks."""
    number = next(_numbers)
    email = fields.pop("email", f"aide{number}@example.org")
    name = fields.pop("printed_name", f"Robin Reader {_word(number)}")
    agent = {
        "agent_name": f"Pat Aide {_word(number)}",
        "agent_role": "Legislative assistant",
        "authority": "I may sign.",
    }
    kind = fields.pop("kind", None) or _kind(letter, fields)
    made = _principal(letter, kind, name, fields)
    for field, value in (agent | {"email": email, "mailbox": canonical(email) if email else None} | fields).items():
        setattr(made, field, value)
    return made


def _kind(letter: Letter, fields: dict[str, Any]) -> str:
    if "term" in fields:
        return Kind.LEGISLATOR
    return Kind.ORGANIZATION if "organization" in fields else kinds_of(letter)[0]


def _principal(letter: Letter, kind: str, name: str, fields: dict[str, Any]) -> Signatory:
    if kind == Kind.LEGISLATOR:
        return principals.legislator(letter, fields.pop("term", None) or seat(letter))
    if kind == Kind.ORGANIZATION:
        known = fields.pop("organization") if "organization" in fields else directory.organization()
        return principals.organization(letter, known) if known else principals.proposed_organization(letter, name)
    return (principals.officeholder if kind == Kind.OFFICEHOLDER else principals.individual)(letter, name)


def signatory(letter: Letter | None = None, **fields: Any) -> Signatory:
    """Submitted through the form's step, not confirmed yet."""
    letter = letter or published_letter()
    decided = {name: fields.pop(name) for name in DECIDED & fields.keys()}
    made = unsaved(letter, **fields)
    made.version_shown = letter.versions.order_by("-number").first()
    made.submission_uuid = uuid.uuid4()
    return _decide(workflow.submit(made), decided)


def confirmed(letter: Letter | None = None, **fields: Any) -> Signatory:
    """On the letter: by its address where that proves enough, else approved by staff."""
    decided = {name: fields.pop(name) for name in DECIDED & fields.keys()}
    made = signatory(letter, **fields)
    if workflow.confirm(made, how=How.CODE) == State.HELD:
        workflow.approve(made, by=None)
    return _decide(made, decided)


def held(letter: Letter | None = None, **fields: Any) -> Signatory:
    """Confirmed by a person, waiting for staff; where the letter accepts it at once, put back to waiting."""
    decided = {name: fields.pop(name) for name in DECIDED & fields.keys()}
    made = signatory(letter, **fields)
    if workflow.confirm(made, how=How.CODE) != State.HELD:
        decided = {"state": State.HELD, "confirmed_at": None} | decided
    return _decide(made, decided)


def withdrawn(letter: Letter | None = None, **fields: Any) -> Signatory:
    """Was on the letter, and asked to be taken off."""
    made = confirmed(letter, **fields)
    workflow.withdraw(made, by=None, reason="Asked by phone.")
    return made


def _decide(made: Signatory, decided: dict[str, Any]) -> Signatory:
    if decided.get("state") == State.LAPSED:
        decided.setdefault("lapsed_from", State.CONFIRMED)
    if decided:
        Signatory.objects.filter(pk=made.pk).update(**decided)
    made.refresh_from_db()
    return made
