"""Copies of the seed folder, to change."""

import shutil
from pathlib import Path

import pytest

from tests.advocacy.seed_folders import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "seeds"))


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The petition with a small crowd, its campaign and its companion, a draft: what is read many times over."""
    folder = tmp_path / "few"
    folder.mkdir()
    for name in ("campaign", "coalition-report-to-the-president", "petition-to-the-president"):
        text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
        text = text.replace("count = 470", "count = 5").replace('stage = "delivered"', 'stage = "draft"')
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder
