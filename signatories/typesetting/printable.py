"""What may reach paper of what people typed."""

import re

# Controls, halves of broken pairs, and what turns a line round or hides in it (THREATS T15, T17). The joiners that
# Persian and Hindi need stay.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


def text(typed: str) -> str:
    """Return text without what is invisible. Its lines stay lines."""
    return INVISIBLE.sub("", typed)


def line(typed: str) -> str:
    """Return one line."""
    return " ".join(INVISIBLE.sub("", typed).split())


def lines(typed: str) -> list[str]:
    """Return the lines that say something."""
    return [said for typed_line in typed.splitlines() if (said := line(typed_line))]


def everywhere(data: object) -> object:
    """Return nested data with every string in it made printable."""
    if isinstance(data, str):
        return text(data)
    if isinstance(data, list):
        return [everywhere(part) for part in data]
    if isinstance(data, dict):
        return {key: everywhere(part) for key, part in data.items()}
    return data
