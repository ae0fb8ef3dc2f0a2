"""Finding the files of a source and telling them apart by what is in them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import from_congress, from_csv, from_openstates, yaml_files
from .records import BadFile, Entry, at

MAX_MEGABYTES = 40  # all of Congress since 1789 is ten
YAML_SUFFIXES = (".yml", ".yaml")
BEGINS_LIKE_YAML = re.compile(r"(?:\s*#.*\n|---.*\n|\s*\n)*(?:- |-\n|[\w-]+:(?:\s|$))")


@dataclass(frozen=True)
class Source:
    """One file or folder: its entries, and about how many there are, for whoever waits."""

    path: Path
    size: int
    entries: Iterator[Entry]


def source(path: Path) -> Source:
    """Open a file of any of the formats, or a folder of YAML files. Raises BadFile, later also while it is read."""
    if path.is_dir():
        files = _yaml_files_under(path)
        return Source(path, len(files), _each(files))
    text = read_text(path)
    if path.suffix.lower() in YAML_SUFFIXES or BEGINS_LIKE_YAML.match(text):
        return _yaml(path, text)
    return Source(path, max(0, text.count("\n") - 1), from_csv.read(path, text))


def read_text(path: Path) -> str:
    """Return what a file holds. Bytes that are not UTF-8 become surrogates, so that their row can be named."""
    if path.exists() and not path.is_file():  # reading a device might never end
        raise BadFile(path, "not a file")
    try:
        if path.stat().st_size > MAX_MEGABYTES * 1_000_000:
            raise BadFile(path, f"larger than {MAX_MEGABYTES} MB")
        return path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise BadFile(path, error.strerror or str(error)) from error


def _yaml_files_under(folder: Path) -> list[Path]:
    def refuse(error: OSError) -> None:
        raise BadFile(error.filename, error.strerror or str(error)) from error

    # Links to folders are not followed: they may lead in a circle.
    found = sorted(
        parent / name
        for parent, _folders, names in folder.walk(on_error=refuse)
        for name in names
        if name.lower().endswith(YAML_SUFFIXES)
    )
    if not found:
        raise BadFile(folder, "no .yml file in this folder")
    return found


def _each(files: Iterable[Path]) -> Iterator[Entry]:
    for path in files:
        yield from _yaml(path, read_text(path)).entries


def _yaml(path: Path, text: str) -> Source:
    with at(path):
        if not text.isprintable() and any("\ud800" <= character <= "\udfff" for character in text):
            raise ValueError("not UTF-8 text")
        content = yaml_files.load(text)
        if isinstance(content, list):
            return Source(path, len(content), from_congress.read(path, content))
        person = from_openstates.read(path, yaml_files.mapping(content, "the file"))
    return Source(path, 1, iter([person] if person else []))
