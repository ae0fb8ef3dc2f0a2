"""Every public page in a real browser: for everyone to use, and with nothing on it that the policy forbids."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from letters import workflow
from letters.clock import database_now
from letters.models import Letter
from signatories import workflow as names_workflow
from signatories.models import Signatory
from signatories.tokens import digest_of_token
from tests.factories.letters import campaign, delivered_letter, published_letter
from tests.factories.seals import later, name_on, seal_of, sealed_petition
from tests.factories.signatories import confirmed, seat, signatory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        os.environ.get("TEST_DATABASE") == "postgres", reason="A page looks the same on both; the SQLite run scans it."
    ),
]

STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Between light and dark only colors differ.
COLORS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
WIDTHS = (360, 1440)


@pytest.fixture
def paths() -> list[str]:
    """Every kind of public page, with something on each."""
    now = database_now()
    past = {"at": now - timedelta(days=9), "closes_at": now - timedelta(days=1), "listing": "public"}
    cause = campaign(summary="They split families.\n\nThey must end.")
    cause.updates.create(
        type="outcome", date="2011-05-04", title="Illinois withdraws", text="First.", source="https://news.example/a"
    )
    left = {"type": "outcome", "result": "withdraws", "part": 26, "whole": 102, "unit": "localities"}
    for state, day in (("IL", "2011-05-05"), ("NY", "2011-06-01")):
        cause.updates.create(jurisdiction=state, date=day, title="Out", **left)
    said = {"speaker": "Ron Hampton", "role": "president", "quotation": "Stop.", "source": "Press"}
    cause.updates.create(type="statement", date="2011-08-16", title="Said", **said)
    words = {
        "body": "We ask:\n\n1. **End** it.\n2. Read [this](https://x.example).\n\n> Quoted.",
        "dear_colleague": "Join me.",
        "letterhead": "House",
    }
    everybody = dict.fromkeys(
        ("takes_legislators", "takes_organizations", "takes_officeholders", "takes_individuals"), True
    )
    petition = published_letter(type="petition", campaign=cause, **words)
    shown = {"listing": "public", "names_shown": "accepted"}
    mixed = published_letter(campaign=cause, closes_at=now + timedelta(hours=5), **shown, **everybody)
    member = confirmed(mixed)
    closed, recalled = (published_letter(campaign=cause, **past) for _ in range(2))
    delivered = delivered_letter(campaign=cause)
    scheduled = published_letter(campaign=cause, opens_at=now + timedelta(days=1))
    workflow.recall(recalled, by=None, reason="The figures were wrong.")
    sealed = sealed_petition("Ana Vega", "Bo Lind", campaign=cause)
    names_workflow.dissociate(name_on(sealed, "Ana Vega"), by=None, reason="Left.")
    later(sealed)
    names_workflow.seal_supplement(sealed, by=None)
    first = confirmed(petition, city="Bronx")
    Signatory.objects.bulk_create(_another(first, number) for number in range(61))  # more than a letter's page shows
    letters = (petition, mixed, closed, delivered, recalled, scheduled, sealed)
    kinds = ("legislator", "organization", "officeholder", "individual")
    own, picking = f"/letters/{petition.slug}/", f"/letters/{mixed.slug}/sign/?as=legislator"
    members = [seat(mixed, last="Grijalva") for _namesake in range(14)]
    return [
        *(
            "/",
            cause.get_absolute_url(),
            "/about/",
            "/privacy/",
            "/accessibility/",
            "/nowhere/",
            "/confirm/unknown-token/",
        ),
        *(letter.get_absolute_url() for letter in letters),
        *(f"/letters/{mixed.slug}/sign/?as={kind}" for kind in kinds),
        *(f"/letters/{mixed.slug}/sign/", f"/letters/{closed.slug}/sign/", f"/letters/{scheduled.slug}/sign/"),
        *(f"{picking}&find=grijalva", f"{picking}&find=nobody", f"{picking}&term={members[0].pk}"),
        f"/letters/{mixed.slug}/sign/?as=organization&name=Casa",
        *(f"{own}signatories/", f"{own}signatories/?q=nobody", f"/letters/{scheduled.slug}/signatories/"),
        f"/legislators/{member.legislator_id}/",
        *("/verify/", f"/verify/{seal_of(sealed).pdf_sha256}/", f"/verify/{'0' * 64}/"),
        f"{sealed.get_absolute_url()}signatories/",
        f"{own}sign/00000000-0000-4000-8000-000000000000/",
    ]


def _another(signatory: Signatory, number: int) -> Signatory:
    fields = {field.attname: getattr(signatory, field.attname) for field in Signatory._meta.concrete_fields}
    own = {"id": None, "uuid": uuid4(), "submission_uuid": uuid4(), "mailbox": f"{number}@example.org"}
    return Signatory(**fields | own)


@pytest.fixture
def waiting(site: str) -> tuple[str, list[dict[str, Any]]]:
    """The address of a "check your inbox" page, and the cookies of the browser that may see it."""
    made = published_letter(type="petition")
    client = Client()
    page = client.get(f"/letters/{made.slug}/sign/")
    hidden = {name: page.context["form"][name].value() for name in ("submission", "version")}
    answer = client.post(f"/letters/{made.slug}/sign/", hidden | {"name": "Rosa Reader", "email": "rosa@example.org"})
    cookies = [{"name": name, "value": morsel.value, "url": site} for name, morsel in client.cookies.items()]
    return answer["Location"], cookies


def violations(page: Page, rules: dict[str, Any] = STANDARD) -> list[str]:
    """What axe finds on the page as it stands. Its script is brought once to each page."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("rules => axe.run(rules).then(results => results.violations)", rules)
    return [f"{one['id']}: {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("prefix", ["", "/es"], ids=["English", "Spanish"])
def test_no_page_has_an_accessibility_fault(
    browser: Browser, site: str, paths: list[str], waiting, prefix: str, shoot: Callable[[Page, str], None]
) -> None:
    inbox, cookies = waiting
    # The policy forbids the scanner's own script, and only for the scan it is set aside.
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    context.add_cookies(cookies)
    page, faults = context.new_page(), {}

    for path in [*paths, inbox]:
        page.goto(f"{site}{prefix}{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            # Colors do not depend on the language.
            for scheme, rules in (("light", STANDARD), ("dark", COLORS))[: 1 if prefix else 2]:
                page.emulate_media(color_scheme=scheme)
                if found := violations(page, rules):
                    faults[f"{path} at {width}, {scheme}"] = found
                shoot(page, f"{path.strip('/').replace('/', '_').replace('?', '_') or 'home'} {width} {scheme}")

    assert faults == {}
    context.close()


LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.mark.parametrize(
    "title",
    [
        "Ask the President to end the Secure Communities program",
        LONG_WORD,
    ],
)
def test_no_page_scrolls_sideways_on_a_phone(
    browser: Browser, site: str, paths: list[str], waiting, title: str
) -> None:
    inbox, cookies = waiting
    Letter.objects.update(title=title)
    context = browser.new_context(viewport={"width": 320, "height": 640})
    context.add_cookies(cookies)
    page = context.new_page()

    wide = {}
    for path in [*paths, inbox]:
        page.goto(site + path)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[path] = width

    assert wide == {}
    context.close()


GIVEN = """From: {0} <{0}@mail.house.gov>
Sent: June 7, 2011 3:12 PM
To: George
Subject: RE: {1}

{2}
"""


def test_the_page_for_replies_fits_its_window(
    browser: Browser, site: str, admin_client: Client, shoot: Callable[[Page, str], None]
) -> None:
    made = published_letter(chamber="lower", title="End it")
    seat(made, first="Mike", last="Honda", state="CA", district="15")
    texts = ("Please add Rep. Mike Honda.", "Please do not add Rep. Honda.", "Thanks!")
    mails = [GIVEN.format(f"jane{number}", LONG_WORD, text) for number, text in enumerate(texts)]
    address = reverse("admin:signatories_signatory_replies", args=[made.pk])
    admin_client.post(address, {"do": "give", "text": "".join(mails)})
    context = browser.new_context()
    context.add_cookies(
        [{"name": name, "value": one.value, "url": site} for name, one in admin_client.cookies.items()]
    )
    page = context.new_page()
    page.goto(site + address)

    expect(page.locator(".reply")).to_have_count(3)
    for width in (390, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        shoot(page, str(width))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Nothing in a card is wider than its column, or squeezed to a few letters.
        wide = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1 || one.clientWidth < 200).length"
        assert page.locator(".reply > *").evaluate_all(wide) == 0
    context.close()


def watched(context: BrowserContext) -> tuple[Page, list[str], list[str]]:
    """A page with what it complained of, and whom it asked for something."""
    page, complaints, asked = context.new_page(), [], []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    return page, complaints, asked


@pytest.mark.parametrize("prefix", ["", "/es"], ids=["English", "Spanish"])
def test_no_page_breaks_the_policy_asks_another_host_or_runs_a_script_but_to_pick_names_or_check_files(
    browser: Browser, site: str, paths: list[str], waiting, prefix: str
) -> None:
    inbox, cookies = waiting
    context = browser.new_context()
    context.add_cookies(cookies)
    page, complaints, asked = watched(context)

    for path in [*paths, inbox]:
        page.goto(f"{site}{prefix}{path}")
        assert page.locator("[style], iframe").count() == 0, path
        picks = page.locator("#find").count()
        assert page.locator("script").count() == picks + page.locator("form.check").count(), path
        if picks:
            with page.expect_response(lambda answer: "/sign/find/" in answer.url):
                page.locator("#find").press_sequentially("i")

    # A page that says 404 is the one thing that Chromium itself complains of.
    assert [complaint for complaint in complaints if "404 (Not Found)" not in complaint] == []
    assert {url for url in asked if not url.startswith(f"{site}/")} == set()
    assert any(url.endswith("/static/site.css") for url in asked)
    context.close()


ATTACK = (
    "\"'><img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>"
    "<a href=javascript:alert(4)>press</a>"
)


def test_hostile_words_do_nothing_in_a_browser_even_without_the_policy(browser: Browser, site: str) -> None:
    made = published_letter(
        type="petition",
        title=ATTACK,
        body=f"{ATTACK}\n\n[press](javascript:alert(5)) ![x](https://evil.example/pixel.gif)",
        salutation=ATTACK,
        dear_colleague=ATTACK,
        contact_name=ATTACK[:120],
    )
    for number in range(2):
        confirmed(made, printed_name=ATTACK, city=ATTACK[:100], email=f"eve{number}@example.org")
    Signatory.objects.update(listed=True)
    own = f"{site}/letters/{made.slug}/"
    context = browser.new_context(bypass_csp=True)
    page, complaints, asked = watched(context)

    for address in (f"{site}/", own, f"{own}sign/", f"{own}signatories/?q=%22%3E%3Cscript%3Ealert(6)%3C/script%3E"):
        page.goto(address)
        for press in page.get_by_text("press", exact=True).all():
            press.click()

    assert complaints == []
    assert {url for url in asked if not url.startswith(f"{site}/")} == set()
    context.close()


def test_a_letter_prints_as_a_letter(browser: Browser, site: str, shoot: Callable[[Page, str], None]) -> None:
    made = published_letter(type="petition", body="We ask you to end it.", letterhead="House of Representatives")
    name = confirmed(made).printed_name
    page = browser.new_context(color_scheme="dark").new_page()
    page.goto(f"{site}/letters/{made.slug}/")
    page.emulate_media(media="print")
    shoot(page, "printed")

    for shown in ("House of Representatives", "We ask you to end it.", "Sincerely,", name):
        expect(page.get_by_text(shown)).to_be_visible()
    for gone in ("header", "footer", ".sign", ".btn", ".about"):
        assert not any(one.is_visible() for one in page.locator(gone).all()), gone
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 36, 48)"
    assert page.pdf()[:5] == b"%PDF-"
    page.context.close()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_page_behind_the_link_has_no_accessibility_fault(browser: Browser, site: str, color_scheme: str) -> None:
    made = signatory(published_letter(type="petition"))
    context = browser.new_context(bypass_csp=True, color_scheme=color_scheme)
    token_page = context.new_page()
    Signatory.objects.filter(pk=made.pk).update(token_digest=digest_of_token("known-token"))

    token_page.goto(f"{site}/confirm/known-token/")
    before = violations(token_page)
    token_page.get_by_label("Surname").fill("Wrong")
    token_page.get_by_role("button", name="Confirm").click()
    expect(token_page.get_by_text("That is not the surname")).to_be_visible()
    wrong = violations(token_page)
    token_page.get_by_role("button", name="This was not me").click()

    assert (before, wrong, violations(token_page)) == ([], [], [])
    context.close()


def test_the_way_into_the_admin_has_no_accessibility_fault(browser: Browser, site: str) -> None:
    get_user_model().objects.create_superuser("ana", password="a long password")
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()

    page.goto(f"{site}/admin/")
    login = violations(page)
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()

    assert (login, violations(page)) == ([], [])
    context.close()
