"""Put the names of a file on a letter, or say what would come of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO, cast

import click
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count

from letters.models import Letter
from signatories import imports, sheets, workflow
from signatories.models import NameList
from signatories.states import Kind, Verdict


class Command(BaseCommand):
    help = (
        "Read a list of names (CSV, XLSX, or text with one name a line), match it against the directory, and put the "
        "names on a letter: all of them, or none. Every row that is not new and sure is printed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("letter", help="the letter's address: the last part of its page's URL")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--as", dest="kind", choices=Kind.values, help="who signs; default: the letter's first kind"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help=f"what a column says; fields: {', '.join(filter(None, imports.Column.values))}",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would come of it")
        parser.add_argument("--leave-out-undecided", action="store_true", help="import the rest of the list")
        parser.add_argument("--accept-likely", action="store_true", help="take the likely matches as they were read")
        parser.add_argument(
            "--names-may-be-shown", action="store_true", help="the people of this list said so; no column says who did"
        )
        parser.add_argument("--mail", action="store_true", help="tell offices and persons by mail")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                self._import(**options)
                transaction.set_rollback(options["dry_run"])
        except (sheets.Unreadable, workflow.Refused, imports.CannotDecide) as error:
            raise CommandError(str(error)) from error

    def _import(self, *, letter: str, file: Path, kind: str | None, map: list[str], **options: Any) -> None:  # noqa: A002 -- the option's name
        found = Letter.objects.filter(slug=letter).first()
        if found is None:
            raise CommandError(f"There is no letter with the address {letter!r}.")
        names = self._stored(found, file, _kind(found, kind), _columns(map))
        all_listed = options["names_may_be_shown"]
        if all_listed and (names.kind != Kind.INDIVIDUAL or imports.says_who_is_listed(names)):
            raise CommandError("--names-may-be-shown is for a list of individuals without a column that says it.")
        self._read(names)
        if options["accept_likely"]:
            imports.accept_all(names, Verdict.LIKELY)
        self._tell(names)
        undecided = names.rows.undecided()
        if options["leave_out_undecided"]:
            imports.leave_all_out(names, undecided)
            self._read(names)
            imports.leave_all_out(names, undecided.all())
        if count := undecided.all().count():
            raise CommandError(
                f"{count} rows are undecided: use the admin, or add --leave-out-undecided. Nothing was imported."
            )
        if names.kind == Kind.INDIVIDUAL:
            self._tell_named(names, all_listed=all_listed)
        if options["dry_run"]:
            self.stdout.write(f"{names.rows.to_put_on().count()} names would be put on “{found}”. Nothing written.")
            return
        done = workflow.import_list(names, by=None, tell=options["mail"], all_listed=all_listed)
        self.stdout.write(self.style.SUCCESS(f"{done} names were put on “{found}”."))

    def _stored(self, letter: Letter, file: Path, kind: str, columns: dict[str, str]) -> NameList:
        if not file.is_file():  # reading a device might never end
            raise CommandError(f"{file} is not a file.")
        if file.stat().st_size > sheets.MAX_BYTES:
            raise CommandError(f"{file} is larger than {sheets.MAX_BYTES // 2**20} MB. Split it.")
        return imports.add_file(letter, kind, file.read_bytes(), file_name=file.name, columns=columns)

    def _read(self, names: NameList) -> None:
        total = left = names.rows.unread().count()
        with click.progressbar(length=total, label="Reading", file=cast("TextIO", self.stderr)) as bar:

            def tell(now_left: int) -> None:
                nonlocal left
                bar.update(left - now_left)
                left = now_left

            imports.read_all(names, progress=tell)

    def _tell(self, names: NameList) -> None:
        """Print the rows that somebody should look at, then how many there are of each verdict."""
        for row in names.rows.exclude(verdict__in=(Verdict.NEW, Verdict.NO_NAME)).select_related("term__legislator"):
            whom = f" → {row.term or row.organization}" if row.term_id or row.organization_id else ""
            self.stdout.write(f"{row.number}: {row.get_verdict_display()}: {row.raw[:80]}{whom} {row.why}".rstrip())
        for verdict, count in (
            names.rows.values_list("verdict").annotate(count=Count("pk")).order_by("-count", "verdict")
        ):
            self.stdout.write(f"{count:>7,} {Verdict(verdict).label}")

    def _tell_named(self, names: NameList, *, all_listed: bool) -> None:
        """Say how many will be named, and what decides it: people are named only where they agreed."""
        counted = names.rows.to_put_on().count()
        named = counted if all_listed else imports.named(names)
        self.stdout.write(f"{counted:,} counted, {named:,} of them named.")
        if named < counted and not imports.says_who_is_listed(names):
            self.stdout.write(
                "No column says that names may be shown. Name one with --map COLUMN=listed (with yes in it), "
                "or add --names-may-be-shown if all of them said so."
            )


def _kind(letter: Letter, kind: str | None) -> str:
    taken = [each for each in Kind.values if getattr(letter, f"takes_{each}s")]
    if not taken or (kind and kind not in taken):
        raise CommandError(f"This letter takes: {', '.join(taken) or 'nobody'}.")
    return kind or taken[0]


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        heading, equals, field = pair.rpartition("=")
        if not equals or field not in imports.Column.values:
            raise CommandError(f"--map takes COLUMN=FIELD; FIELD is one of {', '.join(imports.Column.values[1:])}.")
        columns[heading] = field
    return columns
