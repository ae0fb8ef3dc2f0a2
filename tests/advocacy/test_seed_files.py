"""A seed file that cannot be used is refused whole, in a sentence; and what may stand in one is written down."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from advocacy import seed_files, seed_record, seeds
from directory.models import GroupMember, LegislatorGroup
from letters.models import Addressee, Answer, Campaign, Letter, LetterRelation, Outcome, Update
from signatories.models import Ask, Signatory
from tests.advocacy.seed_folders import FOLDER, everything

pytestmark = pytest.mark.django_db

# How the petition's file is broken, and what is said of it.
BROKEN = {
    "no front matter": (("+++", "---"), "The file must begin with a line +++"),
    "front matter not closed": (("\n+++\n", "\n"), "The file must begin with a line +++"),
    "not TOML": (('title = "', "title = "), "is not TOML: Invalid value (at line 5, column 9). Put texts in quotes."),
    "a type that does not exist": (
        ('type = "petition"', 'type = "wish"'),
        "type cannot be “wish”. Choose one of: congress, state_legislature, coalition, petition, officeholders.",
    ),
    "a stage that does not exist": (
        ('stage = "published"', 'stage = "recalled"'),
        "stage cannot be “recalled”. Choose one of: draft, published, delivered.",
    ),
    "a campaign that does not exist": (
        ('campaign = "end', 'campaign = "begin'),
        "campaign cannot be “begin-secure-communities”. Choose one of: end-secure-communities.",
    ),
    "a zone that does not exist": (
        ("America/New_York", "America/Nowhere"),
        "time_zone cannot be “America/Nowhere”. Choose one of: America/New_York, America/Chicago,",
    ),
    "no zone": (("time_zone =", "#"), 'time_zone is missing. Add a line like this: time_zone = "America/New_York"'),
    "a rule that does not exist": (
        ("closes_in_days", 'listing = "secret"\ncloses_in_days'),
        "listing cannot be “secret”. Choose one of: public, link_only.",
    ),
    "no title": (("Petition: four steps to end Secure Communities", ""), "title: This field cannot be blank."),
    "no contact": (("petition@campaign.example", "nobody"), "contact_email: Enter a valid email address."),
    "an unknown field": (('closing = "', 'closign = "'), "the key closign is not known. Is closing meant? Known"),
    "a number for a text": (("closes_in_days = 45", 'closes_in_days = "45"'), "like this: closes_in_days = 12"),
    "a day for a moment": (
        ("closes_in_days = 45", "closes_at = 2011-05-09"),
        "closes_at must be written like this: closes_at = 2011-05-09T12:00:00",
    ),
    "no closing time": (("closes_in_days = 45", ""), "closes_in_days is missing. Add a line like this: closes"),
    "no such hour": (('"17:00"', '"5 pm"'), "closes_at_time cannot be “5 pm”. Write the hour like this: 17:00"),
    "an unknown heading": (("# Letter", "# Brief"), "heading cannot be “Brief”. Choose one of: Letter, Dear Coll"),
    "a text without a heading": (("# Letter", "Letter"), "Each text must stand under its own heading"),
    "no text": (("# Letter", "# Dear Colleague"), "The text is missing. Write it under a heading “# Letter”"),
    "an empty text": (("# Letter", "# Letter\n\n# Dear Colleague"), "the text under “# Letter”: This field cannot be"),
    "no addressee": (("[[addressees]]", "[[leads]]"), "addressees is missing. Add a line like this: addressees = [{"),
    "an addressee who is not a table": (
        ("[[addressees]]", 'addressees = ["The President"]\n[[leads]]'),
        "addressees, number 1: keys are needed, such as name = ",
    ),
    "an unknown key of an addressee": (("\norganiz", "\norganis"), "addressees, number 1: the key organisation"),
    "a name not said to be invented": (
        ("invented = true", "invented = false"),
        "signatories, number 1: Only invented names may stand in a seed, with invented = true.",
    ),
    "a name that does not say what it is": (
        ("{ invented = true, ", "{ "),
        "signatories, number 1: invented is missing. Add a line like this: invented = true",
    ),
    "a kind that cannot be invented": (
        ('kind = "individual"', 'kind = "legislator"'),
        "signatories, number 1: kind cannot be “legislator”. Choose one of: individual, officeholder, organization.",
    ),
    "a crowd that is not said to be invented": (
        ("invented = true\ncount", "invented = false\ncount"),
        "crowd: Only invented names may stand in a seed, with invented = true.",
    ),
    "a crowd of more than its lists can name": (
        ("count = 5", "count = 556"),
        "crowd: count must be from 1 to 555: these lists give no more different names.",
    ),
    "a crowd with a name that is no text": (('"Ada"', "1"), "crowd: given must be a list of texts in quotes."),
    "a crowd with a place that is too long": (('"Albany, NY"', '"Albany, New York"'), "crowd: us_state: Ensure"),
    "a relation to no letter": (
        ('to = "coalition', 'to = "coalitions'),
        "relations, number 1: to cannot be “coalitions-report-to-the-president”. Choose one of: coalition-report-to",
    ),
    "a relation to itself": (
        ('to = "coalition-report', 'to = "petition'),
        "relations, number 1: to cannot be “petition-to-the-president”. Choose one of: coalition-report-to",
    ),
    "a relation that does not exist": (
        ('kind = "companion"', 'kind = "earlier"'),
        "relations, number 1: kind cannot be “earlier”. Choose one of: follows, companion.",
    ),
    "an outcome before the delivery": (
        ("closes_in_days", 'outcomes = [{ result = "moot", date = 2011-06-01 }]\ncloses_in_days'),
        'outcomes needs stage = "delivered".',
    ),
    "a state of the signatory that is too long": (('"NY"', '"New York"'), "signatories, number 1: us_state: Ensure"),
}  # fmt: skip
ONLY_WHEN_LOADED = {
    "closed before it opens": (("closes_in_days = 45", "closes_in_days = -20"), "The letter closes before it opens."),
    "an hour that the clock skips": (
        ("opened_days_ago = 9", "opens_at = 2011-03-13T02:30:00"),
        "Clocks change that night and this time does not exist or comes twice. Choose another hour.",
    ),
}


def broken(folder: Path, old: str, new: str) -> Path:
    path = folder / "petition-to-the-president.md"
    good = path.read_text(encoding="utf-8")
    assert old in good
    path.write_text(good.replace(old, new) if old == "+++" else good.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("how", BROKEN | ONLY_WHEN_LOADED)
def test_a_broken_seed_is_refused_whole_and_said_in_a_sentence(few: Path, how: str) -> None:
    change, sentence = (BROKEN | ONLY_WHEN_LOADED)[how]
    broken(few, *change)
    before = everything()

    with pytest.raises(seeds.BadSeed) as refusal:
        seeds.load(few)

    assert str(refusal.value).startswith("petition-to-the-president.md: ")
    assert sentence in str(refusal.value)
    assert everything() == before


@pytest.mark.parametrize("how", BROKEN)
def test_a_file_that_is_broken_after_it_was_loaded_is_refused_too(few: Path, how: str) -> None:
    change, sentence = BROKEN[how]
    seeds.load(few)
    broken(few, *change)
    before = everything()

    with pytest.raises(seeds.BadSeed) as refusal:
        seeds.load(few)

    assert sentence in str(refusal.value)
    assert everything() == before


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'type = "bill"',
            'type = "law"',
            "3: type cannot be “law”. Choose one of: news, event, statement, outcome, bill.",
        ),
        ('result = "withdraws"', "", "2: result: An update of this type needs it."),
        ("whole = 102", "whole = 20", "2: Say all three or none: how many, of how many (not fewer), and of what."),
        (
            'result = "withdraws"',
            'result = "withdraws"\nbill_number = "HB 1"',
            "2: bill_number: An update of this type does not show it. Empty it, or choose the type “Bill”.",
        ),
        (
            'bill_number = "AB 1081"',
            'bill_number = "AB 1081"\nsource_url = "javascript:alert(1)"',
            "3: source_url: Write an address that begins with https:// or http://.",
        ),
    ],
)
@pytest.mark.parametrize("loaded", [False, True])
def test_a_broken_campaign_is_refused_before_and_after_it_was_loaded(
    few: Path, old: str, new: str, sentence: str, *, loaded: bool
) -> None:
    if loaded:
        seeds.load(few)
    path = few / "campaign.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(seeds.BadSeed) as refusal:
        seeds.load(few)

    assert str(refusal.value) == f"campaign.md: updates, number {sentence}"
    assert Campaign.objects.exists() == loaded


def test_legislators_that_cannot_be_read_are_refused_by_file_and_row(folder: Path) -> None:
    path = folder / "legislators.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2011-01-05", "5 January", 1), encoding="utf-8")

    with pytest.raises(seeds.BadSeed) as refusal:
        seeds.load(folder)

    assert str(refusal.value) == f"{path}, row 2: term_start: '5 January' is not a date like 2011-01-05."


def test_a_file_that_is_not_text_is_refused(folder: Path) -> None:
    (folder / "petition-to-the-president.md").write_bytes(b'+++\ntitle = "Se\xf1or"\n+++\n')

    with pytest.raises(seeds.BadSeed, match="The file is not UTF-8 text"):
        seeds.load(folder)


# What the record of a delivered letter's file says, and what is said of it.
BROKEN_RECORD = {
    "a way that does not exist": (
        {"delivered_how": "pigeon"},
        "delivered_how cannot be “pigeon”. Choose one of: hand, email, portal, post, fax, docket.",
    ),
    "a result that does not exist": (
        {"outcomes": [{"result": "won", "date": date(2011, 6, 1)}]},
        "outcomes, number 1: result cannot be “won”. Choose one of: agreed, partly,",
    ),
    "an addressee of another letter": (
        {"answers": [{"addressee": "The Pope", "date": date(2011, 9, 1), "text": "No."}]},
        "answers, number 1: addressee cannot be “The Pope”. Choose one of: John Morton.",
    ),
    "an answer without a day": (
        {"answers": [{"addressee": "John Morton", "text": "No."}]},
        "answers, number 1: date is missing. Add a line like this: date = 2011-06-01",
    ),
}


@pytest.mark.parametrize("broken", BROKEN_RECORD)
def test_a_record_that_cannot_be_is_refused_in_a_sentence(broken: str) -> None:
    record, said = BROKEN_RECORD[broken]

    with pytest.raises(ValueError) as refusal:
        seed_record.check_record(record, [{"name": "John Morton"}])

    assert str(refusal.value).startswith(said)


EXAMPLES = [value for name, value in vars(seed_files).items() if name.isupper() and isinstance(value, str)]


def test_every_key_is_documented() -> None:
    documented = (FOLDER / "README.md").read_text(encoding="utf-8")

    keys = {key for examples in EXAMPLES for key in tomllib.loads(examples)}

    assert {key for key in keys if not re.search(rf"\b{key}\b", documented)} == set()


def test_the_examples_that_are_shown_hold_what_the_tables_take() -> None:
    relative = {"opened_days_ago", "closes_in_days", "closes_at_time"}
    rules = tomllib.loads(seed_files.LETTER).keys() - relative - {"stage", "delivered_how"}

    lists = {"addressees", "leads", "relations", "signatories", "crowd", "asks", "answers", "outcomes"}
    assert rules - lists <= {field.name for field in Letter._meta.fields}
    assert tomllib.loads(seed_files.RELATION).keys() <= {field.name for field in LetterRelation._meta.fields}
    assert tomllib.loads(seed_files.UPDATE).keys() <= {field.name for field in Update._meta.fields}
    assert tomllib.loads(seed_files.ANSWER).keys() <= {field.name for field in Answer._meta.fields}
    assert tomllib.loads(seed_files.OUTCOME).keys() <= {field.name for field in Outcome._meta.fields}
    assert tomllib.loads(seed_files.ADDRESSEE).keys() <= {field.name for field in Addressee._meta.fields}
    assert tomllib.loads(seed_files.SIGNATORY).keys() - {"invented"} <= {
        field.name for field in Signatory._meta.fields
    }
    assert tomllib.loads(seed_files.ASK).keys() - {"contacted_days_ago", "until_in_days"} <= {
        field.name for field in Ask._meta.fields
    }
    assert tomllib.loads(seed_files.GROUP).keys() - {"members"} <= {
        field.name for field in LegislatorGroup._meta.fields
    }
    assert tomllib.loads(seed_files.MEMBER).keys() <= {field.name for field in GroupMember._meta.fields}


def test_a_lead_who_is_not_in_the_directory_is_refused_by_the_files_name(folder: Path) -> None:
    path = folder / "senator-serrano-to-ice.md"
    path.write_text(path.read_text(encoding="utf-8").replace("ocd-person/31d0", "ocd-person/0000"), encoding="utf-8")

    with pytest.raises(
        seeds.BadSeed, match=r"^senator-serrano-to-ice\.md: leads: no legislator has the identifier ocd-"
    ):
        seeds.load(folder)

    assert not Letter.objects.exists()


def test_a_lead_who_had_no_seat_then_is_refused(folder: Path) -> None:
    path = folder / "house-letter-to-the-president.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace('chamber = "lower"', 'chamber = "upper"'), encoding="utf-8"
    )

    with pytest.raises(
        seeds.BadSeed, match=r"José E\. Serrano had no seat in the legislature of this letter on 2011-11-17"
    ):
        seeds.load(folder)
