"""How one value of a source is read. What cannot be meant raises ValueError with a sentence."""

import re
import unicodedata
from datetime import date, timedelta
from urllib.parse import urlsplit

from directory.states import Chamber

CHAMBERS = {chamber.value: chamber.value for chamber in Chamber} | {
    "house": Chamber.LOWER.value,
    "assembly": Chamber.LOWER.value,
    "senate": Chamber.UPPER.value,
}
SENATE_OFFICE = re.compile(r"[a-z0-9-]+\.senate\.gov")
OPENSTATES_JURISDICTION = re.compile(r"ocd-jurisdiction/country:us/(?:state|district|territory):([a-z]{2})/government")


def clean(text: str) -> str:
    """Return the text without the blanks around it; refuses what no name or number contains."""
    categories = set(map(unicodedata.category, text))
    if "Cs" in categories:
        raise ValueError("not UTF-8 text")
    if "Cc" in categories:
        raise ValueError(f"control character in {text[:40]!r}")
    return text.strip()


def day(text: str, what: str) -> date:
    """Read a date as all sources write it, and nothing that only looks like one."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:  # Python reads 20110105 and 2011-W01-3 too
        raise ValueError(f"{what}: {text[:40]!r} is not a date like 2011-01-05")
    return found


def first_day(text: str, what: str) -> date | None:
    """Read a first day of openstates: "2013" and "2013-01" begin like 2013-01-01; empty is not known."""
    return day(_with_day(text), what) if text else None


def day_after(text: str, what: str) -> date | None:
    """Turn a last day of openstates, which may be a year or a month, into the first day out of office."""
    if not text:
        return None
    last = day(_with_day(text), what)
    if len(text) == len("2013-01-01"):
        return last + timedelta(days=1)
    if len(text) == len("2013-01") and last.month < 12:
        return last.replace(month=last.month + 1)
    return date(last.year + 1, 1, 1)


def _with_day(text: str) -> str:
    return text + {len("2013"): "-01-01", len("2013-01"): "-01"}.get(len(text), "")


def chamber_of(text: str) -> str:
    """Return our word for a chamber where the source has its own; what is no chamber is returned as it is."""
    return CHAMBERS.get(text.lower(), text)


def state_of(jurisdiction: str) -> str:
    """Return "NY" for what openstates calls the jurisdiction of the whole state; "" for a city's, or Congress."""
    found = OPENSTATES_JURISDICTION.fullmatch(jurisdiction)
    return found[1].upper() if found else ""


def senate_domain(url: str) -> str:
    """Return the mail domain of a US senator's office, which is its web host: staff write from @serrano.senate.gov.

    The hosts of House members are no mail domains: all of them share mail.house.gov.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return host if SENATE_OFFICE.fullmatch(host) else ""


def other_names(names: list[str]) -> str:
    """Put spellings one a line, each once, as the model keeps them."""
    return "\n".join(dict.fromkeys(filter(None, names)))
