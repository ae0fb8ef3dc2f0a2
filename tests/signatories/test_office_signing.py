"""Signing from an office's own page: three taps, no second mail, and the same proof as a confirmed mail; or declining
where nobody has asked.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from directory.states import Left, Role
from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType, Listing, Verification
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import OfficeLink
from signatories.offices import served_by
from signatories.states import How, Stance, State, Verb
from signatories.workflow import Agent
from tests.factories import directory, signatories
from tests.factories.letters import new_version, published_letter
from tests.signatories.office_desk import at_letter, link_to
from tests.signatories.test_office_letters import OFFICE, asked, at, offered, press
from tests.signatories.visitor import Page, Visitor, mails_to

pytestmark = pytest.mark.django_db
DANA = {"agent_name": "Dana Okafor", "agent_role": "Chief of staff", "authority": "on"}


def form_to_sign(visitor: Visitor) -> dict[str, str]:
    forms = Page(visitor.page.content.decode()).forms
    return next(form.fields for form in forms if form.buttons.get("do") == "sign")


def mails() -> list[str]:
    return list(OutgoingEmail.objects.exclude(purpose="office_link").values_list("purpose", flat=True))


def test_contact_on_file_signs_with_name_and_role_filled_in_and_without_a_second_mail() -> None:
    letter, term, _ask = asked(trusted_domains="mail.house.gov")
    directory.contact(
        term.legislator, name="Dana Okafor", role=Role.CHIEF_OF_STAFF, title="", email="dana@mail.house.gov"
    )
    visitor = at(letter, term, "dana@mail.house.gov")

    page = press(visitor, "sign", authority="on")

    made = letter.signatories.get()
    consent = made.consents.get()
    assert (made.printed_name, made.state, made.mailbox) == ("José Serrano", State.CONFIRMED, "dana@mail.house.gov")
    assert (made.agent_name, made.agent_role) == ("Dana Okafor", "Chief of staff")
    assert made.authority == "I act for this signatory and am authorized to sign."
    assert (consent.how, consent.version) == (How.OFFICE, letter.versions.get())
    assert letter.trail.filter(signatory=made).get().verb == Verb.CONFIRMED
    assert [len(mails_to(address, "receipt")) for address in ("dana@mail.house.gov", OFFICE)] == [1, 1]
    assert mails() == ["receipt", "receipt"]
    assert "Signed on" in page.content.decode()


def test_contact_on_file_without_a_role_is_asked_for_none() -> None:
    letter, term, _ask = asked()
    directory.contact(term.legislator, name="Dana Okafor", role=Role.OTHER, title="", email=OFFICE)

    press(at(letter, term), "sign", authority="on")

    assert letter.signatories.get().agent_name == "Dana Okafor"


@pytest.mark.parametrize("missing", ["authority", "agent_name", "agent_role"])
def test_what_is_missing_is_asked_for_and_nothing_is_lost(missing: str) -> None:
    letter, term, _ask = asked()
    visitor = at(letter, term)

    page = press(visitor, "sign", **{name: said for name, said in DANA.items() if name != missing})

    assert (page.status_code, letter.signatories.count()) == (422, 0)
    assert ("Dana Okafor" in page.content.decode()) == (missing != "agent_name")
    assert "This field is required." in page.content.decode()


@pytest.mark.parametrize(
    ("mailbox", "fields", "state"),
    [
        (OFFICE, {}, State.CONFIRMED),
        (OFFICE, {"verification": Verification.STAFF}, State.HELD),
        ("aide@mail.house.gov", {}, State.HELD),
        ("aide@mail.house.gov", {"trusted_domains": "mail.house.gov"}, State.CONFIRMED),
        ("aide@gmail.com", {}, State.HELD),
    ],
)
def test_same_proof_as_of_a_confirmed_mail_and_the_page_says_so_before(
    mailbox: str, fields: dict[str, Any], state: State
) -> None:
    letter, term, _ask = asked(**fields)
    if mailbox != OFFICE:
        directory.contact(term.legislator, email=mailbox)
    visitor = at(letter, term, mailbox)

    warned = "looks at the signature first" in visitor.page.content.decode()
    press(visitor, "sign", **DANA)

    assert (letter.signatories.get().state, warned) == (state, state == State.HELD)
    assert mails() == (["receipt"] if mailbox == OFFICE else ["receipt"] * 2) * (state == State.CONFIRMED)


def test_second_press_is_the_same_signature() -> None:
    letter, term, _ask = asked()
    visitor = at(letter, term)
    sent = form_to_sign(visitor) | {"do": "sign"} | DANA

    pages = [visitor.post(sent), visitor.post(sent)]

    assert [page.status_code for page in pages] == [200, 200]
    assert (letter.signatories.count(), mails()) == (1, ["receipt"])


def test_signing_after_somebody_else_did_changes_nothing() -> None:
    letter, term, _ask = asked()
    visitor = at(letter, term)
    sent = form_to_sign(visitor) | {"do": "sign"} | DANA
    first = signatories.confirmed(letter, term=term, email="other@example.org")

    page = visitor.post(sent)

    assert (page.status_code, letter.signatories.get()) == (422, first)
    assert "Here is how the letter stands now." in page.content.decode()


def test_text_that_changed_since_is_shown_before_anybody_signs_it() -> None:
    letter, term, _ask = asked()
    visitor = at(letter, term)
    new_version(letter, body="Canary: the new demand.")

    page = press(visitor, "sign", **DANA)
    before = letter.signatories.count()
    again = press(visitor, "sign", authority="on")

    assert (page.status_code, before) == (422, 0)
    assert "was-changed" in page.content.decode()
    assert "The text was changed while you were reading." in page.content.decode()
    assert again.status_code == 200
    assert letter.signatories.get().consents.get().version.number == 2


def test_signature_that_lapsed_is_given_again_for_the_new_text_by_whoever_acts_now() -> None:
    letter, term, _ask = asked()
    visitor = at(letter, term)
    press(visitor, "sign", **DANA)
    new_version(letter)
    visitor.visit(visitor.address)

    shown = "The text was changed" in visitor.page.content.decode()
    press(visitor, "sign", **DANA | {"agent_name": "Robin Reader"})

    made = letter.signatories.get()
    assert (shown, made.state, made.agent_name) == (True, State.CONFIRMED, "Robin Reader")
    assert [consent.version.number for consent in made.consents.order_by("pk")] == [1, 2]


def lapsed(state: State, mailbox: str = OFFICE) -> tuple[Letter, Visitor]:
    """Serrano's office signed before the text changed, which made it confirmed or held; its page is open again."""
    letter, term, _ask = asked()
    if mailbox != OFFICE:
        directory.contact(term.legislator, email=mailbox)
    visitor = at(letter, term, mailbox)
    press(visitor, "sign", **DANA)
    letter.signatories.update(state=state, confirmed_at=letter.now)
    new_version(letter)
    return letter, visitor


def test_signature_that_lapsed_is_given_again_long_after_the_mail_about_it_expired() -> None:
    letter, visitor = lapsed(State.CONFIRMED)
    letter.signatories.update(expires_at=letter.now - timedelta(days=1))
    visitor.visit(visitor.address)

    assert press(visitor, "sign", **DANA).status_code == 200
    assert letter.signatories.get().state == State.CONFIRMED


@pytest.mark.parametrize(
    ("mailbox", "before", "came_late", "says", "after"),
    [
        ("aide@gmail.com", State.CONFIRMED, False, [], State.CONFIRMED),
        ("aide@gmail.com", State.HELD, False, ["looks at the signature first"], State.HELD),
        (OFFICE, State.HELD, True, ["Ask to be added", "decides, and writes to you either way"], State.HELD),
    ],
)
def test_page_says_after_closing_what_signing_a_changed_text_again_does(
    mailbox, before, came_late, says, after
) -> None:
    letter, visitor = lapsed(before, mailbox)
    letter_steps.close_now(letter, by=None)
    if came_late:
        letter.signatories.update(submitted_at=database_now())

    page = visitor.visit(visitor.address).content.decode()
    can = offered(visitor)
    press(visitor, "sign", **DANA)

    every = ("looks at the signature first", "Ask to be added", "decides, and writes to you either way")
    assert ([words for words in every if words in page], can) == (says, ["sign"])
    assert letter.signatories.get().state == after


def test_form_that_a_stranger_sent_with_this_address_is_not_what_the_office_signs() -> None:
    letter, term, _ask = asked()
    forged = signatories.signatory(letter, term=term, email=OFFICE, agent_name="Mallory")
    visitor = at(letter, term)

    press(visitor, "sign", **DANA)

    forged.refresh_from_db()
    assert forged.state == State.PENDING
    assert letter.signatories.confirmed().get().agent_name == "Dana Okafor"


def test_scanner_that_opened_the_link_cannot_sign_without_the_surname() -> None:
    letter, term, _ask = asked()
    visitor, scanner = at(letter, term), Visitor()
    sent = form_to_sign(visitor) | {"do": "sign"} | DANA
    scanner.visit(link_to(OFFICE))
    uuid = OfficeLink.objects.latest("pk").uuid

    scanner.send(surname="Password1")
    scanner.address = reverse("signatories:office_letter", args=[uuid, "legislator", term.legislator_id, letter.slug])
    csrf = scanner.client.cookies["csrftoken"].value
    page = scanner.post(sent | {"csrfmiddlewaretoken": csrf})

    assert (page.status_code, letter.signatories.count()) == (404, 0)
    assert (visitor.post(sent).status_code, letter.signatories.count()) == (200, 1)


def test_after_closing_the_office_asks_to_be_added_and_staff_decide() -> None:
    letter, term, _ask = asked()
    open_still = at(letter, term)
    letter_steps.close_now(letter, by=None)

    late = press(open_still, "sign", **DANA)
    before, can = letter.signatories.count(), offered(open_still)
    press(open_still, "sign", authority="on")

    assert (late.status_code, before, can) == (422, 0, ["sign"])
    assert "Ask to be added" in late.content.decode()
    assert letter.signatories.get().state == State.HELD


def test_organization_signs_from_its_page() -> None:
    letter = published_letter(type=LetterType.COALITION)
    union = directory.organization(name="Farm Workers Union", domain="union.example")

    press(at_letter("amy@union.example", letter, union, "workers union"), "sign", **DANA)

    made = letter.signatories.get()
    assert (made.organization, made.state) == (union, State.CONFIRMED)


def test_address_signs_and_withdraws_a_few_times_and_no_more() -> None:
    letter, _term, _ask = asked()
    link = OfficeLink.objects.create(mailbox=OFFICE, token_digest="x", made_at=letter.now)
    (office,) = served_by(OFFICE, database_now().date())
    for _time in range(20):
        made = workflow.sign_from_page(link, office, letter, agent=Agent("Dana"), read=1)
        workflow.withdraw(made, by=None)

    with pytest.raises(workflow.Refused, match="many times"):
        workflow.sign_from_page(link, office, letter, agent=Agent("Dana"), read=1)


def test_contact_who_left_signs_nothing_on_a_page_that_is_still_open() -> None:
    letter, term, _ask = asked()
    contact = directory.contact(term.legislator, email="dana@gmail.com")
    visitor = at(letter, term, "dana@gmail.com")
    type(contact).objects.filter(pk=contact.pk).update(left=Left.TOLD, left_at=database_now())

    assert press(visitor, "sign", **DANA).status_code == 404
    assert letter.signatories.count() == 0


@pytest.mark.parametrize("on_the_board", [True, False])
def test_office_that_nobody_asked_can_decline_and_is_on_the_board_then(on_the_board: bool) -> None:
    letter = published_letter(listing=Listing.PUBLIC)
    term = signatories.seat(letter, last="Serrano", email=OFFICE)
    if on_the_board:
        workflow.add_targets(letter, [term], by=None)
    visitor = at(letter, term)

    before = visitor.page.content.decode()
    press(visitor, "decline", reason="Not now.")

    ask = letter.asks.get()
    assert "Open to you; nobody has asked you." in before
    assert (ask.legislator, ask.term, ask.stance, ask.reason) == (term.legislator, term, Stance.DECLINED, "Not now.")
    assert "You declined." in visitor.page.content.decode()


def test_organization_that_nobody_asked_can_decline_too() -> None:
    letter = published_letter(type=LetterType.COALITION)
    union = directory.organization(name="Farm Workers Union", domain="union.example")

    press(at_letter("amy@union.example", letter, union, "workers union"), "decline")

    assert (letter.asks.get().organization, letter.asks.get().stance) == (union, Stance.DECLINED)


def test_office_that_signed_meanwhile_is_not_recorded_as_declining() -> None:
    letter, _term, ask = asked()
    link = OfficeLink.objects.create(mailbox=OFFICE, token_digest="x", made_at=letter.now)
    (office,) = served_by(OFFICE, database_now().date())
    workflow.sign_from_page(link, office, letter, agent=Agent("Dana"), read=1)

    with pytest.raises(workflow.Refused, match="how the letter stands now"):
        workflow.answer_from_page(
            link, office, letter, seen=ask.edition, stance=Stance.DECLINED, reason="", until=None
        )
