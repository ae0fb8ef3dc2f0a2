"""The signatory changes its mind by the link in a mail: a person takes the name off, a scanner does not."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from directory.models import Organization
from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType, Withdrawals
from signatories import mailings, workflow
from signatories.models import LeavingLink, ListRow, NameList, Signatory
from signatories.states import LEAVING_LIFETIME, State, Verb
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.factories.seals import closed_petition, name_on
from tests.signatories.test_scanners import JUNK, everything_filled
from tests.signatories.visitor import Mail, Visitor, aide, mails_to

pytestmark = pytest.mark.django_db
DANA, ROSA = "dana@union.example", "rosa@example.org"


def signed(**fields: object) -> tuple[Letter, Visitor, Mail]:
    """A coalition's letter that Dana's union has signed; her browser, and her receipt."""
    letter = published_letter(type=LetterType.COALITION, **fields)
    union = Organization.objects.first() or directory.organization(name="Farm Workers Union", domain="union.example")
    dana = Visitor()
    dana.sign(letter, organization=union.pk, **aide(email=DANA))
    dana.send(code=mails_to(DANA, "confirmation")[-1].code)
    return letter, dana, mails_to(DANA, "receipt")[-1]


def link(mail: Mail) -> str:
    return next(word for word in mail.text.split() if "/withdraw/" in word)


def state(letter: Letter) -> str:
    return letter.signatories.get().state


def shown(letter: Letter) -> str:
    return Visitor().visit(letter.get_absolute_url()).content.decode()


def test_two_taps_in_the_browser_that_signed_and_everyone_is_told() -> None:
    letter, dana, receipt = signed()

    dana.visit(link(receipt))
    opened = state(letter)
    dana.send(reason="We have a letter of our own.")

    entry = letter.signatories.get().trail.first()
    assert (opened, state(letter)) == (State.CONFIRMED, State.WITHDRAWN)
    assert (entry.verb, entry.reason, entry.by) == (Verb.WITHDRAWN, "We have a letter of our own.", None)
    assert len(mails_to(DANA, "withdrawal")) == 1
    assert "Farm Workers Union is not on the letter" in dana.page.content.decode()
    assert "a letter of our own" not in shown(letter)


def test_another_browser_needs_the_surname_that_the_receipt_omits() -> None:
    letter, _dana, receipt = signed()
    phone = Visitor()

    phone.visit(link(receipt))
    seen = phone.page.content.decode()
    wrong = phone.send(surname="Union", reason="Kept while it is asked again.")
    kept = state(letter)
    phone.send(surname="okafor")

    assert (wrong.status_code, kept, state(letter)) == (422, State.CONFIRMED, State.WITHDRAWN)
    assert "Kept while it is asked again." in wrong.content.decode()
    assert "Okafor" not in receipt.text + receipt.html + receipt.subject + seen


def test_whose_name_came_off_is_said_to_whoever_knew_the_surname_alone() -> None:
    _letter, _dana, receipt = signed(title="End the program")
    phone, stranger = Visitor(), Visitor()

    asked = phone.visit(link(receipt)).content.decode()
    phone.send(surname="okafor")
    stranger.visit(link(receipt))

    assert ("End the program" in asked, "Farm Workers Union" in asked) == (True, False)
    assert "Farm Workers Union is not on the letter" in phone.page.content.decode()
    assert "The name is not on the letter" in stranger.page.content.decode()
    assert "Farm Workers Union" not in stranger.page.content.decode()


def test_who_signed_by_a_personal_link_is_asked_for_her_own_surname() -> None:
    letter = published_letter()
    term = signatories.seat(letter, first="Raúl", last="Grijalva")
    invitation, _token = workflow.invite(letter, term.legislator, by=None)
    workflow.sign_by_link(invitation, agent=workflow.Agent("Maria Lopez", "Counsel", "maria@example.org"), read=1)
    phone = Visitor()

    asked = phone.visit(link(mails_to("maria@example.org", "receipt")[0])).content.decode()
    wrong = phone.send(surname="Grijalva").content.decode()
    phone.send(surname="Lopez")

    assert "Your surname, as the person who acted for the office" in asked
    assert "filled in" not in asked + wrong
    assert "That is not the surname of the person who acted for the office." in wrong
    assert "Raúl Grijalva is not on the letter" in phone.page.content.decode()


def test_scanner_withdraws_nobody_whatever_it_types() -> None:
    letter, dana, receipt = signed()
    words = sorted(set(re.findall(r"\w+", receipt.text + receipt.subject)))
    scanner = Visitor()
    scanner.client.head(link(receipt).removeprefix("http://testserver"), follow=True)

    for typed in JUNK:
        scanner.visit(link(receipt))
        scanner.post(everything_filled(scanner, 0, typed))
    filled = scanner.form().fields
    for word in words:
        Signatory.objects.update(surname_tries=0)
        scanner.post(filled | {"surname": word})
    scanned = state(letter)
    dana.visit(link(receipt))
    dana.send()

    assert (len(words) > 30, scanned, state(letter)) == (True, State.CONFIRMED, State.WITHDRAWN)


def test_receipt_of_a_person_omits_the_name_it_would_be_asked_for() -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name="Rosa Lind", agent_name="Rosa Lind", email=ROSA)

    receipt = mails_to(ROSA, "receipt")[0]

    assert "Lind" not in receipt.text + receipt.html + receipt.subject
    assert "You have signed this letter:" in receipt.text
    assert link(receipt)


@pytest.mark.parametrize("where", [{"title": "The Lind case"}, {"contact_name": "Eva Lind"}])
def test_there_is_no_link_where_the_letter_itself_says_the_surname(where: dict[str, str]) -> None:
    letter = published_letter(type=LetterType.PETITION, **where)
    signatories.confirmed(letter, printed_name="Rosa Lind", agent_name="Rosa Lind", email=ROSA)

    receipt = mails_to(ROSA, "receipt")[0]

    assert ("/withdraw/" in receipt.text, "Rosa Lind has signed" in receipt.text) == (False, True)


def test_mail_that_says_when_the_letter_goes_out_has_a_link_too_and_the_receipt_keeps_its_own() -> None:
    letter, _dana, receipt = signed()
    tomorrow = letter.closes_at + timedelta(days=1)
    workflow.announce(letter, goes_out_at=tomorrow, withdraw_by=tomorrow, by=None)
    mailings.work_off()

    notice = mails_to(DANA, "goes_out")[0]

    assert "Okafor" not in notice.text + notice.html + notice.subject
    for mail in (receipt, notice):
        assert Visitor().visit(link(mail)).status_code == 200
    assert link(receipt) != link(notice)


def test_what_does_not_open_is_answered_alike() -> None:
    letter, _dana, receipt = signed()
    mine, token = letter.signatories.get(), link(receipt).rstrip("/").rpartition("/")[2]
    (old_letter, _, old), (moved_letter, _, moved) = signed(), signed()
    long_ago = mine.confirmed_at - LEAVING_LIFETIME
    LeavingLink.objects.filter(signatory__letter=old_letter).update(made_at=long_ago)
    moved_letter.signatories.update(mailbox="other@union.example")

    answers = [
        Visitor().visit(address)
        for address in (
            "/withdraw/nonsense/",
            f"/confirm/{token}/",
            f"/object/{token}/",
            f"/withdraw/{mails_to(DANA, 'confirmation')[0].token}/",
            reverse("signatories:leave", args=[mine.uuid]),
            link(old),
            link(moved),
        )
    ]

    said = {(page.status_code, re.sub(rb'href="/es/[^"]*"', b"", page.content)) for page in answers}
    assert [status for status, _content in said] == [404]


def test_second_time_says_that_it_is_done_and_after_a_strike_too() -> None:
    letter, dana, receipt = signed()
    dana.visit(link(receipt))
    dana.send()

    again = dana.visit(link(receipt)).content.decode()
    workflow.enter_in_error(letter.signatories.get(), by=None, reason="Twice.")
    struck = dana.visit(link(receipt)).content.decode()

    assert ["Farm Workers Union is not on the letter" in page for page in (again, struck)] == [True, True]
    assert letter.trail.filter(verb=Verb.WITHDRAWN).count() == 1


@pytest.mark.parametrize(
    ("rule", "ticked", "said"),
    [
        (Withdrawals.PRIVATE, {}, None),
        (Withdrawals.PRIVATE, {"publish": "on"}, None),
        (Withdrawals.PUBLIC, {}, "Farm Workers Union"),
        (Withdrawals.PUBLIC, {"publish": "on"}, "Farm Workers Union: Our board voted &lt;b&gt;no&lt;/b&gt;."),
    ],
)
def test_page_says_who_withdrew_as_the_letter_allows(rule: str, ticked: dict[str, str], said: str | None) -> None:
    letter, dana, receipt = signed(withdrawals=rule)

    dana.visit(link(receipt))
    warned = "its page will say" in dana.page.content.decode()
    dana.send(reason="Our board voted <b>no</b>.", **ticked)

    gone = re.findall(r'<ul class="gone">\s*<li>[^·]+· (.*?)</li>', shown(letter))
    assert (warned, gone) == (rule == Withdrawals.PUBLIC, [said] if said else [])


def test_names_that_are_hidden_unlisted_struck_or_back_are_not_shown_as_withdrawn() -> None:
    letter = published_letter(type=LetterType.PETITION, withdrawals=Withdrawals.PUBLIC)
    names = {"Ana Canary": {}, "Bo Canary": {"listed": False}, "Cy Canary": {}, "Di Canary": {}}
    made = {name: signatories.confirmed(letter, printed_name=name, **given) for name, given in names.items()}
    for one in made.values():
        workflow.withdraw(one, by=None, reason="Told to staff alone.")
    workflow.enter_in_error(made["Cy Canary"], by=None, reason="Never asked.")
    signatories.confirmed(letter, printed_name="Di Vega", email=made["Di Canary"].email)

    page = shown(letter)
    Letter.objects.filter(pk=letter.pk).update(names_shown="release")

    assert re.findall(r"\w+ Canary", page) == ["Ana Canary"]
    assert "Told to staff alone" not in page
    assert "Canary" not in shown(letter)


def test_page_of_a_letter_that_shows_withdrawals_takes_five_queries(django_assert_num_queries) -> None:
    letter = published_letter(type=LetterType.PETITION, withdrawals=Withdrawals.PUBLIC)
    for _ in range(3):
        workflow.withdraw(signatories.confirmed(letter), by=None)

    with django_assert_num_queries(5):
        shown(letter)


def test_withdrawals_stay_on_the_page_of_the_sealed_letter_apart_from_what_came_later() -> None:
    letter = closed_petition("Ana Vega", "Bo Lind", withdrawals=Withdrawals.PUBLIC)
    workflow.withdraw(name_on(letter, "Bo Lind"), by=None)
    letter_steps.seal(letter, by=None)
    workflow.dissociate(name_on(letter, "Ana Vega"), by=None, reason="The facts were wrong.")

    page = shown(letter)

    assert re.search(r'<ul class="gone">\s*<li>[^·]+· Bo Lind</li>\s*</ul>', page)
    assert page.count("Bo Lind") == 1
    assert "Ana Vega no longer stands by this letter:" in page


@pytest.mark.parametrize(
    ("rule", "note", "trail"),
    [
        (Withdrawals.PRIVATE, "", "We were misled."),
        (Withdrawals.PUBLIC, "We were misled.", "We were misled."),
    ],
)
def test_after_sealing_the_same_link_dissociates(rule: str, note: str, trail: str) -> None:
    letter = published_letter(type=LetterType.PETITION, withdrawals=rule)
    signatories.confirmed(letter, printed_name="Rosa Lind", agent_name="Rosa Lind", email=ROSA)
    receipt = mails_to(ROSA, "receipt")[0]
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)

    rosa = Visitor()
    rosa.visit(link(receipt))
    ticked = {"publish": "on"} if rule == Withdrawals.PUBLIC else {}
    rosa.send(surname="Lind", reason="We were misled.", **ticked)

    found = letter.signatories.get()
    assert (found.state, found.dissociation.note) == (State.CONFIRMED, note)
    assert letter.trail.get(verb=Verb.DISSOCIATED).reason == trail
    said = f": {note}" if note else "."
    assert f"Rosa Lind no longer stands by this letter{said}</li>" in shown(letter)
    assert "no longer stands by it" in rosa.page.content.decode()


def test_words_for_everyone_are_kept_from_them_where_the_letter_shows_no_withdrawals() -> None:
    letter = closed_petition("Ana Vega")
    letter_steps.seal(letter, by=None)

    workflow.leave(name_on(letter, "Ana Vega"), reason="Canary.", publish=True)

    assert "Canary" not in shown(letter)


def test_who_had_a_receipt_is_told_that_the_name_was_struck_and_nobody_else() -> None:
    letter = published_letter(type=LetterType.PETITION)
    made = {
        "on@example.org": signatories.confirmed,
        "asked-again@example.org": lambda *given, **more: signatories.confirmed(*given, **more, state=State.LAPSED),
        "begun@example.org": signatories.signatory,
        "held@example.org": signatories.held,
        "off@example.org": signatories.withdrawn,
    }
    for email, make in made.items():
        workflow.enter_in_error(make(letter, email=email), by=None, reason="For staff alone.")

    struck = [email for email in made for _mail in mails_to(email, "struck")]

    assert struck == ["on@example.org", "asked-again@example.org"]
    mail = mails_to("on@example.org", "struck")[0]
    assert "by mistake" in mail.text
    assert "For staff alone" not in mail.text + mail.html


@pytest.mark.parametrize("told", [True, False])
def test_name_of_a_list_is_told_of_the_strike_if_it_was_told_of_the_list(told: bool) -> None:
    letter = published_letter(type=LetterType.PETITION)
    names = NameList.objects.create(letter=letter, kind="individual", sha256="0" * 64, told=told)
    row = ListRow.objects.create(names=names, number=1)
    made = signatories.confirmed(letter, email=ROSA)
    Signatory.objects.filter(pk=made.pk).update(list_row=row)

    workflow.enter_in_error(Signatory.objects.get(), by=None, reason="The wrong file.")

    assert len(mails_to(ROSA, "struck")) == told
