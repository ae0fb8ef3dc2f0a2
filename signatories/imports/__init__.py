"""A list of names on its way to a letter: read, matched, looked at; signatories/workflow/importing.py puts it on."""

from .adding import add_file, add_text, map_columns
from .drafts import as_signatory
from .reading import correct, read_all, read_on

__all__ = ["add_file", "add_text", "as_signatory", "correct", "map_columns", "read_all", "read_on"]
