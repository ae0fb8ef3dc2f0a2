"""A deadline that moves: who may move it, who hears of it, and what the page says."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from letters import workflow
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from signatories.models import Mailing
from tests.factories.letters import published_letter
from tests.letters.admin_site import messages, staff, url

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CHOSEN = {"to_0": "2099-12-04", "to_1": "17:00", "reason": "Two offices asked."}


def closed_letter() -> Letter:
    return published_letter(at=database_now() - 9 * DAY, closes_at=database_now() - DAY)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_an_extension_says_why_or_is_refused(reason: str) -> None:
    made = published_letter()

    with pytest.raises(workflow.Refused, match="Say why"):
        workflow.extend(made, to=made.closes_at + DAY, by=None, reason=reason)

    assert not made.deadline_changes.exists()


def test_a_sealed_letter_is_not_extended_and_staff_are_told_what_to_do(client) -> None:
    staff(client)
    made = closed_letter()
    Letter.objects.update(sealed_at=database_now())

    page = client.get(url("change", made))
    posted = client.post(url("step", made, "extend"), CHOSEN)

    assert "extend" not in [name for name, _step in page.context["steps"]]
    assert (posted.status_code, Letter.objects.get().closes_at) == (422, made.closes_at)
    assert messages(posted) == [
        (
            "This letter is sealed, so its deadline cannot move any more. Names that came in time go into the "
            "supplement; for others, start a new letter that follows this one."
        )
    ]
    assert "Two offices asked." in posted.text


@pytest.mark.parametrize("type_", LetterType)
def test_the_signatories_are_told_unless_the_letter_is_a_petition_and_staff_decide(client, type_: str) -> None:
    staff(client)
    made = published_letter(type=type_)

    ticked = client.get(url("step", made, "extend")).context["form"]["tell"].value()
    client.post(url("step", made, "extend"), CHOSEN | {"tell": "on"})
    told = Mailing.objects.count()
    client.post(url("step", made, "extend"), CHOSEN | {"to_0": "2099-12-08"})

    assert (ticked, told, Mailing.objects.count()) == (type_ != LetterType.PETITION, 1, 1)


def test_staff_are_shown_the_holidays_ahead_and_asked_once_more_before_a_day_off_is_mailed(client) -> None:
    staff(client)
    made = published_letter()
    Letter.objects.update(closes_at="2099-11-20T22:00Z")
    saturday, sunday = (CHOSEN | {"to_0": f"2099-12-0{day}", "tell": "on"} for day in (5, 6))

    help_text = client.get(url("step", made, "extend")).context["form"].fields["to"].help_text
    asked = client.post(url("step", made, "extend"), saturday)
    meant = re.findall('name="meant" value="([^"]+)"', asked.text)[0]
    another = client.post(url("step", made, "extend"), sunday | {"meant": meant})
    mailings = Mailing.objects.count()
    done = client.post(url("step", made, "extend"), saturday | {"meant": meant}, follow=True)

    assert help_text == "Eastern. Offices are closed on Thu, Nov. 26, 2099 (Thanksgiving Day)."
    assert (asked.status_code, another.status_code, mailings) == (422, 422, 0)
    assert (
        asked.context["form"]
        .errors["meant"][0]
        .startswith("Many offices are closed then: Sat, Dec. 5, 2099, 5 p.m. Eastern (weekend). Choose another time")
    )
    assert (messages(done), Mailing.objects.count()) == (["The letter has a new closing time."], 1)


@pytest.mark.parametrize("told_before", [True, False])
def test_who_was_told_of_one_closing_time_is_told_that_it_was_closed_now(client, *, told_before: bool) -> None:
    staff(client)
    made = published_letter()
    client.post(url("step", made, "extend"), CHOSEN | ({"tell": "on"} if told_before else {}))

    ticked = client.get(url("step", made, "close")).context["form"]["tell"].value()
    client.post(url("step", made, "close"), {"tell": "on"} if ticked else {})

    changes = list(made.deadline_changes.order_by("pk").values_list("pk", flat=True))
    assert ticked is told_before
    told = Mailing.objects.order_by("pk").values_list("about", flat=True)
    assert list(told) == (changes if told_before else [])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", ["was November 20, moved 2 times", "Reason: Two &lt;b&gt; asked.", "closed early"]),
        ("/es", ["antes: 20 de noviembre; cambió 2 veces", "Motivo: Two &lt;b&gt; asked.", "cerrada antes"]),
    ],
)
def test_the_page_lists_the_moves_with_their_public_reasons(client: Client, language: str, words: list[str]) -> None:
    made = published_letter()
    Letter.objects.update(opens_at=F("opens_at") - DAY, closes_at="2099-11-20T22:00Z")
    made.refresh_from_db()
    workflow.extend(made, to=made.closes_at + 7 * DAY, by=None, reason="Two <b> asked.")
    workflow.close_now(made, by=None, reason="The chair is angry.")

    page = " ".join(client.get(language + made.get_absolute_url()).text.split())

    assert [word for word in words if word not in page] == []
    assert "The chair is angry." not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", "the closing time was November 20, moved once"),
        ("/es", "el cierre era el 20 de noviembre; cambió una vez"),
    ],
)
def test_below_the_day_of_delivery_the_old_time_is_said_to_be_the_closing_time(client, language, words) -> None:
    made = closed_letter()
    Letter.objects.update(stage="delivered", delivered_at=database_now())
    made.deadline_changes.create(old="2099-11-20T22:00Z", new="2099-11-21T22:00Z", at=database_now())

    page = " ".join(client.get(language + made.get_absolute_url()).text.split())

    assert words in page


def test_the_moves_cost_the_page_no_query(client: Client, django_assert_max_num_queries) -> None:
    made = published_letter(type="petition")
    for days in (1, 2, 3):
        workflow.extend(made, to=made.closes_at + days * DAY, by=None, reason="More time.")
    client.get(made.get_absolute_url())

    with django_assert_max_num_queries(5):
        page = client.get(made.get_absolute_url())

    assert page.text.count("More time.") == 3
