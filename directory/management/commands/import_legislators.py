import argparse
import sys
from collections.abc import Iterator
from typing import Any

import click

from directory.imports import Entry, Report, Source, import_legislators
from directory.management.import_command import ImportCommand


class Command(ImportCommand):
    help = (
        "Add legislators and their terms, or bring them up to date: congress-legislators YAML, a folder of openstates "
        "people, or CSV files, told apart by what is in them. Safe to run again; deletes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("paths", nargs="+", metavar="FILE-OR-FOLDER", help="where the people are")

    def report(self, *, dry_run: bool, **options: Any) -> Report:
        return import_legislators(options["paths"], dry_run=dry_run, watch=_with_a_bar)


def _with_a_bar(source: Source) -> Iterator[Entry]:
    """Show how far the reading is; where nobody watches, only the name of what is read."""
    label = f"Reading {source.path.name}"
    with click.progressbar(source.entries, length=source.size, label=label, file=sys.stderr) as entries:
        yield from entries
