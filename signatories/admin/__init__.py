"""The names as staff see them."""

from . import letters, lists, sealing, signatories, signature, trail

__all__ = ["letters", "lists", "sealing", "signatories", "signature", "trail"]
