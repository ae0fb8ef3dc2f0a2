"""Members whom running text names: found in the ways people write them, and never guessed. No database."""

import pytest

from directory.models import Legislator, Term
from directory.states import CONGRESS
from signatories.mentions import Members

SEATS = [
    ("Michael M.", "Mike", "Honda", "CA", "15"),
    ("Raúl M.", "", "Grijalva", "AZ", "7"),
    ("Zoe", "", "Lofgren", "CA", "16"),
    ("Mike", "", "Rogers", "AL", "3"),
    ("Mike", "", "Rogers", "MI", "8"),
    ("Linda T.", "", "Sánchez", "CA", "39"),
    ("Loretta", "", "Sanchez", "CA", "47"),
    ("Sheila", "", "Jackson Lee", "TX", "18"),
    ("Barbara", "", "Lee", "CA", "9"),
    ("Gene", "", "Green", "TX", "29"),
    ("Billy", "", "Long", "MO", "7"),
    ("José E.", "", "Serrano", "NY", "16"),
    ("Don", "", "Young", "AK", "0"),
]


def _term(number: int, given: str, nickname: str, last: str, state: str, district: str) -> Term:
    first, _space, middle = given.partition(" ")
    names = {"first": first, "middle": middle, "nickname": nickname, "last": last, "full_name": f"{given} {last}"}
    seat = {
        "chamber": "lower",
        "jurisdiction": CONGRESS,
        "state": state,
        "district": district,
        "title": "Representative",
    }
    return Term(pk=number, legislator=Legislator(pk=number, **names), **seat)


MEMBERS = Members(_term(number, *seat) for number, seat in enumerate(SEATS, start=1))


def named(text: str) -> list[str]:
    """Return who signs by this text: the seats that may be meant, with a question mark where it is not sure."""
    found = [mention for mention in MEMBERS.named_in(text) if not mention.about_letter]
    return ["/".join(term.seat for term in mention.terms) + ("" if mention.sure else "?") for mention in found]


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("Please add my boss, Mike Honda.", ["CA-15"]),
        ("please add Rep. Honda", ["CA-15"]),
        ("Congressman Raúl Grijalva (AZ-07) signs.", ["AZ-7"]),
        ("CONGRESSMAN RAUL M. GRIJALVA", ["AZ-7"]),
        ("Office of Congresswoman Zoe Lofgren", ["CA-16"]),
        ("la congresista Zoe Lofgren se suma", ["CA-16"]),
        ("Reps. Honda and Lofgren", ["CA-15", "CA-16"]),
        ("Please add Honda, Lofgren and Grijalva.", ["CA-15", "CA-16", "AZ-7"]),
        ("Rep. Honda is in. Mike Honda likes it.", ["CA-15"]),
        ("Rep. Mike Rogers", ["AL-3/MI-8"]),
        ("Rep. Mike Rogers (MI-08)", ["MI-8"]),
        ("Rep. Mike Rogers of Michigan", ["MI-8"]),
        ("Rep. Mike Rogers (R-AL)", ["AL-3"]),
        ("Mike Rogers of Alabama and Mike Rogers (MI-8)", ["AL-3", "MI-8"]),
        ("Rep. Rogers (MI-11)", ["AL-3/MI-8?"]),
        ("Rep. Sanchez", ["CA-39/CA-47"]),
        ("Rep. Loretta Sánchez", ["CA-47"]),
        ("Rep. Linda T. Sanchez", ["CA-39"]),
        ("Rep. Jackson Lee", ["TX-18"]),
        ("Rep. Lee", ["CA-9"]),
        ("Don Young (AK-AL)", ["AK-AL"]),
        ("Rep. Jim Green", ["TX-29?"]),
        ("Congressman Honda's name should be on the letter", ["CA-15"]),
    ],
)
def test_a_member_is_found(text: str, seats: list[str]) -> None:
    assert named(text) == seats


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, Jim Green",
        "Best, Long",
        "It took so long, and is green.",
        "She is young.",
        "Senator Rogers would like to join.",
        "the Serrano letter",
        "Rep. Serrano's letter to the President",
        "the letter led by Rep. Serrano",
        "Rep. Nobody",
        "",
        "’s ’ . - –",
    ],
)
def test_nobody_is_found_who_is_not_meant(text: str) -> None:
    assert named(text) == []
