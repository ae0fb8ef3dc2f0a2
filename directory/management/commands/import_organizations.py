import argparse
from typing import Any

from directory.imports import Outcome, import_organizations
from directory.management.import_command import ImportCommand


class Command(ImportCommand):
    help = (
        "Add organizations, or bring them up to date, from a CSV file with the columns name, scope, parent, domain, "
        "city and state; all but name may be empty or missing. Safe to run again; deletes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE.csv", help="one row an organization; parents stand in any row")

    def report(self, *, dry_run: bool, **options: Any) -> Outcome:
        return import_organizations(options["file"], dry_run=dry_run)
