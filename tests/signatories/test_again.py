"""Another mail for whoever waits: by one press, within the budget, and with what was typed kept for a correction."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Signatory
from signatories.states import State, Verb
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, Page, Visitor, aide, mails_to

pytestmark = pytest.mark.django_db

ROSA = "rosa@example.org"


@pytest.fixture
def rosa() -> Visitor:
    """She has signed a petition an hour ago, and waits on "check your inbox"."""
    visitor = Visitor()
    visitor.sign(published_letter(type=LetterType.PETITION), name="Rosa Lind", email=ROSA)
    an_hour_passes()
    return visitor


def an_hour_passes() -> None:
    OutgoingEmail.objects.update(created_at=database_now() - timedelta(hours=1))


def expire() -> None:
    an_hour_passes()
    Signatory.objects.update(expires_at=database_now())


def mails() -> list[Mail]:
    return mails_to(ROSA, "confirmation")


def press(visitor: Visitor) -> Any:
    """Press the button that asks for another mail, where the page has one."""
    forms = Page(visitor.page.content.decode()).forms
    (number,) = [number for number, form in enumerate(forms) if "again" in form.buttons]
    return visitor.send(number, again="1")


def state() -> str:
    return Signatory.objects.get().state


def test_lost_mail_is_sent_again_and_only_the_new_one_counts(rosa: Visitor) -> None:
    page = press(rosa)

    first, second = mails()
    answers = [rosa.send(code=first.code).status_code, Visitor().visit(first.link).status_code]
    assert "A new mail is on its way." in page.content.decode()
    assert answers == [422 if first.code != second.code else 200, 404]
    rosa.send(code=second.code)
    assert state() == State.CONFIRMED
    assert list(Signatory.objects.get().trail.values_list("verb", "by").order_by("pk")) == [
        (Verb.RESENT, None),
        (Verb.CONFIRMED, None),
    ]


def test_pressed_twice_at_once_is_one_mail(rosa: Visitor) -> None:
    press(rosa)

    page = press(rosa)

    assert (page.status_code, len(mails())) == (422, 2)
    assert "less than a minute ago" in page.content.decode()


def test_press_counts_in_the_budget_of_the_mailbox_and_says_so(rosa: Visitor) -> None:
    for _ in range(4):
        press(rosa)
        an_hour_passes()

    page = press(rosa)
    form = Visitor().sign(published_letter(type=LetterType.PETITION), name="Rosa Lind", email=ROSA)

    assert [answer.status_code for answer in (page, form)] == [429, 429]
    assert "Open the last one, or wait a day." in page.content.decode()
    assert len(mails()) == 5
    rosa.send(code=mails()[-1].code)
    assert state() == State.CONFIRMED


def test_what_staff_send_again_counts_and_is_not_refused(rosa: Visitor) -> None:
    for _ in range(6):
        workflow.resend(Signatory.objects.get(), by=None)
    an_hour_passes()

    assert (press(rosa).status_code, len(mails())) == (429, 7)


def test_waiting_page_of_an_expired_mail_offers_a_new_one(rosa: Visitor) -> None:
    expire()

    page = rosa.visit(rosa.address)
    asked = rosa.form().texts
    press(rosa)
    rosa.send(code=mails()[-1].code)

    assert ("The mail has expired" in page.content.decode(), asked) == (True, [])
    assert state() == State.CONFIRMED


def test_browser_that_signed_is_known_for_longer_than_a_mail_lives(rosa: Visitor) -> None:
    (cookie,) = [cookie for name, cookie in rosa.client.cookies.items() if name.startswith("signed-")]

    assert cookie["max-age"] == 14 * 24 * 3600


@pytest.mark.parametrize("place", ["the browser that signed", "a phone"])
def test_expired_link_sends_a_fresh_mail_by_one_press(rosa: Visitor, place: str) -> None:
    visitor = rosa if place == "the browser that signed" else Visitor()
    expire()

    page = visitor.visit(mails()[0].link)
    asked, landed = visitor.form().texts, press(visitor)

    assert ("The mail has expired" in page.content.decode(), asked) == (True, [])
    assert "A new mail is on its way." in landed.content.decode()
    assert (ROSA in landed.content.decode()) == (visitor is rosa)
    visitor.visit(mails()[1].link)
    visitor.send(**{} if visitor is rosa else {"surname": "Lind"})
    assert state() == State.CONFIRMED


def test_good_link_sends_nothing_whatever_is_pressed(rosa: Visitor) -> None:
    """A scanner that opens each mail would else make the next one, and each would kill the one before."""
    scanner = Visitor()
    scanner.visit(mails()[0].link)

    page = scanner.send(again="1", surname="x")

    assert (page.status_code, len(mails())) == (422, 1)


def test_nothing_is_sent_by_looking(rosa: Visitor) -> None:
    expire()
    for method in (rosa.client.get, rosa.client.head):
        method(f"{rosa.address}?again=1")
        method(mails()[0].link.removeprefix("http://testserver"), {"again": "1"}, follow=True)

    assert len(mails()) == 1


def test_reported_signature_gets_no_more_mail(rosa: Visitor) -> None:
    workflow.report(Signatory.objects.get())

    page = press(rosa)

    assert (page.status_code, len(mails())) == (422, 1)
    assert "this was not me" in page.content.decode()


@pytest.mark.parametrize(("days", "status"), [(0, 303), (2, 422)], ids=["within the grace", "after it"])
def test_mail_is_sent_again_for_as_long_as_it_can_be_answered(rosa: Visitor, days: int, status: int) -> None:
    ends = database_now() - timedelta(days=days, minutes=1)
    Letter.objects.update(opens_at=ends - timedelta(days=9), closes_at=ends, grace_hours=24)
    Signatory.objects.update(submitted_at=ends - timedelta(hours=1))

    press(rosa)

    sent = status == 303
    assert (rosa.page.status_code, len(mails())) == (200 if sent else status, 2 if sent else 1)


def test_stranger_is_offered_nothing(rosa: Visitor) -> None:
    stranger = Visitor()
    page = stranger.visit(rosa.address)

    assert ("<form" in page.content.decode(), ROSA in page.content.decode()) == (False, False)
    fields = rosa.form().fields
    stranger.client.cookies["csrftoken"] = rosa.client.cookies["csrftoken"].value
    stranger.post(fields | {"again": "1"})
    assert len(mails()) == 1


def test_answer_is_the_same_whether_the_address_has_signed_before() -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, email="known@example.org")
    answers = []
    for email in ("known@example.org", "never@example.org"):
        visitor = Visitor()
        visitor.sign(letter, name="Rosa Lind", email=email)
        uuid = str(Signatory.objects.latest("pk").uuid).encode()
        for _ in range(6):
            an_hour_passes()
            page = press(visitor)
            body = page.content.replace(email.encode(), b"").replace(uuid, b"")
            answers.append((email, page.status_code, body.partition(b"<main")[2].split(b"csrfmiddlewaretoken")[0]))
        assert len(mails_to(email, "confirmation")) >= 5

    assert [answer[1:] for answer in answers[:6]] == [answer[1:] for answer in answers[6:]]
    assert [status for _email, status, _body in answers[:6]] == [200, 200, 200, 200, 429, 429]


@pytest.mark.parametrize("kind", ["legislator", "organization", "proposed", "officeholder", "individual"])
def test_mistyped_address_is_corrected_and_nothing_else_typed_again(kind: str) -> None:
    takes = {"takes_organizations": True, "takes_officeholders": True, "takes_individuals": True}
    letter = published_letter(**takes)
    place = {"name": "Ida Wells", "city": "Troy", "us_state": "NY"}
    typed: dict[str, Any] = {
        "legislator": lambda: aide(term=signatories.seat(letter).pk),
        "organization": lambda: aide(organization=directory.organization().pk),
        "proposed": lambda: aide(**place),
        "officeholder": lambda: aide(name="Ida Wells", us_state="NY", title="Mayor", affiliation="City of Troy"),
        "individual": lambda: place | {"listed": "on"},
    }[kind]()
    ida = Visitor()
    ida.sign(letter, kind="organization" if kind == "proposed" else kind, **typed | {"email": "ida@exmaple.org"})

    ida.visit(next(link for link in Page(ida.page.content.decode()).links if "correct=" in link))
    kept = ida.form().fields
    ida.send(email="ida@example.org")

    wrong, right = Signatory.objects.order_by("pk")
    same = ("kind", "printed_name", "legislator", "organization", "agent_name", "agent_role", "authority", "listed")
    assert [getattr(wrong, name) for name in same] == [getattr(right, name) for name in same]
    assert {name: kept[name] for name in typed if name != "email"} == {
        name: str(value) for name, value in typed.items() if name != "email"
    }
    assert (kept["email"], wrong.email, right.email) == ("ida@exmaple.org", "ida@exmaple.org", "ida@example.org")
    assert wrong.state == right.state == State.PENDING


def test_what_was_typed_is_shown_to_no_other_browser(rosa: Visitor) -> None:
    (link,) = (link for link in Page(rosa.page.content.decode()).links if "correct=" in link)
    made = Signatory.objects.get()

    pages = [
        Visitor().visit(link),
        Visitor().visit(link.replace(str(made.uuid), "x")),
        rosa.visit(link.replace(made.letter.slug, published_letter(type=LetterType.PETITION).slug)),
    ]

    assert [page.status_code for page in pages] == [200] * 3
    assert [word for page in pages for word in (ROSA, "Rosa Lind") if word in page.content.decode()] == []


def test_other_budgets_hold_for_a_press_too(rosa: Visitor, settings: pytest.FixtureRequest) -> None:
    settings.MAILS_PER_LETTER = 1

    page = press(rosa)

    assert (page.status_code, len(mails())) == (429, 1)
    cache.clear()
    press(rosa)
    assert len(mails()) == 2


def test_address_of_the_form_holds_no_address(rosa: Visitor) -> None:
    links = Page(rosa.page.content.decode()).links

    assert [link for link in links if "rosa" in link.lower() or "%40" in link] == []
    assert reverse("signatories:sign", args=[Signatory.objects.get().letter.slug]) in "".join(links)
