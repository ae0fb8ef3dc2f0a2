"""The names as staff see them."""

from . import letters, lists, signatories, trail

__all__ = ["letters", "lists", "signatories", "trail"]
