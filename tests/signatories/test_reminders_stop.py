"""Reminders stop by one click in the mail program (RFC 8058) or on the page behind the link, and nothing else does."""

import re

import pytest
from django.test import Client

from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import workflow
from signatories.models import Invitation, RemindedMailbox, Signatory
from signatories.states import How
from tests.factories import signatories
from tests.signatories.reminding_desk import A_DAY, LAST_DAY, TWO_BEFORE, asked, letter, reminder, sent
from tests.signatories.visitor import Visitor, mails_to

pytestmark = pytest.mark.django_db
JO = "jo@office.example"


def address() -> str:
    """Where the header of the last reminder leads."""
    return str(reminder().message["List-Unsubscribe"]).removeprefix("<http://testserver").removesuffix(">")


def press(at: str, **fields: str) -> int:
    """Send what a mail provider's machine sends: no cookies, no referrer, and CSRF is asked for as in production."""
    machine = Client(enforce_csrf_checks=True)
    return machine.post(at, fields or {"List-Unsubscribe": "One-Click"}).status_code


def stopped() -> list[str]:
    return list(RemindedMailbox.objects.filter(stopped_at__isnull=False).values_list("mailbox", flat=True))


@pytest.fixture(autouse=True)
def reminded() -> None:
    asked(letter(), at=JO)
    sent(TWO_BEFORE)


def test_the_header_can_be_read_by_mail_programs_and_only_reminders_have_it():
    raw = bytes(OutgoingEmail.objects.get(purpose="reminder").mime or b"")
    assert re.search(rb"^List-Unsubscribe: <http://testserver/reminders/[\w-]{43}/>\r$", raw, re.MULTILINE)
    assert b"\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    made = signatories.signatory(letter(type=LetterType.PETITION))
    workflow.confirm(made, how=How.CODE)
    others = [mail.message["List-Unsubscribe"] for mail in mails_to(made.email)]
    assert others == [None, None], "confirmation and receipt"


def test_one_click_stops_the_mailbox_for_every_letter():
    asked(letter(), at="JO@office.example")
    assert press(address()) == 200
    assert stopped() == [JO]
    assert sent(LAST_DAY) == []


def test_opening_changes_nothing_and_the_page_has_one_button():
    before = list(RemindedMailbox.objects.values())
    visitor = Visitor()
    page = visitor.visit(address()).content.decode()
    visitor.client.head(address())
    assert list(RemindedMailbox.objects.values()) == before
    assert page.count("<button") == 1
    assert JO not in page

    visitor.send()
    assert stopped() == [JO]


def test_it_can_be_taken_back_on_the_same_page():
    visitor = Visitor()
    visitor.visit(address())
    visitor.send()
    visitor.send(again="1")
    assert stopped() == []
    assert sent(LAST_DAY) == [JO]


def test_an_older_mails_button_works_still():
    old = address()
    sent(LAST_DAY)
    assert address() != old
    press(old)
    assert stopped() == [JO]


def test_confirmations_and_receipts_still_come():
    press(address())
    made = signatories.signatory(letter(type=LetterType.PETITION), email=JO)
    workflow.confirm(made, how=How.CODE)
    assert len(mails_to(JO, "confirmation")) == len(mails_to(JO, "receipt")) == 1


@pytest.mark.parametrize("token", ["no-such-token", "x" * 3000, "%00", "%91", "a b"])
def test_a_token_that_is_none_gets_the_neutral_page(token: str):
    assert press(f"/reminders/{token}/") == 404
    assert stopped() == []


def test_tokens_of_other_purposes_stop_nothing_and_this_one_signs_nothing():
    made = signatories.signatory(letter(type=LetterType.PETITION), email="rosa@example.org", submitted_at=TWO_BEFORE)
    sent(TWO_BEFORE + A_DAY)
    confirm, stop = reminder().token, address().split("/")[-2]
    assert press(f"/reminders/{confirm}/") == 404
    assert Client().get(f"/confirm/{stop}/").status_code == 404
    assert Client().get(f"/invited/{stop}/").status_code == 404
    assert Signatory.objects.get(pk=made.pk).state == "pending"


def test_a_scanner_that_opens_ticks_types_and_presses_everything_signs_and_answers_nothing():
    links = re.findall(r"http://testserver\S+?/(?=[\"\s])", reminder().text + reminder().html)
    before = list(Signatory.objects.values()), list(RemindedMailbox.objects.values("mailbox"))
    for link in {*links}:
        scanner = Visitor()
        scanner.visit(link)
        for typed in ("", "test", "Smith", "1"):
            at = scanner.address
            scanner.post({"surname": typed, "again": "1", "code": "123456", "List-Unsubscribe": "One-Click"})
            scanner.visit(at)
    assert (list(Signatory.objects.values()), list(RemindedMailbox.objects.values("mailbox"))) == before
    assert Invitation.objects.filter(revoked_at=None).count() == 1
    assert sent(LAST_DAY) == [JO], "and the silent target is reminded still"
