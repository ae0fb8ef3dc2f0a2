"""Queue what staff asked to be told about their letters; the timetable does it every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from signatories import watching


class Command(BaseCommand):
    help = "Put the notices to staff that are due into the outbox."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Queued {watching.tell_staff()} mails.")
