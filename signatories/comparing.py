"""What changed in a text since somebody agreed to it."""

from typing import NamedTuple

from letters import differences
from letters.models import Version

from .models import Signatory


class Change(NamedTuple):
    before: Version
    now: Version
    parts: tuple[differences.Part, ...]


def since_shown(signatory: Signatory) -> Change:
    """Compare the text that the signatory saw with the one that is signed now."""
    before = signatory.version_shown
    now = Version.objects.filter(letter=signatory.letter_id).order_by("-number").first()
    if before is None or now is None:
        raise ValueError("Nobody was shown a text of this letter.")
    return Change(before, now, differences.between(bytes(before.content), bytes(now.content)))
