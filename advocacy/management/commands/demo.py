"""Show the whole application on this machine, until Ctrl-C. `make demo` prepares its environment and calls it."""

import logging
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application
from django.db import DatabaseError

from advocacy.celery import app
from advocacy.embedded import SLEEP, background_work

STAFF = ("staff", "colleague")  # two: a correction is published by somebody else than who wrote it
WELCOME = """
  Sign-on letters are at  {site}/
  Staff work at           {site}/admin/   (users {staff}, password {password})
  Mails are written to    {mails}   (a file each)

  Ctrl-C ends it.
"""


class Command(BaseCommand):
    help = "Show the application on this machine: data, web server and background work in one process."
    requires_system_checks = ()  # they ask the database, before a broken one can be named in a sentence

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the data, serve, and come back at Ctrl-C; exits with one sentence when it cannot."""
        if not settings.LOCAL:
            sys.exit("The demo makes a staff user and prints the password: it needs LOCAL=true.")
        # Ctrl-C too: a shell script's background job is started with it ignored.
        for end in (signal.SIGINT, signal.SIGTERM):
            signal.signal(end, signal.default_int_handler)
        try:
            self._show()
        except KeyboardInterrupt:
            self.stdout.write("\nEnded.")
        except DatabaseError as error:
            sys.exit(f"The demo's database {settings.DATABASES['default']['NAME']} cannot be used: {error}")

    def _show(self) -> None:
        with _server(_port()) as server:
            self.stdout.write("Preparing the data ...")
            password = prepare(warn=self.stderr.write)
            with background_work(app), _serving(server):
                _check_front_page(server.server_port)
                staff = " and ".join(STAFF)
                self.stdout.write(
                    WELCOME.format(site=settings.SITE_URL, staff=staff, password=password, mails=_mail_folder())
                )
                self.stdout.flush()
                _wait_for_the_end()


def _port() -> int:
    try:
        port = urlsplit(settings.SITE_URL).port
    except ValueError:
        port = None
    return port or sys.exit("PORT must be a number from 1 to 65535, as in: make demo PORT=8123")


def _server(port: int) -> ThreadedWSGIServer:
    # Bound before anything else is done: a busy port must not cost the newcomer a minute.
    try:
        server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}); take another one: make demo PORT={port + 1}")
    server.set_app(get_internal_wsgi_application())
    return server


@contextmanager
def _serving(server: ThreadedWSGIServer) -> Iterator[None]:
    logging.getLogger("django.server").setLevel(logging.WARNING)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()


def prepare(*, warn: Callable[[str], Any]) -> str:
    """Bring the database to today's form, load the seeds and let staff in; return the staff users' password.

    A seed that somebody is still writing must not keep the demo from starting: `warn` is told, and none is loaded.
    """
    call_command("migrate", verbosity=0)
    password = _let_staff_in()  # first: a seed may say which of them looks after whom
    try:
        call_command("load_seeds", stdout=StringIO())
    except CommandError as error:
        warn(f"Warning: {error}")
    return password


def _let_staff_in() -> str:
    password = _password(settings.VAR_DIR / "demo-password")
    for name in STAFF:
        user, _made = get_user_model().objects.get_or_create(username=name)
        if not (user.is_superuser and user.email and user.check_password(password)):
            user.is_staff = user.is_superuser = True
            user.email = user.email or f"{name}@letters.example"  # a reserved domain: notices end in the mail folder
            user.set_password(password)
            user.save()
    return password


def _password(file: Path) -> str:
    if not file.exists():
        # Whole before it has its name: a second demo that starts at this moment reads all of it or makes its own.
        unfinished = file.with_name(f"{file.name}.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(9))
        unfinished.replace(file)
    return file.read_text()


def _mail_folder() -> str:
    options: Any = settings.MAILERS["default"]["OPTIONS"]
    return f"{Path(options['folder']).resolve()}/" if "folder" in options else options["host"]


def _check_front_page(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/")
    status = connection.getresponse().status
    connection.close()
    if status != 200:
        sys.exit(f"The front page answers with status {status}; the lines above say why.")


def _wait_for_the_end() -> None:
    try:
        while True:
            time.sleep(SLEEP)
    except KeyboardInterrupt:
        # An impatient second Ctrl-C must not interrupt the orderly end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise
