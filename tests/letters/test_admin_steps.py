"""Each step of a letter has a page that says what will happen, to how many, before the button."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache

from letters import workflow
from letters.clock import database_now, from_wall_time
from letters.models import Letter
from letters.states import Stage
from outbox.models import OutgoingEmail
from signatories import principals
from signatories.models import TrailEntry
from signatories.workflow import plan_lead
from tests.factories import letters, signatories
from tests.letters.admin_site import messages, staff, take, url

pytestmark = pytest.mark.django_db

OF_RECORD = ["deliver", "acknowledge", "answer", "outcome", "strike"]
STEPS = ("publish", "review", "return", "seal", *OF_RECORD, "release", "extend", "close", "recall")
HOSTILE = "<script>alert(1)</script>"


def stands(letter):
    letter = Letter.objects.get(pk=letter.pk)
    return letter.stage, letter.phase


def buttons(page):
    return [name for name, _step in page.context["steps"]]


def long_closed(**fields):
    then = database_now() - timedelta(days=9)
    return letters.published_letter(at=then, closes_at=then + timedelta(days=7), **fields)


def scheduled():
    return letters.published_letter(opens_at=database_now() + timedelta(days=1))


def delivered():
    letter = long_closed()
    workflow.deliver(letters.sealed(letter), by=None)
    return letter


def test_a_letter_goes_from_draft_to_recall_and_its_trail_tells_who_did_it(client):
    ana = staff(client)
    letter = letters.letter()
    steps = {
        "publish": {},
        "release": {"reason": "The press has it."},
        "extend": {"to_0": "2099-12-04", "to_1": "17:00", "reason": "Two offices asked."},
        "close": {},
        "recall": {"reason": "The program was ended."},
    }

    stood = {}
    for name, typed in steps.items():
        page = client.get(url("change", letter))
        assert name in buttons(page)
        assert client.get(url("step", letter, name)).status_code == 200
        done = take(client, letter, name, **typed)
        assert done.headers["Location"] == url("change", letter)
        stood[name] = stands(letter)[1]

    assert stood == {"publish": "open", "release": "open", "extend": "open", "close": "closed", "recall": "recalled"}
    trail = TrailEntry.objects.filter(letter=letter).order_by("pk").values_list("verb", "by", "reason")
    assert list(trail) == [
        ("published", ana.pk, ""),
        ("released", ana.pk, "The press has it."),
        ("deadline_changed", ana.pk, "Two offices asked."),
        ("deadline_changed", ana.pk, "Closed now."),
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
        (scheduled, ["release", "extend", "recall"]),
        (letters.published_letter, ["release", "extend", "close", "recall"]),
        (lambda: letters.published_letter(released_at=database_now()), ["extend", "close", "recall"]),
        (lambda: letters.published_letter(listing="public"), ["release", "extend", "close", "recall"]),
        (lambda: letters.published_letter(names_shown="accepted"), ["release", "extend", "close", "recall"]),
        (lambda: letters.published_letter(type="petition"), ["extend", "close", "recall"]),
        (long_closed, ["seal", "deliver", "release", "extend", "recall"]),
        (delivered, [*OF_RECORD, "release", "successor", "recall"]),
    ],
    ids=[
        *("draft", "in review", "opens later", "open", "released", "names wait", "page waits", "public", "closed"),
        "delivered",
    ],
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
    posted = take(client, letter, "publish", reason="Now.")

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

    posted = take(client, letter, "publish")

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

    client.post(url("step", letter, "extend"), {"to_0": "2099-12-04", "to_1": "17:00", "reason": "More time."})

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
    still_open, closed = (
        letters.published_letter(time_zone="Pacific/Guam"),
        letters.sealed(long_closed(time_zone="Pacific/Guam")),
    )

    typed = {"way": "hand", "at_0": f"{database_now():%Y-%m-%d}", "at_1": "00:00", "answer_due": "2099-01-01"}
    posted, _done = [
        client.post(url("step", letter, "deliver"), typed | {"to": letter.addressees.get().pk})
        for letter in (still_open, closed)
    ]

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
    page = client.get(url("step", letter, "publish"))
    workflow.publish(Letter.objects.get(), by=None)

    posted = client.post(url("step", letter, "publish"), {"seen": page.context["form"]["seen"].value()})

    assert posted.status_code == 422
    assert messages(posted) == ["This letter is now: Published. Nothing was changed."]


@pytest.mark.parametrize("seen", ["what was read", ""])
def test_a_text_that_was_changed_since_the_page_was_opened_is_not_published(client, seen):
    staff(client)
    letter = letters.letter()
    read = client.get(url("step", letter, "publish")).context["form"]["seen"].value()
    Letter.objects.update(body="Another text.")

    posted = client.post(url("step", letter, "publish"), {"seen": seen and read})

    assert posted.status_code == 422
    told = ["Not published: the text was changed since you opened this page. Go back and read it again."]
    assert messages(posted) == (told if seen else [])
    assert stands(letter)[0] == Stage.DRAFT


def doubts(client, letter):
    return [sentence.split(":")[0] for sentence in client.get(url("step", letter, "publish")).context["doubts"]]


def test_publishing_warns_that_no_legislator_could_sign_and_still_publishes(client):
    staff(client)
    letter = letters.letter(chamber="upper", dated=date(2011, 11, 17))
    signatories.seat(letter, chamber="lower")
    signatories.seat(letter, start=date(2013, 1, 3))

    page = client.get(url("step", letter, "publish"))

    assert (
        "Nobody could sign: the directory has no legislator of this letter (United States Congress, Senate) in office "
        "on Nov. 17, 2011; import them first." in page.text
    )
    assert doubts(client, letter) == ["Nobody could sign", "No mail domain is trusted"]
    take(client, letter, "publish")
    assert stands(letter)[0] == Stage.PUBLISHED


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({}, ["No mail domain is trusted"]),
        ({"trusted_domains": "mail.house.gov"}, []),
        ({"signing": "staff_only"}, []),
    ],
)
def test_publishing_warns_of_what_the_letter_lacks_and_of_nothing_else(client, rules, told):
    staff(client)
    letter = letters.letter(**rules)
    signatories.seat(letter)

    assert doubts(client, letter) == told


def test_a_letter_without_legislators_is_not_warned_about_them(client):
    staff(client)

    assert doubts(client, letters.letter(type="petition")) == []


def test_the_release_says_how_many_names_become_readable_and_then_they_are(client):
    staff(client)
    letter = letters.published_letter(type="petition", listing="link_only", names_shown="release")
    for name in ("Rosa Vega", "Luis Soto"):
        signatories.confirmed(letter, printed_name=name)
    signatories.confirmed(letter, printed_name="Counted Only", listed=False)
    signatories.signatory(letter, printed_name="Not Yet")
    page = letter.get_absolute_url()
    assert "Rosa Vega" not in client.get(page).text

    says = " ".join(client.get(url("step", letter, "release")).text.split())
    take(client, letter, "release")

    assert "The page is listed publicly" in says
    assert "2 names can be read there by everyone" in says
    cache.clear()
    shown = client.get(page).text
    assert ("Rosa Vega" in shown, "Counted Only" in shown, "Not Yet" in shown) == (True, False, False)
    assert "noindex" not in shown


@pytest.mark.parametrize(
    ("released", "told"),
    [
        (None, "The names stay hidden until you release them."),
        (datetime(2099, 12, 4, 22, tzinfo=UTC), "The names stay hidden until Fri, Dec. 4, 2099, 5 p.m. Eastern"),
        (datetime(2011, 12, 4, 22, tzinfo=UTC), None),
    ],
    ids=["by hand", "embargo", "released"],
)
def test_delivery_says_that_the_names_stay_hidden(client, released, told):
    staff(client)
    letter = letters.sealed(long_closed(released_at=released))

    text = client.get(url("step", letter, "deliver")).text

    assert (told or "") in text
    assert ("stay hidden" in text) == bool(told)


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

    assert client.get(url("step", letter, "sign")).status_code == 404
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
