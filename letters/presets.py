"""What each letter type fills in (DESIGN §6), so that "New letter" asks only eight things."""

from typing import Any

from .states import Groups, Layout, LetterType, LineUnderName, Listing, NamesShown, OrderRule, Reminders, Verification

_PRIVATE = {"listing": Listing.LINK_ONLY, "names_shown": NamesShown.RELEASE}
_PUBLIC = {"listing": Listing.PUBLIC, "names_shown": NamesShown.ACCEPTED}
_NOBODY = dict.fromkeys(
    ("takes_legislators", "takes_organizations", "takes_officeholders", "takes_individuals"), False
)

# Whose signatories are too many to be mailed about a new closing time, unless staff want it.
QUIET_TYPES = (LetterType.PETITION,)

PRESETS: dict[str, dict[str, Any]] = {
    LetterType.CONGRESS: _NOBODY
    | _PRIVATE
    | {
        "takes_legislators": True,
        "jurisdiction": "US",
        "verification": Verification.PROOF,
        "order_rule": OrderRule.SURNAME,
        "groups": Groups.NONE,
        "line_under_name": LineUnderName.OFFICE,
        "layout": Layout.UNDER,
        "columns": 2,
        "reminders": Reminders.TWO_AND_LAST,
    },
    LetterType.STATE_LEGISLATURE: _NOBODY
    | _PRIVATE
    | {
        "takes_legislators": True,
        "verification": Verification.PROOF,
        "order_rule": OrderRule.CHAMBER,
        "groups": Groups.CHAMBER,
        "line_under_name": LineUnderName.TITLE_DISTRICT,
        "layout": Layout.UNDER,
        "columns": 2,
        "reminders": Reminders.THREE_AND_ONE,
    },
    LetterType.COALITION: _NOBODY
    | _PUBLIC
    | {
        "takes_organizations": True,
        "verification": Verification.PROOF,
        "order_rule": OrderRule.SCOPE,
        "groups": Groups.SCOPE,
        "line_under_name": LineUnderName.CITY_STATE,
        "layout": Layout.COUNTED,
        "columns": 3,
        "reminders": Reminders.SEVEN_AND_TWO,
    },
    LetterType.PETITION: _NOBODY
    | _PUBLIC
    | {
        "takes_individuals": True,
        "verification": Verification.ANY_ADDRESS,
        "order_rule": OrderRule.NEWEST,
        "groups": Groups.NONE,
        "line_under_name": LineUnderName.CITY,
        "layout": Layout.ANNEX,
        "columns": 3,
        "reminders": Reminders.AFTER_A_DAY,
    },
    LetterType.OFFICEHOLDERS: _NOBODY
    | _PRIVATE
    | {
        "takes_officeholders": True,
        "verification": Verification.PROOF,
        "order_rule": OrderRule.STATE,
        "groups": Groups.STATE,
        "line_under_name": LineUnderName.TITLE_JURISDICTION,
        "layout": Layout.UNDER,
        "columns": 2,
        "reminders": Reminders.SEVEN_AND_TWO,
    },
}
