"""PDFs that are kept for a while, so that a letter that many people open is set once, and not by each of them.

One is set at a time in a process, by a thread of its own; whoever asks waits for it for two seconds, and is then told
to come again. What took long to set is handed out longer: setting never takes more than a twentieth of one
processor's time for a letter. Several machines share what they keep, and what is under way, by the cache (Redis).
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from . import pdf
from .content import fingerprint

PATIENCE = 2  # seconds that a request waits
PAUSE = 0.02  # between two looks
LONGEST = 120  # seconds after which a setting counts as lost
KEPT = 3600  # seconds
SHARE = 20

# Its thread starts with the first letter, and so never before a server forks (pdf.py).
_press = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typesetting")


@dataclass(frozen=True)
class Printed:
    """A PDF, what it was set from, and until when it may be handed out unseen."""

    pdf: bytes
    of: str
    fresh_until: float


def fetch(key: str, content: Callable[[], dict[str, Any]], *, fresh: bool = False) -> Printed | None:
    """Return the PDF, None while it is being set. ``fresh``: none but the one that ``content()`` says now."""
    kept: Printed | None = cache.get(key)
    if kept and not fresh and time.time() < kept.fresh_until:
        return kept
    wanted = content()
    of = fingerprint(wanted | {"form": pdf.FORM})
    if kept and kept.of == of:
        return kept
    if cache.add(f"{key}:under-way", "yes", LONGEST):
        _press.submit(_set, key, wanted, of)
    return _wait(key, lambda printed: printed.of == of or not (fresh or printed == kept)) or (None if fresh else kept)


def _set(key: str, content: dict[str, Any], of: str) -> None:
    began = time.monotonic()
    try:
        made = pdf.build(content)
        took = time.monotonic() - began
        cache.set(key, Printed(made, of, time.time() + 5 + SHARE * took), KEPT)
    except Exception:
        logging.getLogger(__name__).exception("A letter could not be set.")
    finally:
        cache.delete(f"{key}:under-way")


def _wait(key: str, wanted: Callable[[Printed], bool]) -> Printed | None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        printed: Printed | None = cache.get(key)
        if printed and wanted(printed):
            return printed
        time.sleep(PAUSE)
    return None
