"""The names as staff see them."""

from . import letters, lists, signatories, signature, trail

__all__ = ["letters", "lists", "signatories", "signature", "trail"]
