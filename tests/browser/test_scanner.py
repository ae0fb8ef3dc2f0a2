"""The boldest mail scanner: a browser of its own that runs scripts, types, ticks and presses everything it finds."""

import re
from collections import Counter

import pytest
from django.db.models import Max
from playwright.sync_api import Browser, Page

from letters.models import Letter
from outbox.models import OutgoingEmail
from signatories.models import Signatory
from signatories.states import State
from tests.factories.letters import published_letter
from tests.factories.signatories import seat
from tests.signatories.visitor import Mail, Visitor, aide, mails_to

pytestmark = pytest.mark.django_db(transaction=True)

LINKS = 5
FILL = """junk => {
  for (const field of document.querySelectorAll('input:not([type=hidden]), textarea')) {
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = true;
    else field.value = junk;
  }
  for (const choice of document.querySelectorAll('select')) choice.selectedIndex = choice.options.length - 1;
}"""


def sign(letter: Letter, number: int) -> tuple[Visitor, Mail]:
    visitor, email = Visitor(), f"aide{number}@mail.house.gov"
    visitor.sign(letter, term=seat(letter).pk, **aide(email=email))
    return visitor, mails_to(email, "confirmation")[0]


def junk(mail: Mail) -> list[str]:
    return [mail.code]


def press_everything(page: Page, address: str, junk: list[str]) -> int:
    """Open the address, fill in every form with each piece of junk, and press each of its buttons; count presses."""
    page.goto(address)
    pressed = 0
    for number in range(page.locator("main button").count()):
        for typed in junk:
            page.goto(address)
            page.evaluate(FILL, typed)
            button = page.locator("main button").nth(number)
            if button.count():
                with page.expect_navigation():
                    button.evaluate("button => { button.form.noValidate = true; button.click(); }")
                pressed += 1
    return pressed


def test_scanner_that_runs_scripts_and_presses_everything_changes_nothing_and_people_confirm(
    browser: Browser, site: str
) -> None:
    letter = published_letter(trusted_domains="mail.house.gov")
    people = [sign(letter, number) for number in range(LINKS)]
    own = Signatory.objects.aggregate(last=Max("pk"))["last"]

    pressed = 0
    for _visitor, mail in people:
        scanner = browser.new_context().new_page()
        for link in dict.fromkeys(re.findall(r"https?://[^\s\"<>]+", mail.text + mail.html)):
            pressed += press_everything(scanner, link, junk(mail))
        scanner.context.close()
    scanned = Counter(Signatory.objects.filter(pk__lte=own).values_list("state", flat=True))
    sent = OutgoingEmail.objects.filter(to__endswith="@mail.house.gov").count()
    for visitor, mail in people:
        visitor.send(code=mail.code)

    assert pressed >= 2 * LINKS
    assert (scanned, sent) == ({State.PENDING: LINKS}, LINKS)
    assert Signatory.objects.filter(pk__lte=own, reported_at__isnull=False).count() == LINKS
    assert letter.signatories.confirmed().count() == LINKS
