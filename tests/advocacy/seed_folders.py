"""The seed folder as the tests load it: as it is, or a copy to change."""

import shutil
from pathlib import Path
from typing import Any

from django.apps import apps

FOLDER = Path(__file__).parents[2] / "seeds"


def everything() -> dict[str, Any]:
    models = [
        model
        for label in ("directory", "letters", "signatories", "outbox")
        for model in apps.get_app_config(label).get_models()
    ]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def some(tmp_path: Path, *letters: str) -> Path:
    """Return a copy of the folder that has these letters only, with everybody whom they need."""
    folder = tmp_path / "some"
    keep = {"README", "campaign", *letters}
    leave = [path.name for path in FOLDER.glob("*.md") if path.stem not in keep]
    return Path(shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns(*leave)))
