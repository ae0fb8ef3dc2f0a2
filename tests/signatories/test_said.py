"""What a line says of people, in the ways people write."""

import pytest

from signatories.said import Facts, lines, read, spellings, turned


def facts(level="", chamber="", state="", district="", party="", note=""):
    return Facts(level, chamber, state, district, party, note)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("Sen. Jeff Merkley (D-OR)", "Jeff Merkley", facts(chamber="upper", state="OR", party="D")),
        ("Rep. José Serrano [D-NY15]", "José Serrano", facts(chamber="lower", state="NY", district="15", party="D")),
        ("Rep Norton, Eleanor Holmes [DC]", "Eleanor Holmes Norton", facts(chamber="lower", state="DC")),
        ("Rep.Eric Swalwell", "Eric Swalwell", facts(chamber="lower")),
        ("NY Rep. Serrano", "Serrano", facts(chamber="lower", state="NY")),
        ("Dr. Raul Ruiz (CA-07)", "Raul Ruiz", facts(state="CA", district="7")),
        ("Don Young (AK-At Large)", "Don Young", facts(state="AK", district="0")),
        ("Ron Wyden, D-Ore.", "Ron Wyden", facts(state="OR", party="D")),
        ("Senator Tom Cotton (R-Arkansas)", "Tom Cotton", facts(chamber="upper", state="AR", party="R")),
        ("LAMAR SMITH, Texas, Chairman", "LAMAR SMITH", facts(state="TX", note="Chairman")),
        ("Foxx, Virginia", "Virginia Foxx", facts()),
        (
            "New York State Senator José M. Serrano (D-Manhattan/Bronx)",
            "José M. Serrano",
            facts("state", "upper", "NY", party="D", note="Manhattan/Bronx"),
        ),
        (
            "Lisa Callan, State Representative – 5th Legislative District",
            "Lisa Callan",
            facts("state", "lower", district="5"),
        ),
        ("Congresswoman Eleanor Holmes Norton (D-DC)", "Eleanor Holmes Norton", facts("US", "lower", "DC", party="D")),
        ("Sam Cho, Commissioner – Port of Seattle", "Sam Cho", facts(note="Commissioner Port of Seattle")),
        ("  3. • Hon. Carl E. Heastie;*", "Carl E. Heastie", facts()),
    ],
)
def test_a_person_is_read(text, name, said):
    (person,) = read(text)

    assert (person.name, person.facts) == (name, said)


@pytest.mark.parametrize(
    ("text", "name", "suffix", "nickname"),
    [
        ("Rep Jones, Walter B., Jr. [NC-3]", "Walter B. Jones", "Jr.", ""),
        ("ROBERT C. ``BOBBY'' SCOTT", "ROBERT C. SCOTT", "", "BOBBY"),
        ("Rep. Michael “Mike” Honda [D-CA17]", "Michael Honda", "", "Mike"),
        ("LARSEN, Richard Ray (Rick)", "Richard Ray LARSEN", "", "Rick"),
    ],
)
def test_suffixes_and_nicknames_are_taken_apart(text, name, suffix, nickname):
    (person,) = read(text)

    assert (person.name, person.suffix, person.nickname) == (name, suffix, nickname)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "U.S. Senators Tom Carper and Chris Coons (both D-Del.)",
            [("Tom Carper", "upper", "DE", "D"), ("Chris Coons", "upper", "DE", "D")],
        ),
        (
            "Sens. Chris Coons, D-Delaware, and James Lankford, R-Oklahoma",
            [("Chris Coons", "upper", "DE", "D"), ("James Lankford", "upper", "OK", "R")],
        ),
        (
            "Reps. Zoe Lofgren, Judy Chu and Henry C. Johnson, Jr.",
            [("Zoe Lofgren", "lower", "", ""), ("Judy Chu", "lower", "", ""), ("Henry C. Johnson", "lower", "", "")],
        ),
        (
            "Senator Ron Wyden and Representative Zoe Lofgren",
            [("Ron Wyden", "upper", "", ""), ("Zoe Lofgren", "lower", "", "")],
        ),
        ("[Vacant]", []),
        ("SenKean, Jr.@njleg.org", []),
        ("*** --- ***", []),
    ],
)
def test_one_line_may_name_several_or_nobody(text, people):
    assert [(each.name, each.facts.chamber, each.facts.state, each.facts.party) for each in read(text)] == people


def test_headings_hold_for_the_lines_below_and_are_no_names():
    page = "NYS Assembly\n\nRon Kim (D-Queens)\n\nState Senators\n\nRobert Jackson (D-Manhattan)\n[Vacant]"

    read_lines = [(line.text, line.is_name, line.facts.chamber, line.facts.state) for line in lines(page)]

    assert read_lines == [
        ("NYS Assembly", False, "lower", "NY"),
        ("Ron Kim (D-Queens)", True, "lower", "NY"),
        ("State Senators", False, "upper", "NY"),
        ("Robert Jackson (D-Manhattan)", True, "upper", "NY"),
        ("[Vacant]", False, "upper", "NY"),
    ]


def test_two_columns_and_wrapped_lines_are_set_below_each_other():
    page = (
        "F. JAMES SENSENBRENNER, Jr.,         JOHN CONYERS, Jr., Michigan\n"
        "    Wisconsin                        ROBERT C. ``BOBBY'' SCOTT, \n"
        "STEVE KING, Iowa                         Virginia\n"
        "TED POE, Texas                       JUDY CHU, California\n"
    )

    assert [line.text for line in lines(page)] == [
        "F. JAMES SENSENBRENNER, Jr., Wisconsin",
        "STEVE KING, Iowa",
        "TED POE, Texas",
        "JOHN CONYERS, Jr., Michigan",
        "ROBERT C. ``BOBBY'' SCOTT, Virginia",
        "JUDY CHU, California",
    ]


def test_a_coalition_list_says_scope_and_state():
    page = (
        "The White House\n\nNATIONAL ORGANIZATIONS\n* Casa Sur a/k/a “The Hub”\n\nSTATE AND LOCAL ORGANIZATIONS\n"
        "\nNew York:\nBronx Works\n  Mott Haven chapter\n\nINDIVIDUALS\nRay Sarlo, former judge"
    )

    names = [(line.text, line.scope, line.facts.state, line.individuals) for line in lines(page) if line.is_name]

    assert names == [
        ("* Casa Sur a/k/a “The Hub”", "national", "", False),
        ("Bronx Works, Mott Haven chapter", "state", "NY", False),
        ("Ray Sarlo, former judge", "", "", True),
    ]


@pytest.mark.parametrize(
    ("text", "same", "close"),
    [
        ("• Immigrant Defense Project (IDP);", ["immigrant defense project idp", "immigrant defense project"], []),
        ("Casa Sur a/k/a “The Hub”*", ["casa sur a k a the hub", "casa sur"], ["the hub"]),
        ("Marriott International, Inc.", ["marriott international inc"], ["marriott international"]),
        ("Legal Aid (501(c)(3)) (LGA)", ["legal aid 501 c 3 lga", "legal aid 501 c 3", "legal aid"], []),
        ("Sierra Club (Ohio)", ["sierra club ohio"], ["sierra club"]),
        ("Sierra Club (SC)", ["sierra club sc"], ["sierra club"]),
        ("Sierra Club (NYC)", ["sierra club nyc"], ["sierra club"]),
        ("Sierra Club (Boston)", ["sierra club boston"], ["sierra club"]),
    ],
)
def test_an_organization_is_looked_for_under_several_spellings(text, same, close):
    assert spellings(text) == (same, close)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Block, Tara", "Tara Block"),
        ("Michael Jagler, MD", "Michael Jagler, MD"),
        ("Ray Sarlo, former judge", "Ray Sarlo, former judge"),
        ("Null", "Null"),
    ],
)
def test_only_what_is_clearly_turned_round_is_turned_back(text, name):
    assert turned(text) == name


def test_nothing_a_stranger_writes_takes_long():
    for text in ("(" * 20_000, "D-" * 20_000, "A, " * 20_000, '"' * 20_000, "Rep. " * 2_000, "a" * 50_000):
        read(text)
        list(lines(text))
