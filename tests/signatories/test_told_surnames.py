"""A program types each word that it saw: no mail and no page says the surname that opens what stands behind it."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from directory.names import fold
from letters.models import Letter
from letters.states import Change, LetterType, Listing, NamesShown
from outbox.models import OutgoingEmail
from signatories import inviting, mailings, recipients, seen, workflow
from signatories.models import Ask, LeavingLink
from signatories.states import State
from tests.factories import directory, signatories
from tests.factories.letters import new_version, published_letter
from tests.signatories import reminding_desk
from tests.signatories.office_desk import link_to, open_office
from tests.signatories.reminding_desk import TWO_BEFORE
from tests.signatories.test_scanners import everything_filled
from tests.signatories.visitor import Mail, Page, Visitor, aide, mails_to, read

pytestmark = pytest.mark.django_db
JO, DANA = "jo@office.example", "dana@union.example"
LINK = re.compile(r"http://testserver/[^\s\"]+")
PLAUSIBLE = {"email": "", "until": "", "reason": ""}  # a program that stumbles over these would prove little


def scan(mail: Mail, surname: str, *heads: str) -> bool:
    """Open each link of the mail and press every button, with the surname if it was seen; return whether it was.

    Of all the words seen this one alone can open anything, so no other is typed.
    """
    read_so_far = {mail.subject, mail.text, mail.html, *(str(mail.message[head]) for head in heads)}
    for link in dict.fromkeys(LINK.findall(mail.text + mail.html)):
        if "/stop/" in link:
            continue
        scanner = Visitor()
        scanner.visit(link)
        page, read_here = scanner.address, read_so_far | {scanner.page.content.decode()}
        typed = surname if has_seen(surname, read_here) else "Pat"
        for number, form in enumerate(Page(scanner.page.content.decode()).forms):
            for name, value in {**form.buttons, "": ""}.items():
                scanner.visit(page)
                kept = {key: value for key, value in PLAUSIBLE.items() if key in form.fields}
                scanner.post(everything_filled(scanner, number, typed) | kept | ({name: value} if name else {}))
        read_so_far = read_here
    return has_seen(surname, read_so_far)


def has_seen(surname: str, texts: set[str]) -> bool:
    return fold(surname) in fold(" ".join(texts)).split()


def asked(letter: Letter, *, name: str = "Jo Doe", email: str = JO) -> Ask:
    """Ana Zorrilla is to be asked, by a contact in her office."""
    term = signatories.seat(letter, first="Ana", last="Zorrilla", email="")
    directory.contact(term.legislator, name=name, email=email)
    workflow.add_targets(letter, [term], by=None)
    return letter.asks.get(term=term)


def invited(letter: Letter, **contact: str) -> Mail:
    asked(letter, **contact)
    keys = [one.key for one in recipients.plan(letter, letter.asks.all(), recipients.Wishes(("other",))).recipients]
    workflow.queue_invitations(letter, keys, uuid=uuid4(), language="en", by=None)
    inviting.work_off()
    return read(bytes(OutgoingEmail.objects.get(purpose="invitation").mime or b""))


def reminded(letter: Letter, **contact: str) -> Mail:
    ask = asked(letter, **contact)
    workflow.change_ask(ask, seen=ask.edition, by=None, stance="asked")
    workflow.send_reminders(TWO_BEFORE)
    return reminding_desk.reminder()


def answers(letter: Letter) -> tuple[Any, ...]:
    return letter.signatories.exclude(state=State.PENDING).count(), *letter.asks.values_list("stance", "edition")


TELLING: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "title": ({"title": "Thank Senator Zorrilla"}, {}),
    "text": ({"body": "We thank Senator ZORRILLA for it."}, {}),
    "note": ({"dear_colleague": "As [we said](https://zorrilla.example/bill), join us."}, {}),
    "lead's contact": ({"contact_name": "Pat Zorrilla"}, {}),
    "answers go to": ({"contact_email": "pat.zorrilla@lead.example"}, {}),
    "address": ({}, {"email": "chief@zorrilla.example"}),
}


QUOTED = {"text", "note"}  # a reminder leaves them to the page, which is looked at by itself


@pytest.mark.parametrize(
    ("mailed", "fields", "contact"),
    [
        (mailed, *case)
        for mailed in (invited, reminded)
        for name, case in TELLING.items()
        if not (mailed is reminded and name in QUOTED)
    ],
)
def test_mail_that_says_the_members_surname_has_no_personal_link_and_says_why(mailed, fields, contact):
    mail = mailed(reminding_desk.letter(**fields), **contact)

    assert "/invited/" not in mail.text + mail.html
    for said in (
        "a code by mail confirms the signature",
        "may look at it first",
        "To decline",
        "http://testserver/office/",
    ):
        assert all(said in words for words in (mail.text, mail.html))


@pytest.mark.parametrize("mailed", [invited, reminded])
def test_scanner_that_read_the_surname_answers_nothing_and_the_office_signs_by_the_form(mailed):
    letter = reminding_desk.letter(contact_name="Pat Zorrilla")
    mail = mailed(letter)
    before = answers(letter)

    was_seen = scan(mail, "Zorrilla", "From", "To", "Reply-To")
    scanned = answers(letter)
    jo = Visitor()
    jo.visit(next(link for link in LINK.findall(mail.text) if "/sign/" in link))
    filled_in = jo.page.content.decode()
    jo.send(**aide(email=JO))

    assert (was_seen, scanned) == (True, before)
    assert ("Ana Zorrilla" in filled_in, 'href="/office/">Decline' in filled_in) == (True, True)
    assert len(mails_to(JO, "confirmation")) == 1


@pytest.mark.parametrize("mailed", [invited, reminded])
def test_contact_who_shares_the_surname_is_not_named_and_types_a_name(mailed):
    letter = reminding_desk.letter()
    mail = mailed(letter, name="Jo Zorrilla")
    before = answers(letter)

    was_seen = scan(mail, "Zorrilla", "From", "To", "Reply-To")
    scanned = answers(letter)
    jo = Visitor()
    jo.visit(next(link for link in LINK.findall(mail.text) if "/invited/" in link))
    jo.send(surname="Zorrilla", answer="sign", agent_name="Jo Zorrilla", agent_role="Chief of staff")

    assert (was_seen, scanned) == (False, before)
    assert letter.signatories.get().state == State.CONFIRMED


def test_contact_of_another_name_is_greeted_and_known():
    mail = invited(reminding_desk.letter())
    jo = Visitor()
    jo.visit(next(link for link in LINK.findall(mail.text) if "/invited/" in link))

    assert "For Jo Doe, in the office of:" in mail.text
    assert "You are Jo Doe" in jo.page.content.decode()


@pytest.mark.parametrize(
    ("fields", "namesake", "told"),
    [
        ({"body": "Zorrilla."}, None, True),
        ({"contact_name": "Pat Zorrilla"}, None, True),
        ({}, {"lead_position": 1}, True),
        ({"names_shown": NamesShown.ACCEPTED}, {}, True),
        ({}, {}, False),
    ],
    ids=["text", "contact", "lead", "shown name", "hidden name"],
)
def test_page_of_a_link_asks_no_surname_that_it_or_the_letters_page_says(fields, namesake, told):
    letter = published_letter(**fields)
    if namesake is not None:
        signatories.confirmed(letter, term=signatories.seat(letter, first="Bo", last="Zorrilla"), **namesake)
    ask = asked(letter)
    _made, token = workflow.invite(letter, ask.legislator, by=None, email=JO)
    count = letter.signatories.count()

    scanner = Visitor()
    opened = scanner.visit(reverse("signatories:open_invitation", args=[token]))
    invitation = letter.invitations.get()
    scanner.address = reverse("signatories:invited", args=[invitation.uuid])
    pressed = {
        "surname": "Zorrilla",
        "answer": "decline",
        "csrfmiddlewaretoken": scanner.form().fields["csrfmiddlewaretoken"],
    }
    scanner.post(pressed | {"agent_name": "Pat", "agent_role": "Pat"})

    assert ("/sign/" in opened.redirect_chain[-1][0], letter.asks.get().stance) == (
        (True, "not_asked") if told else (False, "declined")
    )
    assert letter.signatories.count() == count


def test_reminder_of_two_members_gives_the_form_to_the_one_it_names_alone():
    letter = reminding_desk.letter(title="What Lima said")
    for last in ("Lima", "Lee"):
        reminding_desk.asked(letter, at=JO, first="Al", last=last)

    workflow.send_reminders(TWO_BEFORE)

    text = reminding_desk.reminder().text
    assert (text.count("/invited/"), text.count("/sign/?as=legislator&member=")) == (1, 1)


def test_unconfirmed_signature_is_reminded_by_code_where_the_mail_says_who_signed():
    letter = published_letter(type=LetterType.PETITION, contact_name="Ana Lind", closes_at=reminding_desk.CLOSES)
    rosa = Visitor()
    rosa.sign(letter, name="Rosa Lind", email="rosa@example.org")
    letter.signatories.update(submitted_at=TWO_BEFORE, expires_at=reminding_desk.CLOSES)
    inbox = rosa.address

    workflow.send_reminders(TWO_BEFORE + reminding_desk.A_DAY)
    mail = reminding_desk.reminder()
    was_seen = scan(mail, "Lind", "Reply-To")
    scanned = letter.signatories.get().state
    rosa.visit(inbox)
    rosa.send(code=mail.code)

    assert (was_seen, scanned, letter.signatories.get().state) == (True, State.PENDING, State.CONFIRMED)
    assert "/confirm/" not in mail.text + mail.html


# Whoever filled in the form


def union_signed(**fields: Any) -> tuple[Letter, Visitor]:
    letter = published_letter(type=LetterType.COALITION, **fields)
    dana = Visitor()
    dana.sign(letter, organization=directory.organization(domain="union.example").pk, **aide(email=DANA))
    return letter, dana


@pytest.mark.parametrize("fields", [{"contact_email": "d.okafor@lead.example"}, {"title": "For Mr. Okafor"}])
def test_mails_to_who_acted_have_no_link_where_they_say_the_surname_and_the_code_still_confirms(fields):
    letter, dana = union_signed(**fields)
    mail = mails_to(DANA, "confirmation")[-1]

    was_seen = scan(mail, "Okafor", "Reply-To")
    scanned = letter.signatories.get().state
    dana.send(code=mail.code)
    signed = letter.signatories.get().state
    new_version(letter, Change.NOTICED)
    mailings.work_off()
    new_version(letter, body="We ask for it anew.")
    mailings.work_off()
    mails = [mails_to(DANA, name)[-1] for name in ("receipt", "change_notified", "asked_again")]
    for each in mails:
        scan(each, "Okafor", "Reply-To")

    assert (was_seen, scanned, signed, letter.signatories.get().state) == (
        *(True, State.PENDING, State.CONFIRMED, State.LAPSED),
    )
    private = re.compile("/(confirm|withdraw|object)/")
    assert [bool(private.search(each.text + each.html)) for each in (mail, *mails)] == [False] * 4
    assert LeavingLink.objects.count() == 0
    assert "/office/" in mails[0].text, "the way that asks for no surname"
    assert re.search(r"Type this code into the page “Check your inbox”", mails[2].text)


def test_mail_that_asks_again_by_code_alone_names_another_way():
    letter = published_letter(type=LetterType.PETITION)
    rosa = Visitor()
    rosa.sign(letter, name="Rosa Page", email="rosa@example.org")
    rosa.send(code=mails_to("rosa@example.org", "confirmation")[-1].code)
    new_version(letter, body="We ask for it anew.")
    mailings.work_off()

    mail = mails_to("rosa@example.org", "asked_again")[0]

    assert "/confirm/" not in mail.text + mail.html
    assert all("fill in the form once more, or answer this mail" in words for words in (mail.text, mail.html))


def test_page_that_says_the_surname_sends_on_to_the_browser_that_signed():
    """The letter was renamed since the mail went out."""
    letter, dana = union_signed()
    confirmation = mails_to(DANA, "confirmation")[-1]
    dana.send(code=confirmation.code)
    receipt = mails_to(DANA, "receipt")[-1]
    Letter.objects.filter(pk=letter.pk).update(title="What Okafor said")

    link = next(link for link in LINK.findall(receipt.text) if "/withdraw/" in link)
    phone = Visitor()
    page = phone.visit(link).content.decode()
    answer = phone.send(surname="Okafor")
    kept = letter.signatories.get().state
    dana.visit(link)
    dana.send()

    assert ("Open the link in the browser" in page, 'name="surname"' in page, answer.status_code) == (True, False, 422)
    assert (kept, letter.signatories.get().state) == (State.CONFIRMED, State.WITHDRAWN)


# An office's own page


@pytest.mark.parametrize(
    ("mailbox", "last"), [("zorrilla@senate.example", "Zorrilla"), ("jo@zorrilla.example", "Zorrilla"), (JO, "Page")]
)
def test_link_to_an_offices_page_that_its_mail_tells_opens_in_the_browser_that_asked_alone(mailbox, last):
    letter = published_letter(listing=Listing.PUBLIC)
    directory.contact(signatories.seat(letter, last=last).legislator, email=mailbox)
    link = link_to(mailbox)
    mail = mails_to(mailbox, "office_link")[-1]

    scanner = Visitor()
    scanner.visit(link)
    stopped = scanner.page.content.decode()
    OutgoingEmail.objects.all().delete()
    asking = Visitor()
    asking.visit(reverse("signatories:ask_for_office"))
    asking.send(email=mailbox)
    opened = open_office(asking, link, last).content.decode()

    assert scan(mail, last, "To")
    assert ("Open the link in the browser" in stopped, 'name="surname"' in stopped) == (True, False)
    assert (letter.title in stopped, letter.title in opened) == (False, True)


def test_link_to_an_organizations_page_whose_domain_is_its_name_opens_where_it_was_asked_for():
    directory.organization(name="ACLU", domain="aclu.example")
    visitor = Visitor()

    assert 'name="surname"' not in visitor.visit(link_to("jo@aclu.example")).content.decode()


# What counts as seen


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Thank SÁNCHEZ-Ruiz!", True),
        ("https://sanchez.example/", True),
        ("a_sanchez@example.org", True),
        ("Sánchez’s bill", True),
        ("the Ruiz' office", True),
        ("https://example.org/?q=Ana%20Ruiz", True),
        ("the Sanchezes", False),
        ("", False),
    ],
)
def test_each_word_of_a_surname_tells_however_it_is_written(text, told):
    assert seen.tells("Ana Sánchez Ruiz", text) is told


@pytest.mark.parametrize(
    ("name", "text"), [("Pat O’Brien", "O'Brien's bill"), ("Al James", "James's"), ("Jo Alba", "d'Alba")]
)
def test_apostrophe_hides_no_surname(name, text):
    assert seen.tells(name, text)


def test_html_is_read_with_its_links_and_fields_and_without_its_style():
    html = '<style>p { font: Roman }</style><p class="Strong">Ha<b>ra</b> <a href="/Lee" data-of="Roe">x</a>'
    html += '<input value="Díaz"></p>'

    assert seen.words_of(seen.of_html(html)) == {"ha", "ra", "hara", "lee", "roe", "x", "diaz"}
