"""Pilar asks the New York delegation of the 112th Congress: three sign, one declines, one asks the boss, one left."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from directory.imports import import_legislators
from directory.models import Contact
from directory.states import Role
from letters.models import Letter
from letters.states import NamesShown, Reminders
from outbox.models import OutgoingEmail
from signatories import inviting, watching, workflow
from signatories.models import Ask
from signatories.states import Stance, Watching
from tests.factories import directory
from tests.factories.letters import published_letter
from tests.services import MailServer
from tests.signatories.real_lists import DATA
from tests.signatories.visitor import Mail, Visitor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data"),
]
Post = Callable[[str], list[Mail]]
CLOSES = datetime(2099, 6, 12, 21, tzinfo=UTC)  # a Friday, 5 pm Eastern
TWO_BEFORE, LAST_DAY = (datetime(2099, 6, day, 12, tzinfo=UTC) for day in (10, 12))  # 8 am
PLAN = re.compile(r'name="plan" value="([^"]+)"')
SIGN = ("Velázquez", "Serrano", "Clarke")
GONE = "Tonko"


@pytest.fixture
def letter() -> Letter:
    import_legislators([DATA / "congress-112.csv"])
    return published_letter(
        title="End Secure Communities",
        chamber="lower",
        dated="2011-11-17",
        closes_at=CLOSES,
        reminders=Reminders.TWO_AND_LAST,
        names_shown=NamesShown.ACCEPTED,
        dear_colleague="Please join me.",
    )


def office(name: str) -> str:
    """An address that does not say the member's surname: a mail to one that does has no personal link."""
    return f"chief.{name.lower().replace('á', 'a')[::-1]}@mail.house.gov"


def build_the_board(pilar: Visitor, letter: Letter) -> None:
    """By a rule; every office has a chief of staff on file."""
    pilar.visit(f"{reverse('admin:letters_letter_targets', args=[letter.pk])}?state=NY")
    pilar.send(-1, target=[key for key, _target, _ticked in pilar.page.context["rows"]])
    for ask in letter.asks.select_related("legislator"):
        name = ask.legislator.last.replace(" ", "")
        directory.contact(ask.legislator, role=Role.CHIEF_OF_STAFF, name="Pat Chief", email=office(name))


def invite(pilar: Visitor, letter: Letter) -> None:
    """To all that are shown, seen first, sent by one press; pressed again it sends nothing more."""
    address = reverse("admin:letters_letter_invite", args=[letter.pk])
    plan = PLAN.findall(pilar.visit(address).content.decode())[0]
    token = pilar.form(-1).fields["csrfmiddlewaretoken"]
    for _press in range(2):
        pilar.address = address
        pilar.post({"do": "send", "plan": plan, "csrfmiddlewaretoken": token})
    inviting.work_off()


def answer(post: Post, name: str, **typed: str) -> str:
    """Open the link of the last mail, type the surname once, press: three taps."""
    link = re.findall(r"http://testserver\S*/invited/\S+", post(office(name))[-1].text)[0]
    aide = Visitor()
    aide.visit(link)
    return aide.send(surname=name, **typed).content.decode()


def stance(name: str) -> Ask:
    return Ask.objects.with_signatures().get(legislator__last=name)


def test_new_york_is_asked(
    pilar: Visitor,
    letter: Letter,
    post: Post,
    smtp: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    smtp.reply_to_recipient = lambda to: "550 5.1.1 no such user" if to == office(GONE) else None
    user = get_user_model().objects.get(username="pilar")
    user.email = "pilar@mail.house.gov"
    user.save()
    watching.watch(letter, user, Watching.EACH)
    build_the_board(pilar, letter)
    assert letter.asks.count() == 29

    invite(pilar, letter)
    assert OutgoingEmail.objects.filter(purpose="invitation").count() == 29
    for name in SIGN:
        assert "Signed. Thank you." in answer(post, name, answer="sign")
    answer(post, "King", answer="decline", reason="Not this year.")
    answer(post, "Rangel", answer="asking", until="2099-06-11")

    assert [stance(name).signed_at is not None for name in SIGN] == [True] * 3
    assert (stance("King").stance, stance("King").reason) == (Stance.DECLINED, "Not this year.")
    assert stance("Rangel").stance == Stance.ASKING_BOSS
    assert Contact.objects.get(email=office(GONE)).left_at is not None

    check_reminders()
    check_digest(post, monkeypatch)
    board = pilar.visit(reverse("admin:letters_letter_board", args=[letter.pk])).content.decode()
    assert board.count(">Signed ") == 3


def check_reminders() -> None:
    """To the silent alone, one mail for a mailbox: not to who signed, declined, asks the boss or is gone."""
    workflow.send_reminders(TWO_BEFORE)
    first = reminded()
    assert len(first) == len(set(first)) == 29 - 3 - 1 - 1 - 1
    assert not {office(name) for name in (*SIGN, "King", "Rangel", GONE)} & set(first)
    workflow.send_reminders(TWO_BEFORE + timedelta(minutes=5))
    assert reminded() == first, "none twice"
    workflow.send_reminders(LAST_DAY)
    assert sorted(set(reminded()) - set(first)) == [office("Rangel")], "the boss had until yesterday"


def reminded() -> list[str]:
    return sorted(OutgoingEmail.objects.filter(purpose="reminder").values_list("to", flat=True))


def check_digest(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "SETTLED", timedelta(0))
    assert watching.tell_staff() == 1
    told = post("pilar@mail.house.gov")[-1].text
    assert "New names: 3" in told
    assert "Declined (Not this year.)" in told
    assert "Asking the boss" in told
