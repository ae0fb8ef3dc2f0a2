"""Let silence count where the time to object to a changed text has passed; the timetable does it every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from signatories.workflow import carry_everyone_over


class Command(BaseCommand):
    help = "Carry over to a changed text whoever was told of it and did not object in time."

    def handle(self, *args: Any, **options: Any) -> None:
        carried, lapsed = carry_everyone_over()
        self.stdout.write(f"Carried over {carried} names; {lapsed} lapsed, because no mail could be sent to them.")
