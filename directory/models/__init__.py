"""Who exists: legislators with their identifiers and terms, organisations, and the mail domains of offices."""

from .domains import MailDomain, elsewhere, strongest
from .legislators import Identifier, Legislator, Term
from .organizations import Organization

__all__ = ["Identifier", "Legislator", "MailDomain", "Organization", "Term", "elsewhere", "strongest"]
