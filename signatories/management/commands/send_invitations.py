"""Queue the invitations that staff asked for; the timetable does it every few seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from signatories import inviting


class Command(BaseCommand):
    help = "Put the invitations that wait into the outbox."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Queued {inviting.work_off()} mails.")
