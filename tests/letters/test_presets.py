"""The table of DESIGN §6, written down a second time: what each letter type fills in."""

import pytest

from letters.presets import PRESETS
from letters.states import LetterType
from tests.factories.letters import letter

COLUMNS = (
    *("jurisdiction", "verification", "listing", "names_shown", "order_rule", "groups", "line_under_name"),
    "reminders",
)
TABLE = {
    LetterType.CONGRESS: "legislators US proof link_only release surname none office two_and_last",
    LetterType.STATE_LEGISLATURE: "legislators - proof link_only release chamber chamber title_district three_and_one",
    LetterType.COALITION: "organizations - proof public accepted scope scope city_state seven_and_two",
    LetterType.PETITION: "individuals - any_address public accepted newest none city after_a_day",
    LetterType.OFFICEHOLDERS: "officeholders - proof link_only release state state title_jurisdiction seven_and_two",
}
FOR_ALL = {
    "time_zone": "America/New_York",
    "signing": "online",
    "grace_hours": 24,
    "trusted_domains": "",
    "chamber": "",
}


@pytest.mark.django_db
@pytest.mark.parametrize("letter_type", LetterType)
def test_a_new_letter_has_the_rules_of_its_type(letter_type: LetterType) -> None:
    made = letter(type=letter_type, jurisdiction=PRESETS[letter_type].get("jurisdiction", ""))
    made.refresh_from_db()

    kinds = ("legislators", "organizations", "officeholders", "individuals")
    takes = " ".join(kind for kind in kinds if getattr(made, f"takes_{kind}"))
    rules = [takes, *(getattr(made, column) or "-" for column in COLUMNS)]
    assert rules == TABLE[letter_type].split()
    assert {name: getattr(made, name) for name in FOR_ALL} == FOR_ALL


def test_every_type_has_its_rules() -> None:
    assert set(PRESETS) == set(LetterType) == set(TABLE)
