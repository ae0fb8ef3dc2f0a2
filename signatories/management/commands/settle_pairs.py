"""Pair the names of bipartisan letters; every signature does it, and the timetable once a minute."""

from typing import Any

from django.core.management.base import BaseCommand

from signatories import pairing


class Command(BaseCommand):
    help = "Pair the names of letters that grow in pairs of two parties."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{pairing.settle_all()} names wait for a partner.")
