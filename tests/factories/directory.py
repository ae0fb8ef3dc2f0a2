"""Members and organisations for tests. Everything given by keyword wins; the rest is as the record has it."""

from datetime import date
from itertools import count
from typing import Any

from directory.models import Contact, Legislator, LegislatorGroup, Organization, Term
from directory.states import CONGRESS, Chamber
from outbox.addresses import canonical

_numbers = count(1)


def legislator(**fields: Any) -> Legislator:
    """José E. Serrano, without terms or identifiers; each call makes one more of that name."""
    if "full_name" not in fields:
        fields = {"first": "José", "middle": "E.", "last": "Serrano", "full_name": "José E. Serrano"} | fields
    return Legislator.objects.create(**fields)


def term(**fields: Any) -> Term:
    """A term in the House for NY-16, 2011 to 2013, of a `legislator` of its own unless one is given."""
    defaults = {
        "chamber": Chamber.LOWER,
        "jurisdiction": CONGRESS,
        "state": "NY",
        "district": "16",
        "party": "Democrat",
        "start": date(2011, 1, 5),
        "end": date(2013, 1, 3),
        "phone": "202-225-4361",
    }
    owner = fields.pop("legislator", None) or legislator()
    return Term.objects.create(legislator=owner, **defaults | fields)


def organization(**fields: Any) -> Organization:
    """A national organisation with a domain of its own; names are numbered, for two may not be equal."""
    number = next(_numbers)
    defaults = {
        "name": f"Immigrant Defense Project {number}",
        "domain": f"project-{number}.example",
        "city": "New York",
        "state": "NY",
    }
    return Organization.objects.create(**defaults | fields)


def contact(office: Legislator | Organization, **fields: Any) -> Contact:
    """Somebody in the office with an address of their own."""
    number = next(_numbers)
    of = "legislator" if isinstance(office, Legislator) else "organization"
    defaults = {"name": f"Jo Aide {number}", "email": f"jo{number}@office.example", of: office}
    made = defaults | fields
    return Contact.objects.create(mailbox=canonical(made["email"]) if made["email"] else "", **made)


def group(*legislators: Legislator, **fields: Any) -> LegislatorGroup:
    """A committee of Congress with these members, in this order."""
    defaults = {"name": f"Committee {next(_numbers)}", "jurisdiction": CONGRESS}
    made = LegislatorGroup.objects.create(**defaults | fields)
    for position, member in enumerate(legislators, start=1):
        made.members.create(legislator=member, position=position)
    return made
