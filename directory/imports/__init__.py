"""How the directory is filled: files are read into entries, all of them, before anything is written."""

from collections.abc import Callable, Iterable
from pathlib import Path

from .from_csv import read_csv
from .records import BadFile, Entry
from .upsert import Report, upsert

__all__ = ["BadFile", "Entry", "Report", "import_legislators", "upsert"]


def import_legislators(
    paths: Iterable[str | Path], *, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> Report:
    """Bring the directory up to date with CSV files, one row a term; nothing is deleted, later files win.

    Raises BadFile, with nothing written, when any row of any file cannot be used. A second run changes nothing.
    `progress` is told how many rows were read, every thousand rows.
    """
    entries = []
    for path in paths:
        for entry in read_csv(Path(path)):
            entries.append(entry)
            if progress and len(entries) % 1000 == 0:
                progress(len(entries))
    return upsert(entries, dry_run=dry_run)
