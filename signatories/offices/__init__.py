"""Offices, as the directory knows them, and what each sees on its own page.

``whose``: whose office a mailbox is. ``rows``: its letters, and where each stands.
"""

from .rows import Row, rows_of
from .whose import Office, served_by

__all__ = ["Office", "Row", "rows_of", "served_by"]
