"""A mail scanner opens, follows, ticks, types and presses: nobody is confirmed, and the person still can be."""

import re
from typing import Any
from uuid import uuid4

import pytest

from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import inviting, recipients, seen, workflow
from signatories.models import Invitation, Signatory
from signatories.states import State, Verb
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, Page, Visitor, aide, mails_to

pytestmark = pytest.mark.django_db

FARM = 10
JUNK = ["", "test", "John", "Smith", "123456", "a@example.org", "' OR 1=1 --", "\u202e"]


def scan(mail: Mail, junk: list[str]) -> None:
    """Do to the mail's links what the boldest scanners do, in a browser of its own."""
    scanner = Visitor()
    for link in re.findall(r"http://testserver\S+(?=[\"\s])", mail.text + mail.html):
        if not re.search("/(confirm|invited)/", link):
            continue
        scanner.client.head(link.removeprefix("http://testserver"), follow=True)
        for _ in range(5):
            scanner.visit(link)
        page = scanner.address
        for other in Page(scanner.page.content.decode()).links:
            if other.startswith("/"):
                scanner.client.get(other)
        for number in range(len(Page(scanner.page.content.decode()).forms)):
            for typed in junk:
                scanner.visit(page)
                scanner.post(everything_filled(scanner, number, typed))


def everything_filled(scanner: Visitor, number: int, typed: str) -> dict[str, Any]:
    forms = Page(scanner.page.content.decode()).forms
    if number >= len(forms):
        return {}
    form = forms[number]
    ticked = dict.fromkeys(form.boxes, "on")
    chosen = {name: choices[-1] for name, choices in form.choices.items() if choices}
    return form.fields | dict.fromkeys(form.texts, typed) | ticked | chosen | form.buttons


def signed(letter: Letter, email: str = "dana@mail.house.gov") -> tuple[Visitor, Mail]:
    dana = Visitor()
    dana.sign(letter, term=signatories.seat(letter).pk, **aide(email=email))
    return dana, mails_to(email, "confirmation")[-1]


def states(letter: Letter) -> set[str]:
    return set(letter.signatories.values_list("state", flat=True))


def test_scanner_confirms_nobody_and_the_code_still_works() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    dana, mail = signed(letter)

    scan(mail, JUNK)
    scanned = states(letter)
    dana.send(code=mail.code)

    assert (scanned, states(letter)) == ({State.PENDING}, {State.CONFIRMED})


def test_scanner_confirms_nobody_and_the_browser_that_signed_still_opens_the_link() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    dana, mail = signed(letter)

    scan(mail, JUNK)
    dana.visit(mail.link)
    dana.send()

    assert states(letter) == {State.CONFIRMED}


def test_scanner_that_types_little_leaves_the_surname_to_the_person() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    _dana, mail = signed(letter)

    scan(mail, ["", "test"])
    phone = Visitor()
    phone.visit(mail.link)
    phone.send(surname="Okafor")

    assert states(letter) == {State.CONFIRMED}


def test_scanner_that_types_every_word_of_the_page_and_the_mails_text_confirms_nobody() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    _dana, mail = signed(letter, email="d.o@mail.house.gov")
    words = sorted(set(re.findall(r"\w+", mail.text)))
    scanner = Visitor()
    scanner.visit(mail.link)
    filled = scanner.form().fields

    for word in words:
        Signatory.objects.update(surname_tries=0)
        scanner.post(filled | {"surname": word})

    assert (len(words) > 30, states(letter)) == (True, {State.PENDING})


def test_scanner_that_presses_report_takes_nothing_away() -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    dana, mail = signed(letter)
    scan(mail, ["x"])

    reported = list(letter.trail.filter(signatory__isnull=False).values_list("verb", flat=True))
    dana.send(code=mail.code)

    assert (reported, states(letter)) == ([Verb.REPORTED], {State.CONFIRMED})


def test_scanner_farm_over_many_links_changes_nothing_and_all_people_confirm() -> None:
    letter = published_letter(type=LetterType.PETITION)
    people = [signed_petition(letter, f"rosa{number}@example.org") for number in range(FARM)]
    before = list(letter.signatories.order_by("pk").values())

    for number, (_visitor, mail) in enumerate(people):
        scan_once(mail, junk=re.findall(r"\d+", mail.text)[number % 7] if number % 2 else mail.code)
    scanned = list(letter.signatories.order_by("pk").values())
    for number, (visitor, mail) in enumerate(people):
        confirm(number, visitor, mail)

    spent = {"surname_tries", "tries_since", "reported_at"}
    assert [changed(*pair) for pair in zip(before, scanned, strict=True)] == [spent] * FARM
    assert OutgoingEmail.objects.filter(purpose="confirmation").count() == FARM
    assert letter.signatories.confirmed().count() == FARM


def signed_petition(letter: Letter, email: str) -> tuple[Visitor, Mail]:
    rosa = Visitor()
    rosa.sign(letter, name="Rosa Lind", email=email)
    return rosa, mails_to(email, "confirmation")[0]


def scan_once(mail: Mail, junk: str) -> None:
    """Look twice, then fill in everything and press every button on the page behind the link."""
    scanner = Visitor()
    scanner.client.head(mail.link.removeprefix("http://testserver"), follow=True)
    scanner.visit(mail.link)
    for number in range(len(Page(scanner.page.content.decode()).forms)):
        scanner.post(everything_filled(scanner, number, junk) | {"again": "1", "code": mail.code})
        scanner.visit(mail.link)


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def confirm(number: int, visitor: Visitor, mail: Mail) -> None:
    """One third types the code, one third presses where they signed, one third says the surname to a phone."""
    if number % 3 == 0:
        visitor.send(code=mail.code)
        return
    visitor = visitor if number % 3 == 1 else Visitor()
    visitor.visit(mail.link)
    visitor.send(**{"surname": "Lind"} if number % 3 == 2 else {})


def test_scanner_on_a_petition_confirms_nobody() -> None:
    letter = published_letter(type=LetterType.PETITION)
    rosa = Visitor()
    rosa.sign(letter, name="Rosa Lind", email="rosa@example.org")
    mail = mails_to("rosa@example.org")[0]

    scan(mail, JUNK)
    scanned = states(letter)
    rosa.send(code=mail.code)

    assert (scanned, states(letter)) == ({State.PENDING}, {State.CONFIRMED})


def invitation_mail(letter: Letter) -> Mail:
    term = signatories.seat(letter, first="Ana", last="Zorrilla", email="bronx@office.example")
    workflow.add_targets(letter, [term], by=None)
    planned = recipients.plan(letter, letter.asks.all(), recipients.Wishes()).recipients
    workflow.queue_invitations(letter, [one.key for one in planned], uuid=uuid4(), language="en", by=None)
    inviting.work_off()
    return mails_to("bronx@office.example", "invitation")[0]


def link_in(mail: Mail) -> str:
    return re.findall(r"http://testserver/invited/\S+", mail.text)[0]


def test_scanner_answers_no_invitation_and_the_office_still_does() -> None:
    letter = published_letter()
    mail = invitation_mail(letter)
    before = list(letter.asks.values())

    scan(mail, JUNK)
    scanner = Visitor()
    scanner.visit(link_in(mail))
    for answer in ("sign", "asking", "decline"):
        scanner.send(answer=answer, surname="Smith", agent_name="Pat", agent_role="Pat")
    scanned = list(letter.asks.values()), letter.signatories.count(), OutgoingEmail.objects.count()
    aide = Visitor()
    aide.visit(link_in(mail))
    aide.send(surname="Zorrilla", answer="sign", agent_name="Jo Doe", agent_role="LD")

    assert scanned == (before, 0, 1)
    assert Invitation.objects.get().opens > 5
    assert states(letter) == {State.CONFIRMED}


def test_scanner_that_types_every_word_of_an_invitation_and_its_page_answers_nothing(monkeypatch) -> None:
    monkeypatch.setattr(workflow.inviting, "ENTRIES_AN_HOUR", 10**6)
    letter = published_letter()
    mail = invitation_mail(letter)
    before = list(letter.asks.values())
    scanner = Visitor()
    scanner.visit(link_in(mail))
    plausible = dict.fromkeys(("email", "until", "reason"), "")  # all but the surname would be taken
    filled = everything_filled(scanner, 0, "Pat") | plausible
    [page] = re.findall(r"(?s)<main.*</main>", scanner.page.content.decode())
    words = seen.words_of(mail.text, seen.of_html(page))

    for number, word in enumerate(sorted(words)):
        scanner.post(filled | {"surname": word, "answer": ("sign", "asking", "decline")[number % 3]})

    assert len(words) > 100
    assert (list(letter.asks.values()), letter.signatories.count()) == (before, 0)
