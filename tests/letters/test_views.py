"""The public pages: who may read which letter, and what a cache may keep."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from letters import workflow
from letters.clock import database_now
from letters.models import Letter
from tests.factories.letters import campaign, letter, published_letter, sealed
from tests.factories.signatories import confirmed

pytestmark = pytest.mark.django_db

PREFIXES = ("", "/es")
BELOW_A_LETTER = (
    "",
    "sign/",
    "signatories/",
    "letter.pdf",
    "feed/",
    "versions/",
    "embed/",
    "signatories.csv",
    "signatories.json",
)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("in_review", [False, True])
@pytest.mark.parametrize("who", ["a visitor", "staff"])
def test_an_unpublished_letter_has_no_page_for_anyone(client: Client, prefix: str, in_review: bool, who: str) -> None:
    made = letter(listing="public", title="A secret until Friday")
    if in_review:
        workflow.request_review(made, by=None)
    if who == "staff":
        client.force_login(get_user_model().objects.create_superuser("ana"))

    paths = [made.campaign.get_absolute_url(), *(made.get_absolute_url() + below for below in BELOW_A_LETTER)]
    pages = [client.get(prefix + path) for path in paths]

    assert {page.status_code for page in pages} == {404}
    assert not any(b"A secret until Friday" in page.content for page in [*pages, client.get(f"{prefix}/")])


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_link_only_letter_is_found_by_its_link_alone(client: Client, prefix: str) -> None:
    cause = campaign()
    public = published_letter(campaign=cause, listing="public", title="Everybody may read this")
    private = published_letter(campaign=cause, listing="link_only", title="Only for the caucus")

    paths = ("/", cause.get_absolute_url(), public.get_absolute_url(), private.get_absolute_url())
    *found, own = [client.get(prefix + path) for path in paths]

    for page in found:
        assert (page.status_code, "Everybody may read this" in page.text) == (200, True)
        assert "Only for the caucus" not in page.text
        assert private.slug not in page.text
    assert (own.status_code, "Only for the caucus" in own.text) == (200, True)


@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        ({"listing": "link_only"}, True),
        ({"listing": "link_only", "released_at": timedelta(hours=1)}, True),
        ({"listing": "link_only", "released_at": timedelta(hours=-1)}, False),
        ({"listing": "public"}, False),
    ],
)
def test_robots_are_kept_from_what_has_only_a_link(client: Client, rules: dict, hidden: bool) -> None:
    if "released_at" in rules:
        rules = rules | {"released_at": database_now() + rules["released_at"]}
    made = published_letter(**rules)

    for below in ("", "signatories/"):
        page = client.get(made.get_absolute_url() + below)
        assert ('<meta name="robots" content="noindex, nofollow">' in page.text) == hidden


def test_a_campaign_of_link_only_letters_has_no_page(client: Client) -> None:
    made = published_letter(listing="link_only")

    page = client.get(made.campaign.get_absolute_url())

    assert (page.status_code, made.campaign.title in page.text) == (404, False)
    assert made.campaign.title not in client.get("/").text


def test_home_names_each_campaign_once_and_open_letters_by_their_deadline(client: Client) -> None:
    cause, now = campaign(), database_now()
    for title, days in (("Later", 3), ("Sooner", 1), ("Soon", 2)):
        published_letter(campaign=cause, listing="public", title=title, closes_at=now + timedelta(days=days))
    published_letter(
        campaign=cause, listing="public", title="Over", at=now - timedelta(days=9), closes_at=now - timedelta(days=1)
    )

    context = client.get("/").context

    assert [one.title for one in context["open_letters"]] == ["Sooner", "Soon", "Later"]
    assert list(context["campaigns"]) == [cause]


def test_a_campaign_lists_its_letters_and_what_happened_newest_first(client: Client) -> None:
    cause, now = campaign(summary="They split families."), database_now()
    for title, days in (("Older", 2), ("Newer", 1)):
        published_letter(campaign=cause, listing="public", title=title, at=now - timedelta(days=days))
    for day, title in (("2011-05-04", "Illinois withdraws"), ("2011-06-06", "Massachusetts declines")):
        cause.updates.create(type="outcome", date=day, title=title)

    context = client.get(cause.get_absolute_url()).context

    assert [one.title for one in context["letters"]] == ["Newer", "Older"]
    assert [update.title for update in context["happened"].updates] == ["Massachusetts declines", "Illinois withdraws"]


@pytest.mark.parametrize(("prefix", "heading"), [("", "This letter was taken back"), ("/es", "")])
def test_a_recalled_letter_keeps_its_page_and_says_why(client: Client, prefix: str, heading: str) -> None:
    made = published_letter()
    workflow.recall(made, by=None, reason="The figures in it were wrong.")

    page = client.get(prefix + made.get_absolute_url())

    assert page.status_code == 200
    assert heading in page.text
    assert "The figures in it were wrong." in page.text
    assert f'href="{prefix}/letters/{made.slug}/sign/"' not in page.text


@pytest.mark.parametrize("phase", ["open", "scheduled", "closed", "delivered"])
def test_a_letter_has_a_sign_button_only_while_it_is_open(client: Client, phase: str) -> None:
    now = database_now()
    past = {"at": now - timedelta(days=9), "closes_at": now - timedelta(days=1)}
    clock = {"open": {}, "scheduled": {"opens_at": now + timedelta(days=1)}, "closed": past, "delivered": past}[phase]
    made = published_letter(**clock)
    if phase == "delivered":
        workflow.deliver(sealed(made), by=None)

    page = client.get(made.get_absolute_url())

    assert (f'href="/letters/{made.slug}/sign/">Sign on</a>' in page.text) == (phase == "open")
    assert (f'href="/letters/{made.slug}/sign/">Ask to be added</a>' in page.text) == (phase == "closed")


def test_the_page_shows_the_words_the_addressee_and_the_deadline_with_its_zone(client: Client) -> None:
    closes_at = database_now() + timedelta(days=3)
    made = published_letter(
        addressees=("The Speaker",), body="1. End it.", closes_at=closes_at, time_zone="Pacific/Guam"
    )

    page = client.get(made.get_absolute_url())

    assert "<ol>\n<li>End it.</li>\n</ol>" in page.text
    assert "The Speaker" in page.text
    assert f"{made.closes_at_local:%A}" in page.text
    assert "Chamorro" in page.text


def test_the_dear_colleague_is_shown_beside_the_letter(client: Client) -> None:
    made = published_letter(dear_colleague="Please **join** me.")

    assert "Please <strong>join</strong> me." in client.get(made.get_absolute_url()).text


def test_names_that_wait_for_the_release_are_nowhere_on_the_page(client: Client) -> None:
    made = published_letter(type="petition", names_shown="release")
    name = confirmed(made, printed_name="Wanda Whitehorse").printed_name

    pages = [
        client.get(made.get_absolute_url() + below).text for below in ("", "signatories/", "signatories/?q=wanda")
    ]
    Letter.objects.update(released_at=database_now())
    afterwards = [
        client.get(made.get_absolute_url() + below).text for below in ("", "signatories/", "signatories/?q=wanda")
    ]

    assert [name in page for page in pages] == [False, False, False]
    assert [name in page for page in afterwards] == [True, True, True]


def public_pages(made: Letter) -> list[str]:
    paths = ["/", made.campaign.get_absolute_url(), made.get_absolute_url(), f"{made.get_absolute_url()}signatories/"]
    return [*paths, "/about/", "/privacy/", "/accessibility/"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_public_pages_are_for_every_cache_and_set_no_cookie(client: Client, prefix: str) -> None:
    paths = public_pages(published_letter(listing="public"))
    for name in ("sessionid", "csrftoken", "messages", "django_language"):
        client.cookies[name] = "a" * 32

    for path in paths:
        page = client.get(prefix + path)
        kept = {part.split("=")[0].strip() for part in page["Cache-Control"].split(",")}
        assert (page.status_code, kept) == (200, {"public", "max-age"}), path
        assert not page.cookies, path
        assert "Cookie" not in page.get("Vary", ""), path
        assert "csrfmiddlewaretoken" not in page.text, path


@pytest.mark.parametrize("name", ["sessionid", "csrftoken"])
def test_a_broken_cookie_gets_no_new_one_from_a_page_that_caches_keep(client: Client, name: str) -> None:
    client.cookies[name] = "x"

    page = client.get("/")

    assert (dict(page.cookies), page.get("Vary")) == ({}, None)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https"},
        {"X-Original-URL": "/admin/"},
        {"X-Rewrite-URL": "/admin/"},
        {"X-HTTP-Method-Override": "POST"},
        {"Forwarded": "host=evil.example"},
        {"X-Forwarded-Prefix": "/evil"},
        {"X-Forwarded-Port": "666"},
        {"Referer": "https://evil.example/"},
        {"User-Agent": "<script>alert(1)</script>"},
        {"Accept-Language": "es"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_of_a_stranger_changes_what_a_cache_keeps(client: Client, headers: dict[str, str]) -> None:
    made = published_letter(listing="public")
    plain = {path: client.get(path).content for path in public_pages(made)}

    poisoned = {path: client.get(path, headers=headers).content for path in plain}

    assert poisoned == plain


def test_staff_and_visitors_get_the_same_bytes(client: Client) -> None:
    made = published_letter(listing="public")
    anonymous = {path: client.get(path).content for path in public_pages(made)}
    client.force_login(get_user_model().objects.create_superuser("ana"))

    assert {path: client.get(path).content for path in anonymous} == anonymous


@pytest.mark.parametrize("ending", ["nonexistent.css", "x.js", "x.png", "../admin.css", "%2e%2e/", ";x.css", ".css"])
def test_a_made_up_ending_is_no_page_to_keep(client: Client, ending: str) -> None:
    made = published_letter(listing="public")

    assert [
        client.get(made.get_absolute_url() + below + ending).status_code for below in ("", "sign/", "signatories/")
    ] == [404] * 3


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_pages_to_read_cannot_be_written_to(client: Client, method: str) -> None:
    made = published_letter(listing="public")

    assert {path: getattr(client, method)(path).status_code for path in public_pages(made)} == dict.fromkeys(
        public_pages(made), 405
    )


def test_head_answers_like_get_without_a_body(client: Client) -> None:
    made = published_letter(listing="public")

    for path in public_pages(made):
        got, head = client.get(path), client.head(path)
        assert (head.status_code, dict(head.headers), head.content) == (got.status_code, dict(got.headers), b"")


@pytest.mark.parametrize("signed", [0, 3, 70])
def test_a_letters_page_costs_five_queries_whatever_the_number_of_names(
    client: Client, django_assert_max_num_queries, signed: int
) -> None:
    made = published_letter(type="petition")
    for number in range(signed):
        confirmed(made, email=f"reader{number}@example.org")
    client.get(made.get_absolute_url())

    with django_assert_max_num_queries(5):
        page = client.get(made.get_absolute_url())

    assert page.context["names"].count == signed
