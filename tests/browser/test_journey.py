"""The main job in a real browser: an aide reads the letter, signs for her member, and proves it through her mail."""

import email
import re
from collections.abc import Callable
from email import policy

import pytest
from playwright.sync_api import Browser, Page, expect

from letters import workflow
from letters.models import Letter
from outbox.dispatch import send_all_due
from signatories.models import Signatory
from signatories.states import State
from tests.factories.letters import published_letter
from tests.factories.signatories import seat
from tests.services import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

AIDE = "dana.whitfield@mail.house.gov"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def letter() -> Letter:
    made = published_letter(
        title="End the program",
        body="We ask you to:\n\n1. End it.\n2. Say so.",
        dear_colleague="Please join me.",
        trusted_domains="mail.house.gov",
        names_shown="accepted",
    )
    seat(made, first="Raúl", last="Grijalva")
    seat(made, first="Zoe", last="Lofgren")
    return made


@pytest.fixture
def mail(smtp: MailServer) -> Callable[[], str]:
    """Send what is due to a real mail server, and return the text of the last mail that reached it."""

    def last() -> str:
        send_all_due()
        message = email.message_from_bytes(smtp.messages[-1].content, policy=policy.default)
        return message.get_body(("plain",)).get_content()

    return last


def choose(page: Page, member: str = "Grijalva", *, scripts: bool = True) -> None:
    """Look for the member and choose the name: as one types, or without scripts by the button."""
    page.wait_for_load_state()  # the script is there
    page.get_by_label("Find the legislator").fill(member)
    if not scripts:
        page.get_by_role("button", name="Search").click()
    page.get_by_role("radio", name=member).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".chosen")).to_contain_text(member)


def fill_in(page: Page) -> None:
    """Fill in the rest of the form as the aide of a member does."""
    page.get_by_label("Your name").fill("Dana Whitfield")
    page.get_by_label("Your role").fill("Legislative assistant")
    page.get_by_label("E-mail").fill(AIDE)
    page.get_by_label("I act for this signatory").check()


def sign(page: Page, address: str, *, scripts: bool = True) -> None:
    """From the letter to "check your inbox"."""
    page.goto(address)
    page.get_by_role("link", name="Sign on").first.click()
    choose(page, scripts=scripts)
    fill_in(page)
    page.get_by_role("button", name="Send me the confirmation").click()
    expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()


def code_in(text: str) -> str:
    return re.search(r"^\s+(\d{6})\s*$", text, re.MULTILINE)[1]


def link_in(text: str) -> str:
    return re.search(r"https?://\S+/confirm/\S+", text)[0]


@pytest.mark.parametrize(
    "device", [{}, PHONE, {"java_script_enabled": False}], ids=["desktop", "phone", "without scripts"]
)
def test_an_aide_signs_for_her_member_by_the_code(
    browser: Browser, site: str, letter: Letter, mail, shoot, device
) -> None:
    page = browser.new_context(**device).new_page()
    sign(page, f"{site}/letters/{letter.slug}/", scripts=device.get("java_script_enabled", True))
    shoot(page, "inbox")

    page.get_by_label("Code from the mail").fill(code_in(mail()))
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", name="The name is on the letter")).to_be_visible()
    shoot(page, "done")
    page.get_by_role("link", name="Back to the letter").click()
    expect(page.get_by_role("heading", name=letter.title)).to_be_visible()
    page.reload()  # faster than any person: the browser may keep the page of a moment ago for five seconds
    expect(page.get_by_role("region", name="Signatories").get_by_role("listitem")).to_have_text(
        re.compile("^Raúl Grijalva")
    )
    expect(page.get_by_role("complementary", name="Signing")).to_contain_text("1 has signed")
    shoot(page, "letter")
    signed = Signatory.objects.get()
    assert (signed.state, signed.agent_name, signed.email) == (State.CONFIRMED, "Dana Whitfield", AIDE)
    assert "has signed this letter" in mail()
    page.context.close()


def test_the_link_opened_elsewhere_asks_for_the_surname_the_mail_omits(
    browser: Browser, site: str, letter: Letter, mail, shoot
) -> None:
    desk, phone = browser.new_context(), browser.new_context(**PHONE)
    sign(desk.new_page(), f"{site}/letters/{letter.slug}/")
    text = mail()
    page = phone.new_page()

    page.goto(link_in(text))
    assert link_in(text).rstrip("/").rsplit("/", 1)[1] not in page.url
    assert "Whitfield" not in text + page.content()
    surname = page.get_by_label("The surname of whoever filled in the form")
    surname.fill("Grijalva")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("That is not the surname")).to_be_visible()
    shoot(page, "wrong surname")
    state_after_the_wrong_one = Signatory.objects.get().state
    surname.fill("whitfield")
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", name="The name is on the letter")).to_be_visible()
    assert (state_after_the_wrong_one, Signatory.objects.get().state) == (State.PENDING, State.CONFIRMED)
    phone.close()
    desk.close()


def test_the_link_opened_in_the_browser_that_signed_asks_for_one_press(
    page: Page, site: str, letter: Letter, mail
) -> None:
    sign(page, f"{site}/letters/{letter.slug}/")

    page.goto(link_in(mail()))
    expect(page.get_by_label("Surname")).to_have_count(0)
    assert Signatory.objects.get().state == State.PENDING
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", name="The name is on the letter")).to_be_visible()


def test_the_waiting_page_survives_reload_and_sending_the_form_again_does_no_harm(
    page: Page, site: str, letter: Letter, mail
) -> None:
    sign(page, f"{site}/letters/{letter.slug}/")
    page.reload()
    expect(page.get_by_label("Code from the mail")).to_be_visible()
    page.go_back()
    fill_in(page)
    page.get_by_role("button", name="Send me the confirmation").click()
    expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()

    page.get_by_label("Code from the mail").fill(code_in(mail()))
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", name="The name is on the letter")).to_be_visible()
    assert Signatory.objects.confirmed().count() == 1


def test_a_letter_that_closes_meanwhile_gives_back_what_was_typed(
    page: Page, site: str, letter: Letter, shoot
) -> None:
    page.goto(f"{site}/letters/{letter.slug}/sign/")
    choose(page)
    fill_in(page)
    workflow.close_now(letter, by=None)

    page.get_by_role("button", name="Send me the confirmation").click()

    expect(page.get_by_role("heading", name="Ask to be added")).to_be_visible()
    shoot(page, "late")
    for label, typed in {"Your name": "Dana Whitfield", "Your role": "Legislative assistant", "E-mail": AIDE}.items():
        expect(page.get_by_label(label)).to_have_value(typed)
    expect(page.get_by_text("Grijalva").first).to_be_visible()
    assert not Signatory.objects.exists()


def test_a_mistake_keeps_what_was_typed_and_says_what_to_do(page: Page, site: str, letter: Letter, shoot) -> None:
    page.goto(f"{site}/letters/{letter.slug}/sign/")
    choose(page)
    fill_in(page)
    page.get_by_label("E-mail").fill("dana@house.gov, eve@evil.example")
    page.locator("form.form").evaluate("form => form.noValidate = true")

    page.get_by_role("button", name="Send me the confirmation").click()

    expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Your name")).to_have_value("Dana Whitfield")
    expect(page.get_by_role("radio", name="Grijalva")).to_be_checked()
    shoot(page, "mistake")
    assert not Signatory.objects.exists()


FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {name: at.name || at.innerText || at.tagName,
          outline: parseFloat(style.outlineWidth), style: style.outlineStyle,
          seen: box.width > 0 && box.height > 0 && box.top >= 0 && Math.floor(box.bottom) <= innerHeight};
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing called ``name`` has the focus, and see that every stop on the way shows it."""
    for _ in range(30):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["outline"] >= 2, focus
        assert focus["style"] != "none", focus
        assert focus["seen"], focus
        if name in focus["name"]:
            return
    raise AssertionError(f"Tab never came to {name}.")


def test_the_keyboard_alone_is_enough(page: Page, site: str, letter: Letter, mail, shoot) -> None:
    keys = page.keyboard
    page.emulate_media(reduced_motion="reduce")  # or the focus is seen only when the page has come to rest
    page.goto(f"{site}/letters/{letter.slug}/")
    tab_to(page, "Skip to the content")
    shoot(page, "skip link")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to(page, "Sign on")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Sign on")).to_be_visible()

    expect(page.get_by_label("Find the legislator")).to_be_focused()
    page.wait_for_load_state()  # a person who types before the script is there presses Search
    keys.type("gri")
    expect(page.get_by_role("status")).to_have_text("1 found")
    tab_to(page, "term")
    keys.press("Enter")
    expect(page.locator(".chosen")).to_contain_text("Raúl Grijalva")
    expect(page.get_by_label("Your name")).to_be_focused()
    keys.type("Dana Whitfield")
    for field, typed in (("agent_role", "Counsel"), ("email", AIDE)):
        tab_to(page, field)
        keys.type(typed)
    tab_to(page, "authority")
    keys.press("Space")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()
    expect(page.get_by_label("Code from the mail")).to_be_focused()
    keys.type(code_in(mail()))
    keys.press("Enter")

    expect(page.get_by_role("heading", name="The name is on the letter")).to_be_visible()
    assert Signatory.objects.get().printed_name == "Raúl Grijalva"
