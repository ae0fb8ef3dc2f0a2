"""How well the words of a name fit a person of the directory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from directory.models import Legislator
from directory.names import SUFFIXES, fold

from ..nicknames import alike_first_name, same_first_name

type Words = tuple[str, ...]


class Fit(IntEnum):
    """How much of a name is a person's.

    NO: somebody else. MISSPELT: one letter differs. SURNAME: nothing but the surname, or part of it. ALIKE: the first
    name is like theirs, or their middle name. FULL: first name and surname.
    """

    NO = 0
    MISSPELT = 1
    SURNAME = 2
    ALIKE = 3
    FULL = 4


# Degrees are in SUFFIXES too, but tell nobody from anybody.
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True)
class Known:
    """The names by which the directory knows one person: given names and surname of each, all middle names, and
    which of father and son it is."""

    variants: tuple[tuple[Words, Words], ...]
    middles: frozenset[str]
    suffixes: frozenset[str]
    nickname: str

    @property
    def surnames(self) -> set[Words]:
        return {surname for _given, surname in self.variants}

    @cached_property
    def words(self) -> set[str]:
        return {word for given, surname in self.variants for word in given + surname} | self.suffixes


def known(person: Legislator) -> Known:
    """Return everything the person is called, folded: parts, printed name, nickname and other names."""
    variants = dict.fromkeys((given, surname) for given, surname in _variants(person) if surname)
    middles = {word for given, _surname in variants for word in given[1:]}
    printed = (person.suffix, person.full_name, *person.other_names.splitlines())
    suffixes = {word for name in printed for word in fold(name).split()[-3:] if word in GENERATIONS}
    return Known(tuple(variants), frozenset(middles), frozenset(suffixes), fold(person.nickname))


def _variants(person: Legislator) -> Iterator[tuple[Words, Words]]:
    last = _words(person.last)
    if last:
        yield _words(f"{person.first} {person.middle}"), last
        if person.nickname:
            yield _words(person.nickname), last
    for name in (person.full_name, *person.other_names.splitlines()):
        surname, comma, given = name.partition(",")
        words = _words(name)
        if comma and fold(given) not in SUFFIXES:
            yield _words(given), _words(surname)
        elif last and words[-len(last) :] == last:
            yield words[: -len(last)], last
        elif len(words) > 1:
            yield words[:-1], words[-1:]


def _words(text: str) -> Words:
    words = fold(text).split()
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return tuple(words)


def fit(words: Sequence[str], nickname: str, person: Known) -> Fit:
    """Return how well the folded words of a name fit: the best over all names of the person and all ways to split."""
    best = max((_fit(words, nickname, given, surname) for given, surname in person.variants), default=Fit.NO)
    return Fit.ALIKE if best == Fit.FULL and _goes_by_another(words[0], person) else best


def _goes_by_another(first: str, person: Known) -> bool:
    """Whether the directory has another short form: Robert who is Rob is not surely Bob."""
    own = any(word.startswith(first) for word in person.words)
    return bool(person.nickname) and not own and not same_first_name(first, person.nickname)


def contradicts(words: Sequence[str], suffix: str, person: Known) -> bool:
    """Whether a middle name or a suffix shows that somebody else is meant: José M. is not José E."""
    if person.suffixes and lacks_suffix(suffix, person):
        return True
    said = _middles(words, person)
    if not said or not person.middles:
        return False
    return not any(_same_middle(one, other) for one in said for other in person.middles)


def lacks_middle(words: Sequence[str], person: Known) -> bool:
    """Whether a middle name was said of somebody of whom the directory knows none."""
    return not person.middles and bool(_middles(words, person))


def lacks_suffix(suffix: str, person: Known) -> bool:
    """Whether a suffix was said that the directory does not have: it may be the son of whom it knows."""
    return fold(suffix) in GENERATIONS - person.suffixes


def _middles(words: Sequence[str], person: Known) -> list[str]:
    start = 2 if "".join(words[:2]) in person.words else 1  # "Jo Anne" is Joanne
    return [word for word in words[start:-1] if not any(word in surname for surname in person.surnames)]


def agreeing(words: Sequence[str], suffix: str, nickname: str, person: Known) -> int:
    """Return how many of the words that were said are this person's own to the letter; an initial counts too."""
    own = person.words | {word[0] for word in person.words}
    return sum(word in own for word in (*words, *fold(nickname).split(), *fold(suffix).split()))


def _same_middle(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return alike_first_name(one, other)


def _fit(words: Sequence[str], nickname: str, given: Words, surname: Words) -> Fit:
    joined, best = "".join(surname), Fit.NO
    for cut in range(max(0, len(words) - 4), len(words)):
        before, last = words[:cut], "".join(words[cut:])
        if last == joined:
            best = max(best, _fit_given(before, nickname, given))
        elif len(surname) > 1 and words[cut:] and cut == len(words) - 1 and last in surname:
            best = max(best, min(Fit.SURNAME, _fit_given(before, nickname, given))) if before else best
        elif one_edit(last, joined) and before and _fit_given(before, nickname, given) == Fit.FULL:
            best = max(best, Fit.MISSPELT)
    return best


def _fit_given(said: Sequence[str], nickname: str, given: Words) -> Fit:
    if not said or not given:
        return Fit.SURNAME
    joined = "".join(said) == "".join(given) or "".join(said[:2]) == given[0] or said[0] == "".join(given[:2])
    if joined or _goes_by(said, nickname, given):
        return Fit.FULL
    if _may_go_by(said, nickname, given):
        return Fit.ALIKE
    if 1 in (len(said[0]), len(given[0])) and said[0][0] == given[0][0]:
        return Fit.SURNAME
    return Fit.MISSPELT if one_edit(said[0], given[0]) else Fit.NO


def _goes_by(said: Sequence[str], nickname: str, given: Words) -> bool:
    """Whether the first name or nickname that was said is the person's; "F. James" of the directory goes by James."""
    first = given[1] if len(given[0]) == 1 and len(given) > 1 else given[0]
    return len(first) > 1 and any(same_first_name(name, first) for name in (said[0], fold(nickname)) if len(name) > 1)


def _may_go_by(said: Sequence[str], nickname: str, given: Words) -> bool:
    """Whether one of the given names may be meant: "J. Luis" by his second name, or "Bart" who is Bartholomew."""
    names = [name for name in (said[0], fold(nickname)) if len(name) > 1]
    names += said[1:2] if len(said[0]) == 1 else []
    return any(alike_first_name(name, given[0]) or name in given[1:] for name in names)


LONG_ENOUGH = 5  # shorter words differ by a letter and are other names: Dan and Don, King and Kind


def one_edit(one: str, other: str) -> bool:
    """Whether one letter was added, left out, changed or swapped with its neighbour."""
    if one == other or min(len(one), len(other)) < LONG_ENOUGH or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    start = next((index for index, letter in enumerate(short) if letter != long[index]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    return swapped or short[start + 1 :] == long[start + 1 :]
