import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from outbox import leases
from outbox.dispatch import send_all_due
from outbox.models import OutgoingEmail
from outbox.refusals import Refusal
from outbox.states import EmailState, Priority
from tests.factories.outbox import queued_email
from tests.services import MailServer


@pytest.mark.django_db
def test_a_leased_mail_is_nobody_elses_until_the_lease_runs_out() -> None:
    mail = queued_email()

    first, second = leases.lease(10), leases.lease(10)
    OutgoingEmail.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    third = leases.lease(10)

    assert (first, second, third) == ([mail], [], [mail])
    assert third[0].leased_until > first[0].leased_until


@pytest.mark.django_db
def test_a_lease_lasts_as_long_as_it_says_by_the_clock_of_the_database() -> None:
    queued_email()

    [mail] = leases.lease(1)

    assert abs(mail.leased_until - timezone.now() - leases.LEASE) < timedelta(seconds=30)
    assert OutgoingEmail.objects.get().leased_until == mail.leased_until


@pytest.mark.django_db
def test_a_lease_takes_the_same_few_queries_whatever_it_finds(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        queued_email()

    with django_assert_num_queries(5):  # a savepoint, what was abandoned, what is due, taking it, the savepoint
        leases.lease(1)
    with django_assert_num_queries(5):
        leases.lease(2)


@pytest.mark.django_db
def test_confirmations_are_leased_before_reminders() -> None:
    reminder = queued_email(priority=Priority.REMINDER)
    confirmation = queued_email()

    assert leases.lease(1) == [confirmation]
    assert leases.lease(1) == [reminder]


@pytest.mark.django_db
@pytest.mark.parametrize("refusal", [None, Refusal("451 later"), Refusal("550 no", permanent=True)], ids=str)
def test_a_worker_that_lost_its_lease_changes_nothing(refusal: Refusal | None) -> None:
    queued_email()
    [slow] = leases.lease(1)
    OutgoingEmail.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    [quick] = leases.lease(1)
    before = OutgoingEmail.objects.values().get()

    leases.record(slow, refusal)
    leases.put_back([slow])

    assert OutgoingEmail.objects.values().get() == before
    assert quick.leased_until == before["leased_until"]


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_does_not_undo_what_another_one_did() -> None:
    queued_email()
    [slow] = leases.lease(1)
    OutgoingEmail.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    [quick] = leases.lease(1)

    leases.record(quick, None)
    leases.record(slow, Refusal("550 no", permanent=True))

    assert OutgoingEmail.objects.get().state == EmailState.SENT


@pytest.mark.django_db
def test_what_is_put_back_is_due_as_before() -> None:
    mail = queued_email()
    before = OutgoingEmail.objects.values().get()

    leases.put_back(leases.lease(1))

    assert OutgoingEmail.objects.values().get() == before
    assert list(OutgoingEmail.objects.due()) == [mail]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(smtp: MailServer) -> None:
    for number in range(120):
        queued_email(to=f"a{number}@example.org")
    together, results = threading.Barrier(2), []

    def work() -> None:
        together.wait(10)
        try:
            results.append(send_all_due())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert Counter(m.recipients[0] for m in smtp.messages) == {f"a{number}@example.org": 1 for number in range(120)}
    assert sum(result.sent for result in results) == 120
    assert all(result.sent for result in results)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_that_lease_at_the_same_moment_share_nothing() -> None:
    for _ in range(40):
        queued_email()
    together, taken = threading.Barrier(8), []

    def work() -> None:
        together.wait(10)
        try:
            while mails := leases.lease(3):
                taken.extend(mail.pk for mail in mails)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(taken) == list(OutgoingEmail.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_large_lease_is_held_to_its_last_mail() -> None:
    mails = [OutgoingEmail(priority=1, message_id=f"<{n}@x.org>", mime=b"x" * 10_000) for n in range(1000)]
    OutgoingEmail.objects.bulk_create(mails)

    leases.put_back(leases.lease(1000))

    assert OutgoingEmail.objects.due().count() == 1000
