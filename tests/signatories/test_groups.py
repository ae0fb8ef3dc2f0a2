"""In which groups names stand: sorted by the database, parted row by row, and both say the same."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from directory.states import Party, party_of
from letters.clock import database_now
from letters.models import Letter
from letters.states import Groups, LetterType, OrderRule
from signatories import exports, groups, typesetting
from signatories.models import Signatory
from signatories.states import Kind, State
from signatories.typesetting import Names
from signatories.typesetting.headings import in_groups
from tests.factories import directory, letters

WHERE = {"chamber": "", "party": "", "us_state": "", "scope": ""}
# Every kind of row there can be, none of them in order.
ROWS: list[dict[str, str]] = [
    {"kind": "individual", "us_state": "AL"},
    {"kind": "legislator", "chamber": "lower", "party": "Republican", "us_state": "NY"},
    {"kind": "organization", "scope": "local", "us_state": "NY"},
    {"kind": "legislator", "chamber": "upper", "party": "Democratic/Working Families", "us_state": "ME"},
    {"kind": "officeholder", "us_state": "MA"},
    {"kind": "legislator", "chamber": "lower", "party": "Democrat", "us_state": "MD"},
    {"kind": "organization", "scope": ""},
    {"kind": "legislator", "chamber": "legislature", "party": "Nonpartisan", "us_state": "NE"},
    {"kind": "organization", "scope": "national", "us_state": "AZ"},
    {"kind": "legislator", "chamber": "lower", "party": "DFL", "us_state": "AR"},
    {"kind": "legislator", "chamber": "upper", "party": "", "us_state": ""},
    {"kind": "organization", "scope": "state", "us_state": "NY"},
    {"kind": "legislator", "chamber": "upper", "party": "Independent", "us_state": "PR"},
    {"kind": "legislator", "chamber": "upper", "party": "Independence", "us_state": "PR"},
    {"kind": "legislator", "chamber": "upper", "party": "Democratic-Farmer-Labor", "us_state": "AL"},
    {"kind": "legislator", "chamber": "lower", "party": "republican/conservative", "us_state": "VI"},
    {"kind": "individual", "us_state": "NY"},
]
EXPECTED = {
    Groups.CHAMBER: ["Senate", "House of Representatives", "Legislature", "Others"],
    Groups.PARTY: ["Democrats", "Republicans", "Independents", "Independence", "Nonpartisan", "Others"],
    Groups.STATE: [
        *("Alabama", "Arizona", "Arkansas", "Maine", "Maryland", "Massachusetts", "Nebraska", "New York"),
        *("Puerto Rico", "U.S. Virgin Islands", "Others"),
    ],
    Groups.KIND: ["Organizations", "Legislators", "Officeholders", "Individuals"],
    Groups.SCOPE: [
        *("National organizations", "State organizations", "Local organizations", "Other organizations"),
        *("Legislators", "Officeholders", "Individuals"),
    ],
}


def mixed(**fields: Any) -> Letter:
    """A letter with one name of each row, written past every step: only their groups are asked about."""
    letter = letters.published_letter(type=LetterType.PETITION, order_rule=OrderRule.SURNAME, **fields)
    Letter.objects.filter(pk=letter.pk).update(takes_legislators=True, takes_organizations=True, jurisdiction="US")
    letter.refresh_from_db()
    put_on(letter, [f"Name {number:02}" for number in range(len(ROWS))], ROWS)
    return letter


def put_on(letter: Letter, names: list[str], rows: list[dict[str, str]]) -> None:
    """Confirm one name for each row; of a kind that needs the directory, one that the directory has."""
    now = database_now()
    plain = {"letter": letter, "state": State.CONFIRMED, "submitted_at": now, "confirmed_at": now}
    for name, row in zip(names, rows, strict=True):
        Signatory.objects.create(
            printed_name=name,
            sort_name=name.lower(),
            folded_name=name.lower(),
            mailbox=f"{name.replace(' ', '')}@example.org",
            legislator=directory.legislator() if row["kind"] == Kind.LEGISLATOR else None,
            organization=directory.organization() if row["kind"] == Kind.ORGANIZATION else None,
            **plain | WHERE | row,
        )


def page_of(letter: Letter, **asked: Any) -> Any:
    return Client().get(reverse("signatories:signatories", args=[letter.slug], query=asked))


def shown(response: Any) -> list[tuple[str, list[str]]]:
    """Return the groups of a page: heading, names."""
    return [(group.heading, [str(name) for name in group.names]) for group, _part in response.context["groups"]]


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Democrat", Party.DEMOCRATIC),
        ("Democratic", Party.DEMOCRATIC),
        ("Democratic/Working Families", Party.DEMOCRATIC),
        ("Democratic-Farmer-Labor", Party.DEMOCRATIC),
        ("DFL", Party.DEMOCRATIC),
        ("D", Party.DEMOCRATIC),
        ("Republican/Conservative/Independence", Party.REPUBLICAN),
        ("R", Party.REPUBLICAN),
        ("Independent", Party.INDEPENDENT),
        ("Independence", "Independence"),
        ("Partido Independentista Puertorriqueño", "Partido Independentista Puertorriqueño"),
        ("Nonpartisan", "Nonpartisan"),
        ("", ""),
    ],
)
def test_spellings_of_one_party_are_one_party(text: str, party: str) -> None:
    assert party_of(text) == party


@pytest.mark.django_db
def test_what_the_database_sorts_together_is_one_group_in_the_documented_order() -> None:
    letter = mixed()

    for by, expected in EXPECTED.items():
        names = list(letter.signatories.in_groups_of(by, letter))
        found = in_groups(names, letter, by)
        assert [group.heading for group in found] == expected
        assert [str(name) for group in found for name in sorted(group.names, key=str)] == list(map(str, names))
    assert set(EXPECTED) == set(Groups) - {Groups.NONE} == set(groups.ORDER) - {Groups.NONE}


@pytest.mark.django_db
@pytest.mark.parametrize("by", EXPECTED)
def test_the_letters_groups_are_the_same_on_the_page_in_the_list_and_on_paper(by: str) -> None:
    letter = mixed(groups=by)
    Signatory.objects.filter(printed_name="Name 16").update(lead_position=1)

    page = Client().get(letter.get_absolute_url()).context["names"]
    content = typesetting.content(letter, typesetting.latest(letter), Names.for_staff(letter))
    plain = typesetting.plain.build(content)
    copy = "".join(exports.for_addressee(Signatory.objects.all(), letter)).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(copy)))

    on_page = [(group.heading, [str(name) for name in group.names]) for group in page.groups]
    on_paper = [(group["heading"], [name["name"] for name in group["names"]]) for group in content["groups"]]
    assert [heading for heading, _names in on_page] == EXPECTED[by]
    assert on_page == on_paper == shown(page_of(letter))[1:]
    assert shown(page_of(letter))[0] == ("Leading this letter", ["Name 16"])
    assert [heading for heading in EXPECTED[by] if heading.upper() not in plain] == []
    keys = list(dict.fromkeys(row["group"] for row in rows[1:]))
    assert [row["name"] for row in rows] == ["Name 16", *(name for _heading, names in on_page for name in names)]
    assert (rows[0]["group"], len(keys)) == ("", len(EXPECTED[by]))


@pytest.mark.django_db
def test_asked_for_groups_are_counted_whole_and_hold_the_leads_first() -> None:
    letter = mixed()
    Signatory.objects.filter(printed_name__in=["Name 09", "Name 14"]).update(lead_position=None)
    Signatory.objects.filter(printed_name="Name 14").update(lead_position=1)

    response = page_of(letter, by="party")

    assert shown(response)[:2] == [
        ("Democrats", ["Name 14", "Name 03", "Name 05", "Name 09"]),
        ("Republicans", ["Name 01", "Name 15"]),
    ]
    assert [(part.heading, part.count) for part in response.context["parts"]][:3] == [
        ("Democrats", 4),
        ("Republicans", 2),
        ("Independents", 1),
    ]
    assert sum(part.count for part in response.context["parts"]) == len(ROWS)
    assert '<h2 id="group-1">Democrats <small>4</small></h2>' in response.text
    assert "noindex" in response.text


@pytest.mark.django_db
def test_a_group_leads_to_the_page_where_it_begins_and_the_search_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signatories.views.names.PAGE", 5)
    letter = mixed()

    response = page_of(letter, by="kind", q="name")
    part = list(response.context["parts"])[3]
    there = page_of(letter, by="kind", q="name", page=part.page)

    assert (part.heading, part.count, part.page) == ("Individuals", 2, 4)
    assert f"?by=kind&amp;q=name&amp;page={part.page}#group-4" in response.text
    assert 'type="hidden" name="by" value="kind"' in response.text
    assert shown(there)[-1] == ("Individuals", ["Name 00", "Name 16"])
    assert 'id="group-4"' in there.text


@pytest.mark.django_db
def test_a_search_counts_what_it_finds() -> None:
    response = page_of(mixed(), by="kind", q="NAME 1")

    assert [(part.heading, part.count) for part in response.context["parts"]] == [
        ("Organizations", 1),
        ("Legislators", 6),
        ("Individuals", 1),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["nonsense", "none", "%00", "sort_name", "email"])
def test_groups_that_do_not_exist_are_not_found(asked: str) -> None:
    assert page_of(letters.published_letter(), by=asked).status_code == 404


@pytest.mark.django_db
def test_names_that_are_not_shown_are_not_counted_by_group_either() -> None:
    letter = mixed(names_shown="release")
    hidden = mixed()
    Signatory.objects.filter(letter=hidden).update(listed=False)

    for asked in (letter, hidden):
        response = page_of(asked, by="party")
        assert (list(response.context["parts"]), response.context["groups"]) == ([], [])
        assert "Democrats" not in response.text


@pytest.mark.django_db
def test_a_person_is_not_grouped_by_the_state_that_no_page_shows() -> None:
    letter = letters.published_letter(type=LetterType.PETITION, groups=Groups.STATE)
    put_on(letter, ["Ana Vega"], [{"kind": "individual", "us_state": "AL"}])

    pages = page_of(letter, by="state").text + page_of(letter).text + Client().get(letter.get_absolute_url()).text

    assert ("Ana Vega" in pages, "Alabama" in pages) == (True, False)


@pytest.mark.django_db
def test_groups_are_called_in_the_readers_language_and_on_paper_in_the_letters() -> None:
    letter = mixed(groups=Groups.PARTY)

    with translation.override("es"):
        content = typesetting.content(letter, typesetting.latest(letter), Names.for_staff(letter))
    page = Client().get(f"/es{letter.get_absolute_url()}").text

    assert content["groups"][0]["heading"] == "Democrats"
    assert "<h3>Demócratas</h3>" in page


@pytest.mark.parametrize(
    ("type_", "offered"),
    [
        (LetterType.CONGRESS, ["chamber", "party", "state"]),
        (LetterType.STATE_LEGISLATURE, ["chamber", "party"]),
        (LetterType.COALITION, ["state", "scope"]),
        (LetterType.PETITION, []),
        (LetterType.OFFICEHOLDERS, ["state"]),
    ],
)
def test_offered_are_the_groups_that_tell_something(type_: str, offered: list[str]) -> None:
    from letters.presets import PRESETS

    assert groups.offered(Letter(type=type_, **{"jurisdiction": "NY"} | PRESETS[type_])) == offered
