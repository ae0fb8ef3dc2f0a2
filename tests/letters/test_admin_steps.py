"""Each step of a letter has a page that says what will happen, to how many, before the button."""

from datetime import datetime, timedelta

import pytest

from letters import workflow
from letters.clock import database_now, from_wall_time
from letters.models import Letter
from letters.states import Stage
from outbox.models import OutgoingEmail
from signatories import principals
from signatories.models import TrailEntry
from signatories.workflow import plan_lead
from tests.factories import letters, signatories
from tests.letters.admin_site import messages, staff, url

pytestmark = pytest.mark.django_db

STEPS = ("publish", "review", "return", "deliver", "extend", "close", "recall")
HOSTILE = "<script>alert(1)</script>"


def stands(letter):
    letter = Letter.objects.get(pk=letter.pk)
    return letter.stage, letter.phase


def buttons(page):
    return [name for name, _step in page.context["steps"]]


def long_closed(**fields):
    then = database_now() - timedelta(days=9)
    return letters.published_letter(at=then, closes_at=then + timedelta(days=7), **fields)


def test_a_letter_goes_from_draft_to_recall_and_its_trail_tells_who_did_it(client):
    ana = staff(client)
    letter = letters.letter(listing="public")
    steps = {
        "publish": {},
        "extend": {"to_0": "2099-12-04", "to_1": "17:00", "reason": "Two offices asked."},
        "close": {},
        "recall": {"reason": "The program was ended."},
    }

    stood = {}
    for name, typed in steps.items():
        page = client.get(url("change", letter))
        assert name in buttons(page)
        assert client.get(url("step", letter, name)).status_code == 200
        done = client.post(url("step", letter, name), typed)
        assert done.headers["Location"] == url("change", letter)
        stood[name] = stands(letter)[1]

    assert stood == {"publish": "open", "extend": "open", "close": "closed", "recall": "recalled"}
    trail = TrailEntry.objects.filter(letter=letter).order_by("pk").values_list("verb", "by", "reason")
    assert list(trail) == [
        ("published", ana.pk, ""),
        ("deadline_changed", ana.pk, "Two offices asked."),
        ("deadline_changed", ana.pk, ""),
        ("recalled", ana.pk, "The program was ended."),
    ]
    new_times = letter.deadline_changes.order_by("pk").values_list("new", flat=True)
    assert new_times[0] == from_wall_time(datetime(2099, 12, 4, 17), letter.time_zone)  # noqa: DTZ001 -- a wall clock has no zone
    assert "The program was ended." in client.get(letter.get_absolute_url()).text
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    ("made", "offered"),
    [
        (letters.letter, ["publish", "review"]),
        (lambda: letters.letter(stage=Stage.IN_REVIEW), ["publish", "return"]),
        (lambda: letters.published_letter(opens_at=database_now() + timedelta(days=1)), ["extend", "recall"]),
        (letters.published_letter, ["extend", "close", "recall"]),
        (long_closed, ["deliver", "extend", "recall"]),
    ],
    ids=["draft", "in review", "opens later", "open", "closed"],
)
def test_only_steps_that_can_be_taken_are_offered(client, made, offered):
    staff(client)
    letter = made()

    assert buttons(client.get(url("change", letter))) == offered
    for name in STEPS:
        page = client.get(url("step", letter, name))
        assert page.status_code == (200 if name in offered else 302)


def test_reading_a_steps_page_changes_nothing(client):
    staff(client)
    letter = letters.letter()
    before = Letter.objects.values().get()

    for name in STEPS:
        client.get(url("step", letter, name))

    assert Letter.objects.values().get() == before
    assert not TrailEntry.objects.exists()


def test_publishing_says_who_is_confirmed_and_that_no_mail_leaves(client):
    staff(client)
    letter = letters.letter()
    for place, surname in enumerate(("Serrano", "Grijalva"), start=1):
        plan_lead(principals.legislator(letter, signatories.seat(letter, last=surname), lead_position=place), by=None)

    text = client.get(url("step", letter, "publish")).text

    assert "2 leads are confirmed and listed first:" in " ".join(text.split())
    assert "Ana Serrano, Ana Grijalva." in text
    assert "No mail is sent." in text


def test_a_draft_that_lacks_something_says_what_and_has_no_button(client):
    staff(client)
    letter = letters.letter(addressees=(), contact_name="")

    page = client.get(url("step", letter, "publish"))
    posted = client.post(url("step", letter, "publish"), {"reason": "Now."})

    assert page.context["missing"] == ["an addressee", "a contact"]
    assert 'type="submit" class="default"' not in page.text
    assert posted.status_code == 422
    assert messages(posted) == ["Not published. Still missing: an addressee, a contact."]
    assert stands(letter)[0] == Stage.DRAFT


def test_two_leads_that_are_one_person_are_refused_in_words(client):
    staff(client)
    letter = letters.letter()
    term = signatories.seat(letter, last="Serrano")
    for place in (1, 2):
        plan_lead(principals.legislator(letter, term, lead_position=place), by=None)

    posted = client.post(url("step", letter, "publish"))

    assert posted.status_code == 422
    assert messages(posted) == ["Another signature for Ana Serrano is confirmed."]
    assert stands(letter)[0] == Stage.DRAFT


@pytest.mark.parametrize(
    ("day", "time", "told"),
    [
        ("2001-01-01", "17:00", "message"),
        ("2027-03-14", "02:30", "field"),
        ("", "17:00", "field"),
        ("soon", "17:00", "field"),
    ],
)
def test_a_refused_extension_keeps_what_was_typed(client, day, time, told):
    staff(client)
    letter = letters.published_letter()
    before = letter.closes_at

    posted = client.post(url("step", letter, "extend"), {"to_0": day, "to_1": time, "reason": HOSTILE})

    form = posted.context["form"]
    assert posted.status_code == 422
    assert (bool(messages(posted)), "to" in form.errors) == (told == "message", told == "field")
    assert form["to"].value() == [day, time]
    assert form["reason"].value() == HOSTILE
    assert HOSTILE not in posted.text
    letter.refresh_from_db()
    assert letter.closes_at == before


def test_an_extension_is_on_the_clock_of_the_letters_zone(client):
    staff(client)
    letter = letters.published_letter(time_zone="Pacific/Guam")

    client.post(url("step", letter, "extend"), {"to_0": "2099-12-04", "to_1": "17:00"})

    letter.refresh_from_db()
    assert letter.closes_at == from_wall_time(datetime(2099, 12, 4, 17), "Pacific/Guam")  # noqa: DTZ001 -- as above


@pytest.mark.parametrize("name", ["recall", "return"])
def test_a_step_that_needs_a_reason_is_refused_without_one(client, name):
    staff(client)
    letter = letters.published_letter() if name == "recall" else letters.letter(stage=Stage.IN_REVIEW)
    before = stands(letter)

    posted = client.post(url("step", letter, name), {"reason": "  "})

    assert posted.status_code == 422
    assert posted.context["form"].errors == {"reason": ["This field is required."]}
    assert stands(letter) == before


def test_closing_says_how_many_stay_can_still_confirm_and_are_held(client):
    staff(client)
    letter = letters.published_letter(type="petition", grace_hours=6)
    for _number in range(2):
        signatories.confirmed(letter)
    signatories.signatory(letter)
    expired = signatories.signatory(letter)
    expired.expires_at = database_now() - timedelta(hours=1)
    expired.save()
    for _number in range(3):
        signatories.held(letter)

    text = " ".join(client.get(url("step", letter, "close")).text.split())

    assert "2 confirmed names stay on the letter." in text
    assert "1 who has signed but not confirmed can still do so, for 6 hours at most." in text
    assert "3 names are held for staff and can still be approved." in text


def test_an_open_letter_cannot_be_delivered_and_a_closed_one_can(client):
    staff(client)
    still_open, closed = letters.published_letter(), long_closed()

    posted = client.post(url("step", still_open, "deliver"))
    client.post(url("step", closed, "deliver"), {"reason": "By hand."})

    assert posted.status_code == 422
    assert messages(posted) == ["Only a letter that has closed can be delivered."]
    assert (stands(still_open)[0], stands(closed)[0]) == (Stage.PUBLISHED, Stage.DELIVERED)


def test_a_draft_goes_to_review_and_back(client):
    ana = staff(client)
    letter = letters.letter()

    client.post(url("step", letter, "review"))
    assert stands(letter)[0] == Stage.IN_REVIEW
    client.post(url("step", letter, "return"), {"reason": "A date is wrong."})

    assert stands(letter)[0] == Stage.DRAFT
    newest = TrailEntry.objects.first()
    assert (newest.verb, newest.by, newest.reason) == ("returned_to_draft", ana, "A date is wrong.")


def test_of_two_who_press_together_one_is_told(client):
    staff(client)
    letter = letters.letter()
    workflow.publish(Letter.objects.get(), by=None)

    posted = client.post(url("step", letter, "publish"))

    assert posted.status_code == 422
    assert messages(posted) == ["This letter is now: Published. Nothing was changed."]


def test_who_may_only_view_is_shown_no_step_and_can_take_none(client):
    staff(client, "view_letter")
    letter = letters.letter()

    assert buttons(client.get(url("change", letter))) == []
    for name in STEPS:
        assert client.get(url("step", letter, name)).status_code == 403
        assert client.post(url("step", letter, name), {"reason": "x"}).status_code == 403
    assert stands(letter)[0] == Stage.DRAFT


def test_who_is_not_staff_is_sent_to_log_in(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    letter = letters.letter()

    for page in (url("change", letter), url("preview", letter), url("step", letter, "publish")):
        assert client.get(page).headers["Location"].startswith("/admin/login/")
        assert client.post(page).status_code == 302
    assert stands(letter)[0] == Stage.DRAFT


def test_a_step_or_a_letter_that_does_not_exist_is_not_found(client):
    staff(client)
    letter = letters.letter()

    assert client.get(url("step", letter, "seal")).status_code == 404
    letter.pk = 10**9
    assert client.get(url("step", letter, "publish")).status_code == 404
    assert client.get(url("preview", letter)).status_code == 404


@pytest.mark.parametrize("name", ["publish", "review"])
def test_every_step_speaks_spanish(client, name):
    staff(client)
    letter = letters.letter()

    page = client.get(f"/es{url('step', letter, name)}")

    assert page.status_code == 200
    assert '<html lang="es"' in page.text
