"""Offices told of a change object by the link in the mail: a person takes the name off, a scanner does not."""

import pytest

from letters.models import Letter
from letters.states import Change, LetterType
from signatories import mailings
from signatories.states import State, Verb
from tests.factories import directory
from tests.factories.letters import new_version, published_letter
from tests.signatories.test_new_versions import past
from tests.signatories.test_scanners import JUNK, everything_filled
from tests.signatories.visitor import Mail, Page, Visitor, aide, mails_to

pytestmark = pytest.mark.django_db
DANA = "dana@union.example"


def told() -> tuple[Letter, Visitor, Mail]:
    """A coalition's letter that Dana's union has signed, changed since; her browser, and the mail."""
    letter = published_letter(type=LetterType.COALITION)
    union = directory.organization(domain="union.example")
    dana = Visitor()
    dana.sign(letter, organization=union.pk, **aide(email=DANA))
    dana.send(code=mails_to(DANA, "confirmation")[-1].code)
    new_version(letter, Change.NOTICED)
    mailings.work_off()
    return letter, dana, mails_to(DANA, "change_notified")[-1]


def link(mail: Mail) -> str:
    return next(word for word in mail.text.split() if "/object/" in word)


def state(letter: Letter) -> str:
    return letter.signatories.get().state


def test_the_mail_says_what_changed_until_when_to_object_and_how() -> None:
    letter, _dana, mail = told()

    assert "[added: end it at once.]" in mail.text
    assert "answer this mail; it goes to Ana Ruiz" in mail.text
    assert letter.contact_email in str(mail.message["Reply-To"])
    assert "Okafor" not in mail.text + mail.html


def test_opening_the_link_changes_nothing_and_one_press_takes_the_name_off() -> None:
    letter, dana, mail = told()

    dana.visit(link(mail))
    opened = state(letter)
    dana.send()

    assert (opened, state(letter)) == (State.CONFIRMED, State.WITHDRAWN)
    entry = letter.signatories.get().trail.first()
    assert (entry.verb, entry.reason) == (Verb.WITHDRAWN, "Objected to version 2.")
    assert len(mails_to(DANA, "withdrawal")) == 1
    assert "The name is not on the letter" in dana.page.content.decode()


def test_another_browser_needs_the_surname() -> None:
    letter, _dana, mail = told()
    phone = Visitor()

    phone.visit(link(mail))
    wrong = phone.send(surname="Smith").status_code
    kept = state(letter)
    phone.send(surname="Okafor")

    assert (wrong, kept, state(letter)) == (422, State.CONFIRMED, State.WITHDRAWN)


@pytest.mark.parametrize("typed", JUNK)
def test_a_scanner_takes_nobody_off(typed: str) -> None:
    letter, _dana, mail = told()
    scanner = Visitor()
    scanner.client.head(link(mail).removeprefix("http://testserver"), follow=True)
    scanner.visit(link(mail))
    page = scanner.address

    for number in range(len(Page(scanner.page.content.decode()).forms)):
        scanner.visit(page)
        scanner.post(everything_filled(scanner, number, typed))

    assert state(letter) == State.CONFIRMED


def test_the_link_confirms_nothing_and_a_browser_without_it_sees_nothing() -> None:
    letter, _dana, mail = told()
    token = link(mail).rstrip("/").rpartition("/")[2]
    stranger = Visitor()

    elsewhere = stranger.visit(f"/confirm/{token}/").status_code
    without = stranger.visit(f"/object/{letter.signatories.get().uuid}/").status_code

    assert (elsewhere, without) == (404, 404)


def test_after_the_time_nobody_objects_by_the_link() -> None:
    letter, dana, mail = told()
    dana.visit(link(mail))
    past(letter.versions.get(number=2))

    late = dana.send()

    assert (late.status_code, state(letter)) == (422, State.CONFIRMED)
    assert "The time to object is over" in late.content.decode()
