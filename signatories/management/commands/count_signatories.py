"""Recount large letters by hand; the timetable does it every few seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from signatories import tally


class Command(BaseCommand):
    help = "Count the signatories of letters too large to count at each request."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Counted {tally.recount()} large letters.")
