"""An office's own page: who gets in, and what nobody learns on the way."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.states import Left
from letters.clock import database_now
from letters.states import LetterType, Listing
from outbox.models import OutgoingEmail
from signatories import budgets, workflow
from signatories.models import OfficeLink, TrailEntry
from signatories.offices import served_by
from signatories.states import OFFICE_LIFETIME, OFFICE_LINK_LIFETIME, Stance
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.office_desk import link_to, office_page, open_office
from tests.signatories.test_enumeration import plain
from tests.signatories.test_scanners import JUNK, everything_filled
from tests.signatories.visitor import Page, Visitor, mails_to

pytestmark = pytest.mark.django_db
OFFICE = "office@ny-16.example"


def member(**fields: object):
    """José Serrano, who sits for New York today."""
    return signatories.seat(published_letter(), first="José", last="Serrano", email=OFFICE, **fields).legislator


def offices_of(mailbox: str) -> list[str]:
    return [office.name for office in served_by(mailbox, database_now().date())]


# Whose office it is


def test_mailbox_serves_whom_the_directory_says() -> None:
    letter = published_letter()
    jose, ana = (
        signatories.seat(letter, first=first, last="Vega", email=f"{first}@example.gov") for first in ("Jo", "Ana")
    )
    own = signatories.seat(letter, last="Own", domain="own.senate.gov")
    for shared in ("One", "Two"):
        signatories.seat(letter, last=shared, domain="both.example.gov", email="both@example.gov")
    signatories.seat(letter, last="Careless", domain="gmail.com")
    former = signatories.seat(letter, last="Former", email="seat@example.gov", end="2005-01-03")
    union = directory.organization(name="Union", domain="union.example", city="", state="")
    directory.organization(name="Free", domain="gmail.com")
    for office in (jose.legislator, ana.legislator, union):
        directory.contact(office, email="aide@mail.house.gov")
    directory.contact(ana.legislator, email="gone@mail.house.gov", left=Left.TOLD, left_at=database_now())
    directory.contact(own.legislator, email="gone@own.senate.gov", left=Left.TOLD, left_at=database_now())
    directory.contact(union, email="gone@union.example", left=Left.TOLD, left_at=database_now())

    found = {
        mailbox: offices_of(mailbox)
        for mailbox in (
            *("jo@example.gov", "aide@mail.house.gov", "any@own.senate.gov", "any@both.example.gov"),
            *("seat@example.gov", "any@mail.union.example", "any@gmail.com", "gone@mail.house.gov"),
            *("gone+1@union.example", "gone@mail.union.example"),
            *("gone@own.senate.gov", "both@example.gov", "any@notunion.example", "stranger@example.org"),
        )
    }

    assert former.end
    assert found == {
        "jo@example.gov": ["Jo Vega"],
        "aide@mail.house.gov": ["Union", "Ana Vega", "Jo Vega"],
        "any@own.senate.gov": ["Ana Own"],
        "any@both.example.gov": [],
        "seat@example.gov": [],
        "both@example.gov": [],
        "any@mail.union.example": ["Union"],
        "any@gmail.com": [],
        "gone@mail.house.gov": [],
        "gone@own.senate.gov": [],
        "gone+1@union.example": [],
        "gone@mail.union.example": [],
        "any@notunion.example": [],
        "stranger@example.org": [],
    }


# Asking for the link


def test_known_and_unknown_addresses_get_one_answer_one_mail_and_the_same_work() -> None:
    member()
    seen = []
    for address in (OFFICE, "never@heard.example"):
        visitor = Visitor()
        visitor.visit(reverse("signatories:ask_for_office"))
        with CaptureQueriesContext(connection) as queries:
            page = visitor.send(email=address)
        mail = mails_to(address)[-1]
        words = re.sub(r"/office/\S+", "", mail.text)
        work = [re.sub(r"'[^']*'| ?-?\d+", "", query["sql"])[:60] for query in queries]
        cookies = sorted(name.partition("-")[0] for name in visitor.client.cookies)
        seen.append((plain(page), page.redirect_chain, words, mail.subject, work, cookies))

    assert seen[0] == seen[1]
    assert "Serrano" not in mails_to(OFFICE)[-1].text


def test_mail_goes_to_the_one_spelling_and_to_nothing_else_that_was_typed() -> None:
    visitor = Visitor()
    visitor.visit(reverse("signatories:ask_for_office"))

    wrong = visitor.send(email="a@ny-16.example, b@example.org")
    visitor.send(email="OFFICE@NY-16.Example")

    assert wrong.status_code == 422
    assert list(OutgoingEmail.objects.values_list("to", flat=True)) == [OFFICE]


def test_double_click_is_one_mail_and_more_than_six_a_day_are_refused_alone() -> None:
    long_ago = database_now() - timedelta(hours=2)
    for _ in range(2):
        link_to(OFFICE)
    twice = OfficeLink.objects.count()
    for number in range(5):
        OfficeLink.objects.create(mailbox=OFFICE, token_digest=str(number), made_at=long_ago)
    visitor = Visitor()
    visitor.visit(reverse("signatories:ask_for_office"))

    refused = visitor.send(email="office+more@ny-16.example")
    other = Visitor()
    other.visit(reverse("signatories:ask_for_office"))

    assert (twice, refused.status_code, other.send(email="b@example.org").status_code) == (1, 429, 200)
    assert "Many links were sent to this address today" in refused.content.decode()


def test_network_that_asks_for_very_many_is_refused(settings) -> None:
    settings.MAILS_PER_NETWORK = 1
    answers = [budgets.links_exceeded(f"a{n}@example.org", network="one", at=database_now()) for n in range(2)]

    assert [bool(answer) for answer in answers] == [False, True]


# Opening it


def test_link_opens_twice_asks_for_the_name_once_per_device_and_leaves_the_address_bar() -> None:
    member()
    link, phone = link_to(OFFICE), Visitor()

    first = phone.visit(link).content.decode()
    wrong = phone.send(surname="Smith").status_code
    phone.send(surname="serrano")
    opened = phone.page.content.decode()
    again = phone.visit(link).content.decode()
    OfficeLink.objects.update(made_at=database_now() - timedelta(minutes=2))
    next_time = phone.visit(link_to(OFFICE)).content.decode()
    desk = Visitor().visit(link).content.decode()

    assert ["Serrano" in page for page in (first, opened, again, next_time, desk)] == [False, True, True, True, False]
    assert wrong == 422
    assert link.rstrip("/").rpartition("/")[2] not in phone.address


def test_scanner_gets_no_further_than_the_question() -> None:
    letter = published_letter()
    term = signatories.seat(letter, last="Serrano", email=OFFICE)
    signatories.confirmed(letter, term=term, email=OFFICE)
    link, scanner = link_to(OFFICE), Visitor()
    before = (TrailEntry.objects.count(), OutgoingEmail.objects.count())
    scanner.client.head(link, follow=True)
    seen = set()

    for typed in JUNK:
        seen.add("Serrano" in scanner.visit(link).content.decode())
        for number in range(len(Page(scanner.page.content.decode()).forms)):
            scanner.visit(link)
            scanner.post(everything_filled(scanner, number, typed))

    assert (TrailEntry.objects.count(), OutgoingEmail.objects.count()) == before
    assert seen == {False}
    assert "Ana Serrano" in open_office(Visitor(), link, "Serrano").content.decode()


def test_wrong_names_run_out() -> None:
    member()
    visitor = Visitor()
    visitor.visit(link_to(OFFICE))
    OfficeLink.objects.update(surname_tries=49)

    answers = [visitor.send(surname=name).content.decode() for name in ("Smith", "Serrano")]

    assert ["neither the surname" in answers[0], "Too many wrong entries" in answers[1]] == [True, True]


@pytest.mark.parametrize(
    ("age", "opens", "runs"),
    [
        (timedelta(0), True, True),
        (OFFICE_LINK_LIFETIME, False, True),
        (OFFICE_LINK_LIFETIME + OFFICE_LIFETIME, False, False),
    ],
)
def test_link_and_page_end(age: timedelta, *, opens: bool, runs: bool) -> None:
    member()
    link, visitor = link_to(OFFICE), Visitor()
    open_office(visitor, link, "Serrano")
    page = visitor.address
    OfficeLink.objects.update(made_at=database_now() - age)

    found = (visitor.visit(page).status_code == 200, Visitor().visit(link).status_code == 200)

    assert found == (runs, opens)


def test_what_does_not_open_is_answered_alike_and_the_page_can_be_closed() -> None:
    member()
    link, visitor = link_to(OFFICE), Visitor()
    open_office(visitor, link, "Serrano")
    page, token = visitor.address, link.rstrip("/").rpartition("/")[2]
    digest, stranger = OfficeLink.objects.get().token_digest, Visitor()

    answers = [
        stranger.visit(address)
        for address in (
            "/office/nonsense/",
            f"/office/{token}x/",
            page,
            f"/office/{digest}/",
        )
    ]
    confirms = stranger.visit(f"/confirm/{token}/").status_code
    visitor.send(leave="1")

    hidden = re.compile(rb'href="/es/[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')
    said = {(page.status_code, hidden.sub(b"", page.content)) for page in answers}
    assert ([status for status, _content in said], confirms) == ([404], 404)
    assert visitor.visit(page).status_code == 404


def test_contact_who_leaves_sees_nothing_any_more() -> None:
    jose = member()
    contact = directory.contact(jose, email="aide@mail.house.gov")
    visitor = Visitor()
    before = open_office(visitor, link_to("aide@mail.house.gov"), "Serrano").content.decode()

    workflow.mark_left(contact, reason="Moved on.")
    after = visitor.visit(visitor.address).content.decode()

    assert ["José Serrano" in page for page in (before, after)] == [True, False]
    assert "We do not know this address" in after


# Which letters


def test_page_shows_what_is_open_to_the_office_and_of_hidden_letters_only_its_own() -> None:
    open_one = published_letter(title="Open to all", listing=Listing.PUBLIC)
    term = signatories.seat(open_one, last="Serrano", email=OFFICE, state="NY")
    hidden = {name: published_letter(title=name) for name in ("Canary", "Asked", "On the board", "Personal", "Signed")}
    published_letter(title="The Senate's", listing=Listing.PUBLIC, chamber="upper")
    published_letter(title="Albany's", listing=Listing.PUBLIC, type=LetterType.STATE_LEGISLATURE)
    published_letter(title="Organizations'", type=LetterType.COALITION)
    published_letter(title="A group's", listing=Listing.PUBLIC, signers_group=directory.group())
    for name in ("Asked", "On the board"):
        workflow.add_targets(hidden[name], [term], by=None)
    workflow.mark_asked(hidden["Asked"].asks.all(), by=None)
    workflow.invite(hidden["Personal"], term.legislator, by=None)
    signatories.confirmed(hidden["Signed"], term=term)
    workflow.add_targets(hidden["Canary"], [signatories.seat(open_one)], by=None)
    workflow.mark_asked(hidden["Canary"].asks.all(), by=None)

    page = office_page(OFFICE, "Serrano")

    titles = re.findall(r'<h3 class="title"><a[^>]*>([^<]*)<', page)
    assert sorted(titles) == ["Asked", "Open to all", "Personal", "Signed"]
    assert "You were asked to sign." in page


def test_mailbox_of_several_members_shows_each_with_its_own() -> None:
    letter = published_letter()
    terms = [signatories.seat(letter, first=first, last="Vega") for first in ("Ana", "Bo")]
    for term in terms:
        directory.contact(term.legislator, email=OFFICE)
    signatories.confirmed(letter, term=terms[0])

    page = office_page(OFFICE, "Vega")

    assert re.findall(r'<h2 id="office-\d">([^<]*)<', page) == ["Ana Vega", "Bo Vega"]
    assert (page.count("Signed on"), page.count(letter.title)) == (1, 1)


@pytest.mark.parametrize("count", [1, 4])
def test_page_takes_the_same_queries_for_four_letters_as_for_one(count: int, django_assert_num_queries) -> None:
    letters = [published_letter() for _ in range(count)]
    term = signatories.seat(letters[0], last="Serrano", email=OFFICE)
    for letter in letters:
        signatories.confirmed(letter, term=term)
        workflow.add_targets(letter, [term], by=None)
    workflow.mark_asked([ask for letter in letters for ask in letter.asks.all()], by=None)
    visitor = Visitor()
    open_office(visitor, link_to(OFFICE), "Serrano")

    with django_assert_num_queries(11):
        page = visitor.visit(visitor.address).content.decode()

    assert page.count("Signed on") == count


# No other office


def test_no_address_of_a_page_shows_another_office() -> None:
    letter = published_letter()
    mine, other = (signatories.seat(letter, last=last) for last in ("Serrano", "Canary"))
    directory.contact(mine.legislator, email=OFFICE)
    directory.contact(other.legislator, email="aide@mail.house.gov")
    union = directory.organization(name="Canary Union")
    coalition = published_letter(type=LetterType.COALITION, listing=Listing.LINK_ONLY)
    signatures = [signatories.confirmed(letter, term=other), signatories.confirmed(coalition, organization=union)]
    workflow.add_targets(letter, [mine, other], by=None)
    workflow.mark_asked(letter.asks.all(), by=None)
    visitor, others = Visitor(), Visitor()
    open_office(visitor, link_to(OFFICE), "Serrano")
    open_office(others, link_to("aide@mail.house.gov"), "Canary")
    link = OfficeLink.objects.get(mailbox=OFFICE).uuid
    theirs = OfficeLink.objects.get(mailbox="aide@mail.house.gov").uuid
    before = TrailEntry.objects.count()

    def at(uuid: object, kind: str, pk: int, slug: str) -> str:
        return reverse("signatories:office_letter", args=[uuid, kind, pk, slug])

    canary = other.legislator_id
    table = [
        reverse("signatories:office", args=[theirs]),
        at(theirs, "legislator", canary, letter.slug),
        at(theirs, "legislator", mine.legislator_id, letter.slug),
        at(link, "legislator", canary, letter.slug),
        at(link, "organization", canary, letter.slug),
        at(link, "organization", union.pk, coalition.slug),
        at(link, "organization", mine.legislator_id, letter.slug),
        at(link, "legislator", mine.legislator_id, coalition.slug),
        at(link, "legislator", mine.legislator_id, "no-such-letter"),
        at(link, "individual", mine.legislator_id, letter.slug),
        at(link, "legislator", 10**30, letter.slug),
    ]
    pressed = {"csrfmiddlewaretoken": visitor.form().fields["csrfmiddlewaretoken"], "seen": "1"}
    answers = []
    for address in table:
        got = visitor.visit(address)
        posts = [visitor.client.post(address, pressed | {"do": do}) for do in ("decline", "leave")]
        answers.append({(page.status_code, "Canary" in page.content.decode()) for page in (got, *posts)})

    assert answers == [{(404, False)}] * len(table)
    assert TrailEntry.objects.count() == before
    assert [one.__class__.objects.get(pk=one.pk).state for one in signatures] == ["confirmed"] * 2
    assert set(letter.asks.values_list("stance", flat=True)) == {Stance.ASKED}
    assert others.visit(at(theirs, "legislator", canary, letter.slug)).status_code == 200
