"""The closing page of a letter. ``lines``: what is left to do. ``pages``: where staff see it and do it."""

from .pages import ClosingPages

__all__ = ["ClosingPages"]
