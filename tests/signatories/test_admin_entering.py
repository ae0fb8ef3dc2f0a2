"""“Enter a name”: staff put on a name that came by phone or mail, in one form, without a script."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from directory.models import Organization
from letters.clock import database_now
from letters.models import Letter
from letters.states import Signing
from outbox.models import OutgoingEmail
from signatories.models import Signatory
from signatories.states import Source
from tests.factories import directory, signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter

from .desk import HIDDEN, LIST, Page, staffer, told

pytestmark = pytest.mark.django_db


def form_of(letter: Letter, kind: str = "") -> str:
    return f"{LIST}add/?letter={letter.pk}{f'&as={kind}' if kind else ''}"


def enter(client: Client, letter: Letter, kind: str = "", /, **typed: Any) -> Page:
    """Open the form, type, press the button."""
    address = form_of(letter, kind)
    hidden = dict(HIDDEN.findall(client.get(address).content.decode()))
    asked = {"agent_name": "Dana Okafor", "authority": "phone", "listed": "on"}
    return client.post(address, hidden | asked | typed, follow=True)


def errors_of(page: Page) -> dict[str, list[str]]:
    return {field: list(errors) for field, errors in page.context["form"].errors.items()}


def serrano(letter: Letter, **fields: Any) -> Any:
    return signatories.seat(letter, first="José E.", last="Serrano", district="16", **fields)


# Members of a legislature


def test_a_member_who_phoned_is_on_the_letter(admin_client: Client, admin_user: User) -> None:
    letter = published_letter(title="End it")
    term = serrano(letter, party="Democrat")

    page = enter(admin_client, letter, term="serrano", agent_name="Dana Okafor", agent_role="Scheduler")

    signatory = Signatory.objects.get()
    entry = signatory.trail.get()
    assert (signatory.state, signatory.source, signatory.legislator) == ("confirmed", Source.STAFF, term.legislator)
    assert (signatory.printed_name, signatory.seat, signatory.listed) == ("José E. Serrano", "D-NY-16", True)
    assert (signatory.agent_name, signatory.agent_role) == ("Dana Okafor", "Scheduler")
    assert (signatory.authority, signatory.email, signatory.mailbox) == ("Asked by phone", "", None)
    assert (entry.verb, entry.by) == ("entered", admin_user)
    assert page.redirect_chain == [(f"{LIST}?letter__id__exact={letter.pk}", 302)]
    assert told(page) == [
        "José E. Serrano is on the letter “End it”. Nobody is told by mail. Tell the office: phone 202-225-4361."
    ]


def test_who_asked_and_the_office_are_told_by_mail(admin_client: Client) -> None:
    letter = published_letter(title="End it")
    serrano(letter, email="office@mail.house.gov")

    page = enter(admin_client, letter, term="Serrano", email="Dana@Example.org")

    assert [mail.to for mail in OutgoingEmail.objects.order_by("pk")] == ["Dana@Example.org", "office@mail.house.gov"]
    assert told(page) == [
        "José E. Serrano is on the letter “End it”. Told by mail: Dana@Example.org, office@mail.house.gov."
    ]
    assert Signatory.objects.get().mailbox == "dana@example.org"


@pytest.mark.parametrize(
    "typed",
    ["serrano", "SERRANO", "jose serrano", "Serrano, José E. (D-NY-16)", "serr", "ny 16", "ny-16", " Serrano "],
)
def test_a_member_is_found_by_what_staff_type(admin_client: Client, typed: str) -> None:
    letter = published_letter()
    term = serrano(letter, party="Democrat")
    signatories.seat(letter, last="Chu", state="CA", district="32", party="Democrat")

    enter(admin_client, letter, term=typed)

    assert [signatory.legislator for signatory in Signatory.objects.all()] == [term.legislator]


def test_a_whole_surname_wins_over_the_beginning_of_a_longer_one(admin_client: Client) -> None:
    letter = published_letter()
    king = signatories.seat(letter, last="King")
    signatories.seat(letter, last="Kingston")

    enter(admin_client, letter, term="king")

    assert Signatory.objects.get().legislator == king.legislator


def test_namesakes_are_told_apart_by_their_seats(admin_client: Client) -> None:
    letter = published_letter()
    for first, state in (("Peter", "NY"), ("Steve", "IA")):
        signatories.seat(letter, first=first, last="King", state=state, district="2", party="Republican")

    asked = enter(admin_client, letter, term="king")
    enter(admin_client, letter, term="king ia")

    assert errors_of(asked) == {"term": ["Whom do you mean: King, Peter (R-NY-2) or King, Steve (R-IA-2)?"]}
    assert Signatory.objects.get().printed_name == "Steve King"


def test_a_member_of_the_other_chamber_is_refused_politely(admin_client: Client) -> None:
    letter = published_letter(chamber="lower", dated=timezone.localdate().replace(year=2020, month=3, day=1))
    signatories.seat(letter, first="Charles", last="Schumer", chamber="upper", state="NY", party="Democrat")

    page = enter(admin_client, letter, term="schumer")

    [[error]] = errors_of(page).values()
    assert error == (
        "Nobody of that name sits where this letter is signed (United States Congress, House or Assembly) on "
        "March 1, 2020. The directory knows Schumer, Charles (D-NY): is this the right letter?"
    )
    assert page.status_code == 422
    assert Signatory.objects.count() == 0


@pytest.mark.parametrize("typed", ["nobody", "' or 1=1"])
def test_a_name_nobody_has_is_refused_politely(admin_client: Client, typed: str) -> None:
    letter = published_letter()
    serrano(letter)

    page = enter(admin_client, letter, term=typed)

    assert [*errors_of(page)] == ["term"]
    assert errors_of(page)["term"][0].startswith("Nobody of that name sits where this letter is signed")


def test_a_name_without_a_letter_or_digit_is_refused_before_it_is_looked_up(admin_client: Client) -> None:
    page = enter(admin_client, published_letter(), term="•")

    assert errors_of(page) == {"term": ["Write at least one letter or digit."]}


def test_a_former_member_is_refused(admin_client: Client) -> None:
    letter = published_letter()
    serrano(letter, end=letter.date)

    assert [*errors_of(enter(admin_client, letter, term="serrano"))] == ["term"]


def test_the_browser_is_given_the_members_to_suggest(admin_client: Client) -> None:
    letter = published_letter()
    serrano(letter, party="Democrat")
    signatories.seat(published_letter(jurisdiction="CA"), last="Elsewhere")

    page = admin_client.get(form_of(letter)).content.decode()

    assert '<datalist id="known"><option value="Serrano, José E. (D-NY-16)"></datalist>' in page
    assert 'list="known"' in page


def test_a_member_who_is_on_already_is_refused_and_what_was_typed_stays(admin_client: Client) -> None:
    letter = published_letter()
    signatories.confirmed(letter, term=serrano(letter))

    page = enter(admin_client, letter, term="serrano", agent_role="Scheduler", email="dana@example.org")

    assert errors_of(page) == {"__all__": ["Another signature for José E. Serrano is confirmed."]}
    assert page.context["form"]["agent_role"].value() == "Scheduler"
    assert 'value="dana@example.org"' in page.content.decode()
    assert Signatory.objects.count() == 1


# When it came


def test_what_came_before_the_deadline_is_taken_after_it(admin_client: Client) -> None:
    now = database_now()
    zone = "America/Phoenix"  # where no clock is ever changed
    letter = published_letter(at=now - timedelta(days=2), closes_at=now - timedelta(minutes=10), time_zone=zone)
    serrano(letter)
    in_time = (now - timedelta(hours=2)).astimezone(letter.zone)

    late = enter(admin_client, letter, term="serrano")
    early = enter(
        admin_client, letter, term="serrano", received_at_0=f"{in_time:%Y-%m-%d}", received_at_1=f"{in_time:%H:%M}"
    )

    assert errors_of(late) == {
        "received_at": ["The letter did not take signatures when this was received. Extend it first."]
    }
    assert early.redirect_chain != []
    received = Signatory.objects.get().received_at
    assert received == in_time.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("day", "hour", "error"),
    [
        ("2099-01-01", "10:00", "This is still to come."),
        (
            "2020-03-08",
            "02:30",
            "Clocks change that night and this time does not exist or comes twice. Choose another hour.",
        ),
        (
            "2020-11-01",
            "01:30",
            "Clocks change that night and this time does not exist or comes twice. Choose another hour.",
        ),
        ("yesterday", "10:00", "Enter a valid date."),
        ("2020-01-01", "", "Enter a valid time."),
        ("2020-01-01", "10:00", "The letter did not take signatures when this was received. Extend it first."),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(admin_client: Client, day: str, hour: str, error: str) -> None:
    letter = published_letter()
    serrano(letter)

    page = enter(admin_client, letter, term="serrano", received_at_0=day, received_at_1=hour)

    assert errors_of(page) == {"received_at": [error]}
    assert f'value="{day}"' in page.content.decode()


def test_no_time_means_now(admin_client: Client) -> None:
    letter = published_letter()
    serrano(letter)
    before = database_now()

    enter(admin_client, letter, term="serrano")

    received = Signatory.objects.get().received_at
    assert received is not None
    assert before <= received <= database_now()


# Organizations, officeholders, individuals


def test_a_known_organization_is_taken_from_the_directory(admin_client: Client) -> None:
    letter = published_letter(type="coalition")
    known = directory.organization(name="Vecinos Unidós", city="Albany", state="NY")

    for typed in ("vecinos unidos", "Vecinos Unidós (Albany, NY)"):
        page = enter(admin_client, letter, name=typed)

    assert Signatory.objects.get().organization == known
    assert errors_of(page) == {"__all__": ["Another signature for Vecinos Unidós is confirmed."]}


def test_an_organization_the_directory_lacks_must_be_said_to_be_new(admin_client: Client) -> None:
    letter = published_letter(type="coalition")
    directory.organization(name="Immigrant Defense Project", city="New York", state="NY")

    similar = enter(admin_client, letter, name="immigrant defense")
    unknown = enter(admin_client, letter, name="Neighbors of Ames")
    enter(admin_client, letter, name="Neighbors of Ames", city="Ames", us_state="IA", new="on")

    signatory = Signatory.objects.get()
    assert errors_of(similar) == {
        "name": [
            "Do you mean Immigrant Defense Project (New York, NY)? If it is another one, say below that it is new."
        ]
    }
    assert errors_of(unknown) == {
        "name": ["The directory has no such organization. If the name is right, say below that it is new."]
    }
    assert signatory.organization == Organization.objects.get(name="Neighbors of Ames")
    assert (signatory.printed_name, signatory.city, signatory.us_state) == ("Neighbors of Ames", "Ames", "IA")


def test_chapters_of_one_name_are_told_apart_by_their_states(admin_client: Client) -> None:
    letter = published_letter(type="coalition")
    for city, state in (("Albany", "NY"), ("Ames", "IA")):
        directory.organization(name="NAACP", city=city, state=state)

    asked = enter(admin_client, letter, name="naacp")
    enter(admin_client, letter, name="naacp", us_state="IA")

    assert errors_of(asked) == {"name": ["Which one do you mean: NAACP (Albany, NY) or NAACP (Ames, IA)?"]}
    assert Signatory.objects.get().city == "Ames"


def test_an_officeholder_is_entered_with_the_office(admin_client: Client) -> None:
    letter = published_letter(type="officeholders")
    office = {"title": "Mayor", "affiliation": "City of Ames", "us_state": "IA"}

    enter(admin_client, letter, name="Ann Lee", authority="paper", **office)

    signatory = Signatory.objects.get()
    assert (signatory.line, signatory.authority) == ("Mayor, City of Ames, IA", "Asked on paper or by fax")


def test_an_individual_is_printed_only_when_staff_say_so(admin_client: Client) -> None:
    letter = published_letter(type="petition")
    page = admin_client.get(form_of(letter))

    enter(admin_client, letter, name="Ann Lee", city="Ames", email="ann@example.org", listed="")

    signatory = Signatory.objects.get()
    assert page.context["form"]["listed"].value() in (None, False)
    assert (signatory.listed, signatory.state, signatory.agent_name) == (False, "confirmed", "Ann Lee")


def test_a_letter_of_several_kinds_asks_which_one_signs(admin_client: Client) -> None:
    letter = published_letter(type="coalition", takes_individuals=True)
    serious = admin_client.get(form_of(letter))

    page = enter(admin_client, letter, "individual", name="Ann Lee")

    assert [kind.value for kind in serious.context["kinds"]] == ["organization", "individual"]
    assert serious.context["kind"] == "organization"
    assert f"?letter={letter.pk}&amp;as=individual" in serious.content.decode()
    assert Signatory.objects.get().kind == "individual"
    assert page.redirect_chain != []


def test_a_kind_the_letter_does_not_take_cannot_be_entered(admin_client: Client) -> None:
    letter = published_letter()

    assert admin_client.get(form_of(letter, "individual")).context["kind"] == "legislator"


# The form itself


def test_without_a_letter_the_page_asks_for_one_that_takes_names(admin_client: Client) -> None:
    first, second = (published_letter(title=title) for title in ("First", "Second"))
    draft(title="Draft")

    for address in (f"{LIST}add/", f"{LIST}add/?letter=0", f"{LIST}add/?letter=²", f"{LIST}add/?letter={'9' * 30}"):
        page = admin_client.get(address)

        assert list(page.context["letters"]) == [second, first]


def test_a_staff_only_letter_takes_what_staff_enter(admin_client: Client) -> None:
    letter = published_letter(signing=Signing.STAFF_ONLY)
    serrano(letter)

    enter(admin_client, letter, term="serrano")

    assert Signatory.objects.get().state == "confirmed"


def test_a_double_click_enters_one_name(admin_client: Client) -> None:
    letter = published_letter(type="petition")
    address = form_of(letter)
    typed = dict(HIDDEN.findall(admin_client.get(address).content.decode())) | {"name": "Ann Lee", "authority": "mail"}

    answers = [admin_client.post(address, typed).status_code for _click in range(2)]

    assert (answers, Signatory.objects.count()) == ([302, 302], 1)


def test_another_name_can_be_entered_at_once(admin_client: Client) -> None:
    letter = published_letter()
    serrano(letter)

    page = enter(admin_client, letter, term="serrano", _addanother="1")

    assert page.redirect_chain == [(form_of(letter), 302)]
    assert page.context["form"]["term"].value() is None


def test_what_the_form_does_not_ask_is_ignored(admin_client: Client) -> None:
    letter, other = published_letter(), published_letter()
    term = serrano(letter)
    forged = {"state": "withdrawn", "source": "web", "kind": "individual", "legislator": "", "letter": str(other.pk)}
    forged |= {"printed_name": "Mallory", "party": "Mallory", "lead_position": "1", "submitted_at": "2020-01-01"}

    enter(admin_client, letter, term="serrano", **forged)

    signatory = Signatory.objects.get()
    assert (signatory.letter, signatory.state, signatory.source, signatory.kind) == (
        letter, "confirmed", "staff", "legislator",
    )  # fmt: skip
    assert (signatory.printed_name, signatory.lead_position, signatory.party) == ("José E. Serrano", None, term.party)
    assert signatory.submitted_at > other.published_at  # type: ignore[operator]


@pytest.mark.parametrize("field", ["term", "agent_name", "agent_role"])
def test_a_line_that_is_too_long_or_carries_a_link_is_refused(admin_client: Client, field: str) -> None:
    letter = published_letter()
    serrano(letter)

    for typed in ("x" * 10_000, "see https://evil.example"):
        page = enter(admin_client, letter, **{"term": "serrano"} | {field: typed})

        assert [*errors_of(page)] == [field]


def test_what_was_typed_comes_back_as_text(admin_client: Client) -> None:
    letter = published_letter()
    evil = '"><script>alert(1)</script>'

    page = enter(admin_client, letter, term=evil, agent_name=evil).content.decode()

    assert ("<script>alert(1)" in page, escape(evil) in page) == (False, True)


def test_entering_is_for_those_who_may_add_names() -> None:
    letter = published_letter(type="petition")
    address = form_of(letter)
    viewer, clerk = staffer("view_signatory", "change_signatory"), staffer("view_signatory", "add_signatory")

    assert viewer.post(address, {"name": "Ann", "authority": "mail"}).status_code == 403
    assert Signatory.objects.count() == 0
    assert clerk.get(address).status_code == 200
    assert enter(clerk, letter, name="Ann").redirect_chain != []
