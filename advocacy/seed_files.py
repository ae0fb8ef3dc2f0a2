"""What a seed file may say. Whatever is wrong with one is said in a sentence, for the person who wrote it.

Everything here raises ValueError. Nothing depends on today's date, so a file that was good once stays good.
"""

import re
import tomllib
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

HEADINGS = {"Letter": "body", "Dear Colleague": "dear_colleague"}
NAMES_IN_THE_FILE = {field: f"the text under “# {heading}”" for heading, field in HEADINGS.items()} | {
    "slug": "the name of the file (letters a to z, figures and hyphens)"
}

# Every key with an example: a value must be of the example's type.
CAMPAIGN = """\
slug = "end-secure-communities"
title = "End Secure Communities"
issue = "Immigration"
summary = "What it is about."
updates = [{ type = "news", date = 2011-05-04, title = "Illinois withdraws" }]"""
UPDATE = """\
type = "outcome"
date = 2011-05-04
title = "Illinois withdraws"
text = "The Governor takes his state out of the program."
place = "Springfield"
jurisdiction = "IL"
source = "Press report"
source_url = "https://news.example/illinois"
speaker = "Ana Example"
role = "Mayor of Springfield"
quotation = "We are out."
result = "withdraws"
part = 26
whole = 102
unit = "localities"
bill_number = "AB 1081"
bill_status = "in the Assembly"\
"""
LETTER = """\
campaign = "end-secure-communities"
type = "congress"
stage = "draft"
title = "Ask the President to end the program"
letterhead = "Office of Rep. José E. Serrano"
dated = 2011-11-17
salutation = "Dear Mr. President:"
closing = "Sincerely,"
cc = "The Secretary of Homeland Security"
contact_name = "Office of Rep. José E. Serrano"
contact_email = "letters@serrano.example"
contact_phone = "202-555-0143"
time_zone = "America/New_York"
opened_days_ago = 9
closes_in_days = 12
closes_at_time = "17:00"
opens_at = 2011-05-02T09:00:00
closes_at = 2011-05-09T12:00:00
delivered_at = 2011-05-09T17:00:00
delivered_how = "hand"
answer_due = 2011-06-08
grace_hours = 24
takes_legislators = true
takes_organizations = true
takes_officeholders = true
takes_individuals = true
jurisdiction = "NY"
chamber = "lower"
verification = "proof"
trusted_domains = ["mail.house.gov"]
signing = "online"
listing = "public"
names_shown = "accepted"
order_rule = "surname"
groups = "none"
layout = "under"
line_under_name = "office"
addressees = [{ name = "The President" }]
leads = [{ legislator = "bioguide:S000248" }]
relations = [{ kind = "follows", to = "letter-to-the-governor" }]
signatories = [{ invented = true, kind = "individual", printed_name = "Ana Example" }]
crowd = { invented = true, count = 2, given = ["Ana", "Luis"], family = ["Sample"], places = ["Bronx, NY"] }
asks = [{ legislator = "ocd-person:invented/sample", stance = "asked" }]
answers = [{ addressee = "The President", date = 2011-06-01, text = "We will look into it." }]
outcomes = [{ result = "agreed", date = 2011-06-01 }]"""
ADDRESSEE = """\
name = "John Morton"
title = "Director"
organization = "U.S. Immigration and Customs Enforcement"
address = "Washington, DC 20536"\
"""
ANSWER = """\
addressee = "The President"
date = 2011-06-01
text = "We will look into it."
public = true"""
OUTCOME = """\
result = "agreed"
date = 2011-06-01
addressee = "The President"
jurisdiction = "NY"
note = "The Governor suspends the program."
source = "Press report"\
"""
LEAD = 'legislator = "bioguide:S000248"'
ASK = """\
legislator = "ocd-person:invented/sample"
stance = "promised"
owner = "staff"
note = "Signs after the recess."
reason = "Signs no letters."
contacted_days_ago = 2
until_in_days = 5"""
GROUPS = 'groups = [{ name = "Caucus on Trust", kind = "caucus", jurisdiction = "US", members = [] }]'
GROUP = """\
name = "Caucus on Trust"
kind = "caucus"
jurisdiction = "US"
members = [{ legislator = "ocd-person:invented/sample", title = "Co-Chair" }]"""
MEMBER = """\
legislator = "ocd-person:invented/sample"
title = "Co-Chair"\
"""
RELATION = """\
kind = "follows"
to = "letter-to-the-governor"
note = "The Governor was asked first."\
"""
CROWD = """\
invented = true
count = 6
given = ["Ana", "Luis"]
family = ["Sample", "Muestra", "Muster"]
places = ["Bronx, NY"]\
"""
SIGNATORY = """\
invented = true
kind = "individual"
printed_name = "Ana Example"
title = "Senator"
affiliation = "City of Springfield"
party = "Democratic"
chamber = "upper"
us_state = "NY"
district = "63"
city = "Bronx"
scope = "local"
listed = true"""


def parts(content: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the TOML between the plus signs, and the texts under their headings by field name."""
    found = re.fullmatch(r"\s*\+\+\+[ \t]*(\n.*?)\n\+\+\+[ \t]*(?:\n(.*))?", content, re.DOTALL)
    if not found:
        raise ValueError("The file must begin with a line +++, then the keys, then a second line +++, then the texts.")
    try:
        front = tomllib.loads(found[1])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"Between the +++ lines stands what is not TOML: {error}. Put texts in quotes.") from error
    before, *pieces = re.split(r"^# (.+)$", found[2] or "", flags=re.MULTILINE)
    headings = [heading.strip() for heading in pieces[::2]]
    for heading in headings:
        choose("a heading", heading, HEADINGS)
    if before.strip() or len(set(headings)) < len(headings):
        raise ValueError("Each text must stand under its own heading: “# Letter”, and once “# Dear Colleague”.")
    return front, {HEADINGS[heading]: text.strip() for heading, text in zip(headings, pieces[1::2], strict=True)}


def check(given: Any, examples: str, *, needed: Iterable[str] = (), where: str = "") -> None:
    """Refuse a key that has no example, a value that is not written like it, and a needed key that is missing."""
    lines = {line.split(" = ")[0]: line for line in examples.splitlines()}
    known = tomllib.loads(examples)
    if not isinstance(given, dict):
        raise ValueError(f"{where}keys are needed, such as {next(iter(lines.values()))}")  # noqa: TRY004 -- see above
    for key, value in given.items():
        if key not in known:
            meant = "".join(f"Is {word} meant? " for word in get_close_matches(key, known, n=1))
            raise ValueError(f"{where}the key {key} is not known. {meant}Known keys: {', '.join(known)}.")
        if type(value) is not type(known[key]) or getattr(value, "tzinfo", None):
            raise ValueError(f"{where}{key} must be written like this: {lines[key]}")
    for key in needed:
        if key not in given:
            raise ValueError(f"{where}{key} is missing. Add a line like this: {lines[key]}")


def choose(key: str, value: str, allowed: Collection[str]) -> None:
    """Refuse a value that is not among the allowed ones."""
    if value not in allowed:
        raise ValueError(f"{key} cannot be “{value}”. Choose one of: {', '.join(allowed) or 'there is none yet'}.")


def clean(row: Model, keys: Iterable[str], where: str = "", *, together: bool = False) -> None:
    """Refuse what the row's own fields refuse, of those that the file names; and what they do not say ``together``."""
    fields = {field.name: field for field in row._meta.fields}  # noqa: SLF001 -- Django's documented Meta API
    named = [name for name in keys if name in fields]
    for name in named:
        if fields[name].choices:
            choose(f"{where}{name}", getattr(row, name), [str(value) for value, _label in fields[name].flatchoices])
    try:
        row.clean_fields(exclude=fields.keys() - set(named))
        if together:
            row.clean()
            row.validate_constraints()
    except ValidationError as error:
        field, said = next(iter(error.message_dict.items()))
        named_so = f"{NAMES_IN_THE_FILE.get(field, field)}: " if field in fields else ""
        raise ValueError(f"{where}{named_so}{' '.join(said)}") from error
