"""The preview beside a letter's text follows what is typed, on both forms that have one."""

import os

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests.factories import letters

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.environ.get("TEST_DATABASE") == "postgres", reason="A page looks the same on both."),
]


def test_preview_follows_what_is_typed(browser: Browser, site: str, admin_client: Client) -> None:
    draft, published = letters.letter(), letters.published_letter()
    context = browser.new_context()
    context.add_cookies(
        [{"name": name, "value": one.value, "url": site} for name, one in admin_client.cookies.items()]
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for name, letter in (("change", draft), ("text", published)):
        page.goto(site + reverse(f"admin:letters_letter_{name}", args=[letter.pk]))
        page.locator("[name=body]").press_sequentially("Quite new.")
        expect(page.locator("[data-preview]")).to_contain_text("Quite new.")
    context.close()
    assert errors == []
