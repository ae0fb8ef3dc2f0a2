"""Load the demonstration campaign."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from advocacy import seeds


class Command(BaseCommand):
    help = "Load the letters of a seed folder through the workflows. Safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "seeds")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            for line in seeds.load(folder):
                self.stdout.write(line)
        except seeds.BadSeed as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
