import argparse
from typing import Any

from directory.imports import Outcome, import_domains
from directory.management.import_command import ImportCommand


class Command(ImportCommand):
    help = (
        "Add the mail domains of legislatures, or bring them up to date, from a CSV file with the columns "
        "jurisdiction, chamber, domain and kind. Safe to run again; deletes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE.csv", help="one row for a domain in a chamber")

    def report(self, *, dry_run: bool, **options: Any) -> Outcome:
        return import_domains(options["file"], dry_run=dry_run)
