"""Lists of contacts: how they are written, which office a row belongs to, what would become of it."""

from datetime import date

import pytest

from directory.models import Contact, MailDomain, Organization
from directory.states import Role
from signatories import rosters, workflow
from signatories.matching import Legislature
from signatories.rosters.roles import role_of
from signatories.rosters.texts import addresses
from signatories.states import Reading
from tests.factories import directory

WHERE = Legislature("US", date(2011, 6, 1))


def look(text: str, **decisions: object) -> rosters.Contacts:
    return rosters.Contacts(rosters.of_text(text, rosters.CONTACTS), WHERE, rosters.Decisions(**decisions))


def verdicts(roster: rosters.Contacts) -> list[tuple[int, str]]:
    return [(row.number, row.verdict.value) for row in roster.rows]


def member(last: str, **fields):
    person = directory.legislator(first="Ana", middle="", last=last, full_name=f"Ana {last}")
    return directory.term(legislator=person, **fields)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Jane Doe <jane@x.gov>; Bob <bob@x.gov>", [("Jane Doe", "jane@x.gov"), ("Bob", "bob@x.gov")]),
        ("Doe, Jane <jane@x.gov>; Roe, Al <al@x.gov>;", [("Jane Doe", "jane@x.gov"), ("Al Roe", "al@x.gov")]),
        ('"Doe; Jane" <jane@x.gov>, Al Roe <al@x.gov>', [("Doe; Jane", "jane@x.gov"), ("Al Roe", "al@x.gov")]),
        ("jane@x.gov, al@x.gov\nbob@x.gov", [("", "jane@x.gov"), ("", "al@x.gov"), ("", "bob@x.gov")]),
        ("Jane Doe [mailto:jane@x.gov]", [("Jane Doe", "jane@x.gov")]),
        ("'jane@x.gov' <jane@x.gov>", [("", "jane@x.gov"), ("", "jane@x.gov")]),
        ("Chiefs of staff:\nJane <jane@x.gov>", [("Chiefs of staff", ""), ("Jane", "jane@x.gov")]),
        ("Jane <jane@x.gov>, Al Roe", [("Jane", "jane@x.gov"), ("Al Roe", "")]),
    ],
)
def test_addresses_are_taken_apart_as_mail_programs_write_them(text, read) -> None:
    assert [line.cells[:2] for line in addresses(text).lines] == read


def test_a_very_long_run_of_blanks_is_read_like_one() -> None:
    assert addresses("x" + " " * 300_000 + "@").lines == addresses("x @").lines


def test_what_stands_in_brackets_is_the_office_or_the_role() -> None:
    [one, other] = addresses("Doe, Jane (Serrano) (Press) <jane@x.gov>; Al (he/him) <al@x.gov>").lines

    assert (one.cells, other.cells) == (
        ("Jane Doe", "jane@x.gov", "Serrano", "Press"),
        ("Al", "al@x.gov", "he/him", ""),
    )


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Chief of Staff", Role.CHIEF_OF_STAFF),
        ("LD", Role.LEGISLATIVE_DIRECTOR),
        ("Senior Legislative Assistant", Role.LEGISLATIVE_ASSISTANT),
        ("Deputy Chief of Staff", Role.OTHER),
        ("Director of Scheduling", Role.SCHEDULER),
        ("Communications Director", Role.PRESS),
        ("Directora de Comunicaciones", Role.PRESS),
        ("Intern", Role.OTHER),
        ("LA for immigration", Role.LEGISLATIVE_ASSISTANT),
        ("Sr. L.A., media policy", Role.LEGISLATIVE_ASSISTANT),
        ("Immigration LA", Role.LEGISLATIVE_ASSISTANT),
        ("la", Role.LEGISLATIVE_ASSISTANT),
        ("Leg. Asst. (Judiciary)", Role.LEGISLATIVE_ASSISTANT),
        ("Legislative Aide", Role.LEGISLATIVE_ASSISTANT),
        ("CoS", Role.CHIEF_OF_STAFF),
        ("Acting C.O.S.", Role.CHIEF_OF_STAFF),
        ("LD & Counsel", Role.LEGISLATIVE_DIRECTOR),
        ("Deputy CoS / LD", Role.LEGISLATIVE_DIRECTOR),
        ("Legislative Director and Deputy Chief of Staff", Role.LEGISLATIVE_DIRECTOR),
        ("Sched.", Role.SCHEDULER),
        ("Comms Dir", Role.PRESS),
        ("Deputy LD", Role.OTHER),
        ("Special Assistant to the Chief of Staff", Role.OTHER),
        ("LA District Director", Role.OTHER),
        ("Field Representative (LA)", Role.OTHER),
        ("Asesora de la congresista", Role.OTHER),
        ("LC", Role.OTHER),
        ("", Role.OTHER),
    ],
)
def test_a_title_says_the_role(title, role) -> None:
    assert role_of(title) == role


SHEET = "Staffer\tRole\tEmail\tMember\tState\n"


@pytest.mark.django_db
def test_rows_find_their_office_by_what_they_say_and_by_their_address() -> None:
    said = member("Said").legislator
    domain = member("Domain", domain="domain.senate.gov").legislator
    address = member("Address", email="rep@address.example").legislator
    on_file = member("Known").legislator
    directory.contact(on_file, email="known@mail.house.gov")
    organization = directory.organization(domain="project.example")
    roster = look(
        f"{SHEET}Jo\tLD\tjo@mail.house.gov\tAna Said\tNY\n"
        "Al\t\tal@domain.senate.gov\t\t\nBo\t\trep@address.example\t\t\nKit\t\tKnown@mail.house.gov\t\t\n"
        "Ed\t\ted@mail.project.example\t\t\n"
    )

    assert [[office.legislator or office.organization for office in row.offices] for row in roster.rows] == [
        *([said], [domain], [address], [on_file], [organization])
    ]
    assert verdicts(roster) == [(2, "new"), (3, "new"), (4, "new"), (5, "changed"), (6, "new")]


@pytest.mark.django_db
def test_the_house_of_an_address_tells_namesakes_apart() -> None:
    MailDomain.objects.create(domain="mail.house.gov", jurisdiction="US", chamber="lower")
    lower, _upper = member("King", chamber="lower").legislator, member("King", chamber="upper", state="ME")

    [row] = look("Jo (King) <jo@mail.house.gov>").rows

    assert (row.verdict, [office.legislator for office in row.candidates]) == (Reading.LIKELY, [lower])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "verdict", "why"),
    [
        ("Jo\t\tjo@mail.house.gov\t\t", "unknown", "Nothing here shows which office this is."),
        (
            "Jo\t\tjo@one.senate.gov\tAna Two\t",
            "ambiguous",
            "The address is that of another office: One, Ana (D-NY-16).",
        ),
        ("Jo\t\tjo@mail.house.gov\tOne\t", "likely", "The given name is missing or only partly the same."),
        (
            "Jo\t\tjo@mail.house.gov\tZed Nobody\t",
            "unknown",
            "The directory has nobody of this name in this legislature.",
        ),
        ("Jo\t\tjo at mail\tAna One\t", "unreadable", "Enter one e-mail address, such as name@example.org."),
        ("\t\t\tAna One\t", "unreadable", "Neither a name nor an e-mail address was found here."),
        (f"{'J' * 121}\t\t\tAna One\t", "unreadable", None),
    ],
)
def test_what_is_not_clear_waits_and_says_why(row, verdict, why) -> None:
    member("One", domain="one.senate.gov")
    member("Two")

    roster = look(SHEET + row)

    assert verdicts(roster) == [(2, verdict)]
    assert roster.rows[0].why == why or why is None
    assert len(roster.waiting) == 1
    assert verdicts(look(SHEET + row, leave_rest=True)) == [(2, "left_out")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("term", "why"),
    [
        ({"end": date(2011, 1, 3)}, "Not in office on June 1, 2011: the term ended on Jan. 3, 2011."),
        ({"start": date(2013, 1, 3)}, "Not in office on June 1, 2011: the term begins on Jan. 3, 2013."),
    ],
)
def test_who_does_not_sit_on_the_day_waits_with_the_nearest_term(term, why) -> None:
    member("One", **{"start": date(2009, 1, 3), "end": None} | term)

    [row] = look(f"{SHEET}Jo\t\tjo@mail.house.gov\tAna One\t").rows

    assert (row.verdict, row.why) == (Reading.LIKELY, why)


@pytest.mark.django_db
def test_words_without_an_address_wait_until_they_are_left_out() -> None:
    roster = look("Chiefs of staff:\nAl Roe; ")

    assert [(row.verdict, row.why) for row in roster.rows] == [(Reading.UNREADABLE, "No e-mail address.")] * 2
    assert verdicts(look("Al Roe", chosen={1: "out"})) == [(1, "left_out")]


@pytest.mark.django_db
def test_staff_choose_type_or_leave_out() -> None:
    one, two = member("One", domain="one.senate.gov").legislator, member("Two").legislator
    text = f"{SHEET}Jo\t\tjo@one.senate.gov\tAna Two\t\nAl\t\tal@mail.house.gov\t\t\nBo\t\tbo@mail.house.gov\t\t\n"

    roster = look(text, chosen={2: f"l{two.pk}", 4: "out"}, typed={3: "one ny"})

    assert verdicts(roster) == [(2, "new"), (3, "new"), (4, "left_out")]
    assert [entry.office.legislator for row in roster.to_write for entry in row.entries] == [two, one]
    again = look(text, chosen={2: "l999999"}, typed={3: "nobody", 4: "ana"})
    assert [(row.verdict, row.why) for row in again.rows][1:] == [
        (Reading.UNKNOWN, "The directory has nothing of this name."),
        (Reading.AMBIGUOUS, "Whom do you mean: One, Ana (D-NY-16) or Two, Ana (D-NY-16)?"),
    ]
    assert again.rows[0].verdict == Reading.AMBIGUOUS


@pytest.mark.django_db
def test_the_same_list_again_changes_nothing_and_a_better_one_updates() -> None:
    office = member("One").legislator
    first = f"{SHEET}Jo Doe\tLD\tjo@mail.house.gov\tAna One\tNY\n"
    assert workflow.take_contacts(look(first).to_write) == (1, 0)

    again = look(first)
    assert (verdicts(again), again.to_write) == ([(2, "same")], [])
    better = look(f"{SHEET}Joanna Doe\tChief of Staff\tJO@mail.house.gov\tAna One\tNY\n")
    assert workflow.take_contacts(better.to_write) == (0, 1)

    contact = Contact.objects.get()
    assert (contact.legislator, contact.name, contact.role, contact.mailbox) == (
        *(office, "Joanna Doe", Role.CHIEF_OF_STAFF, "jo@mail.house.gov"),
    )


@pytest.mark.django_db
def test_what_was_decided_once_is_not_asked_again() -> None:
    member("One")
    two = member("Two", domain="two.senate.gov").legislator
    king, _other = member("King").legislator, member("King")
    likely, *others = (
        "Jo\tLD\tjo@mail.house.gov\tTwo\t",
        "Al\tLD\tal@mail.house.gov\tAna King\t",
        "Bo\tLD\tbo@mail.house.gov\tZed Nobody\t",
        "Ed\tLD\ted@two.senate.gov\tAna One\t",
        "Kit Roe\tLD\t\tTwo\t",
    )
    text = SHEET + "\n".join([likely, *others])
    asked = ["likely", "ambiguous", "unknown", "ambiguous", "likely"]
    assert [verdict for _row, verdict in verdicts(look(text))] == asked
    chosen = {2: f"l{two.pk}", 3: f"l{king.pk}", 5: f"l{two.pk}", 6: f"l{two.pk}"}
    assert workflow.take_contacts(look(text, chosen=chosen, typed={4: "two ny"}).to_write) == (5, 0)

    again = look(text)

    assert [verdict for _row, verdict in verdicts(again)] == ["same"] * 5
    assert [row.offices[0].legislator for row in again.rows] == [two, king, two, two, two]
    assert (again.waiting, again.to_write) == ([], [])
    assert verdicts(look(text, leave_rest=True)) == verdicts(again)
    assert verdicts(look(SHEET + likely.replace("LD", "CoS"))) == [(2, "changed")]
    assert verdicts(look(SHEET + likely.replace("Two", "One"))) == [(2, "likely")]


@pytest.mark.django_db
def test_an_address_completes_the_contact_that_had_none() -> None:
    contact = directory.contact(member("One").legislator, name="Jo Doe", email="", phone="1")

    workflow.take_contacts(look(f"{SHEET}Jo Doe\t\tjo@mail.house.gov\tAna One\t\n").to_write)

    contact.refresh_from_db()
    assert (Contact.objects.count(), contact.mailbox, contact.phone) == (1, "jo@mail.house.gov", "1")


@pytest.mark.django_db
def test_one_mailbox_for_two_members_is_two_contacts_and_says_so() -> None:
    member("One")
    member("Two")
    rows = (
        "Jo\t\tjo@mail.house.gov\tAna One\t\nJo\t\tjo@mail.house.gov\tAna Two\t\nJ\t\tjo@mail.house.gov\tAna Two\t\n"
    )

    roster = look(SHEET + rows)

    assert [(row.verdict.value, row.why) for row in roster.rows] == [
        ("new", "This mailbox also serves: Two, Ana (D-NY-16)."),
        ("new", "This mailbox also serves: One, Ana (D-NY-16)."),
        ("twice", "Row 3 is the same person."),
    ]
    assert workflow.take_contacts(roster.to_write) == (2, 0)


@pytest.mark.django_db
def test_who_is_marked_as_left_stays_so() -> None:
    contact = directory.contact(member("One").legislator, name="Jo", email="jo@mail.house.gov")
    workflow.mark_left(contact)

    [row] = look("Jo <jo@mail.house.gov>").rows

    assert (row.verdict, row.why) == (Reading.SAME, "Marked as left, and stays so until you say otherwise.")


@pytest.mark.django_db
def test_a_list_is_written_whole_or_not_at_all() -> None:
    one = member("One").legislator
    roster = look(f"{SHEET}Jo\t\tjo@mail.house.gov\tAna One\t\nAl\t\tal@mail.house.gov\tAna One\t\n")
    directory.contact(one, email="al@mail.house.gov")

    with pytest.raises(workflow.Refused, match=r"Row 3 \(Al · al@mail.house.gov · Ana One\): somebody else added"):
        workflow.take_contacts(roster.to_write)

    assert Contact.objects.count() == 1


@pytest.mark.django_db
def test_organizations_are_found_without_a_legislature() -> None:
    known = directory.organization(name="Causa", domain="causa.example", state="OR")
    where = Legislature("", date(2011, 6, 1))
    sheet = rosters.of_text("Name,Email,Organization\nJo,jo@gmail.com,Causa\nAl,al@causa.example,\n", rosters.CONTACTS)

    roster = rosters.Contacts(sheet, where, rosters.Decisions())

    assert [[office.organization for office in row.offices] for row in roster.rows] == [[known], [known]]
    assert Organization.objects.count() == 1


@pytest.mark.django_db
def test_a_list_takes_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:
    member("One")
    rows = "".join(f"Jo {n}\t\tjo{n}@mail.house.gov\tAna One\t\n" for n in range(50))

    with django_assert_max_num_queries(7):
        roster = look(SHEET + rows)

    assert len(roster.to_write) == 50
