"""Queue the reminders that are due; the timetable does it every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from signatories import workflow


class Command(BaseCommand):
    help = "Put the reminders that are due into the outbox: one mail for each mailbox, about all its letters."

    def handle(self, *args: Any, **options: Any) -> None:
        mails = names = 0
        while (more := workflow.send_reminders())[0]:
            mails, names = mails + more[0], names + more[1]
        self.stdout.write(f"Queued {mails} mails, which remind of {names} names.")
