import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from directory.imports import BadFile, import_legislators


class Command(BaseCommand):
    help = (
        "Add legislators and their terms from CSV files, or bring them up to date. Safe to run again; deletes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE.csv", help="one row a term; the first row names the columns"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")

    def handle(self, *args: Any, files: list[str], dry_run: bool, **options: Any) -> None:
        try:
            report = import_legislators(files, dry_run=dry_run, progress=self._tell)
        except (BadFile, DatabaseError) as error:
            raise CommandError(f"Nothing written. {error}") from error
        self.stdout.write(f"{report}{' Dry run: nothing written.' if dry_run else ''}")

    def _tell(self, rows: int) -> None:
        self.stderr.write(f"{rows:,} rows read…")
