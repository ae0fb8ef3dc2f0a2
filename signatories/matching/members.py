"""Who of a legislature is meant: names first, then seat, chamber and party, and who sat there on the letter's date."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.models import Legislator, LegislatorGroup, Term
from directory.names import fold
from directory.states import CONGRESS, Chamber
from letters.models import Letter

from .. import said as texts
from ..said import Facts, Said
from .names import Fit, Known, agreeing, contradicts, fit, known, lacks_middle, lacks_suffix
from .verdicts import Certainty, Found

DISTRICT = "district"
ENDLESS = date.max - timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """One member with the terms in the letter's legislature, and what they are called."""

    legislator: Legislator
    known: Known
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Candidate:
    """A person who may be meant on a day, the term in which they would sign, and what speaks against it."""

    term: Term
    fit: Fit
    day: date
    conflicts: tuple[str, ...] = ()
    elsewhere: bool = False  # what was said is true of another term of this person
    supported: bool = False  # something beside the name agrees
    unknown: bool = False  # a suffix or middle name was said that the directory lacks
    agreeing: int = 0  # how many words of the name are theirs to the letter

    @property
    def in_office(self) -> bool:
        return self.term.runs_on(self.day)

    @property
    def is_clean(self) -> bool:
        """Whether all that was said is true of this person on the letter's date."""
        return not self.conflicts and self.in_office and not self.elsewhere and not self.unknown


@dataclass(frozen=True)
class Legislature:
    """Where and when members sit, as a letter says it; for lists that belong to no letter."""

    jurisdiction: str
    date: date
    chamber: str = ""
    signers_group: LegislatorGroup | None = None


class Members:
    """The members of one letter's legislature. Made once, asked for each name of a list."""

    def __init__(self, letter: Letter | Legislature) -> None:
        self.letter, self.day = letter, letter.date

    @cached_property
    def people(self) -> list[Person]:
        terms: defaultdict[int, list[Term]] = defaultdict(list)
        for term in Term.objects.of(self.letter.jurisdiction, self.letter.chamber).select_related("legislator"):
            terms[term.legislator_id].append(term)
        return [Person(own[0].legislator, known(own[0].legislator), tuple(own)) for own in terms.values()]

    @cached_property
    def by_surname(self) -> dict[str, list[Person]]:
        """Return who has a surname, or one word of it. Misspelt ones are looked for among all."""
        found: defaultdict[str, dict[int, Person]] = defaultdict(dict)
        for person in self.people:
            for surname in person.known.surnames:
                for key in {"".join(surname), *surname}:
                    found[key][person.legislator.pk] = person
        return {key: list(people.values()) for key, people in found.items()}

    def find_text(self, text: str, *, around: Facts | None = None) -> Found:
        """Return who is meant by a text that names one person."""
        people = texts.read(text, around=around)
        if len(people) == 1:
            return self.find(people[0])
        if people:
            return Found(Certainty.AMBIGUOUS, why=_("This names several people: put each on a line of its own."))
        return Found(Certainty.NONE, why=_("No name was found in this text."))

    def find(self, said: Said) -> Found:
        """Return who is meant. Never guesses between two; what contradicts the directory is never sure."""
        found = self._find(said)
        return found if self.group is None else self._of_group(found)

    @cached_property
    def group(self) -> frozenset[int] | None:
        """Return the members of the group that alone signs the letter; None where there is no such group."""
        group = self.letter.signers_group
        return frozenset(group.members.values_list("legislator", flat=True)) if group else None

    def _of_group(self, found: Found) -> Found:
        """Keep those of the group. Who is meant was judged among all: a namesake outside it is not guessed away."""
        inside = [term for term in found.candidates if term.legislator_id in (self.group or ())]
        if len(inside) == len(found.candidates):
            return found
        if not inside:
            names = ", ".join(dict.fromkeys(term.legislator.full_name for term in found.candidates))
            who = {"name": names, "group": self.letter.signers_group}
            return Found(
                Certainty.NONE, why=_("%(name)s is not in “%(group)s”, whose members alone sign this letter.") % who
            )
        why = _("Only these are in “%(group)s”.") % {"group": self.letter.signers_group}
        return Found(Certainty.AMBIGUOUS, inside, why)

    def _find(self, said: Said) -> Found:
        words = fold(said.name).split()
        if not words:
            return Found(Certainty.NONE, why=_("No name was found in this text."))
        near = self._candidates(said, words, self._of_surname(words))
        if not any(each.fit > Fit.MISSPELT and not each.conflicts for each in near):
            near += self._misspelt(said, words, near)
        return self._verdict(near)

    def _of_surname(self, words: list[str]) -> list[Person]:
        keys = {"".join(words[cut:]) for cut in range(max(0, len(words) - 4), len(words))}
        people = {person.legislator.pk: person for key in keys for person in self.by_surname.get(key, ())}
        return list(people.values())

    def _misspelt(self, said: Said, words: list[str], near: list[Candidate]) -> list[Candidate]:
        """Return those whose name is one letter away, and of whom something else that was said is true."""
        seen = {each.term.legislator_id for each in near}
        others = self._candidates(said, words, [who for who in self.people if who.legislator.pk not in seen])
        return [each for each in others if each.supported and not each.conflicts]

    def _candidates(self, said: Said, words: list[str], people: list[Person]) -> list[Candidate]:
        found = ((person, fit(words, said.nickname, person.known)) for person in people)
        candidates = [self._candidate(said, words, person, how) for person, how in found if how != Fit.NO]
        return sorted(candidates, key=lambda each: (len(each.conflicts), each.term.state, each.term.district))

    def _candidate(self, said: Said, words: list[str], person: Person, how: Fit) -> Candidate:
        """Judge a person by the term that runs on the letter's date; failing that, by the nearest one."""
        sitting = [term for term in person.terms if self._distance(term) == 0]
        terms = sitting or person.terms
        term = min(terms, key=lambda term: (len(conflicts(said.facts, term)), self._distance(term)))
        against = conflicts(said.facts, term)
        elsewhere = bool(against) and any(not conflicts(said.facts, other) for other in person.terms)
        name = ("name",) if contradicts(words, said.suffix, person.known) else ()
        return Candidate(
            term=term,
            fit=how,
            conflicts=(*name, *(() if elsewhere else against)),
            day=self.day,
            elsewhere=elsewhere,
            supported=not against and any((said.facts.state, said.facts.chamber, said.facts.party)),
            unknown=lacks_suffix(said.suffix, person.known)
            or (not said.facts.district and lacks_middle(words, person.known)),
            agreeing=agreeing(words, said.suffix, said.nickname, person.known),
        )

    def _distance(self, term: Term) -> int:
        """Return how many days the term is away from the letter's date; 0 for a term that runs on it."""
        start, end = term.start or date.min, term.end or ENDLESS
        return max((start - self.day).days, (self.day - end).days + 1, 0)

    def _verdict(self, near: list[Candidate]) -> Found:
        full = [each for each in near if each.fit == Fit.FULL and _only_district(each.conflicts)]
        clean = [each for each in full if each.is_clean]
        if clean:
            return _one_or_choose(clean + _closer(full, clean[0]), Certainty.SURE)
        agreed = [each for each in full if not each.conflicts] or full
        if not agreed:
            partly = [each for each in near if not each.conflicts]
            best = max((each.fit for each in partly), default=Fit.NO)
            partly = [each for each in partly if each.fit == best]
            agreed = [each for each in partly if each.in_office] or partly
        if agreed:
            return _one_or_choose(agreed, Certainty.LIKELY)
        others = [each for each in near if each.fit == Fit.FULL and _worth_a_look(each.conflicts)]
        if others:
            return Found(Certainty.AMBIGUOUS, [each.term for each in others], _against(others[0]))
        return Found(Certainty.NONE, why=_("The directory has nobody of this name in this legislature."))


def _only_district(conflicts: tuple[str, ...]) -> bool:
    """Whether nothing but the number of the district differs: lines are drawn anew every ten years."""
    return set(conflicts) <= {DISTRICT}


def _worth_a_look(conflicts: tuple[str, ...]) -> bool:
    """Whether a person might decide that this is meant after all: not when it is another legislature altogether."""
    return len(conflicts) <= 2 and "level" not in conflicts


def _closer(candidates: list[Candidate], one: Candidate) -> list[Candidate]:
    """Return who bears the name more exactly, whenever they sat: a father called Bob where the son is Robert."""
    return [each for each in candidates if not each.conflicts and not each.is_clean and each.agreeing > one.agreeing]


def _one_or_choose(candidates: list[Candidate], certainty: Certainty) -> Found:
    terms = [each.term for each in candidates]
    if len(candidates) > 1:
        return Found(Certainty.AMBIGUOUS, terms, _("Several members fit."))
    return Found(certainty, terms, "" if certainty == Certainty.SURE else _doubt(candidates[0]))


def _doubt(candidate: Candidate) -> str:
    if candidate.fit == Fit.MISSPELT:
        return _("The spelling differs by one letter.")
    if candidate.conflicts:
        return _against(candidate)
    if candidate.elsewhere:
        return _("What is said here fits another term of this member.")
    if candidate.unknown:
        return _("The directory has no such suffix or middle name for this member.")
    if not candidate.in_office:
        return _out_of_office(candidate.term, candidate.day)
    return _("The given name is missing or only partly the same.")


def _out_of_office(term: Term, day: date) -> str:
    """Say that the nearest term does not run on the day: the letter's, or the one that a list without letter names."""
    ended = term.end is not None and term.end <= day
    told = (
        _("Not in office on %(day)s: the term ended on %(end)s.")
        if ended
        else _("Not in office on %(day)s: the term begins on %(start)s.")
    )
    days = {"day": day, "start": term.start, "end": term.end}
    return told % {name: date_format(each) for name, each in days.items() if each}


def _against(candidate: Candidate) -> str:
    """Say what differs between the text and the directory."""
    words = {
        "name": _("middle name or suffix"),
        "level": _("legislature"),
        "chamber": _("chamber"),
        "state": _("state"),
        "party": _("party"),
        DISTRICT: _("district"),
    }
    differing = ", ".join(words[what] for what in candidate.conflicts)
    return _("The directory differs: %(what)s.") % {"what": differing}


def conflicts(facts: Facts, term: Term) -> tuple[str, ...]:
    """Return what was said that is not true of the term."""
    congress = term.jurisdiction == CONGRESS
    parties = {party.strip()[:1].upper() for party in term.party.split("/")} - {""}
    differs = {
        "level": facts.level != "" and (facts.level == CONGRESS) != congress,
        "chamber": facts.chamber not in ("", term.chamber) and term.chamber != Chamber.LEGISLATURE,
        "state": facts.state not in ("", term.state),
        "party": facts.party != "" and bool(parties) and facts.party not in parties,
        DISTRICT: facts.district not in ("", term.district),
    }
    return tuple(what for what, does in differs.items() if does)
