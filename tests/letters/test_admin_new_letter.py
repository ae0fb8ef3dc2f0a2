"""“New letter”: the type first, then eight things, the rest filled in by the type."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection
from django.db.models.signals import pre_save
from django.test import Client
from django.utils.html import escape

from letters.clock import NoSuchTime, from_wall_time
from letters.models import Letter
from letters.presets import PRESETS
from letters.states import LetterType, Stage
from tests.factories import letters
from tests.letters.admin_site import ADD, LIST, messages, shown, staff, url

pytestmark = pytest.mark.django_db

ASKED = {
    "title": "Ask the President to end the program",
    "addressees-0-name": "The President",
    "salutation": "Dear Mr. President:",
    "body": "Please end it.",
    "contact_name": "Ana Ruiz",
    "contact_email": "ana.ruiz@mail.house.gov",
    "closes_at_0": "2099-12-04",
}


def post_new(client, letter_type=LetterType.CONGRESS, **changes):
    page = f"{ADD}?type={letter_type}"
    campaign = {"campaign": letters.campaign().pk}
    return client.post(page, shown(client.get(page)) | campaign | ASKED | changes)


def refused(response, field):
    return response.context["adminform"].form.errors[field]


def test_new_letter_first_asks_which_of_five_types_it_is(client):
    staff(client)

    page = client.get(ADD)

    assert [(type_, f'href="{ADD}?type={type_.value}"' in page.text) for type_, _says in page.context["types"]] == [
        (type_, True) for type_ in LetterType
    ]


@pytest.mark.parametrize("unknown", ["letter", "", "PETITION"])
def test_a_type_that_does_not_exist_is_asked_again(client, unknown):
    staff(client)

    page = client.get(ADD, {"type": unknown})

    assert [type_ for type_, _says in page.context["types"]] == list(LetterType)


def test_eight_things_are_asked_and_the_rest_is_folded(client):
    staff(client)

    page = client.get(ADD, {"type": "congress"})

    open_fields = [
        field.field["name"] if field.is_readonly else field.field.name
        for fieldset in page.context["adminform"]
        if not fieldset.is_collapsible
        for line in fieldset
        for field in line
    ]
    assert open_fields == [
        *("type", "campaign", "title", "body_file", "salutation", "body", "closing"),
        *("contact_name", "contact_email", "contact_phone", "closes_at", "time_zone", "letterhead"),
    ]
    parts = [inline.formset.prefix for inline in page.context["inline_admin_formsets"]]
    assert parts == [
        *("addressees", "signatories", "letterhead_picture", "translations", "party_notes", "relations"),
    ]


def test_a_states_letter_is_asked_at_once_which_state(client):
    staff(client)

    refusal = post_new(client, LetterType.STATE_LEGISLATURE)
    done = post_new(client, LetterType.STATE_LEGISLATURE, jurisdiction="NY")

    assert refused(refusal, "jurisdiction") == ["This field is required."]
    assert done.status_code == 302
    assert Letter.objects.get().jurisdiction == "NY"


@pytest.mark.parametrize("letter_type", PRESETS)
def test_the_type_fills_in_every_rule_that_is_not_touched(client, letter_type):
    staff(client)

    post_new(client, letter_type, **({"jurisdiction": "NY"} if letter_type == "state_legislature" else {}))

    letter = Letter.objects.get()
    assert letter.type == letter_type
    assert {name: getattr(letter, name) for name in PRESETS[letter_type]} == PRESETS[letter_type]


def test_a_new_letter_is_a_draft_with_an_address_an_addressee_and_its_author(client):
    ana = staff(client)

    response = post_new(client)

    letter = Letter.objects.get()
    assert response.headers["Location"] == url("change", letter)
    assert letter.stage == Stage.DRAFT
    assert re.fullmatch(r"ask-the-president-to-end-the-program-[a-z2-9]{8}", letter.slug)  # only for who has the link
    assert letter.created_by == ana
    assert [addressee.name for addressee in letter.addressees.all()] == ["The President"]


def test_it_closes_at_five_in_the_afternoon_on_the_clock_of_the_zone_chosen(client):
    staff(client)

    post_new(client, time_zone="America/Los_Angeles")

    assert Letter.objects.get().closes_at == from_wall_time(datetime(2099, 12, 4, 17), "America/Los_Angeles")  # noqa: DTZ001 -- a wall clock has no zone


@pytest.mark.parametrize(
    ("day", "time"), [("2027-03-14", "02:30"), ("2026-11-01", "01:30")], ids=["skipped", "comes twice"]
)
def test_a_time_that_the_clock_skips_or_shows_twice_is_refused_at_its_field(client, day, time):
    staff(client)

    response = post_new(client, closes_at_0=day, closes_at_1=time)

    with pytest.raises(NoSuchTime) as sentence:
        from_wall_time(datetime.fromisoformat(f"{day}T{time}"), "America/New_York")
    assert refused(response, "closes_at") == [str(sentence.value)]
    assert not Letter.objects.exists()
    sent_again = shown(response)
    assert (sent_again["closes_at_0"], sent_again["closes_at_1"]) == (day, time)
    assert sent_again["body"] == ASKED["body"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2099-02-30", "soon"])
def test_a_day_off_the_calendar_is_refused_at_its_field(client, day):
    staff(client)

    response = post_new(client, closes_at_0=day, time_zone="Pacific/Honolulu")

    assert refused(response, "closes_at") == ["Enter a valid date."]


def test_the_same_wall_time_is_fine_where_the_clock_does_not_change(client):
    staff(client)

    post_new(client, closes_at_0="2027-03-14", closes_at_1="02:30", time_zone="America/Phoenix")

    assert Letter.objects.get().closes_at == datetime(2027, 3, 14, 9, 30, tzinfo=UTC)


def test_a_letter_that_closes_before_it_opens_is_refused_at_the_closing_time(client):
    staff(client)

    response = post_new(client, opens_at_0="2099-12-04", opens_at_1="17:00")

    assert refused(response, "closes_at") == ["The letter must close after it opens."]


def test_two_letters_of_one_title_have_two_addresses(client):
    staff(client)

    post_new(client, listing="public")
    post_new(client, listing="public")

    slugs = Letter.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["ask-the-president-to-end-the-program", "ask-the-president-to-end-the-program-2"]


def test_a_title_without_a_latin_letter_still_has_an_address(client):
    staff(client)

    post_new(client, title="致总统", listing="public")

    assert Letter.objects.get().slug == "letter"


def test_what_is_not_on_the_form_cannot_be_posted(client):
    staff(client)

    post_new(client, stage="published", type="petition", published_at="2011-11-17", recall_reason="x")

    letter = Letter.objects.get()
    assert (letter.stage, letter.type, letter.published_at, letter.recall_reason) == (
        Stage.DRAFT,
        "congress",
        None,
        "",
    )


def test_a_hostile_title_is_text_on_every_page(client):
    staff(client)
    title = "<script>alert(1)</script>&{{ settings.SECRET_KEY }}"
    post_new(client, title=title)
    letter = Letter.objects.get()

    for page in (LIST, url("change", letter), url("preview", letter), url("step", letter, "publish")):
        text = client.get(page).text
        assert escape(title) in text
        assert "<script>alert" not in text


def test_staff_who_may_not_add_letters_are_refused_and_others_are_sent_to_log_in(client, django_user_model):
    staff(client, "view_letter")
    assert [client.get(page).status_code for page in (ADD, f"{ADD}?type=congress")] == [403, 403]

    client.force_login(django_user_model.objects.create_user("reader"))
    assert [client.get(page).status_code for page in (ADD, f"{ADD}?type=congress")] == [302, 302]


def test_a_prefilled_link_fills_in_nothing(client):
    staff(client)
    link = {"type": "petition", "title": "Planted", "body": "Planted", "trusted_domains": "evil.example"}

    sent = shown(client.get(ADD, link))

    assert (sent["title"], sent["body"], sent["trusted_domains"]) == ("", "", "")


@pytest.mark.parametrize(
    ("letter_type", "congress", "states"),
    [("congress", True, False), ("state_legislature", False, True), ("coalition", True, True)],
)
def test_a_letter_offers_the_legislatures_of_its_type(client, letter_type, congress, states):
    staff(client)

    field = client.get(ADD, {"type": letter_type}).context["adminform"].form.fields["jurisdiction"]

    offered = {value for value, _label in field.choices}
    assert ("US" in offered, {"NY", "CA"} <= offered) == (congress, states)


def test_a_states_letter_cannot_be_signed_by_congress(client):
    staff(client)

    response = post_new(client, LetterType.STATE_LEGISLATURE, jurisdiction="US")

    assert len(refused(response, "jurisdiction")) == 1
    assert not Letter.objects.exists()


def test_the_login_page_is_headed_by_the_sites_name(client, settings):
    page = client.get("/admin/login/").text

    assert f'<div id="site-name"><a href="/admin/">{settings.SITE_NAME}</a></div>' in page
    assert "testserver" not in page


@pytest.mark.skipif("sqlite" in os.environ["DATABASE_URL"], reason="SQLite lets one write after the other")
@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_on_save_one_saves_and_the_other_is_told(client):
    ana = staff(client)
    page = f"{ADD}?type=petition"
    written = shown(client.get(page)) | ASKED | {"campaign": letters.campaign().pk}
    both_are_valid = Barrier(2)

    def wait(**_sent):
        both_are_valid.wait(timeout=10)

    def click(_number):
        browser = Client()
        browser.force_login(ana)
        try:
            return browser.post(page, written).headers["Location"], browser
        finally:
            connection.close()

    pre_save.connect(wait, Letter)
    try:
        with ThreadPoolExecutor(2) as pool:
            browsers = dict(pool.map(click, range(2)))
    finally:
        pre_save.disconnect(wait, Letter)

    assert set(browsers) == {url("change", Letter.objects.get()), LIST}
    assert messages(browsers[LIST].get(LIST)) == ["A letter of this title was saved a moment ago. Nothing was added."]


def test_new_letter_speaks_spanish(client):
    staff(client)

    page = client.get(f"/es{ADD}", {"type": "petition"})

    assert page.status_code == 200
    assert '<html lang="es"' in page.text
