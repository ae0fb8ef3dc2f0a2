"""A draft's leads are found on the date that stands in the form, before it is saved."""

import os

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests.factories import directory, letters

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.environ.get("TEST_DATABASE") == "postgres", reason="A page looks the same on both."),
]


def test_leads_are_looked_for_on_the_date_in_the_form(browser: Browser, site: str, admin_client: Client) -> None:
    directory.term()  # of 2011
    draft = letters.letter(dated=None)
    context = browser.new_context()
    context.add_cookies(
        [{"name": name, "value": one.value, "url": site} for name, one in admin_client.cookies.items()]
    )
    page = context.new_page()
    page.goto(site + reverse("admin:letters_letter_change", args=[draft.pk]))

    def look_for(typed: str, told: str) -> None:
        page.locator(".field-legislator .select2-selection").first.click()
        page.keyboard.type(typed)
        expect(page.get_by_role("option", name=told)).to_be_visible()
        page.keyboard.press("Escape")

    look_for("serrano", "1 found, but not in office on")
    page.locator("#id_dated").evaluate("field => { field.value = '2011-11-17' }")
    look_for("serrano", "Serrano, José E. (D-NY-16)")
    context.close()
