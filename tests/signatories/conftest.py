"""What every test of the names needs."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English: a request for a Spanish page leaves its thread speaking Spanish."""
    with translation.override("en"):
        yield
