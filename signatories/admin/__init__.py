"""The names as staff see them."""

from . import contacts, groups, letters, lists, offices, sealing, signatories, signature, trail

__all__ = ["contacts", "groups", "letters", "lists", "offices", "sealing", "signatories", "signature", "trail"]
