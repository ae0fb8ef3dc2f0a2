"""What a title says of a person's role in an office. Pure."""

import re
from collections.abc import Iterator

from directory.names import fold
from directory.states import Role

# Words that a title must have. Of several roles in one title the one that comes first counts.
WORDS = {
    "chief of staff": Role.CHIEF_OF_STAFF,
    "staff director": Role.CHIEF_OF_STAFF,
    "executive director": Role.CHIEF_OF_STAFF,
    "jefe de gabinete": Role.CHIEF_OF_STAFF,
    "jefa de gabinete": Role.CHIEF_OF_STAFF,
    "legislative director": Role.LEGISLATIVE_DIRECTOR,
    "policy director": Role.LEGISLATIVE_DIRECTOR,
    "director of policy": Role.LEGISLATIVE_DIRECTOR,
    "press": Role.PRESS,
    "communications": Role.PRESS,
    "media": Role.PRESS,
    "prensa": Role.PRESS,
    "comunicaciones": Role.PRESS,
    "scheduler": Role.SCHEDULER,
    "scheduling": Role.SCHEDULER,
    "agenda": Role.SCHEDULER,
    "legislative assistant": Role.LEGISLATIVE_ASSISTANT,
    "legislative aide": Role.LEGISLATIVE_ASSISTANT,
    "legislative counsel": Role.LEGISLATIVE_ASSISTANT,
    "policy advisor": Role.LEGISLATIVE_ASSISTANT,
    "policy aide": Role.LEGISLATIVE_ASSISTANT,
}
SHORT = {
    "asst": "assistant",
    "comm": "communications",
    "comms": "communications",
    "cos": "chief of staff",
    "dep": "deputy",
    "dir": "director",
    "la": "legislative assistant",
    "ld": "legislative director",
    "leg": "legislative",
    "legis": "legislative",
    "mla": "military legislative assistant",
    "sched": "scheduler",
}
# Beside them "LA" is Los Angeles, or Louisiana.
OF_A_PLACE = frozenset({"caseworker", "county", "director", "district", "field", "office", "regional"})
BETWEEN = re.compile(r"[/,;:&+|()]|\s[-–—]\s|\band\b|\by\b", re.IGNORECASE)
# Who is this to somebody is not that somebody.
UNDER = ("deputy", "former", "assistant to", "aide to")


def role_of(title: str) -> Role:
    """Return the first role that the title says, part by part: "LA for immigration", "Deputy CoS / LD"."""
    kept = {"la"} if OF_A_PLACE & set(fold(title).split()) else set()
    parts = (_spelled_out(part, kept) for part in BETWEEN.split(title))
    return next((role for part in parts for role in _roles(part)), Role.OTHER)


def _spelled_out(part: str, kept: set[str]) -> str:
    words = fold(part).split()
    if "la" in words[1:-1] and "LA" not in part:  # an article, in Spanish
        kept = {"la"}
    return " ".join(word if word in kept else SHORT.get(word, word) for word in words)


def _roles(words: str) -> Iterator[Role]:
    """Yield the role whose words come first, unless it is somebody else's."""
    places = {sign: f" {words} ".find(f" {sign} ") for sign in WORDS}
    for sign in sorted((sign for sign in WORDS if places[sign] >= 0), key=places.__getitem__)[:1]:
        if not any(under in words[: places[sign]] for under in UNDER):
            yield WORDS[sign]
