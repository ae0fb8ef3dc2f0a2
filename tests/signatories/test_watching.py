"""What staff hear of a letter's names: what happened since, once, as often as each of them chose."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from outbox.states import EmailState
from signatories import watching, workflow
from signatories.models import TrailEntry, Watch
from signatories.states import Stance, Watching
from tests.factories import signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter
from tests.signatories.visitor import mails_to

pytestmark = pytest.mark.django_db
STAFF = "lead@mail.house.gov"


def staff(name: str = "lead", email: str = STAFF, **fields: Any) -> Any:
    return get_user_model().objects.create_user(name, email, **{"is_staff": True, "is_superuser": True} | fields)


def settle() -> None:
    """Let a minute pass for what is in the trail."""
    for entry in TrailEntry.objects.values("pk", "at"):
        rows = TrailEntry.objects.filter(pk=entry["pk"])
        super(type(rows), rows).update(at=entry["at"] - 2 * watching.SETTLED)


def petition() -> Letter:
    return published_letter(type=LetterType.PETITION)


def text_to(address: str = STAFF) -> str:
    return mails_to(address)[-1].text.replace("\r\n", "\n")


@pytest.fixture
def clock(monkeypatch) -> Any:
    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(watching, "database_now", lambda: moment)

    return set_to


def test_news_waits_behind_what_is_not_settled_so_that_none_is_passed_over():
    letter = petition()
    watching.watch(letter, staff(), Watching.EACH)
    signatories.confirmed(letter, printed_name="Ana Reyes")
    settle()
    first = TrailEntry.objects.latest("pk")
    signatories.confirmed(letter, printed_name="Bo Lee")
    settle()
    rows = TrailEntry.objects.filter(pk=first.pk)
    super(type(rows), rows).update(at=letter.now)  # written after a long import whose entry is older

    assert watching.tell_staff() == 0
    settle()
    assert watching.tell_staff() == 1
    assert ["Ana Reyes" in text_to(), "Bo Lee" in text_to()] == [True, True]


def test_what_happened_is_told_once_in_one_mail():
    letter = petition()
    watching.watch(letter, staff(), Watching.EACH)
    signatories.confirmed(letter, printed_name="Ana Reyes")
    gone = signatories.withdrawn(letter, printed_name="Bo Lee")
    signatories.held(letter, printed_name="Cy Poe")

    assert watching.tell_staff() == 0, "what is younger than a minute may have older company still to come"
    settle()
    assert watching.tell_staff() == 1
    text = text_to()
    assert "New names: 3" in text
    assert "Ana Reyes" in text
    assert f"Gone from the letter: 1\n  - {gone.printed_name}" in text
    assert "1 name is on the letter." in text
    assert watching.tell_staff() == 0


def test_what_staff_say_on_the_board_and_mails_that_came_back_are_told():
    letter = published_letter()
    watching.watch(letter, staff(), Watching.EACH)
    term = signatories.seat(letter, first="Ana", last="Ruiz")
    workflow.add_targets(letter, [term], by=None)
    ask = letter.asks.get()
    workflow.change_ask(ask, seen=1, by=None, stance=Stance.DECLINED, reason="Not this year.")
    dead = signatories.signatory(letter)
    OutgoingEmail.objects.filter(pk=dead.confirmation_mail_id).update(state=EmailState.FAILED)
    settle()

    assert watching.tell_staff() == 1
    assert "Ana Ruiz: Declined (Not this year.)" in text_to()
    assert "1 signature waits for a mail that came back" in text_to()


def test_what_an_office_said_itself_is_told_apart_from_what_staff_noted():
    letter, user = published_letter(), staff()
    watching.watch(letter, user, Watching.EACH)
    said, noted = (signatories.seat(letter, last=last) for last in ("Said", "Noted"))
    workflow.add_targets(letter, [said, noted], by=None)
    for term, by in ((said, None), (noted, user)):
        workflow.change_ask(letter.asks.get(term=term), seen=1, by=by, stance=Stance.LEANING)
    settle()

    assert watching.tell_staff() == 1
    assert "What offices said themselves: 1\n  - Ana Said: Leaning" in text_to()
    assert "What staff noted of offices: 1\n  - Ana Noted: Leaning" in text_to()


@pytest.mark.parametrize(("made", "told"), [(signatories.confirmed, False), (signatories.withdrawn, True)])
def test_whoever_has_signed_is_not_told_as_promised_too(made: Any, told: bool):
    letter = published_letter()
    watching.watch(letter, staff(), Watching.EACH)
    seat = signatories.seat(letter, last="Lee")
    workflow.add_targets(letter, [seat], by=None)
    workflow.change_ask(letter.asks.get(), seen=1, by=None, stance=Stance.PROMISED)
    made(letter, term=seat)
    settle()
    watching.tell_staff()

    assert "New names: 1\n  - Ana Lee" in text_to()
    assert ("Ana Lee: Promised" in text_to()) == told


def test_no_address_of_a_signatory_stands_in_the_mail():
    letter = petition()
    watching.watch(letter, staff(), Watching.EACH)
    made = signatories.confirmed(letter, email="private@example.org")
    settle()
    watching.tell_staff()
    assert made.email not in str(mails_to(STAFF)[-1].message)


@pytest.mark.parametrize(
    ("told", "now", "due"),
    [
        ((2026, 7, 1, 12), (2026, 7, 1, 20), False),
        ((2026, 7, 1, 12), (2026, 7, 2, 11, 59), False),  # 7:59 Eastern
        ((2026, 7, 1, 12), (2026, 7, 2, 12, 0), True),
        ((2026, 7, 2, 11, 0), (2026, 7, 2, 12, 0), True),  # chosen at seven this morning
        ((2026, 10, 31, 12), (2026, 11, 1, 12, 59), False),  # the clocks went back this night: 7:59
        ((2026, 10, 31, 12), (2026, 11, 1, 13, 0), True),
    ],
)
def test_a_digest_comes_at_eight_of_the_letters_zone(clock, told, now, due):
    letter = published_letter(type=LetterType.PETITION, at=datetime(2026, 6, 1, tzinfo=UTC), closes_at=FAR)
    watching.watch(letter, staff(), Watching.DAILY)
    signatories.confirmed(letter)
    Watch.objects.update(told_at=datetime(*told, tzinfo=UTC))
    for entry in TrailEntry.objects.all():
        rows = TrailEntry.objects.filter(pk=entry.pk)
        super(type(rows), rows).update(at=datetime(2026, 6, 2, tzinfo=UTC))

    clock(datetime(*now, tzinfo=UTC))
    assert watching.tell_staff() == due
    assert watching.tell_staff() == 0


FAR = datetime(2099, 1, 1, tzinfo=UTC)


def test_who_never_wants_to_hear_who_left_and_who_has_no_address_are_left_alone():
    letter = petition()
    watching.watch(letter, staff("never"), Watching.NONE)
    watching.watch(letter, staff("left", is_active=False), Watching.EACH)
    watching.watch(letter, staff("silent", email=""), Watching.EACH)
    signatories.confirmed(letter)
    settle()
    assert watching.tell_staff() == 0


def test_what_happened_while_one_heard_nothing_is_no_news():
    letter, user = petition(), staff()
    signatories.confirmed(letter)
    watching.watch(letter, user, Watching.NONE)
    signatories.confirmed(letter)
    watching.watch(letter, user, Watching.EACH)
    settle()
    assert watching.tell_staff() == 0


def test_many_names_are_counted_and_the_first_ones_named(monkeypatch):
    monkeypatch.setattr(watching, "NAMED", 2)
    letter = petition()
    watching.watch(letter, staff(), Watching.EACH)
    for _ in range(3):
        signatories.confirmed(letter)
    settle()
    watching.tell_staff()
    assert "New names: 3" in text_to()
    assert "and 1 more" in text_to()


def test_whoever_drafted_or_published_a_letter_hears_of_it_every_morning():
    author, publisher = staff("author"), staff("publisher", "publisher@mail.house.gov")
    made = draft(created_by=author)
    from letters import workflow as letter_steps

    letter_steps.publish(made, by=publisher)
    assert set(made.watches.values_list("user", "mode")) == {
        (author.pk, Watching.DAILY),
        (publisher.pk, Watching.DAILY),
    }


def test_each_of_the_staff_chooses_on_a_page():
    letter = petition()
    client, user = Client(), staff(is_staff=True, is_superuser=True)
    client.force_login(user)
    at = reverse("admin:letters_letter_notices", args=[letter.pk])

    assert "never" in client.get(at).content.decode().lower()
    assert client.post(at, {"mode": "often"}).status_code == 422
    assert client.post(at, {"mode": "each"}).status_code == 302
    assert letter.watches.get(user=user).mode == Watching.EACH


def test_the_page_is_for_those_who_may_look_at_names():
    client, letter = Client(), petition()
    client.force_login(staff(is_superuser=False))
    assert client.get(reverse("admin:letters_letter_notices", args=[letter.pk])).status_code == 403


def test_the_command_says_how_many(capsys):
    call_command("tell_staff")
    assert capsys.readouterr().out == "Queued 0 mails.\n"


def test_a_new_news_day_is_not_lost_between_two_mails():
    letter = petition()
    watching.watch(letter, staff(), Watching.EACH)
    signatories.confirmed(letter, printed_name="Ana Reyes")
    settle()
    signatories.confirmed(letter, printed_name="Bo Lee")  # younger than a minute
    watching.tell_staff()
    assert "Bo Lee" not in text_to()
    settle()
    watching.tell_staff()
    assert "Bo Lee" in text_to()
    assert "Ana Reyes" not in text_to()
    assert Watch.objects.get().told_at - letter.now < timedelta(minutes=5)


@pytest.mark.parametrize(("changed", "told"), [({"is_staff": False}, 0), ({"is_superuser": False}, 0), ({}, 1)])
def test_who_may_no_longer_read_names_hears_of_none(changed: dict[str, bool], told: int):
    letter, user = petition(), staff()
    watching.watch(letter, user, Watching.EACH)
    signatories.confirmed(letter, listed=False)
    get_user_model().objects.filter(pk=user.pk).update(email=STAFF, **changed)
    settle()

    assert watching.tell_staff() == told


def test_that_we_asked_is_no_news():
    letter = published_letter()
    watching.watch(letter, staff(), Watching.EACH)
    workflow.add_targets(letter, [signatories.seat(letter)], by=None)
    workflow.mark_asked(letter.asks.all(), by=None)
    settle()
    assert watching.tell_staff() == 0
