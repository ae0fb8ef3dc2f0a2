"""The names as staff see them."""

from . import contacts, groups, letters, lists, offices, signatories, signature, trail

__all__ = ["contacts", "groups", "letters", "lists", "offices", "signatories", "signature", "trail"]
