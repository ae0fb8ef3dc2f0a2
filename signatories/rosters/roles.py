"""What a title says of a person's role in an office. Pure."""

from directory.names import fold
from directory.states import Role

# Words that a title must have, the more telling first; and the abbreviations of the Hill, which stand alone.
WORDS = (
    (Role.CHIEF_OF_STAFF, ("chief of staff", "staff director", "executive director", "jefe de gabinete")),
    (Role.LEGISLATIVE_DIRECTOR, ("legislative director", "policy director", "director of policy")),
    (Role.PRESS, ("press", "communications", "media", "prensa", "comunicaciones")),
    (Role.SCHEDULER, ("scheduler", "scheduling", "agenda")),
    (
        Role.LEGISLATIVE_ASSISTANT,
        ("legislative assistant", "legislative aide", "policy advisor", "policy aide", "legislative counsel"),
    ),
)
SHORT = {
    "cos": Role.CHIEF_OF_STAFF,
    "ld": Role.LEGISLATIVE_DIRECTOR,
    "la": Role.LEGISLATIVE_ASSISTANT,
    "sr la": Role.LEGISLATIVE_ASSISTANT,
    "senior la": Role.LEGISLATIVE_ASSISTANT,
    "lc": Role.OTHER,
}


def role_of(title: str) -> Role:
    """Return the role; one who is deputy or assistant to somebody is not that somebody."""
    words = fold(title)
    if words in SHORT:
        return SHORT[words]
    if words.startswith(("deputy", "assistant to", "former")):
        return Role.OTHER
    return next((role for role, signs in WORDS if any(sign in words for sign in signs)), Role.OTHER)
