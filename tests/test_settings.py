"""A server starts with safe settings or not at all: each refusal in a sentence, each in a process of its own."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SERVER = {
    "SECRET_KEY": "correct-horse-battery-staple-0123456789-abcdefghijklmnop",
    "SITE_URL": "https://letters.example.org",
    "ALLOWED_HOSTS": "letters.example.org",
    "DEFAULT_FROM_EMAIL": "letters@example.org",
    "EMAIL_URL": "smtp+tls://user:pass%40word@mail.example.org:587",
}
REFUSED = [
    ({"SECRET_KEY": ""}, "Set SECRET_KEY to 50 or more random characters, or LOCAL=true to try things out."),
    ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 random characters, and each fallback too."),
    ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY must have at least 50 random characters, and each fallback too."),
    (
        {"SECRET_KEY_FALLBACKS": "short"},
        "SECRET_KEY must have at least 50 random characters, and each fallback too.",
    ),
    ({"LOCAL": "maybe"}, "LOCAL is either true or false, not 'maybe'."),
    ({"BEHIND_PROXY": "1"}, "BEHIND_PROXY is either true or false, not '1'."),
    (
        {"BEHIND_PROXY": "true"},
        "BEHIND_PROXY=true needs TRUSTED_PROXIES, or all visitors count as one network.",
    ),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is a whole number of 0 or more, not '-1'."),
    ({"TRUSTED_PROXIES": "²"}, "TRUSTED_PROXIES is a whole number of 0 or more, not '²'."),
    ({"MAILS_PER_NETWORK": "0"}, "MAILS_PER_NETWORK is a whole number of 1 or more, not '0'."),
    ({"FORM_SECONDS": "1.5"}, "FORM_SECONDS is a whole number of 0 or more, not '1.5'."),
    ({"SITE_URL": "https://letters.example.org?x="}, "SITE_URL must look like https://letters.example.org"),
    ({"SITE_URL": "https://letters.example.org:bad"}, "SITE_URL: Port could not be cast to integer value as 'bad'"),
    ({"EMAIL_URL": "smtp+tls://mail.example.org:bad"}, "EMAIL_URL: Port could not be cast to integer value as 'bad'"),
    ({"REDIS_URL": "nonsense"}, "REDIS_URL must look like redis://localhost:6379/0"),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the hosts this site answers to, and not '*'."),
    (
        {"ALLOWED_HOSTS": "letters.example.org,*"},
        "ALLOWED_HOSTS must name the hosts this site answers to, and not '*'.",
    ),
    ({"SITE_URL": ""}, "SITE_URL must look like https://letters.example.org"),
    ({"SITE_URL": "letters.example.org"}, "SITE_URL must look like https://letters.example.org"),
    ({"SITE_URL": "https://letters.example.org/app"}, "SITE_URL must look like https://letters.example.org"),
    ({"SITE_URL": "http://letters.example.org"}, "SITE_URL must begin with https:// unless LOCAL=true."),
    ({"DEBUG": "true"}, "DEBUG shows secrets to strangers; it needs LOCAL=true."),
    ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL must name the address that mail is sent from."),
    ({"EMAIL_URL": ""}, "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587"),
    ({"EMAIL_URL": "file:mail"}, "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587"),
    (
        {"EMAIL_URL": "smtp://mail.example.org"},
        "EMAIL_URL must use smtp+tls:// or smtp+ssl:// to reach another machine.",
    ),
]


def start(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Python on the project with this environment, and nothing of the one the tests run in."""
    given = {name: value for name, value in os.environ.items() if name not in READ and not name.startswith("DJANGO_")}
    explicit = dict.fromkeys(READ - {"DATABASE_URL", "LOG_LEVEL", "SITE_NAME"}, "")  # so that no .env has its say
    explicit |= {"LOCAL": "false", "DEBUG": "false", "BEHIND_PROXY": "false"}
    command, environment = [sys.executable, *arguments], given | explicit | environment
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def read_by_settings() -> set[str]:
    """Name the variables that settings.py asks the environment for."""
    tree = ast.parse((ROOT / "advocacy" / "settings.py").read_text())
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env.")
    ]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


READ = read_by_settings()


@pytest.mark.parametrize(("change", "sentence"), REFUSED, ids=[f"{next(iter(c.items()))}" for c, _ in REFUSED])
def test_a_server_with_an_unsafe_setting_does_not_start(change: dict[str, str], sentence: str) -> None:
    started = start(SERVER | change, "-c", "import advocacy.settings")

    assert started.stderr.splitlines()[-1] == f"django.core.exceptions.ImproperlyConfigured: {sentence}"


def test_a_safe_server_passes_the_deployment_check_without_a_warning() -> None:
    checked = start(SERVER, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_mail_goes_encrypted_with_the_given_name_and_password() -> None:
    shown = start(SERVER, "-c", "import advocacy.settings as s; print(s.MAILERS['default']['OPTIONS'])")

    assert ast.literal_eval(shown.stdout) == {
        "host": "mail.example.org",
        "port": 587,
        "username": "user",
        "password": "pass@word",
        "use_tls": True,
        "use_ssl": False,
        "timeout": 30,
    }


def test_a_local_machine_needs_nothing_but_the_word() -> None:
    shown = start(
        {"LOCAL": "true", "EMAIL_URL": "file:mail", "SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": "localhost"}
        | {"DEFAULT_FROM_EMAIL": "letters@localhost"},
        "-c",
        "import advocacy.settings as s; print(len(s.SECRET_KEY) >= 50, s.DEBUG, s.SECURE_SSL_REDIRECT)",
    )

    assert (shown.stdout, shown.stderr) == ("True False False\n", "")


def test_every_variable_is_explained_and_set_for_the_tests() -> None:
    explained = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(explained) == sorted(READ)
    assert READ - set(os.environ) == set()
