"""A real browser: Debian's Chromium, driven by Playwright."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

# Without these Chromium calls home at every start; on a machine without a network each call waits and fails.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the machine's own Chromium. Without one: a skip at a desk, a failure in CI."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        missing = "Chromium is not installed (apt-get install chromium)."
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Replace the plugin's own, whose form pytest has announced to refuse."""


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """Serve the application; return its address, which links in mails begin with too."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of the page, when SCREENSHOTS names a folder for them."""
    folder = os.environ.get("SCREENSHOTS")
    test = re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")

    def shot(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder, f"{test}--{name.replace(' ', '-')}.png"), full_page=True)

    return shot
