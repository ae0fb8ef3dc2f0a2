"""What a mail wants: on the letter, off it, or neither. Staff decide; this only says which sentence to look at."""

import re
from enum import StrEnum

from directory.names import fold

from .phrases import NEITHER, NO, POLITE, REQUEST, UNSURE, YES


class Wish(StrEnum):
    YES = "yes"
    NO = "no"
    BOTH = "both"
    QUESTION = "question"
    NOTHING = "nothing"


# After these a full stop ends no sentence: "Rep. Honda".
SHORTENED = ("Rep", "Reps", "Sen", "Sens", "Mr", "Ms", "Mrs", "Dr", "Hon", "Del", "Cong", "Sr", "Sra", "St", "Jr")
ENDS = re.compile(
    r"(?<=[.!?;])(?<!\b[A-Z]\.)" + "".join(rf"(?<!\b{word}\.)" for word in SHORTENED) + r"\s+|\n\s*\n|\bbut\b|\bpero\b"
)
READ = 8_000  # whatever is asked is asked before this


def wish_of(text: str) -> tuple[Wish, str]:
    """Return what the text wants and the sentences that decided, as written."""
    found: dict[Wish, list[str]] = {}
    for sentence in sentences(text[:READ]):
        found.setdefault(_wish_of_sentence(sentence), []).append(sentence)
    if Wish.YES in found and Wish.NO in found:
        return Wish.BOTH, " ".join(found[Wish.YES] + found[Wish.NO])
    for wish in (Wish.NO, Wish.YES, Wish.QUESTION):
        if wish in found:
            return wish, " ".join(found[wish])
    return Wish.NOTHING, ""


def sentences(text: str) -> list[str]:
    """Return the sentences, each on one line. A line break inside a paragraph ends none."""
    return [" ".join(part.split()) for part in ENDS.split(text) if part and part.strip()]


def _wish_of_sentence(sentence: str) -> Wish:
    said, asks = POLITE.sub("", fold(sentence)), "?" in sentence or "¿" in sentence
    if NO.search(said):
        return Wish.QUESTION if asks and not REQUEST.search(said) else Wish.NO
    if NEITHER.search(said):
        return Wish.QUESTION
    if yes := YES.search(said):
        if asks:
            return Wish.YES if REQUEST.search(said) and not UNSURE.search(said) else Wish.QUESTION
        return Wish.QUESTION if UNSURE.search(said[: yes.end()]) else Wish.YES
    return Wish.QUESTION if asks else Wish.NOTHING
