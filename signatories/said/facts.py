"""What stands around a name: titles before it, party, state and district behind it."""

import re
from dataclasses import dataclass, fields, replace
from functools import cache

from django.utils import translation

from directory.names import fold
from directory.states import AT_LARGE, CONGRESS, Chamber, State

STATE_LEVEL = "state"  # some state's legislature, not said which

AP = {
    "ala": "AL",
    "ariz": "AZ",
    "ark": "AR",
    "calif": "CA",
    "cal": "CA",
    "colo": "CO",
    "conn": "CT",
    "del": "DE",
    "fla": "FL",
    "ill": "IL",
    "ind": "IN",
    "kan": "KS",
    "kans": "KS",
    "mass": "MA",
    "mich": "MI",
    "minn": "MN",
    "miss": "MS",
    "mont": "MT",
    "neb": "NE",
    "nebr": "NE",
    "nev": "NV",
    "okla": "OK",
    "ore": "OR",
    "penn": "PA",
    "penna": "PA",
    "tenn": "TN",
    "tex": "TX",
    "wash": "WA",
    "w va": "WV",
    "wis": "WI",
    "wisc": "WI",
    "wyo": "WY",
    "washington dc": "DC",
    "virgin islands": "VI",
    "us virgin islands": "VI",
    "puerto rico": "PR",
}
PARTIES = {
    **dict.fromkeys(("d", "dem", "democrat", "democratic", "dfl", "democrata"), "D"),
    **dict.fromkeys(("r", "rep", "republican", "gop", "republicano", "republicana"), "R"),
    **dict.fromkeys(("i", "ind", "independent", "independiente"), "I"),
    "l": "L",
    "g": "G",
    "c": "C",
    "wfp": "W",
}
SEAT = re.compile(r"([A-Z]{2})\s?[-–—]?\s?(\d{1,3}[A-Z]?|AL|[Aa]t[- ][Ll]arge)(?:st|nd|rd|th)?")
DISTRICT = re.compile(
    r"(?:(\d{1,3}[a-z]?)(?:st|nd|rd|th)?\s+(?:\w+\s+)?district|district\s+(\d{1,3}[a-z]?))\b", re.IGNORECASE
)
AFFILIATION = re.compile(
    r"(?:(?P<all>both|all)\s+)?(?:(?P<party>[^\W\d_]{1,12})\.?(?:\s*[-–—,/]\s*|$))?(?P<place>.*)", re.DOTALL
)


@dataclass(frozen=True)
class Facts:
    """What was said beside the name. ``level`` is "US" for Congress, "state" for a state's legislature."""

    level: str = ""
    chamber: str = ""
    state: str = ""
    district: str = ""
    party: str = ""
    note: str = ""

    def over(self, other: "Facts") -> "Facts":
        """Return both together; where they differ, what stands nearer to the name: these."""
        mine = {field.name: value for field in fields(Facts) if (value := getattr(self, field.name))}
        return replace(other, **mine)


@cache
def _spelt_states() -> dict[str, str]:
    names = dict(AP)
    for language in ("en", "es"):
        with translation.override(language):
            names |= {fold(str(state.label)): state.value for state in State}
    return names


def state_of(text: str) -> str:
    """Return the postal code of a state as people write it: "NY", "N.Y.", "Ore.", "Puerto Rico"; "" if it is none."""
    text = text.strip()
    code = text.replace(".", "").replace(" ", "")
    if len(code) == 2 and (code.isupper() or "." in text):  # noqa: SIM102 -- "Or", "In" and "Me" are words
        if code.upper() in State.values:
            return code.upper()
    return _spelt_states().get(fold(text), "") if text[:1].isupper() else ""


def seat_of(text: str) -> Facts | None:
    """Read "NY-16", "NY16", "AK-AL", "5th Legislative District", "Texas"; None when it is none of these."""
    text = text.strip(" .") if not re.fullmatch(r"(\w\.\s?)+", text.strip()) else text
    if (seat := SEAT.fullmatch(text)) and seat[1] in State.values:
        return Facts(state=seat[1], district=plain_district(seat[2]))
    if state := state_of(text):
        return Facts(state=state)
    if district := DISTRICT.search(text):
        return Facts(district=plain_district(district[1] or district[2]))
    return None


def plain_district(text: str) -> str:
    """Return "7" for "07", "0" for "At-Large": as the directory has it."""
    text = text.strip()
    return AT_LARGE if fold(text) in ("al", "at large", "0", "00") else (text.upper().lstrip("0") or text)


def party_of(text: str) -> str:
    return PARTIES.get(fold(text), "")


def affiliation(text: str) -> tuple[Facts, bool] | None:
    """Read what stands in brackets behind a name, and whether it is said of all before it ("both D-Del.").

    "D-NY-16", "D-NY15", "WA-07", "DC", "R-Arkansas"; a place that is no state stays as a note ("D-Queens").
    None when it says nothing of party or place: a nickname, an acronym, a remark.
    """
    said = AFFILIATION.fullmatch(text.strip())
    party = party_of(said["party"]) if said and said["party"] else ""
    place = (said["place"] if said and party else re.sub(r"^(both|all)\s+", "", text.strip())).strip()
    seat = seat_of(place)
    if seat is None and not party:
        return None
    found = seat or Facts(note=place)
    return replace(found, party=party), bool(said and said["all"])


# Titles before a name, the longest first. A title says which chamber, some also which level.
_US = r"(?P<us>(?:U\.?\s?S\.?|United\s+States)\s+)?"
_STATE = r"(?P<state>(?:NYS|N\.Y\.S\.|State)\s+(?:of\s+)?)?"
_OFFICE = (
    r"(?P<congress>Congress(?:man|woman|member|person)s?\b\.?|Cong\.|Members?\s+of\s+Congress\b)"
    r"|(?P<upper>Senators?\b|Sens?\b\.?|Senador(?:as|es|a)?\b|Senate\b(?=\s+(?:President|Majority|Minority|Deputy|Speaker)))"
    r"|(?P<lower>Representatives?\b|Representantes?\b|Reps?\b\.?|Assembly\s?(?:members?|man|men|woman|women|person)\b"
    r"|Asm\.|Asamble[ií]stas?\b|Delegates?\b|Del\.|Resident\s+Commissioner\b"
    r"|(?:House|Assembly)\b(?=\s+(?:Majority|Minority|Deputy|Speaker|Republican|Democratic)))"
)
_POLITE = (
    r"(?P<polite>The\s+Honorable\b|Honorable\b|Hon\.?\s|Dr\.?\s|Drs?\.|Rev(?:erend)?\b\.?|Mr\.?\s|Mrs\.?\s|Ms\.?\s|Mx\.?\s"
    r"|Prof(?:essor)?\b\.?|Imam\s|Rabbi\s|Pastor\s|Sister\s|Hna\.|"
    r"(?:(?:Majority|Minority|Deputy|Assistant|Republican|Democratic)\s+)+(?:Leader|Whip|Speaker)\b|Speaker\b"
    r"|President\s+Pro\s+Tem(?:pore)?\b)"
)
TITLE = re.compile(rf"\s*{_US}{_STATE}(?:{_OFFICE})\s*(?=\S|$)", re.IGNORECASE)
POLITE = re.compile(rf"\s*{_POLITE}\s*(?=\S|$)", re.IGNORECASE)
STATE_BEFORE = re.compile(r"\s*((?:[A-Z]{2}|(?:[A-Z][a-z]+\s){1,3}?))\s*(?=(?:State\s+)?(?:Sen|Rep|Assembly|Del))")
PLURAL = re.compile(
    r"\b(?:Sens\b|Senators\b|Reps\b|Representatives\b|Members\b|Delegates\b|\w+(?:men|women|members)\b)", re.IGNORECASE
)


def take_titles(text: str) -> tuple[Facts, bool, str]:
    """Take the titles off the front: what they say, whether one is a plural, and the rest."""
    facts, plural, rest = Facts(), False, text
    while True:
        before = STATE_BEFORE.match(rest)
        state = state_of(before[1]) if before else ""
        start = before.end() if before and state else 0
        title = TITLE.match(rest, start) or (None if start else POLITE.match(rest))
        if title is None or title.end() == start:
            return facts, plural, rest.strip()
        facts = facts.over(_facts_of(title, state))
        plural = plural or bool(PLURAL.search(title[0]))
        rest = rest[title.end() :]


def _facts_of(title: re.Match[str], state: str) -> Facts:
    said = title.groupdict()
    level = ""
    if said.get("us") or said.get("congress"):
        level = CONGRESS
    elif said.get("state"):
        level = STATE_LEVEL
        state = state or ("NY" if "N" in said["state"].upper() else "")
    chamber = Chamber.UPPER if said.get("upper") else ""
    if said.get("lower") or (said.get("congress") and not title[0].lower().strip().startswith("member")):
        chamber = Chamber.LOWER
    return Facts(level=level, chamber=str(chamber), state=state)
