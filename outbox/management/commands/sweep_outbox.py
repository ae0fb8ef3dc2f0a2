"""`manage.py sweep_outbox`: send what is due, once or over and over."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from outbox import dispatch


class Command(BaseCommand):
    help = "Sends the mail that is due. With --every it goes on until stopped, and needs no broker and no worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="sweep again and again, with this pause")

    def handle(self, *args: Any, every: float | None, **options: Any) -> None:
        if every is None:
            self.stdout.write(f"{dispatch.send_all_due()}.")
        else:
            self._sweep_until_stopped(every)

    def _sweep_until_stopped(self, every: float) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write(f"Sweeping the outbox every {every:g} seconds.")
        self.stdout.flush()  # whoever reads along through a pipe waits for it
        while not stop.is_set():
            self._sweep(stop)
            stop.wait(every)
        self.stdout.write("Stopped.")

    def _sweep(self, stop: threading.Event) -> None:
        close_old_connections()
        try:
            result = dispatch.send_all_due(stop)
        except DatabaseError as error:  # away for a moment, perhaps; the next sweep connects anew
            self.stderr.write(f"{timezone.now():%Y-%m-%dT%H:%M:%SZ} {type(error).__name__}: {error}")
        else:
            if any(result):
                self.stdout.write(f"{timezone.now():%Y-%m-%dT%H:%M:%SZ} {result}.")
                self.stdout.flush()
