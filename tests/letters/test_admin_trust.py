"""The letter's form says which mail domains could be trusted, and of those that are, which prove too little."""

import pytest

from directory.models import MailDomain
from letters import trust, workflow
from tests.factories import letters

from .admin_site import ADD, messages, shown, staff, url

pytestmark = pytest.mark.django_db

DOMAINS = [
    ("mail.house.gov", "US", "lower", "legislature"),
    ("*.senate.gov", "US", "upper", "legislature"),
    ("nysenate.gov", "NY", "upper", "legislature"),
    ("nyassembly.gov", "NY", "lower", "legislature"),
    ("caucus.example", "NY", "", "party_caucus"),
    ("ny.gov", "NY", "", "shared_government"),
]


@pytest.fixture(autouse=True)
def known():
    for domain, jurisdiction, chamber, kind in DOMAINS:
        MailDomain.objects.create(domain=domain, jurisdiction=jurisdiction, chamber=chamber, kind=kind)


@pytest.mark.parametrize(
    ("jurisdiction", "chamber", "offered"),
    [
        ("US", "", ["mail.house.gov", "*.senate.gov"]),
        ("US", "upper", ["*.senate.gov"]),
        ("NY", "", ["caucus.example", "nyassembly.gov", "nysenate.gov"]),
        ("NY", "lower", ["caucus.example", "nyassembly.gov"]),
        ("WY", "", []),
    ],
)
def test_what_is_suggested_are_the_domains_of_the_letters_own_offices(jurisdiction, chamber, offered):
    letter = letters.letter(jurisdiction=jurisdiction, chamber=chamber)

    assert [row.domain for row in trust.suggested(letter)] == offered


@pytest.mark.parametrize(
    ("jurisdiction", "more", "says"),
    [
        ("US", 0, "The directory knows these for its legislature: mail.house.gov, *.senate.gov."),
        ("WY", 0, "The directory knows no mail domain of this legislature."),
        (
            "WY",
            9,
            f"The directory knows these for its legislature: {', '.join(f'{n}.gov' for n in range(8))}, and 1 more.",
        ),
    ],
)
def test_publishing_says_where_to_fill_in_which_domains(client, jurisdiction, more, says):
    staff(client)
    for number in range(more):
        MailDomain.objects.create(domain=f"{number}.gov", jurisdiction=jurisdiction, kind="legislature")
    letter = letters.letter(jurisdiction=jurisdiction, chamber="", trusted_domains="")

    (told,) = [doubt for doubt in workflow.doubts(letter) if doubt.startswith("No mail domain is trusted")]
    page = client.get(url("step", letter, "publish")).text

    assert told.endswith(f"in the letter, under “Who may sign, and what proves it”. {says}")
    assert says in page


@pytest.mark.parametrize(
    ("trusted", "rules", "doubted"),
    [
        ("nysenate.gov caucus.example unknown.example *.ny.example", {}, {}),
        ("ny.gov", {}, {"ny.gov": "Any employee of the state"}),
        ("gmail.com", {}, {"gmail.com": "anybody can have an address there"}),
        ("mail.house.gov", {}, {"mail.house.gov": "United States Congress, House or Assembly"}),
        ("nysenate.gov", {"chamber": "lower"}, {"nysenate.gov": "New York, Senate"}),
        ("gmail.com ny.gov", {"takes_legislators": False}, {"gmail.com": "anybody can have an address there"}),
    ],
)
def test_a_domain_is_trusted_in_vain_where_it_proves_no_office_of_the_letter(trusted, rules, doubted):
    letter = letters.letter(type="state_legislature", trusted_domains=trusted, **rules)

    assert trust.in_vain(letter) == doubted


def test_a_new_letter_suggests_domains_and_writes_none(client):
    staff(client)

    page = client.get(ADD, {"type": "congress"})

    assert "<strong>*.senate.gov</strong>: United States Congress, Senate · An office of the legislature" in page.text
    assert "nysenate.gov" not in page.text
    assert shown(page)["trusted_domains"] == ""
    assert "Save with a legislature" in client.get(ADD, {"type": "state_legislature"}).text
    assert "The directory knows" not in client.get(ADD, {"type": "petition"}).text


def test_what_a_rule_means_is_said_for_those_who_sign(client):
    staff(client)

    congress, petition = (client.get(ADD, {"type": type_}).text for type_ in ("congress", "petition"))

    for_members = "legislators: the address on file for the member&#x27;s office, or one in a trusted domain"
    assert congress.count(for_members) == 2
    assert "individuals" not in congress.partition("What counts at once")[2].partition("</ul>")[0]
    assert petition.count("individuals: any address") == 2


def test_saving_warns_of_what_is_trusted_in_vain_and_so_does_publishing(client):
    staff(client)
    letter = letters.letter()
    sent = shown(client.get(url("change", letter))) | {"trusted_domains": "gmail.com\nmail.house.gov"}

    page = client.post(url("change", letter), sent, follow=True)

    says = "Trusted, but no legislator's signature counts at once from there: %s (%s)."
    warning = says % ("gmail.com", "anybody can have an address there")
    assert warning in messages(page)
    assert page.text.count("from there: gmail.com") == 2
    assert warning in client.get(url("step", letter, "publish")).context["doubts"]
    letter.refresh_from_db()
    assert letter.trusted_domain_set == {"gmail.com", "mail.house.gov"}
