"""Check sealed files: against this database, or, anywhere, against the seal.json of the letter."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from signatories.models import Seal
from signatories.sealing import auditing, export
from signatories.sealing.manifest import digest

LARGEST = 200_000_000  # bytes

# What the command returns to whoever called it.
NOT_SEALED = 1


class Command(BaseCommand):
    help = "Say of each file whether it is a sealed letter, a supplement or a list of names, unchanged; and why not."
    requires_system_checks = ()  # with --manifest there may be no database at all

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--manifest", type=Path, metavar="SEAL.JSON", help="the letter's seal.json; the database is not asked"
        )

    def handle(self, *args: Any, files: list[Path], manifest: Path | None, **options: Any) -> None:
        """Print a line about each file; ends with status 1 unless all are what was sealed."""
        seals = self._read(manifest) if manifest else None
        wrong = 0
        for file in files:
            content = _content(file)
            try:
                well, says = _by_manifest(content, seals) if seals is not None else _by_database(content)
            except DatabaseError as error:
                text = f"The database cannot be asked ({error}). Download seal.json and give it with --manifest."
                raise CommandError(text) from error
            self.stdout.write(f"{'OK ' if well else 'NOT'} {file}: {says}")
            wrong += not well
        if wrong:
            raise SystemExit(NOT_SEALED)

    def _read(self, file: Path) -> list[export.Exported]:
        try:
            seals = export.read(_content(file))
        except ValueError as error:
            raise CommandError(f"{file}: {error}") from error
        if wrong := export.fault(seals):
            raise CommandError(f"{file}: {wrong}")
        return seals


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise CommandError(f"{file} is larger than any sealed file.")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read ({error.strerror}).") from error


def _by_database(content: bytes) -> tuple[bool, str]:
    found = Seal.objects.light().with_digest(digest(content)).select_related("letter").first()
    if found is None:
        return False, f"No seal here has its digest {digest(content)}: it was changed, or sealed elsewhere."
    if wrong := auditing.fault(found.letter):
        return False, f"The file has the digest of a seal, but the records do not hold. {wrong}"
    kind = "the PDF" if found.pdf_sha256 == digest(content) else "the list of names"
    when = f"{found.sealed_at.astimezone(found.letter.zone):%Y-%m-%d %H:%M %Z}"
    return True, f"{kind} of {_which(found)} “{found.letter}”, {found.names} names, sealed {when}."


def _which(seal: Seal) -> str:
    return f"supplement {seal.number} to" if seal.number else "the letter"


def _by_manifest(content: bytes, seals: list[export.Exported]) -> tuple[bool, str]:
    found = digest(content)
    for seal in seals:
        if found == seal.manifest_sha256:
            return True, f"the list of names of {seal.says}."
        if found == seal.pdf_sha256:
            if seal.manifest_sha256 in export.named_in(content):
                return True, f"the PDF of {seal.says}."
            return False, "It has the digest of a sealed PDF, but does not carry the digest of its list of names."
    return False, f"The given seal.json does not have its digest {found}: it was changed, or belongs elsewhere."
