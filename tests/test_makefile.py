"""The commands on a machine that has nothing yet, or not enough."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

# A Python that is new enough, has venv, and whose pip is cut off in the middle, as a lost connection does.
PYTHON_WITHOUT_NETWORK = """#!/bin/sh
case "$*" in
    "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    "-m pip"*) echo "connection lost" >&2; exit 1 ;;
esac
"""
PYTHON_WITHOUT_VENV = """#!/bin/sh
case "$*" in *ensurepip*) exit 1 ;; esac
"""
TOO_OLD = "#!/bin/sh\nexit 1\n"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A clone as far as make sees it, in a folder with a difficult name."""
    folder = tmp_path / "my clone"
    folder.mkdir()
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(Path(settings.BASE_DIR, name), folder)
    return folder


def make(folder: Path, *words: str, python: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run make; `python` is what its Python does."""
    if python:
        program = folder / "python"
        program.write_text(python)
        program.chmod(0o755)
        words = (*words, "PYTHON=./python")
    inherited = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "PORT")}
    return subprocess.run(
        ["make", *words], cwd=folder, env=inherited | environment, capture_output=True, text=True, check=False
    )


def test_make_alone_lists_every_command(fresh: Path) -> None:
    listed = [line.split()[1] for line in make(fresh).stdout.splitlines()]

    assert listed == ["help", "demo", "test", "check", "messages", "lock"]


@pytest.mark.parametrize(("words", "environment"), [(["PORT=8123"], {}), ([], {"PORT": "8123"})])
def test_the_port_is_taken_either_way(fresh: Path, words: list[str], environment: dict[str, str]) -> None:
    planned = make(fresh, "--dry-run", "demo", *words, **environment)

    assert planned.stdout.count('SITE_URL="http://localhost:8123"') == 1


@pytest.mark.parametrize("command", ["demo", "test"])
def test_a_python_that_is_too_old_gets_one_sentence(fresh: Path, command: str) -> None:
    tried = make(fresh, command, python=TOO_OLD)

    sentence, make_itself = tried.stderr.splitlines()
    assert sentence == (
        "This needs Python 3.12 or newer, and none of these is: ./python. "
        f"Name yours: make {command} PYTHON=/path/to/python3"
    )
    assert make_itself.startswith("make: ***")
    assert (tried.returncode, tried.stdout) == (2, "")


def test_a_missing_venv_module_gets_one_sentence(fresh: Path) -> None:
    tried = make(fresh, "demo", python=PYTHON_WITHOUT_VENV)

    sentence, make_itself = tried.stderr.splitlines()
    assert sentence == (
        "./python lacks the module venv: install it (on Debian and Ubuntu: apt-get install python3-venv)."
    )
    assert make_itself.startswith("make: ***")
    assert (tried.returncode, tried.stdout) == (2, "")


def test_an_interrupted_installation_is_begun_again(fresh: Path) -> None:
    first = make(fresh, "demo", python=PYTHON_WITHOUT_NETWORK)
    second = make(fresh, "demo", python=PYTHON_WITHOUT_NETWORK)

    assert [tried.stderr.splitlines()[0] for tried in (first, second)] == ["connection lost"] * 2
    assert sorted(path.name for path in (fresh / ".venv").iterdir()) == ["bin", "made"]
