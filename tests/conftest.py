"""How the suite runs: against real servers, on the database that TEST_DATABASE names, untouched by a developer's .env.

    TEST_DATABASE=sqlite     (the default) as one office runs it: SQLite, no Redis
    TEST_DATABASE=postgres   as it is scaled out: PostgreSQL, and Redis as broker and cache

A given DATABASE_URL wins over both.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.utils import translation
from pytest_django import Settings

from tests import services

mail_server = pytest.StashKey[services.MailServer]()
ASKING = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}
real_mailers = pytest.StashKey[dict[str, dict[str, object]]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers, say where they are, and only then let Django read its settings."""
    if django_settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose their own settings.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, a run stops its servers first
    running = ExitStack()
    config.add_cleanup(running.close)
    # PostgreSQL and Valkey are processes: start them before the mail server brings the first thread.
    os.environ.update(_where_data_is(running))
    config.stash[mail_server] = running.enter_context(services.mail_server())
    os.environ.update(_environment(config.stash[mail_server].url))
    _set_up_django()
    config.stash[real_mailers] = django_settings.MAILERS


def _where_data_is(running: ExitStack) -> dict[str, str]:
    wanted = os.environ.get("TEST_DATABASE", "sqlite")
    if wanted not in ("sqlite", "postgres"):
        raise pytest.UsageError(f"TEST_DATABASE is 'sqlite' or 'postgres', not {wanted!r}.")
    if given := os.environ.get("DATABASE_URL"):
        return {"DATABASE_URL": given, "REDIS_URL": ""}
    if wanted == "postgres":
        return {
            "DATABASE_URL": running.enter_context(services.postgres()),
            "REDIS_URL": running.enter_context(services.valkey()),
        }
    folder = running.enter_context(tempfile.TemporaryDirectory(prefix="letters-"))
    return {"DATABASE_URL": f"sqlite:///{Path(folder, 'letters.sqlite3')}", "REDIS_URL": ""}


def _environment(email_url: str) -> dict[str, str]:
    # Every variable that settings.py reads is here, or a developer's .env would have its say.
    return {
        "DJANGO_SETTINGS_MODULE": "advocacy.settings",
        "LOCAL": "true",
        "DEBUG": "false",
        "SECRET_KEY": "a key for tests only, and so no secret at all",
        "SECRET_KEY_FALLBACKS": "",
        "SITE_URL": "http://testserver",  # the test client's own host: it follows links out of mails
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_NAME": "Sign-on letters",
        "DEFAULT_FROM_EMAIL": "letters@testserver.example",
        "EMAIL_URL": email_url,
        "BEHIND_PROXY": "false",
        "TRUSTED_PROXIES": "0",
        "MAILS_PER_NETWORK": "",
        "MAILS_PER_LETTER": "",
        "FORM_SECONDS": "0",  # tests type faster than people
        "LOG_LEVEL": "INFO",
        # Playwright keeps an event loop in the main thread, which Django takes for code that must not block.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


def _set_up_django() -> None:
    import django

    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file: in memory, threads would share one connection, and IMMEDIATE and WAL would never be tried.
        database["TEST"] = {"NAME": f"{database['NAME']}.test"}
    # The real hasher is slow on purpose, and whitenoise lists every static file anew for each test client.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.WHITENOISE_AUTOREFRESH = True
    django.setup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run what never asks the database once, on SQLite: the other database cannot make it answer differently."""
    if os.environ.get("TEST_DATABASE") != "postgres":
        return
    config.hook.pytest_deselected(items=[item for item in items if not _asks(item)])
    items[:] = filter(_asks, items)


def _asks(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or ASKING & set(getattr(item, "fixturenames", ())))


def pytest_report_header() -> str:
    """Say in the first lines of a run which of the two sizes it is."""
    return f"database: {os.environ['DATABASE_URL']}  redis: {os.environ['REDIS_URL'] or 'none'}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Have Django ask SQLite now, once, whether it knows JSON: some test would count that among its queries."""
    from django.db import connection

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        assert connection.features.supports_json_field


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Let no test see what another one has cached or counted."""
    cache.clear()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin every test in English: a request for a Spanish page leaves its language behind in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def smtp(pytestconfig: pytest.Config, settings: Settings) -> services.MailServer:
    """Send this test's mail to a real SMTP server, and return the server; without it mail goes to `mail.outbox`."""
    server = pytestconfig.stash[mail_server]
    server.reset()
    settings.MAILERS = pytestconfig.stash[real_mailers]
    return server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Where a real Redis-protocol server listens, whatever the database of this run."""
    if given := os.environ["REDIS_URL"]:
        yield given
    else:
        with services.valkey() as url:
            yield url
