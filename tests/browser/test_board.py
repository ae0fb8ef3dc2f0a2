"""The whip board with scripts on: a press changes its row and the counts, and moves nothing else."""

import os
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from signatories import workflow
from tests.browser.test_pages import violations
from tests.factories.letters import published_letter
from tests.factories.signatories import seat

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.environ.get("TEST_DATABASE") == "postgres", reason="A page looks the same on both."),
]
# Where a row stands on the screen, and of what the page is made, in its order.
TOP = "id => document.getElementById(id).getBoundingClientRect().top"
MADE_OF = "Array.from(document.querySelectorAll('#content :is(table, details)'), one => one.className || one.tagName)"


def test_one_press_changes_the_row_and_the_counts_and_nothing_else(
    browser: Browser, site: str, shoot: Callable[[Page, str], None]
) -> None:
    letter, client = published_letter(), Client()
    client.force_login(get_user_model().objects.create_superuser("whip"))
    workflow.add_targets(letter, [seat(letter, state=state) for state in ("NY", "TX", "CA") * 4], by=None)
    ask = letter.asks.all()[6]
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 700})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/admin/letters/letter/{letter.pk}/board/")
    page.locator("summary", has_text="By state").click()
    made_of = page.evaluate(MADE_OF)
    button = page.locator(f"#ask-{ask.pk}").get_by_role("button", name="Promised")
    counted = page.locator("#bars-all tr").get_by_role("cell").nth(2)
    expect(counted).to_have_text("0")
    button.scroll_into_view_if_needed()
    top = page.evaluate(TOP, f"ask-{ask.pk}")

    button.click()
    expect(counted).to_have_text("1")

    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    assert abs(page.evaluate(TOP, f"ask-{ask.pk}") - top) < 2, "the row stays where it was"
    assert page.evaluate(MADE_OF) == made_of
    expect(page.locator("#bars-state svg rect.promised")).to_be_visible()
    assert violations(page) == []
    shoot(page, "pressed")
    context.close()
