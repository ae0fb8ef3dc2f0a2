"""How typed words find a name: each word must fit, as a whole or by its beginning, in a name, a place or a seat.

All of it is one condition that the database works through: no row is read that does not fit.
"""

import re
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.utils.translation import get_language, override

from .names import KEY_LENGTH, fold
from .states import AT_LARGE, State

# "NY16", "16th" and "AK at large", as people write the seats "NY-16" and "AK-AL".
SEAT = re.compile(r"\b([a-z]{2})(?=\d)|(?<=\d)(?:st|nd|rd|th)\b")
WHOLE_STATE = re.compile(r"\b([a-z]{2}) (?:at large|al|0+)\b")
CODES = frozenset(code.lower() for code in State.values)
# Places are kept as they are printed, and the databases do not fold them alike. Districts need less than cities.
IN_DISTRICTS = dict.fromkeys("-,", " ")
IN_CITIES = dict(zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN", strict=True)) | {"''": "", "’": "", ".": " "} | IN_DISTRICTS
# Written out: as Django's own functions these cost more time to put together than the database takes to answer.
PADDED = "(' ' || %(expressions)s || ' ')"


class Fit(models.IntegerChoices):
    """How well something fits what was typed: "King" is Peter King, then Kingston."""

    NAME, WHOLE, BEGINNING = range(3)


@dataclass(frozen=True)
class Clues:
    """What one typed word may fit: a whole word of a name, a whole word of anything, or a beginning."""

    name: Q
    whole: Q
    beginning: Q


def words_of(typed: str) -> list[str]:
    """Return the words to look for, each once. At large is the word "0", as the directory writes it."""
    words = SEAT.sub(lambda part: f"{part[1]} " if part[1] else "", fold(typed)[:KEY_LENGTH])
    words = WHOLE_STATE.sub(lambda seat: f"{seat[1]} {AT_LARGE}" if seat[1] in CODES else seat[0], words)
    return list(dict.fromkeys(word.lstrip("0") or AT_LARGE for word in words.split()))


def padded(field: str) -> Func:
    """Return the field between spaces, so that a word in it is found as " word "."""
    return Func(F(field), template=PADDED, output_field=models.TextField())


def plain(field: str, folds: dict[str, str]) -> Func:
    """Return a printed place as `padded` would, folded: each character that ``folds`` names, and capitals."""
    sql = PADDED
    for printed, typed in folds.items():
        sql = f"REPLACE({sql}, '{printed}', '{typed}')"
    return Func(F(field), template=f"LOWER({sql})", output_field=models.TextField())


def place_clues(word: str) -> Clues:
    """Return what fits by name, by the area (a city, a district) or by the state."""
    name = Q(names__contains=f" {word} ")
    whole = name | Q(state__in=_states(word)) | Q(area__contains=f" {word} ")
    begun = Q(names__contains=f" {word}") | Q(state__in=_states(word, begun=True)) | Q(area__contains=f" {word}")
    return Clues(name, whole, begun)


def term_clues(word: str, *, alone: bool) -> Clues:
    """Return what fits a seat. Beside another word it may be the title or the party: "Sen. King", "King (R-NY-2)"."""
    clues = place_clues(word)
    if word == AT_LARGE:
        beside = Q(area__contains=" at large ")
    elif alone:
        return clues
    else:
        beside = Q(party__istartswith=word) if len(word) == 1 else Q(title__istartswith=word)
    return Clues(clues.name, clues.whole | beside, clues.beginning | beside)


def best_first[Found: models.QuerySet[Any]](rows: Found, clues: list[Clues]) -> Found:
    """Keep the rows that every clue fits, and order them by how well they do."""
    if not clues:
        return rows.none()
    name, whole, beginning = (
        reduce(Q.__and__, parts)
        for parts in zip(*((clue.name, clue.whole, clue.beginning) for clue in clues), strict=True)
    )
    fit = Case(When(name, Fit.NAME), When(whole, Fit.WHOLE), default=Fit.BEGINNING, output_field=models.IntegerField())
    return rows.filter(beginning).annotate(fit=fit).order_by("fit", *rows.query.order_by)


def _states(word: str, *, begun: bool = False) -> list[str]:
    """Return the states whose code is the word, or whose name has it in English or the reader's language."""
    known = _words_of_states(get_language() or "en")
    return [
        code
        for code, words in known.items()
        if word == code.lower() or any(part.startswith(word) if begun else part == word for part in words)
    ]


@cache
def _words_of_states(language: str) -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = {code: set() for code in State.values}
    for one in ("en", language):
        with override(one):
            for state in State:
                known[state.value].update(fold(str(state.label)).split())
    return {code: frozenset(words) for code, words in known.items()}
