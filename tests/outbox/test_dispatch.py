import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from pytest_django import Settings

from advocacy.environment import mailers
from outbox import dispatch, leases
from outbox.dispatch import Dispatched, send_all_due, send_due
from outbox.models import OutgoingEmail
from outbox.states import EmailState, Priority
from tests.factories.outbox import queued_email
from tests.outbox.conftest import MoodyServer, wait_until
from tests.services import MailServer

pytestmark = pytest.mark.django_db


def bytes_of(mail: OutgoingEmail) -> bytes:
    return bytes(mail.mime or b"")


def make_due() -> None:
    OutgoingEmail.objects.filter(state=EmailState.DUE).update(due_at=timezone.now() - timedelta(minutes=1))


def test_a_due_mail_goes_to_its_one_recipient_and_its_bytes_are_dropped(smtp: MailServer) -> None:
    mail = queued_email(to="Ana@Example.org")
    content = bytes_of(mail)

    result = send_due()

    mail.refresh_from_db()
    assert result == (1, 0, 0)
    assert [(m.sender, m.recipients, m.content) for m in smtp.messages] == [
        ("letters@testserver.example", ["Ana@Example.org"], content)
    ]
    assert (mail.state, mail.mime, mail.attempts, mail.last_error, mail.leased_until) == (
        EmailState.SENT,
        None,
        1,
        "",
        None,
    )
    assert abs((mail.sent_at - timezone.now()).total_seconds()) < 60


def test_nothing_due_is_nothing_done(no_smtp: None) -> None:
    assert send_due() == send_all_due() == (0, 0, 0)


def test_lines_that_begin_with_a_dot_or_from_arrive_as_stored(smtp: MailServer) -> None:
    mail = queued_email(text=".\n..two\nFrom me\n.\nBcc: victim@example.com\n", html="<p>.</p>")

    send_due()

    assert [m.content for m in smtp.messages] == [bytes_of(mail)]


def test_confirmations_go_before_reminders(smtp: MailServer) -> None:
    peers = []
    smtp.reply = lambda envelope: peers.append(envelope.rcpt_tos[0])
    reminder = queued_email(to="reminder@example.org", priority=Priority.REMINDER)
    confirmation = queued_email(to="confirmation@example.org")
    notice = queued_email(to="notice@example.org", priority=Priority.NOTICE)

    send_due()

    assert peers == [confirmation.to, notice.to, reminder.to]


def test_a_batch_is_no_larger_than_asked_and_a_run_goes_on_to_the_end(smtp: MailServer) -> None:
    for _ in range(7):
        queued_email()

    assert send_due(limit=3) == (3, 0, 0)
    assert send_all_due() == (4, 0, 0)
    assert len(smtp.messages) == 7


def test_a_temporary_refusal_is_repeated_later_byte_for_byte(smtp: MailServer) -> None:
    mail = queued_email()
    content, seen = bytes_of(mail), []
    smtp.reply = lambda envelope: seen.append(envelope.original_content) or "451 4.7.1 Greylisted, come back later"

    first = send_due()
    too_early = send_due()
    mail.refresh_from_db()
    again = mail.due_at - timezone.now()
    make_due()
    smtp.reply = None
    second = send_due()

    assert (first, too_early, second) == ((0, 1, 0), (0, 0, 0), (1, 0, 0))
    assert (mail.state, mail.attempts, mail.last_error) == (EmailState.DUE, 1, "451 4.7.1 Greylisted, come back later")
    assert timedelta(seconds=50) < again <= timedelta(seconds=61)
    assert [*seen, *(m.content for m in smtp.messages)] == [content, content]


@pytest.mark.parametrize("at", ["reply", "reply_to_recipient"])
def test_a_permanent_refusal_fails_one_mail_and_no_other(smtp: MailServer, at: str) -> None:
    refused, fine = queued_email(to="gone@example.org"), queued_email(to="here@example.org")

    def refuse_the_first(about: object) -> str | None:
        recipient = about if isinstance(about, str) else about.rcpt_tos[0]
        return "550 5.1.1 No such user" if recipient == refused.to else None

    setattr(smtp, at, refuse_the_first)

    result = send_due()

    refused.refresh_from_db()
    assert result == (1, 0, 1)
    assert (refused.state, refused.attempts, refused.last_error) == (EmailState.FAILED, 1, "550 5.1.1 No such user")
    assert bytes_of(refused) != b""
    assert [m.recipients for m in smtp.messages] == [[fine.to]]
    make_due()
    assert send_due() == (0, 0, 0)


def test_a_connection_cut_after_the_data_is_repeated_byte_for_byte(moody_smtp: Callable[..., MoodyServer]) -> None:
    server = moody_smtp(then="cut")
    mail = queued_email()
    content = bytes_of(mail)

    cut = send_due()
    make_due()
    server.before = 100
    repeated = send_due()

    assert (cut, repeated) == ((0, 1, 0), (1, 0, 0))
    assert [m.content for m in server.messages] == [content, content]


def test_when_the_connection_dies_in_a_batch_only_the_mail_whose_turn_it_was_has_been_tried(
    moody_smtp: Callable[..., MoodyServer],
) -> None:
    server = moody_smtp(then="cut", before=2)
    mails = [queued_email(to=f"{name}@example.org") for name in "abcde"]
    due_before = list(OutgoingEmail.objects.order_by("pk").values_list("due_at", flat=True))

    result = send_due()

    assert result == (2, 1, 0)
    assert [m.recipients[0][0] for m in server.messages] == ["a", "b", "c"]
    assert list(OutgoingEmail.objects.order_by("pk").values_list("state", "attempts")) == [
        (EmailState.SENT, 1),
        (EmailState.SENT, 1),
        (EmailState.DUE, 1),
        (EmailState.DUE, 0),
        (EmailState.DUE, 0),
    ]
    assert list(OutgoingEmail.objects.due()) == mails[3:]
    assert list(OutgoingEmail.objects.filter(attempts=0).values_list("due_at", flat=True)) == due_before[3:]


def test_a_run_goes_on_with_a_new_connection_after_one_died(moody_smtp: Callable[..., MoodyServer]) -> None:
    server = moody_smtp(then="cut", before=2)
    for name in "abcde":
        queued_email(to=f"{name}@example.org")
    server.reply = lambda envelope: setattr(server, "before", 99 if len(server.messages) > 2 else 2)

    assert send_all_due() == (4, 1, 0)


def test_a_server_that_hangs_holds_nobody_for_longer_than_allowed(moody_smtp: Callable[..., MoodyServer]) -> None:
    server = moody_smtp(then="hang")
    queued_email(), queued_email()

    began = time.monotonic()
    result = send_due(patience=1)
    took = time.monotonic() - began

    assert result == (0, 1, 0)
    assert 1 <= took < 6
    assert len(server.messages) == 1
    assert OutgoingEmail.objects.exclude(last_error="").get().last_error == "TimeoutError"


def test_a_server_that_sends_a_byte_now_and_then_holds_nobody_either(dripping_smtp: None) -> None:
    queued_email()

    began = time.monotonic()
    result = send_due(patience=1)
    took = time.monotonic() - began

    assert result == (0, 1, 0)
    assert 1 <= took < 6


def test_a_stuck_attempt_is_cut_off_and_leaves_no_thread(moody_smtp: Callable[..., MoodyServer]) -> None:
    moody_smtp(then="hang")
    queued_email()

    send_due(patience=0.5)

    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name == "outbox-smtp"])


def test_a_server_that_takes_leave_is_not_blamed_on_the_next_mail(smtp: MailServer) -> None:
    smtp.reply = lambda envelope: "421 4.7.0 Too many messages on this connection"
    queued_email(), queued_email()

    result = send_due()

    assert result == (0, 1, 0)
    assert list(OutgoingEmail.objects.order_by("pk").values_list("attempts", "last_error")) == [
        (1, "421 4.7.0 Too many messages on this connection"),
        (0, ""),
    ]


def test_when_nobody_listens_one_mail_is_put_off_and_the_run_ends(no_smtp: None) -> None:
    for _ in range(3):
        queued_email()

    result = send_all_due()

    assert result == (0, 1, 0)
    assert sorted(OutgoingEmail.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert OutgoingEmail.objects.get(attempts=1).last_error == "[Errno 111] Connection refused"


def test_a_server_that_wants_another_password_is_a_passing_trouble(smtp: MailServer, settings: Settings) -> None:
    settings.MAILERS = mailers(smtp.url.replace("//", "//letters:wrong@"), local=True)
    queued_email()

    result = send_due()

    assert result == (0, 1, 0)
    assert smtp.messages == []
    assert "AUTH" in OutgoingEmail.objects.get().last_error


def test_mail_is_never_sent_in_clear_to_a_server_that_should_encrypt(smtp: MailServer, settings: Settings) -> None:
    settings.MAILERS = mailers(smtp.url.replace("smtp:", "smtp+tls:"), local=True)
    queued_email()

    result = send_due()

    assert result == (0, 1, 0)
    assert smtp.messages == []
    assert OutgoingEmail.objects.get().last_error == "STARTTLS extension not supported by server."


def test_a_mail_that_cannot_be_put_on_the_wire_stops_no_other(smtp: MailServer) -> None:
    poison, fine = queued_email(), queued_email(to="here@example.org")
    OutgoingEmail.objects.filter(pk=poison.pk).update(to="a@example.org, victim@example.com")

    result = send_due()

    poison.refresh_from_db()
    assert result == (1, 0, 1)
    assert (poison.state, poison.last_error) == (EmailState.FAILED, "ValueError")
    assert [m.recipients for m in smtp.messages] == [[fine.to]]


def test_after_three_days_of_refusals_a_mail_is_given_up(smtp: MailServer) -> None:
    smtp.reply = lambda envelope: "451 later"
    mail = queued_email()
    waits = []

    for _ in range(200):
        make_due()
        if send_due().failed:
            break
        mail.refresh_from_db()
        waits.append(round((mail.due_at - timezone.now()).total_seconds() / 60))

    mail.refresh_from_db()
    assert waits[:7] == [1, 5, 15, 30, 60, 60, 60]
    assert 71.5 * 60 < sum(waits) <= 72 * 60
    assert (mail.state, mail.last_error) == (EmailState.FAILED, "451 later")
    assert bytes_of(mail) != b""


def test_a_lease_that_ran_out_is_taken_again_byte_for_byte(smtp: MailServer) -> None:
    content = bytes_of(queued_email())
    killed = leases.lease(10)
    assert send_due() == (0, 0, 0)

    OutgoingEmail.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    result = send_due()

    assert len(killed) == 1
    assert result == (1, 0, 0)
    assert [m.content for m in smtp.messages] == [content]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_smtp_is_spoken(smtp: MailServer) -> None:
    ours, seen = connections["default"], []
    smtp.reply = lambda envelope: seen.append(ours.in_atomic_block)
    queued_email(), queued_email()

    send_due()

    assert seen == [False, False]


@pytest.mark.django_db(transaction=True)
def test_mail_is_not_sent_from_inside_a_transaction(smtp: MailServer) -> None:
    queued_email()

    with transaction.atomic(), pytest.raises(RuntimeError):
        send_due()

    assert smtp.messages == []


def test_a_run_that_is_told_to_stop_gives_the_rest_back(smtp: MailServer) -> None:
    stop = threading.Event()
    smtp.reply = lambda envelope: stop.set()
    for _ in range(3):
        queued_email()

    result = send_all_due(stop)

    assert result == (1, 0, 0)
    assert list(OutgoingEmail.objects.due().values_list("attempts", flat=True)) == [0, 0]


def test_a_run_ends_in_time_and_gives_the_rest_back(smtp: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "RUN", 0.5)
    smtp.reply = lambda envelope: time.sleep(0.3)
    for _ in range(10):
        queued_email()

    result = send_all_due()

    assert result.sent < 5
    assert OutgoingEmail.objects.due().count() == 10 - result.sent


def test_an_error_of_ours_in_the_middle_gives_the_rest_back(smtp: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        queued_email()
    monkeypatch.setattr(dispatch.leases, "record", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        send_due()

    assert OutgoingEmail.objects.due().count() == 2
    assert OutgoingEmail.objects.filter(state=EmailState.LEASED).count() == 1


def test_a_result_reads_as_a_sentence() -> None:
    assert str(Dispatched(3, 2, 1)) == "3 sent, 2 to be tried again, 1 failed"
