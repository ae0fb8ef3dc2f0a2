import argparse
import sys
from collections.abc import Iterator
from typing import Any

import click
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from directory.imports import BadFile, Entry, Source, import_legislators


class Command(BaseCommand):
    help = (
        "Add legislators and their terms, or bring them up to date: congress-legislators YAML, a folder of openstates "
        "people, or CSV files, told apart by what is in them. Safe to run again; deletes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="FILE-OR-FOLDER", help="where the people are")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")

    def handle(self, *args: Any, paths: list[str], dry_run: bool, **options: Any) -> None:
        try:
            report = import_legislators(paths, dry_run=dry_run, watch=_with_a_bar)
        except (BadFile, DatabaseError) as error:
            raise CommandError(f"Nothing written. {error}") from error
        self.stdout.write(f"{report}{' Dry run: nothing written.' if dry_run else ''}")


def _with_a_bar(source: Source) -> Iterator[Entry]:
    """Show how far the reading is; where nobody watches, only the name of what is read."""
    label = f"Reading {source.path.name}"
    with click.progressbar(source.entries, length=source.size, label=label, file=sys.stderr) as entries:
        yield from entries
