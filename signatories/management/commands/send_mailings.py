"""Queue what all signatories of a letter are to be told; the timetable does it every few seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from signatories import mailings


class Command(BaseCommand):
    help = "Put the notices to all signatories into the outbox."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Queued {mailings.work_off()} mails.")
