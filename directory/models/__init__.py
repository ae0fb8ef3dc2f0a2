"""Who exists: legislators with their identifiers and terms, organisations, mail domains, contacts and groups."""

from .contacts import Contact
from .domains import MailDomain, elsewhere, strongest
from .groups import GroupMember, LegislatorGroup
from .legislators import Identifier, Legislator, Term
from .organizations import Organization

__all__ = [
    "Contact",
    "GroupMember",
    "Identifier",
    "Legislator",
    "LegislatorGroup",
    "MailDomain",
    "Organization",
    "Term",
    "elsewhere",
    "strongest",
]
