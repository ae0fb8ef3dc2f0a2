"""What the repository itself must and must not hold."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==\S+", re.MULTILINE)


def tracked() -> list[Path]:
    """List the files that a clone has, and those that are about to be added."""
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, capture_output=True, text=True, check=False) if (ROOT / ".git").exists() else None
    if listed is None or listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Return name and text of every tracked file that is text."""
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


@pytest.mark.parametrize(("wishes", "lock"), LOCKS)
def test_every_wish_is_pinned(wishes: str, lock: str) -> None:
    lines = (ROOT / wishes).read_text().splitlines()
    wanted = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in lines if line and line[0] not in "-#"}

    assert wanted - set(PIN.findall((ROOT / lock).read_text())) == set()


@pytest.mark.parametrize("lock", [lock for _, lock in LOCKS])
def test_every_pin_has_hashes_and_no_host_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"(?m)^(?=\S+==)", text)[1:]

    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r".*(?:://|--index-url|--extra-index-url|--find-links|--trusted-host).*", text) == []


def test_development_runs_on_the_very_versions_that_servers_get() -> None:
    pins = [dict(re.findall(r"(?m)^([a-z0-9._-]+)==(\S+)", (ROOT / lock).read_text())) for _, lock in LOCKS]

    assert {name: pins[1].get(name) for name in pins[0]} == pins[0]


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    machine = re.compile(r"(?<![\w.~/-])/(?:home|root|Users|work)/\w+")

    assert [f"{name}: {found[0]}" for name, text in texts() if (found := machine.search(text))] == []


def test_nobody_else_s_styles_and_scripts_are_copied_in() -> None:
    """They come with packages; what we ship is written here, and is short."""
    ours = [path for path in tracked() if path.suffix in (".css", ".js", ".map", ".woff", ".woff2", ".ttf")]

    assert [path.name for path in ours if path.suffix not in (".css", ".js") or ".min." in path.name] == []
    assert [path.name for path in ours if max(map(len, path.read_text().splitlines()), default=0) > 500] == []
    assert [path.name for path in ours if re.search(r"(?i)copyright|@license", path.read_text())] == []


def test_no_template_carries_styles_or_scripts_of_its_own() -> None:
    inline = re.compile(r"(?i)<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:")
    pages = [(name, text) for name, text in texts() if name.endswith(".html") and "/emails/" not in f"/{name}"]

    assert [f"{name}: {found[0]}" for name, text in pages if (found := inline.search(text))] == []


def test_what_make_and_ci_run_can_be_run() -> None:
    assert [name for name in (".ci/run", "manage.py") if not (ROOT / name).stat().st_mode & 0o100] == []
