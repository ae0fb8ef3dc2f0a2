"""An office's own page on a phone: three taps to sign, three to take a name off, and everybody can use it."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from signatories import workflow
from signatories.states import State
from tests.browser.test_pages import violations
from tests.factories.directory import contact
from tests.factories.letters import published_letter
from tests.factories.signatories import confirmed, seat
from tests.signatories.office_desk import link_to
from tests.signatories.visitor import mails_to

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.environ.get("TEST_DATABASE") == "postgres", reason="A page looks the same on both."),
]
OFFICE = "office@ny-16.example"


def test_office_signs_and_withdraws_in_three_taps_each_on_a_phone(
    browser: Browser, site: str, shoot: Callable[[Page, str], None]
) -> None:
    signed, asked = (published_letter(withdrawals="public", title=title) for title in ("End it", "Open it"))
    term = seat(signed, last="Serrano", email=OFFICE)
    contact(term.legislator, name="Robin Reader", email=OFFICE)
    made = confirmed(signed, term=term, agent_name="Dana Okafor", email="dana@example.org")
    workflow.add_targets(asked, [term], by=None)
    workflow.mark_asked(asked.asks.all(), by=None)
    receipt = next(word for word in mails_to("dana@example.org", "receipt")[0].text.split() if "/withdraw/" in word)
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 640})
    page, faults = context.new_page(), []

    def look(name: str) -> None:
        faults.extend(violations(page))
        faults.extend([name] if page.evaluate("document.documentElement.scrollWidth") > 320 else [])
        shoot(page, name)

    page.goto(f"{site}/office/")
    look("ask")
    page.goto(receipt.replace("http://testserver", site))
    look("leave")
    page.goto(site + link_to(OFFICE))
    look("name")
    page.get_by_label("Your member's surname").fill("Serrano")
    page.get_by_role("button", name="Open the page").click()
    look("office")
    page.get_by_role("link", name="Open it").click()
    look("asked")
    page.get_by_label("I act for this signatory").check()
    page.get_by_role("button", name="Sign for").click()
    expect(page.get_by_text("Signed on")).to_be_visible()
    look("signed now")
    page.get_by_role("link", name="Your office's letters").click()
    page.get_by_role("link", name="End it").click()
    look("signed")
    page.get_by_text("Take the name off the letter").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Was signed, and withdrawn.")).to_be_visible()

    made.refresh_from_db()
    assert (faults, made.state) == ([], State.WITHDRAWN)
    assert asked.signatories.get().agent_name == "Robin Reader"
    context.close()
