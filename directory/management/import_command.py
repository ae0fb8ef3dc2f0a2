import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from directory.imports import BadFile


class ImportCommand(BaseCommand):
    """What the commands that fill the directory share: a dry run, and one sentence when nothing was written."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        try:
            report = self.report(dry_run=dry_run, **options)
        except (BadFile, DatabaseError) as error:
            raise CommandError(f"Nothing written. {error}") from error
        self.stdout.write(f"{report}{' Dry run: nothing written.' if dry_run else ''}")

    def report(self, *, dry_run: bool, **options: Any) -> object:
        """Import, and return what is to be printed."""
        raise NotImplementedError
