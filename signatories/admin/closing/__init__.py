"""The closing page of a letter. ``lines``: what is left to do. ``pages``: where staff see it and do it."""

from .forms import CloseNowForm
from .pages import ClosingPages

__all__ = ["CloseNowForm", "ClosingPages"]
