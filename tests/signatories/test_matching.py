"""Whom a text means: sure, likely, ambiguous or nobody; never a guess between two."""

from datetime import date

import pytest

from directory.models import Organization
from directory.states import Scope
from signatories.matching import Certainty, Members, Organizations, find
from signatories.said import lines, read
from tests.factories import directory, signatories
from tests.factories.letters import letter as draft

from . import real_lists

SURE, LIKELY, AMBIGUOUS, NONE = (each.value for each in Certainty)
real = pytest.mark.skipif(not real_lists.LETTERS.exists(), reason="needs ../shared/data")
pytestmark = pytest.mark.django_db


def house(**fields):
    return draft(chamber="lower", dated=date(2011, 11, 17), **fields)


def member(letter, first, last, **fields):
    return signatories.seat(letter, first=first, last=last, **fields)


def verdict(found):
    return found.certainty, [str(term) for term in found.candidates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rep. Mike Rogers", (AMBIGUOUS, ["Rogers, Mike (R-AL-3)", "Rogers, Mike (R-MI-8)"])),
        ("Rep. Mike Rogers (R-MI)", (SURE, ["Rogers, Mike (R-MI-8)"])),
        ("Rogers, Michael [AL-3]", (SURE, ["Rogers, Mike (R-AL-3)"])),
        ("Rogers (R-MI)", (LIKELY, ["Rogers, Mike (R-MI-8)"])),
        ("Rep. Mike Rogers (AL-4)", (LIKELY, ["Rogers, Mike (R-AL-3)"])),
        ("Rep. Mike Rogers (D-MI)", (AMBIGUOUS, ["Rogers, Mike (R-MI-8)", "Rogers, Mike (R-AL-3)"])),
        ("Rep. Mike Rogers (R-TX)", (AMBIGUOUS, ["Rogers, Mike (R-AL-3)", "Rogers, Mike (R-MI-8)"])),
        ("Rep. Peter Rogers (R-MI)", (NONE, [])),
        ("State Rep. Mike Rogers", (NONE, [])),
    ],
)
def test_namesakes_are_told_apart_by_what_else_is_said_or_not_at_all(text, expected):
    letter = house()
    member(letter, "Mike", "Rogers", state="AL", district="3", party="Republican")
    member(letter, "Mike", "Rogers", state="MI", district="8", party="Republican")

    found = find(letter, text)

    assert verdict(found) == expected


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("LINDA T. SANCHEZ, California", SURE),
        ("Sanchez, Linda", SURE),
        ("Linda Sanches", LIKELY),  # and "Rep." agrees below
        ("L. Sánchez", AMBIGUOUS),
        ("Sánchez", AMBIGUOUS),
        ("Linda M. Sánchez", AMBIGUOUS),
    ],
)
def test_accents_initials_and_one_slip_of_the_pen(text, certainty):
    letter = house()
    linda = directory.legislator(first="Linda", middle="T.", last="Sánchez", full_name="Linda T. Sánchez")
    member(letter, "Loretta", "Sanchez", state="CA", district="47")
    directory.term(legislator=linda, state="CA", district="39", party="Democrat")

    assert find(letter, f"Rep. {text}").certainty == certainty


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Rep Jackson-Lee, Sheila [TX-18]", "Jackson Lee"),
        ("Eleanor Holmes Norton", "Norton"),
        ("Mario Diaz Balart", "Díaz-Balart"),
        ("Brad Hoylman", "Hoylman-Sigal"),
        ("Bob Menendez", "Menendez"),
        ("J. Luis Correa", "Correa"),
        ("Jo Anne Simon", "Simon"),
    ],
)
def test_compound_surnames_nicknames_and_other_names(text, last):
    letter = house()
    people = [
        {"first": "Sheila", "last": "Jackson Lee", "full_name": "Sheila Jackson Lee"},
        {"first": "Eleanor", "middle": "Holmes", "last": "Norton", "full_name": "Eleanor Holmes Norton"},
        {"first": "Mario", "last": "Díaz-Balart", "full_name": "Mario Díaz-Balart"},
        {"first": "Brad", "last": "Hoylman-Sigal", "full_name": "Brad Hoylman-Sigal", "other_names": "Brad Hoylman"},
        {"first": "Robert", "last": "Menendez", "full_name": "Robert Menendez"},
        {"first": "Lou", "last": "Correa", "full_name": "Lou Correa", "other_names": "J. Luis Correa"},
        {"first": "Joanne", "last": "Simon", "full_name": "Joanne Simon"},
    ]
    for place, person in enumerate(people, start=1):
        legislator = directory.legislator(**{"middle": ""} | person)
        directory.term(legislator=legislator, state="TX" if place == 1 else "NY", district=str(17 + place))

    found = find(letter, text)

    assert (found.certainty, found.one.legislator.last) == (SURE, last)


def test_the_date_decides_between_father_and_son():
    for first_day, last_day, suffix in ((1989, 2012, ""), (2012, 2024, "Jr.")):
        payne = directory.legislator(
            first="Donald", middle="M.", last="Payne", suffix=suffix, full_name=f"Donald M. Payne {suffix}".strip()
        )
        start, end = date(first_day, 3, 7), date(last_day, 3, 6)
        directory.term(legislator=payne, state="NJ", district="10", start=start, end=end)

    found = [find(draft(dated=date(year, 5, 1)), "Rep. Donald Payne (NJ-10)") for year in (2011, 2015, 1980)]

    assert [each.certainty for each in found] == [SURE, SURE, AMBIGUOUS]
    assert [each.one.legislator.suffix for each in found[:2]] == ["", "Jr."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Donald M. Payne, Jr. (D-NJ)", (AMBIGUOUS, ["", "Jr."])),
        ("Rep. Donald Payne II", (LIKELY, [""])),
        ("Donald M. Payne, Sr.", (LIKELY, [""])),
        ("Donald M. Payne, Sr. (NJ-16)", (LIKELY, [""])),
        ("Donald M. Payne, M.D.", (SURE, [""])),
        ("Don Payne", (SURE, [""])),
        ("Bob Menendez", (LIKELY, [""])),
        ("Rob Menendez", (SURE, ["Jr."])),
        ("Robert J. Menendez", (SURE, ["Jr."])),
    ],
)
def test_a_father_is_not_surely_his_son_nor_the_son_his_father(text, expected):
    years = {"": date(2013, 1, 3), "Jr.": date(2014, 1, 3)}
    names = {"first": "Donald", "middle": "M.", "last": "Payne"}
    for suffix, start in (("", date(2009, 1, 3)), ("Jr.", date(2013, 1, 3))):
        payne = directory.legislator(**names, suffix=suffix, full_name=f"Donald M. Payne {suffix}")
        directory.term(legislator=payne, state="NJ", party="Democrat", start=start, end=years[suffix])
    names = {"first": "Robert", "last": "Menendez", "full_name": "Robert Menendez"}
    father = directory.legislator(**names, nickname="Bob")
    directory.term(legislator=father, state="NJ", start=date(2001, 1, 3), end=date(2005, 1, 3))
    son = directory.legislator(**names, middle="Jacobsen", nickname="Rob", suffix="Jr.")
    directory.term(legislator=son, state="NJ", start=date(2009, 1, 3))

    found = find(draft(dated=date(2011, 6, 1)), text)

    suffixes = sorted(each.legislator.suffix for each in found.candidates)
    assert (found.certainty, suffixes) == expected
    assert bool(found.why) == (found.certainty != SURE)


def test_who_left_and_bears_the_name_more_exactly_is_shown_beside_who_sits():
    for first, start, end in (("Mike", date(2001, 1, 3), date(2005, 1, 3)), ("Michael", date(2009, 1, 3), None)):
        johnson = directory.legislator(first=first, last="Johnson", full_name=f"{first} Johnson")
        directory.term(legislator=johnson, start=start, end=end)

    found = [find(draft(dated=date(2011, 6, 1)), text) for text in ("Mike Johnson", "Michael Johnson")]

    assert [(each.certainty, len(each.candidates)) for each in found] == [(AMBIGUOUS, 2), (SURE, 1)]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Rep. Robert Johnson", LIKELY),  # his middle name
        ("Rep. Sam Johnson", SURE),
        ("Rep. Samuel R. Johnson (R-TX)", SURE),
        ("Andrew Gray", LIKELY),
        ("S. Andrew Gray", LIKELY),
        ("Van Smith", LIKELY),
        ("Vance R. Smith (R-TX)", LIKELY),  # no middle name in the directory
        ("Vance R. Smith (TX-16)", SURE),
        ("Brianne Nadeau", LIKELY),
        ("Dick Larsen", LIKELY),  # another short form of Richard
        ("Bob Menendez", LIKELY),  # the directory calls him Rob
        ("Rob Menendez", SURE),
        ("Richard Larsen", SURE),
        ("Rick Larsen", SURE),
        ("James Sensenbrenner", SURE),  # "F. James" in the directory
        ("F. James Sensenbrenner", SURE),
        ("G. James Sensenbrenner", LIKELY),
    ],
)
def test_sure_needs_the_first_name_or_a_known_nickname(text, certainty):
    letter = house()
    son = directory.legislator(first="Robert", nickname="Rob", last="Menendez", full_name="Robert Menendez")
    directory.term(legislator=son)
    people = [("Sam", "Robert", "Johnson"), ("Scott", "Andrew", "Gray"), ("Vance", "", "Smith")]
    people += [("Brian", "", "Nadeau"), ("Rick", "", "Larsen"), ("F.", "James", "Sensenbrenner")]
    for first, middle, last in people:
        legislator = directory.legislator(first=first, middle=middle, last=last, full_name=f"{first} {last}")
        directory.term(legislator=legislator, state="TX", party="Republican")

    assert find(letter, text).certainty == certainty


def test_who_does_not_sit_on_the_date_is_only_likely():
    letter = draft(dated=date(2020, 1, 1))
    directory.term()

    found = find(letter, "Rep. José E. Serrano (D-NY-16)")

    assert (found.certainty, found.one.legislator.last, bool(found.why)) == (LIKELY, "Serrano", True)


def test_a_text_that_names_several_finds_nobody():
    assert find(house(), "Reps. Tom Carper and Chris Coons").candidates == []


# Organizations


@pytest.mark.parametrize(
    ("text", "state", "certainty"),
    [
        ("• IMMIGRANT DEFENSE PROJECT*", "", SURE),
        ("Immigrant Defense Project a/k/a “The Hub”;", "", SURE),
        ("Casa Sur", "NY", SURE),
        ("Casa Sur", "", AMBIGUOUS),
        ("Casa Sur", "TX", AMBIGUOUS),
        ("Immigrant Defense Project, Inc.", "", LIKELY),
        ("Immigrant Defence Project", "", NONE),
    ],
)
def test_organizations_are_found_by_their_folded_names(text, state, certainty):
    for name, where in (("Immigrant Defense Project (IDP)", ""), ("Casa Sur", "NY"), ("Casa Sur", "NJ")):
        Organization.objects.create(name=name, state=where, scope=Scope.LOCAL)

    assert Organizations().find(text, state=state).certainty == certainty


@pytest.mark.parametrize(
    ("text", "state", "certainty", "states"),
    [
        ("Sierra Club", "", SURE, [""]),
        ("Sierra Club (SC)", "", LIKELY, [""]),
        ("Sierra Club (New York)", "", LIKELY, [""]),
        ("Sierra Club (Boston)", "", LIKELY, [""]),
        ("Sierra Club (Ohio)", "", SURE, ["OH"]),
        ("Sierra Club (OH)", "OH", SURE, ["OH"]),
        ("Sierra Club (Ohio)", "TX", SURE, ["OH"]),  # its name to the letter
        ("Sierra Club (OH)", "TX", LIKELY, [""]),
        ("Casa Sur (N.J.)", "", SURE, ["NJ"]),
        ("Casa Sur (Tex.)", "", AMBIGUOUS, ["NJ", "NY"]),
        ("Legal Aid Society (LAS)", "", SURE, [""]),
        ("National Club (CA)", "", LIKELY, ["CA"]),  # its seat; the chapter there may be meant
    ],
)
def test_a_state_in_brackets_is_a_place_and_only_its_chapter_is_sure(text, state, certainty, states):
    known = [("Sierra Club", ""), ("Sierra Club (Ohio)", "OH"), ("Legal Aid Society", "")]
    for name, where in (*known, ("Casa Sur", "NY"), ("Casa Sur", "NJ")):
        Organization.objects.create(name=name, state=where, scope=Scope.LOCAL)
    Organization.objects.create(name="National Club", state="CA", scope=Scope.NATIONAL)

    found = Organizations().find(text, state=state)

    assert (found.certainty, sorted(each.state for each in found.candidates)) == (certainty, states)


# The real lists


def tally(members, expected, column):
    """Return how many of a real list were right and sure, right and likely, left open or not found; and the wrong."""
    counts = {"sure": 0, "likely": 0, "ambiguous": 0, "none": 0}
    wrong = []
    for said, right in expected:
        found = members.find(said)
        counts[found.certainty] += 1
        if found.one and real_lists.identified(found.one) != right:
            wrong.append((said.name, right, str(found.one)))
    return counts, wrong


def named(stem, column):
    text = (real_lists.LETTERS / f"{stem}.txt").read_text(encoding="utf-8")
    people = [said for line in lines(text) if line.is_name for said in read(line.text, around=line.facts)]
    identities = [row[column] for row in real_lists.rows(f"{stem}.expected.csv") if row[column]]
    return list(zip(people, identities, strict=True))


@real
@pytest.mark.parametrize(
    ("stem", "column", "day", "counts"),
    [
        ("senate-2011-afghanistan-27-senators", "expected_bioguide_id", date(2011, 6, 15), (27, 0, 0, 0)),
        ("gpo-2011-judiciary-committee-two-column", "expected_bioguide_id", date(2011, 10, 12), (38, 0, 0, 0)),
        # Four years before the directory of these tests begins: nobody is sure, and 13 are not in it.
        ("hr2265-2007-cosponsors-last-first", "expected_bioguide_id", date(2007, 5, 10), (0, 29, 2, 13)),
        ("ny-2021-joint-statement-legislators", "expected_ocd_person_id", date(2021, 3, 1), (47, 1, 0, 0)),
    ],
)
def test_a_real_letter_is_matched_without_a_wrong_name(stem, column, day, counts):
    in_new_york = stem.startswith("ny")
    real_lists.new_york() if in_new_york else real_lists.congress()
    members = Members(draft(jurisdiction="NY" if in_new_york else "US", chamber="", dated=day))

    found, wrong = tally(members, named(stem, column), column)

    assert (tuple(found.values()), wrong) == (counts, [])


@real
@pytest.mark.parametrize(
    ("jurisdiction", "day", "counts"),
    [("US", date(2011, 11, 17), (12, 13, 2, 7)), ("NY", date(2026, 1, 2), (5, 0, 2, 27))],
)
def test_every_way_of_writing_a_name_is_matched_without_a_wrong_name(jurisdiction, day, counts):
    real_lists.congress()
    real_lists.new_york()
    members = Members(draft(jurisdiction=jurisdiction, chamber="", dated=day))
    samples = [
        (said, right)
        for row in real_lists.rows("name-format-samples.csv")
        for said, right in zip(read(row["raw"]), row["expected_id"].split("|"), strict=False)
    ]

    found, wrong = tally(members, samples, "")

    # Two samples name real legislators of New York whose identity the file leaves empty.
    assert [each for each in wrong if each[1]] == []
    assert (tuple(found.values()), len(wrong)) == (counts, 0 if jurisdiction == "US" else 2)


@real
def test_every_member_of_congress_is_found_by_name_and_seat():
    real_lists.congress()
    members = Members(draft(chamber="", dated=date(2011, 11, 17)))
    sitting = [term for person in members.people for term in person.terms if members._distance(term) == 0]

    found = [(term, members.find_text(f"{term.legislator.full_name} ({term.party_and_seat})")) for term in sitting]

    assert [(str(term), each.certainty) for term, each in found if each.one and each.one != term] == []
    assert {each.certainty for _term, each in found} == {Certainty.SURE}
