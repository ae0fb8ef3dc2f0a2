"""The names as staff see them."""

from . import letters, signatories, trail

__all__ = ["letters", "signatories", "trail"]
