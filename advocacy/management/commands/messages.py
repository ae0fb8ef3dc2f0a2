"""Bring the translations up to date with what the code and the pages say, or check that they are."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

if TYPE_CHECKING:
    from advocacy.translations import Translation


class Command(BaseCommand):
    help = "Bring the translations up to date with the sources; with --check, only say what is wrong with them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is to be done")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Update or check every language but the one the sources are written in."""
        translations = _translations()
        if not check:
            for translation in translations:
                translation.update()
        problems = [f"{each.language}: {problem}" for each in translations for problem in each.problems()]
        if problems and check:
            raise CommandError("\n".join(["Run 'make messages', then translate:", *problems]))
        self.stdout.write("\n".join(problems) or "The translations are complete.")


def _translations() -> "list[Translation]":
    try:
        from advocacy.translations import Translation  # noqa: PLC0415 -- Babel is not installed on servers
    except ModuleNotFoundError as missing:
        raise CommandError(f"{missing}; translations need what requirements-dev.txt names.") from missing
    root = Path(settings.BASE_DIR)
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == root]
    sources = (*sorted(ours), root / "templates")
    locales = Path(settings.LOCALE_PATHS[0])
    return [
        Translation(language, root, sources, locales / to_locale(language) / "LC_MESSAGES")
        for language, _name in settings.LANGUAGES
        if language != settings.LANGUAGE_CODE
    ]
