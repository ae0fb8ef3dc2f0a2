"""A personal link as an office holds it, and the device it opens it on."""

from typing import Any

from django.urls import reverse

from directory.states import Role
from letters.models import Letter
from signatories import workflow
from signatories.models import Invitation
from tests.factories import directory
from tests.factories.letters import new_version
from tests.factories.signatories import seat
from tests.signatories.visitor import Visitor

JO = "jo@office.example"


def invited(letter: Letter, *, contact: bool = True, **fields: Any) -> tuple[Invitation, str]:
    """Make a link for the office of a new member, sent to Jo Doe; return it with its address."""
    member = seat(letter, **{"first": "Raúl", "last": "Grijalva"} | fields).legislator
    invitation, token = workflow.invite(letter, member, by=None)
    if contact:
        jo = directory.contact(member, name="Jo Doe", role=Role.LEGISLATIVE_DIRECTOR, email=JO)
        Invitation.objects.filter(pk=invitation.pk).update(contact=jo, email=JO)
    return invitation, reverse("signatories:open_invitation", args=[token])


def office(address: str, surname: str = "grijalva") -> Visitor:
    """Return the device of an aide who opened the link and typed the surname."""
    aide = Visitor()
    aide.visit(address)
    aide.send(surname=surname)
    return aide


def the_ask(invitation: Invitation) -> Any:
    return invitation.letter.asks.filter(legislator=invitation.legislator).first()


def new_text(letter: Letter) -> None:
    new_version(letter, body="We ask you to end every such program.")
