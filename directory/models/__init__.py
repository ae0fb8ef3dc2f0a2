"""Who exists: legislators with their identifiers and terms, and organisations."""

from .legislators import Identifier, Legislator, Term
from .organizations import Organization

__all__ = ["Identifier", "Legislator", "Organization", "Term"]
