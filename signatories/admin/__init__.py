"""The names as staff see them."""

from . import letters, signatories, signature, trail

__all__ = ["letters", "signatories", "signature", "trail"]
