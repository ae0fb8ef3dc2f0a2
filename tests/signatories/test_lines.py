"""What is printed under a name."""

import pytest

from letters.models import Letter
from letters.states import LineUnderName
from signatories.lines import line_under
from signatories.models import Signatory

PERSON = {
    "title": "Assembly Member",
    "affiliation": "City of Troy",
    "chamber": "lower",
    "us_state": "NY",
    "district": "108",
    "city": "Troy",
}


def printed(rule: str, jurisdiction: str = "US", **fields: str) -> str:
    letter = Letter(line_under_name=rule, jurisdiction=jurisdiction)
    return line_under(Signatory(**PERSON | fields), letter)


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (LineUnderName.OFFICE, "Member of Congress"),
        (LineUnderName.TITLE_DISTRICT, "Assembly Member, District 108"),
        (LineUnderName.TITLE_JURISDICTION, "Assembly Member, City of Troy, NY"),
        (LineUnderName.CITY_STATE, "Troy, NY"),
        (LineUnderName.CITY, "Troy"),
        (LineUnderName.NONE, ""),
    ],
)
def test_line_under_a_name_follows_the_letters_rule(rule: str, line: str) -> None:
    assert printed(rule) == line


def test_an_individual_among_organizations_says_where_he_or_she_works() -> None:
    assert printed(LineUnderName.CITY_STATE, kind="individual") == "City of Troy, Troy, NY"


def test_every_rule_has_its_line() -> None:
    assert [rule for rule in LineUnderName if not printed(rule) and rule != LineUnderName.NONE] == []


@pytest.mark.parametrize("rule", LineUnderName)
def test_nothing_known_prints_nothing(rule: str) -> None:
    assert printed(rule, "", **dict.fromkeys(PERSON, "")) == ""


def test_senators_of_the_united_states_are_not_members_of_congress() -> None:
    assert printed(LineUnderName.OFFICE, chamber="upper", district="") == "United States Senator"


def test_state_senators_are_not_united_states_senators() -> None:
    line = printed(LineUnderName.OFFICE, jurisdiction="NY", chamber="upper", title="Senator", district="29")

    assert line == "Senator, District 29"


def test_who_is_no_legislator_on_a_letter_to_congress_keeps_the_title() -> None:
    assert printed(LineUnderName.OFFICE, chamber="", title="Mayor", district="") == "Mayor"


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        ({"title": ""}, "City of Troy, NY"),
        ({"affiliation": ""}, "Assembly Member, NY"),
        ({"us_state": "", "affiliation": ""}, "Assembly Member"),
    ],
)
def test_what_is_missing_leaves_no_comma(missing: dict[str, str], line: str) -> None:
    assert printed(LineUnderName.TITLE_JURISDICTION, **missing) == line
