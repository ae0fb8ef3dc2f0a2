"""Cells of files that spreadsheets open."""

import re

# Full-width and small forms too: Excel turns them into = + - @ where the system's language is Chinese or Japanese.
FORMULA = re.compile(r"['\s]*[=+\-@\t\r\n＝＋－＠﹦﹢﹣﹫]")


def harmless(text: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula; signatories/exports.py says how to restore it."""
    return f"'{text}" if FORMULA.match(text) else text
