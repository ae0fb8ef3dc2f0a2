"""An invited aide answers on a phone: three taps from the mail, and two for the next letter."""

import os
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from directory.models import Term
from letters.models import Letter
from signatories import inviting, recipients, workflow
from signatories.models import Invitation
from tests.browser.test_pages import violations
from tests.factories import directory
from tests.factories.letters import published_letter
from tests.factories.signatories import seat
from tests.signatories.desk import staffer
from tests.signatories.visitor import mails_to

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.environ.get("TEST_DATABASE") == "postgres", reason="A page looks the same on both."),
]
AIDE, WIDTH = "mina@mail.house.gov", 390
PHONE = {"viewport": {"width": WIDTH, "height": 844}, "has_touch": True, "is_mobile": True, "bypass_csp": True}


def invite(letter: Letter, seat: Term) -> str:
    """Put the member on the letter's board, mail the invitation as staff do, and return the mail as it is read."""
    workflow.add_targets(letter, [seat], by=None)
    planned = recipients.plan(letter, letter.asks.on_board(), recipients.Wishes())
    keys = [recipient.key for recipient in planned.recipients]
    workflow.queue_invitations(letter, keys, uuid=uuid4(), language="en", by=None)
    inviting.work_off()
    return mails_to(AIDE, "invitation")[-1].html


def board_of(letter: Letter, whip: Client) -> str:
    """Return the first row of the board, as words."""
    page = whip.get(reverse("admin:letters_letter_board", args=[letter.pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index('id="ask-') :]).split())


def test_an_invited_aide_signs_in_three_taps_and_the_next_letter_in_two(
    browser: Browser, site: str, shoot: Callable[[Page, str], None]
) -> None:
    first, following = (published_letter(title=title) for title in ("End it", "Open it"))
    member = seat(first, first="Raúl", last="Grijalva")
    directory.contact(member.legislator, name="Mina Osei", role="chief_of_staff", email=AIDE)
    whip = staffer("change_ask", "view_letter")
    context = browser.new_context(**PHONE)
    page, faults, taps = context.new_page(), [], 0

    def tap(target: Locator) -> None:
        nonlocal taps
        target.tap()
        taps += 1

    def read(mail: str) -> None:
        page.goto("about:blank")
        page.set_content(mail)
        fits("mail")
        tap(page.get_by_role("link", name="/invited/").first)
        page.wait_for_url(re.compile(f"^{site}/invited/[0-9a-f-]{{36}}/$"))  # without the token
        faults.extend(violations(page))
        fits("letter")

    def fits(what: str) -> None:
        width = page.evaluate("document.documentElement.scrollWidth")
        faults.extend([f"{what} is wider than the phone"] if width > WIDTH else [])
        shoot(page, f"{what} {taps}")

    def signed(letter: Letter) -> bool:
        expect(page.get_by_role("heading", name="Signed. Thank you.")).to_be_visible()
        return "Raúl Grijalva" in board_of(letter, whip) and "Signed " in board_of(letter, whip)

    read(invite(first, member))
    assert "Signed " not in board_of(first, whip)
    tap(page.get_by_label("The member's surname"))
    page.keyboard.type("grijalva")
    tap(page.get_by_role("button", name="Sign for the member"))
    assert (signed(first), taps, faults) == (True, 3, [])

    read(invite(following, member))
    expect(page.get_by_label("The member's surname")).to_have_count(0)
    tap(page.get_by_role("button", name="Sign for Representative Raúl Grijalva"))
    assert (signed(following), taps, faults) == (True, 5, [])
    context.close()


def test_an_invited_aide_asks_her_boss_in_three_taps(browser: Browser, site: str) -> None:
    letter = published_letter()
    member = seat(letter, first="Raúl", last="Grijalva")
    invitation, token = workflow.invite(letter, member.legislator, by=None)
    mina = directory.contact(member.legislator, name="Mina Osei", role="chief_of_staff", email=AIDE)
    Invitation.objects.filter(pk=invitation.pk).update(contact=mina, email=AIDE)
    context = browser.new_context(**PHONE)
    page = context.new_page()

    page.goto(f"{site}/invited/{token}/")
    page.get_by_label("The member's surname").tap()
    page.keyboard.type("grijalva")
    page.get_by_role("button", name="Not yet: I am asking my boss").tap()

    expect(page.get_by_text("Your answer is noted: you are asking your boss.")).to_be_visible()
    context.close()
