"""How the directory is filled: files are read into entries, all of them, before anything is written."""

from collections.abc import Callable, Iterable
from pathlib import Path

from .domains import import_domains
from .files import Source, source
from .organizations import import_organizations
from .outcome import Outcome
from .records import BadFile, Entry
from .upsert import Report, upsert

__all__ = [
    "BadFile",
    "Entry",
    "Outcome",
    "Report",
    "Source",
    "import_domains",
    "import_legislators",
    "import_organizations",
    "upsert",
]


def import_legislators(
    paths: Iterable[str | Path],
    *,
    dry_run: bool = False,
    watch: Callable[[Source], Iterable[Entry]] = lambda source: source.entries,
) -> Report:
    """Bring the directory up to date with files and folders of any format; nothing is deleted, later ones win.

    Raises BadFile, with nothing written, when any record of any file cannot be used. A second run changes nothing.
    `watch` is given each source in turn and yields its entries, so that it can say how far the reading is.
    """
    return upsert([entry for path in paths for entry in watch(source(Path(path)))], dry_run=dry_run)
