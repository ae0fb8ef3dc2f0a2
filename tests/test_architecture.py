"""The arrows of the house hold, and a step against them is caught. pyproject.toml says what they are."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("advocacy", "directory", "letters", "outbox", "signatories")


def lint_imports(root: Path) -> "subprocess.CompletedProcess[str]":
    """Check the contracts on the tree at `root`, which need not be the one that is tested."""
    run = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", run, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    """A copy of the code, to break."""
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_no_import_runs_against_the_arrows() -> None:
    checked = lint_imports(ROOT)

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("letters/workflow/steps.py", "import signatories.models", "advocacy > signatories > letters"),
        ("directory/querysets.py", "import outbox.models", "advocacy > signatories > letters"),
        ("outbox/dispatch.py", "import letters.models", "advocacy > signatories > letters"),
        ("signatories/views/signing.py", "import advocacy.celery", "advocacy > signatories > letters"),
        ("letters/models/letter.py", "import letters.workflow", "Inside an app"),
        ("letters/querysets.py", "import letters.models", "Inside an app"),
        ("outbox/models.py", "import outbox.queue", "Inside an app"),
        ("signatories/workflow/signing.py", "import signatories.forms", "Inside an app"),
        ("signatories/forms.py", "import signatories.views.signing", "Inside an app"),
        ("letters/states.py", "import directory.states", "The states of a letter"),
        ("signatories/states.py", "import letters.states", "The states of a signatory"),
        ("signatories/emails.py", "import smtplib", "Only the outbox talks SMTP"),
    ],
)
def test_an_import_against_an_arrow_is_caught(copied_house: Path, module: str, line: str, contract: str) -> None:
    file = copied_house / module
    file.write_text(f"{file.read_text()}\n{line}\n")

    checked = lint_imports(copied_house)

    said = next(verdict for verdict in checked.stdout.splitlines() if verdict.startswith(contract))
    assert (checked.returncode, said.split()[-1]) == (1, "BROKEN"), checked.stderr


def test_a_module_that_no_layer_names_is_caught(copied_house: Path) -> None:
    (copied_house / "letters" / "utils.py").touch()

    checked = lint_imports(copied_house)

    assert checked.returncode == 1
    assert "letters.utils" in checked.stdout


def test_every_app_of_ours_stands_under_the_contracts() -> None:
    ours = [app.name for app in apps.get_app_configs() if Path(app.path).parent == ROOT]

    assert sorted(ours) == sorted(APPS)


def test_the_tests_run_on_the_driver_that_servers_use() -> None:
    """Django would silently prefer psycopg 3, if some development tool brought it along."""
    assert importlib.util.find_spec("psycopg") is None
    assert importlib.util.find_spec("psycopg2") is not None
