"""What an office does on its own page: sign, ask the boss, decline, correct the line, withdraw."""

from datetime import timedelta

import pytest

from directory.models import Term
from directory.states import Role
from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType, Listing, Verification, Withdrawals
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Ask, Signatory
from signatories.states import Stance, State, Verb
from tests.factories import directory, signatories
from tests.factories.letters import new_version, published_letter
from tests.signatories.office_desk import at_letter
from tests.signatories.visitor import Page, Visitor, mails_to

pytestmark = pytest.mark.django_db
OFFICE = "office@ny-16.example"
ON_PAGE = "on the office's own page,"
UNKNOWN = f"{ON_PAGE} at no contact's address"


def asked(**fields: object) -> tuple[Letter, Term, Ask]:
    """A letter to Congress that Serrano's office was asked to sign."""
    letter = published_letter(**fields)
    term = signatories.seat(letter, first="José", last="Serrano", email=OFFICE)
    workflow.add_targets(letter, [term], by=None)
    workflow.mark_asked(letter.asks.all(), by=None)
    return letter, term, letter.asks.get()


def signed(**fields: object) -> tuple[Letter, Term, Signatory]:
    letter, term, _ask = asked(**fields)
    return letter, term, signatories.confirmed(letter, term=term, email="dana@example.org", agent_name="Dana Okafor")


def at(letter: Letter, term: Term, mailbox: str = OFFICE) -> Visitor:
    return at_letter(mailbox, letter, term.legislator, "Serrano")


def press(visitor: Visitor, do: str, **typed: str):
    """Fill in the form with this button, and press it."""
    forms = Page(visitor.page.content.decode()).forms
    form = next(form for form in forms if form.buttons.get("do") == do)
    return visitor.post(form.fields | {"do": do} | typed)


def offered(visitor: Visitor) -> list[str]:
    forms = Page(visitor.page.content.decode()).forms
    return [form.buttons["do"] for form in forms if "do" in form.buttons]


def test_form_is_not_filled_in_with_an_address_before_the_office_was_named() -> None:
    letter, term, _ask = asked()
    at(letter, term)
    stranger = Visitor()

    page = stranger.visit(f"/letters/{letter.slug}/sign/?as=legislator&member={term.legislator_id}")

    assert OFFICE not in page.content.decode()


def test_asking_the_boss_is_quiet_until_the_day_given() -> None:
    letter, term, ask = asked()
    visitor = at(letter, term)
    day = (letter.now + timedelta(days=3)).astimezone(letter.zone).date()

    press(visitor, "boss", until=f"{day}")

    ask.refresh_from_db()
    assert (ask.stance, ask.until) == (Stance.ASKING_BOSS, day)
    entry = letter.trail.filter(ask=ask).first()
    assert (entry.verb, entry.reason, entry.by) == (Verb.STANCE_CHANGED, f"Asking the boss, {UNKNOWN}", None)
    assert "You are asking your boss" in visitor.page.content.decode()


@pytest.mark.parametrize("days", [-1, 8])
def test_a_day_gone_by_or_after_the_letter_closes_is_refused(days: int) -> None:
    letter, term, ask = asked()
    visitor = at(letter, term)
    day = (letter.now + timedelta(days=days)).astimezone(letter.zone).date()

    page = press(visitor, "boss", until=f"{day}")

    ask.refresh_from_db()
    assert (page.status_code, ask.stance) == (422, Stance.ASKED)
    assert "Choose a day from today until the day before the letter closes." in page.content.decode()


def test_whom_a_link_was_sent_to_takes_off_what_was_signed_by_it_when_it_was_passed_on() -> None:
    letter, term, _ask = asked()
    directory.contact(term.legislator, email="cal@example.org")
    directory.contact(term.legislator, email="kim@example.org")
    link, _token = workflow.invite(letter, term.legislator, by=None, email="Cal@example.org")
    intern = workflow.Agent("Interim Intern", "Intern", "intern@example.com")
    workflow.sign_by_link(link, agent=intern, read=1)
    workflow.revoke(link, by=None)

    kim = offered(at(letter, term, "kim@example.org"))
    cal = at(letter, term, "cal@example.org")
    press(cal, "line", line="For identification only")
    press(cal, "leave")

    made = letter.signatories.get()
    assert "/office/" in mails_to("Cal@example.org", "receipt")[0].text
    assert (kim, made.own_line, made.state) == ([], "For identification only", State.WITHDRAWN)


def test_declining_tells_the_lead_why_and_nobody_else() -> None:
    letter, term, ask = asked(listing=Listing.PUBLIC)
    visitor = at(letter, term)

    press(visitor, "decline", reason="Canary: not our committee.")

    ask.refresh_from_db()
    assert (ask.stance, ask.until, ask.reason) == (Stance.DECLINED, None, "Canary: not our committee.")
    assert "You declined." in visitor.page.content.decode()
    assert "Canary" not in Visitor().visit(letter.get_absolute_url()).content.decode()


def test_answer_to_a_row_that_staff_changed_meanwhile_is_shown_again() -> None:
    letter, term, ask = asked()
    visitor = at(letter, term)
    workflow.change_ask(ask, seen=ask.edition, by=None, stance=Stance.PROMISED)

    page = press(visitor, "decline")

    ask.refresh_from_db()
    assert (page.status_code, ask.stance) == (422, Stance.PROMISED)
    assert "Somebody else changed this row" in page.content.decode()


def test_office_hears_of_an_answer_where_it_was_given_and_at_an_address_of_its_own() -> None:
    letter, term, ask = asked()
    intern = directory.contact(term.legislator, name="Ira Intern", email="intern@ny-16.example")
    directory.contact(term.legislator, role=Role.CHIEF_OF_STAFF, email="chief@ny-16.example")
    visitor = at(letter, term, "intern@ny-16.example")
    page = visitor.address

    press(visitor, "decline", reason="Not this year.")
    visitor.visit(page)
    press(visitor, "boss")

    answers = [mails_to(each, "office_answer") for each in ("intern@ny-16.example", "chief@ny-16.example", OFFICE)]
    assert [len(each) for each in answers] == [2, 2, 0]
    mail = answers[1][0]
    assert mail.subject == f"Your answer for José Serrano: {letter.title}"
    for said in ("The office of José Serrano has declined.", "Not this year.", "Ira Intern, intern@ny-16.example"):
        assert said in mail.text
    assert "/office/" in mail.text
    reasons = list(ask.trail.filter(verb=Verb.STANCE_CHANGED).order_by("pk").values_list("reason", flat=True))
    by = f"{ON_PAGE} by contact {intern.pk}"
    assert reasons[1:] == [f"Declined, {by}", f"Asking the boss, {by}"]


def test_answer_given_by_nobody_the_directory_knows_names_no_address_in_the_trail() -> None:
    letter, term, ask = asked()

    press(at(letter, term), "decline")

    assert ask.trail.order_by("pk").last().reason == f"Declined, {UNKNOWN}"
    assert len(mails_to(OFFICE, "office_answer")) == 1


def test_the_same_answer_again_is_told_once_and_answers_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    letter, term, ask = asked()
    visitor = at(letter, term)
    form = next(form for form in Page(visitor.page.content.decode()).forms if form.buttons.get("do") == "decline")
    page = visitor.address
    for _twice in range(2):
        visitor.address = page
        visitor.post(form.fields | {"do": "decline"})
    assert len(mails_to(OFFICE, "office_answer")) == 1

    monkeypatch.setattr("signatories.workflow.offices.ANSWERS", 2)  # asked, declined
    visitor.visit(page)
    press(visitor, "boss")
    ask.refresh_from_db()
    assert "answered many times already" in visitor.page.content.decode()
    assert ask.stance == Stance.DECLINED


def test_office_corrects_the_line_under_the_name_and_never_the_name() -> None:
    letter, term, made = signed()
    visitor = at(letter, term)

    press(visitor, "line", line="  Ranking Member,  Appropriations ", printed_name="Mallory", title="King")

    made.refresh_from_db()
    assert (made.printed_name, made.title, made.own_line) == (
        "José Serrano",
        term.title,
        "Ranking Member, Appropriations",
    )
    entry = letter.trail.first()
    assert (entry.verb, entry.by) == (Verb.REORDERED, None)
    assert entry.reason == "line under the name: — → Ranking Member, Appropriations"


def test_line_begins_as_it_is_printed_and_unchanged_changes_nothing() -> None:
    letter, term, made = signed()
    visitor = at(letter, term)

    form = next(form for form in Page(visitor.page.content.decode()).forms if form.buttons.get("do") == "line")
    press(visitor, "line")

    made.refresh_from_db()
    assert (form.fields["line"], made.own_line) == ("Member of Congress", "")
    assert not letter.trail.filter(verb=Verb.REORDERED).exists()


def test_line_that_staff_changed_meanwhile_is_not_overwritten() -> None:
    letter, term, made = signed()
    visitor = at(letter, term)
    letter.signatories.filter(pk=made.pk).update(own_line="Chair, Committee on Rules")

    page = press(visitor, "line", line="Speaker of the House")

    made.refresh_from_db()
    assert (page.status_code, made.own_line) == (422, "Chair, Committee on Rules")
    assert "Meanwhile the lead&#x27;s office changed this line" in page.content.decode()


@pytest.mark.parametrize("line", ["x" * 101, "See www.evil.example", "…"])
def test_line_within_limits(line: str) -> None:
    letter, term, made = signed()
    visitor = at(letter, term)

    page = press(visitor, "line", line=line)

    made.refresh_from_db()
    assert (page.status_code, made.own_line) == (422, "")


def test_office_takes_its_name_off_whoever_had_signed() -> None:
    letter, term, made = signed()
    visitor = at(letter, term)

    press(visitor, "leave", reason="She changed her mind.")

    made.refresh_from_db()
    assert made.state == State.WITHDRAWN
    assert [len(mails_to(address, "withdrawal")) for address in ("dana@example.org", OFFICE)] == [1, 1]
    assert "Was signed, and withdrawn." in visitor.page.content.decode()


def test_name_that_an_office_takes_off_does_not_come_back_by_what_a_colleague_asked_for() -> None:
    letter, term, made = signed()
    link, _token = workflow.invite(letter, term.legislator, by=None)
    other = signatories.seat(letter)
    colleague, stranger = signatories.held(letter, term=term), signatories.signatory(letter, term=term)
    by_link = signatories.signatory(letter, term=term, invitation=link)
    another = signatories.held(letter, term=other)

    press(at(letter, term), "leave")

    rows = [made, colleague, by_link, stranger, another]
    ended = [State.WITHDRAWN] * 3
    assert [Signatory.objects.get(pk=row.pk).state for row in rows] == [*ended, State.PENDING, State.HELD]
    entry = colleague.trail.first()
    assert (entry.verb, entry.reason) == (Verb.WITHDRAWN, workflow.leaving.ENDED)
    assert signatories.confirmed(letter, term=term).state == State.CONFIRMED, "it may sign again"


@pytest.mark.parametrize(("mailbox", "may"), [(OFFICE, True), ("dana@example.org", True), ("aide@gmail.com", False)])
def test_held_signature_is_taken_back_by_who_may_withdraw_a_confirmed_one(mailbox: str, may: bool) -> None:
    letter, term, _ask = asked(withdrawals=Withdrawals.PUBLIC)
    if mailbox != OFFICE:
        directory.contact(term.legislator, email=mailbox)
    made = signatories.held(letter, term=term, email="dana@example.org")
    mails = OutgoingEmail.objects.exclude(purpose="office_link").count()
    visitor = at(letter, term, mailbox)
    assert ("leave" in offered(visitor), "line" in offered(visitor)) == (may, False)
    if not may:
        return

    assert not [text for text in ("its page will say", 'name="publish"') if text in visitor.page.content.decode()]
    press(visitor, "leave", reason="Too early.", publish="on")

    made.refresh_from_db()
    entry = made.trail.first()
    assert (made.state, entry.verb, entry.reason) == (State.WITHDRAWN, Verb.WITHDRAWN, "Too early.")
    assert OutgoingEmail.objects.exclude(purpose="office_link").count() == mails
    assert not letter.signatories.withdrawn_in_public().exists()


def test_address_that_proves_too_little_sees_the_signature_and_cannot_change_it() -> None:
    letter, term, made = signed()
    directory.contact(term.legislator, email="aide@gmail.com")
    visitor = at(letter, term, "aide@gmail.com")

    shown, page = offered(visitor), visitor.page.content.decode()
    csrf = visitor.client.cookies["csrftoken"].value
    refused = visitor.client.post(visitor.address, {"do": "leave", "csrfmiddlewaretoken": csrf})

    made.refresh_from_db()
    assert (shown, refused.status_code, made.state) == ([], 422, State.CONFIRMED)
    assert "does not prove that it speaks for this signature" in page


@pytest.mark.parametrize(
    ("mailbox", "fields", "may"),
    [
        ("aide@mail.house.gov", {"trusted_domains": "mail.house.gov"}, True),
        ("aide@mail.house.gov", {}, False),
        ("dana@example.org", {}, True),  # who acted
        (OFFICE, {"verification": Verification.STAFF}, False),
    ],
)
def test_same_rules_as_for_signing_decide_who_may_withdraw(mailbox: str, fields: dict, may: bool) -> None:
    letter, term, _made = signed(**fields)
    if mailbox != OFFICE:
        directory.contact(term.legislator, email=mailbox)

    assert ("leave" in offered(at(letter, term, mailbox))) == may


def test_after_sealing_the_line_stays_and_the_office_dissociates() -> None:
    letter, term, made = signed()
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)
    visitor = at(letter, term)

    can = offered(visitor)
    press(visitor, "leave", reason="For staff.")

    made.refresh_from_db()
    assert (can, made.state, made.dissociation.note) == (["leave"], State.CONFIRMED, "")
    assert "and dissociated on" in visitor.page.content.decode()
    assert offered(visitor) == []


def test_press_on_a_page_that_is_out_of_date_says_how_the_letter_stands() -> None:
    letter, term, made = signed()
    visitor = at(letter, term)
    form = Page(visitor.page.content.decode()).forms[-1].fields | {"do": "leave"}
    workflow.withdraw(made, by=None)

    page = visitor.post(form)

    assert page.status_code == 422
    assert "Here is how the letter stands now." in page.content.decode()
    assert letter.trail.filter(verb=Verb.WITHDRAWN).count() == 1


def test_organization_has_the_same_page() -> None:
    letter = published_letter(type=LetterType.COALITION)
    union = directory.organization(name="Farm Workers Union", domain="union.example")
    signatories.confirmed(letter, organization=union, email="dana@union.example")

    visitor = at_letter("amy@union.example", letter, union, "workers union")
    press(visitor, "leave")

    assert letter.signatories.get().state == State.WITHDRAWN


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("confirmed", "version 1."),
        ("waits", "waits for a member of the other party"),
        ("held", "waits for the lead"),
        ("lapsed", "the text changed since"),
        ("declined", "You declined."),
        ("pending", "You were asked to sign."),
    ],
)
def test_page_says_where_the_office_stands(state: str, says: str) -> None:
    letter, term, ask = asked()
    if state in ("confirmed", "waits", "held", "lapsed"):
        (signatories.held if state == "held" else signatories.confirmed)(letter, term=term, email="dana@example.org")
    if state == "waits":
        letter.signatories.update(waits_for_partner=True)
    if state == "pending":  # anybody may have sent the form
        signatories.signatory(letter, term=term, email="mallory@example.org")
    if state == "lapsed":
        new_version(letter)
    if state == "declined":
        workflow.change_ask(ask, seen=ask.edition, by=None, stance=Stance.DECLINED)

    assert says in at(letter, term).page.content.decode()


def test_page_speaks_spanish_and_so_does_the_mail() -> None:
    asked()
    visitor = Visitor()
    visitor.visit("/es/office/")
    visitor.send(email=OFFICE)
    mail = mails_to(OFFICE, "office_link")[0]

    visitor.visit(next(word for word in mail.text.split() if "/office/" in word))
    visitor.send(surname="Serrano")

    assert "/es/office/" in mail.text
    assert "Las cartas de su oficina" in visitor.page.content.decode()


def test_past_letter_shows_what_was_answered_in_public() -> None:
    letter, term, _made = signed()
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)
    answered = {"addressee": letter.addressees.get(), "date": "2011-12-01", "recorded_at": letter.now}
    letter.answers.create(text="It ends.", public=True, **answered)
    letter.answers.create(text="Canary: for staff.", public=False, **answered)
    letter.answers.create(text="Canary: struck.", public=True, in_error=True, **answered)

    page = at(letter, term).page.content.decode()

    shown = ["The President answered on Dec. 1, 2011" in page, "It ends." in page, "Canary" in page]
    assert shown == [True, True, False]
