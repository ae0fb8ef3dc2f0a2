"""`manage.py background`: everything that happens by the clock, in one process, for a machine without Redis."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advocacy.celery import app
from advocacy.embedded import SLEEP, background_work


class Command(BaseCommand):
    help = "Sends mail, reminds, counts and tells, by the timetable, until stopped. Needs no broker; one per machine."

    def handle(self, *args: Any, **options: Any) -> None:
        if not app.conf.broker_url.startswith("memory:"):
            raise CommandError("With REDIS_URL this is what `celery -A advocacy worker --beat` is for.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        with background_work(app):
            self.stdout.write(f"At work: {', '.join(app.conf.beat_schedule)}.")
            self.stdout.flush()
            while not stop.wait(SLEEP):
                pass
        self.stdout.write("Stopped.")
