"""Members whom running text names: "Rep. Grijalva", "my boss, Mike Honda", "Office of Congresswoman Zoe Lofgren".

Never guesses: what fits several members is all of them, and a given name or seat that fits nobody makes it unsure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from directory.models import Term
from directory.names import SUFFIXES, fold
from directory.states import AT_LARGE, Chamber, State

LOWER = "rep reps representative representatives representante congressman congresswoman congressmen congresswomen"
LOWER += " congressmember congressperson cong delegate del delegada delegado assemblymember assemblyman assemblywoman"
LOWER += " asm commissioner comisionado comisionada diputado diputada asambleista"
UPPER = "sen sens senator senators senador senadora"
EITHER = "member mr mrs ms hon honorable boss congresista jefe jefa legislator sr sra"
TITLES: dict[str, str] = dict.fromkeys(EITHER.split(), "")
TITLES |= dict.fromkeys(LOWER.split(), Chamber.LOWER) | dict.fromkeys(UPPER.split(), Chamber.UPPER)
# Before a surname that stands alone: without one of these, "Best, Long" would name the member Billy Long.
CUES = {"add", "and", "y", "e", "agregar", "agregue", "anada", "incluya", "sume"}
LETTER = {"letter", "letters", "carta", "effort", "dear", "statement", "initiative"}
BY = {"by", "from", "led", "of", "de", "del"}
TO = {"to", "on", "onto", "a", "al", "en", "the"}

WORD = re.compile(r"[^\W_]+(?:['’.\-–][^\W_]+)*\.?", re.UNICODE)
POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_STATES = "|".join(sorted((re.escape(str(state.label)) for state in State), key=len, reverse=True))
SEAT = re.compile(
    r"^[\s,]*[(\[]?\s*(?:[DRI]\s*[-–—]\s*)?(?P<state>[A-Z]{2})(?:\s*[-–—]?\s*(?P<district>\d{1,3}|AL)(?:st|nd|rd|th)?)?"
    r"\s*(?:[-–—]\s*[DRI])?\s*(?:[)\],;.]|$|\s)"
)
OF_STATE = re.compile(rf"^\s*,?\s*\(?(?:of|from|de)\s+(?P<name>{_STATES})\b")
NEAR = 60
LONGEST = 20_000


@dataclass(frozen=True)
class Mention:
    """A place where a member is named: who may be meant."""

    terms: tuple[Term, ...]
    sure: bool = True
    titled: bool = False
    about_letter: bool = False  # "Rep. Serrano's letter": whose letter it is, not who signs


@dataclass(frozen=True)
class Token:
    key: str  # folded
    start: int
    end: int
    capital: bool
    possessive: bool
    breaks: bool  # a line or sentence ends before it: names do not run over it
    comma: bool


class Members:
    """Those who may sign one letter, by the names people call them."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.surnames: dict[str, list[tuple[list[str], Term]]] = defaultdict(list)
        self.given: dict[int, set[str]] = {}
        for term in terms:
            member = term.legislator
            surnames = {tuple(words) for words in _surnames(term)}
            self.given[term.pk] = set(fold(f"{member.first} {member.middle} {member.nickname}").split())
            for other in (member.full_name, *member.other_names.splitlines()):
                words = fold(other).split()
                self.given[term.pk] |= set(words[:-1]) - {word for words in surnames for word in words}
            for surname in surnames:
                self.surnames[surname[0]].append((list(surname), term))

    def named_in(self, text: str) -> list[Mention]:
        """Return the members whom the text names, each once, in the order of the text."""
        text = text[:LONGEST]
        tokens = _tokens(text)
        found: list[Mention] = []
        at, listed = 0, False
        while at < len(tokens):
            mention, length = self._at(text, tokens, at, listed=listed)
            if mention:
                found.append(mention)
            listed = bool(mention) or (listed and tokens[at].key in ("and", "y", "e"))
            at += max(length, 1)
        return joined(found)

    def _at(self, text: str, tokens: list[Token], at: int, *, listed: bool) -> tuple[Mention | None, int]:
        """Return the mention whose surname starts here, and how many words the surname has."""
        fits = [(words, term) for words, term in self.surnames.get(tokens[at].key, ()) if _stands(words, tokens, at)]
        if not fits or not tokens[at].capital:
            return None, 1
        length = max(len(words) for words, _term in fits)
        terms = tuple(dict.fromkeys(term for words, term in fits if len(words) == length))
        given, title, before = _before(tokens, at)
        known = tuple(term for term in terms if self._is_called(term, given))
        known = known or tuple(term for term in terms if self._is_called(term, given[-1:]))
        cued = before in CUES or listed
        if title is None and not (given and known) and not (cued and not given):
            return None, length
        mention = Mention(known or terms, sure=bool(known), titled=title is not None)
        mention = _narrowed(mention, title or "", text[tokens[at + length - 1].end :][:NEAR])
        return replace(mention, about_letter=_about_letter(tokens, at, length)) if mention.terms else None, length

    def _is_called(self, term: Term, given: list[str]) -> bool:
        """Whether these given names are the member's; an initial may be one that the directory does not have."""
        names, middle = self.given[term.pk], term.legislator.middle
        return all(
            word in names or (len(word) == 1 and (any(name[0] == word for name in names) or (number and not middle)))
            for number, word in enumerate(given)
        )


def joined(mentions: Iterable[Mention]) -> list[Mention]:
    """Return each member once: two mentions that may mean the same one are narrowed to those whom both may mean."""
    kept: list[Mention] = []
    for mention in mentions:
        for number, other in enumerate(kept):
            both = tuple(term for term in other.terms if term in mention.terms)
            if both and other.about_letter == mention.about_letter:
                kept[number] = replace(
                    other, terms=both, sure=other.sure or mention.sure, titled=other.titled or mention.titled
                )
                break
        else:
            kept.append(mention)
    return kept


def _surnames(term: Term) -> list[list[str]]:
    """Return the surname of the directory, and the last words of the other names."""
    member = term.legislator
    whole = [word for word in fold(member.last or member.full_name.split()[-1]).split() if word not in SUFFIXES]
    others = (
        [word for word in fold(name).split() if word not in SUFFIXES] for name in member.other_names.splitlines()
    )
    return [whole, *([words[-1]] for words in others if len(words) > 1 and words[-1] not in whole)] if whole else []


def _tokens(text: str) -> list[Token]:
    found, end = [], 0
    for word in WORD.finditer(text):
        between = text[end : word.start()]
        ended = end and text[end - 1] == "." and len(text[:end].rsplit(maxsplit=1)[-1]) > 6
        bare = POSSESSIVE.sub("", word[0])
        for number, key in enumerate(fold(bare).split()):
            breaks = not number and (bool(ended) or any(mark in between for mark in "\n:;!?("))
            capital, comma = word[0][0].isupper(), not number and "," in between
            found.append(Token(key, word.start(), word.end(), capital, bare != word[0], breaks, comma))
        end = word.end()
    return found


def _stands(words: list[str], tokens: list[Token], at: int) -> bool:
    """Whether this surname stands here, as one word or as the several it has."""
    return [token.key for token in tokens[at : at + len(words)]] == words


def _before(tokens: list[Token], at: int) -> tuple[list[str], str | None, str]:
    """Return given names, the chamber of a title (None without a title), and the small word before all that."""
    given: list[str] = []
    nearer = tokens[at]
    for token in reversed(tokens[max(0, at - 4) : at]):
        if nearer.breaks or (nearer.comma and token.capital and token.key not in TITLES):
            break
        if token.key in TITLES and (token.capital or token.key in ("boss", "jefe", "jefa", "member")):
            return given, TITLES[token.key], ""
        if not token.capital or token.key in CUES:
            return given, TITLES.get(token.key), token.key
        given.insert(0, token.key)
        nearer = token
    return given, None, ""


def _narrowed(mention: Mention, chamber: str, behind: str) -> Mention:
    """Keep those of the chamber that the title names, and of the seat that stands behind the name."""
    houses = (chamber, Chamber.LEGISLATURE)
    terms = tuple(term for term in mention.terms if not chamber or term.chamber in houses)
    seat, of_state = SEAT.match(behind), OF_STATE.match(behind)
    if seat and seat["state"] in State.values:
        fits = tuple(term for term in terms if _sits(term, seat["state"], seat["district"] or ""))
    elif of_state:
        fits = tuple(term for term in terms if str(State(term.state).label) == of_state["name"])
    else:
        return replace(mention, terms=terms)
    return replace(mention, terms=fits or terms, sure=mention.sure and bool(fits))


def _sits(term: Term, state: str, district: str) -> bool:
    return term.state == state and (
        not district or not term.district or term.district.lstrip("0") == district.replace("AL", AT_LARGE).lstrip("0")
    )


def _about_letter(tokens: list[Token], at: int, length: int) -> bool:
    """Whether the name says whose letter it is: "the Serrano letter", "Rep. Serrano's new letter", "letter by …"."""
    ahead = tokens[at + length : at + length + 4]
    own = tokens[at + length - 1].possessive
    for number, token in enumerate(ahead):
        if token.breaks or token.key in TO:
            break
        if token.key in LETTER:
            return own or number == 0
    behind = [token.key for token in tokens[max(0, at - 6) : at]]
    return any(first in LETTER and second in BY for first, second in pairwise(behind))
