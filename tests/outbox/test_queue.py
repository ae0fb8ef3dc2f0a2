import email
import email.policy
import re
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from outbox.hints import hint_dispatch
from outbox.models import OutgoingEmail
from outbox.queue import Attachment, CannotRepeat, enqueue, try_again
from outbox.states import EmailState, Priority
from tests.factories.outbox import queued_email

pytestmark = pytest.mark.django_db

HEADERS = [
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]


def parsed(mail: OutgoingEmail) -> EmailMessage:
    return email.message_from_bytes(bytes(mail.mime or b""), policy=email.policy.default)


def test_a_mail_is_one_row_and_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with transaction.atomic(), django_assert_num_queries(3) as queries:  # and the factory's own savepoint
        mail = queued_email(purpose="receipt", priority=Priority.RECEIPT)

    stored = OutgoingEmail.objects.get()
    assert [q["sql"].split()[0] for q in queries.captured_queries] == ["SAVEPOINT", "INSERT", "RELEASE"]
    assert (stored.purpose, stored.priority, stored.to, stored.subject, stored.state, stored.attempts) == (
        "receipt",
        Priority.RECEIPT,
        "ana@example.org",
        "Please confirm",
        EmailState.DUE,
        0,
    )
    assert stored == mail
    assert stored.message_id == parsed(mail)["Message-ID"]


def test_further_headers_are_the_callers_and_a_long_address_stays_one_line() -> None:
    address = f"<https://letters.a-long-name-of-an-office.house.example/reminders/{'x' * 43}/>"
    given = {
        "List-Unsubscribe": address,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": "<mine>",
    }

    mail = queued_email(headers=given)

    assert f"\r\nList-Unsubscribe: {address}\r\n".encode() in bytes(mail.mime or b"")
    assert parsed(mail)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed(mail)["Message-ID"] == mail.message_id


def test_no_header_can_bring_another_one() -> None:
    with pytest.raises(ValueError, match="linefeed"), transaction.atomic():
        queued_email(headers={"List-Unsubscribe": "<https://a.example/>\r\nBcc: victim@example.org"})


def test_the_message_is_complete_when_it_is_stored(settings: Settings) -> None:
    settings.SITE_URL = "https://letters.example.net:8443"
    settings.DEFAULT_FROM_EMAIL = "Sign-on letters <letters@example.net>"

    message = parsed(queued_email(text="Hello.", html="<p>Hello.</p>", reply_to="staff@house.example"))

    assert message["From"] == "Sign-on letters <letters@example.net>"
    assert message["To"] == "ana@example.org"
    assert message["Reply-To"] == "staff@house.example"
    assert message["Subject"] == "Please confirm"
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f-]{36}@letters\.example\.net>", message["Message-ID"])
    assert abs((parsedate_to_datetime(message["Date"]) - timezone.now()).total_seconds()) < 60
    assert message.get_content_type() == "multipart/alternative"
    assert [(part.get_content_type(), part.get_content().splitlines()) for part in message.iter_parts()] == [
        ("text/plain", ["Hello."]),
        ("text/html", ["<p>Hello.</p>"]),
    ]


def test_every_message_has_its_own_message_id() -> None:
    queued_email(), queued_email()

    assert OutgoingEmail.objects.values("message_id").distinct().count() == 2


def test_the_bytes_pass_a_relay_that_knows_seven_bits_and_short_lines_only() -> None:
    mail = queued_email(subject="Confirmación 署名", text="Señora: 署名\n" + "ñ" * 3000, html="<p>¡Señora!</p>")

    lines = bytes(mail.mime or b"").split(b"\r\n")
    assert bytes(mail.mime or b"").isascii()
    assert max(map(len, lines)) <= 78
    assert b"\n" not in b"".join(lines)
    assert parsed(mail)["Subject"] == "Confirmación 署名"
    assert parsed(mail).get_body(("plain",)).get_content().splitlines() == ["Señora: 署名", "ñ" * 3000]


BREAKS = ["\r\n", "\n", "\r", "\r\n ", "\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x00", "\x1e", "\r\n\r\n"]


@pytest.mark.parametrize("separator", BREAKS, ids=ascii)
def test_a_subject_never_becomes_another_header(separator: str) -> None:
    mail = queued_email(subject=f"Clean air{separator}Bcc: victim@example.com", reply_to="staff@house.example")

    message = parsed(mail)
    assert sorted(message.keys()) == sorted(HEADERS)
    assert message["Subject"] == mail.subject == "Clean air Bcc: victim@example.com"


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?Hello=0D=0ABcc:_victim@example.com?=",
        "=?utf-8?b?DQpCY2M6IHZpY3RpbUBleGFtcGxlLmNvbQ==?=",
        "a =?utf-8?q?=00=0A?= b",
        "=?=?utf-8?q?x?=",
    ],
)
def test_a_subject_that_looks_encoded_is_shown_as_typed_and_decoded_by_nobody(subject: str) -> None:
    mail = queued_email(subject=subject)

    message = parsed(mail)
    assert sorted(message.keys()) == sorted(set(HEADERS) - {"Reply-To"})
    assert message["Subject"] == mail.subject
    assert message["Subject"].replace("= ?", "=?") == subject


def test_a_long_subject_is_cut_to_what_the_row_holds() -> None:
    mail = queued_email(subject="ñ" * 10_000)

    mail.refresh_from_db()
    assert mail.subject == parsed(mail)["Subject"] == "ñ" * 255


@pytest.mark.parametrize(
    "to",
    [
        "a@example.org, victim@example.com",
        "a@example.org,victim@example.com",
        "a@example.org; victim@example.com",
        "a@example.org\r\nBcc: victim@example.com",
        "a@example.org\nTo: victim@example.com",
        "Ana <a@example.org>",
        "a@localhost",
        "",
    ],
)
def test_a_mail_has_exactly_one_recipient(to: str) -> None:
    with pytest.raises(ValidationError):
        queued_email(to=to)
    with pytest.raises(ValidationError):
        queued_email(reply_to=to or "nobody")

    assert OutgoingEmail.objects.count() == 0


def test_a_recipient_in_another_script_is_written_as_mail_servers_read_it() -> None:
    mail = queued_email(to="jo@münchen.example")

    assert parsed(mail)["To"] == "jo@xn--mnchen-3ya.example"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_queued() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        enqueue(purpose="x", to="a@example.org", subject="", text="", html="", priority=Priority.NOTICE)

    assert OutgoingEmail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_mail_about_something_rolled_back_never_was() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queued_email()
        raise ZeroDivisionError

    assert OutgoingEmail.objects.count() == 0


def test_the_hint_is_given_after_the_commit_and_cannot_harm_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        queued_email()

    assert callbacks == [hint_dispatch]


def test_a_failed_mail_is_tried_again_as_if_it_were_new() -> None:
    mail = queued_email()
    OutgoingEmail.objects.update(state=EmailState.FAILED, attempts=76, last_error="550 no")
    before = bytes(mail.mime or b"")

    try_again(mail)

    again = OutgoingEmail.objects.due().get()
    assert (again.attempts, bytes(again.mime or b"")) == (0, before)


@pytest.mark.parametrize(
    "stored",
    [
        {"state": EmailState.DUE},
        {"state": EmailState.LEASED, "leased_until": timezone.now()},
        {"state": EmailState.SENT, "sent_at": timezone.now(), "mime": None},
        {"state": EmailState.FAILED, "mime": None},
    ],
    ids=lambda stored: stored["state"],
)
def test_what_did_not_fail_or_lost_its_bytes_is_not_tried_again(stored: dict[str, object]) -> None:
    mail = queued_email()
    OutgoingEmail.objects.update(**stored)

    with pytest.raises(CannotRepeat):
        try_again(mail)

    assert OutgoingEmail.objects.get().state == stored["state"]


def test_a_file_goes_with_the_mail_as_it_is() -> None:
    content = bytes(range(256)) * 9

    mail = queued_email(attachments=[Attachment("Carta nº 1.pdf", content, "application/pdf")])

    (part,) = parsed(mail).iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("Carta nº 1.pdf", "application/pdf")
    assert part.get_content() == content
    assert parsed(mail).get_body(("plain",)).get_content().strip() == "Your code is 123456."
    assert bytes(mail.mime).isascii()
    assert max(map(len, bytes(mail.mime).splitlines())) <= 78
