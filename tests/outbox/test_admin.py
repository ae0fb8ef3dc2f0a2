import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from outbox.models import OutgoingEmail
from outbox.states import EmailState
from tests.factories.outbox import queued_email

pytestmark = pytest.mark.django_db

LIST = reverse("admin:outbox_outgoingemail_changelist")


def shown(client: Client, **query: str) -> list[OutgoingEmail]:
    return list(client.get(LIST, query).context["cl"].result_list)


def failed_email(**given: str) -> OutgoingEmail:
    mail = queued_email(**given)
    OutgoingEmail.objects.filter(pk=mail.pk).update(state=EmailState.FAILED, attempts=3, last_error="550 No such user")
    return mail


def test_staff_see_state_attempts_and_last_error_of_every_mail(admin_client: Client) -> None:
    failed_email(to="gone@example.org", subject="Please confirm your signature")

    page = admin_client.get(LIST)

    for text in ("confirmation", "gone@example.org", "Please confirm your signature", "Failed", "550 No such user"):
        assertContains(page, text)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long_it_is(
    admin_client: Client, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        failed_email()

    with django_assert_max_num_queries(6) as queries:
        admin_client.get(LIST)

    assert not any('"mime"' in query["sql"].split("FROM")[0] for query in queries.captured_queries)


def test_what_the_mail_says_is_shown_to_nobody(admin_client: Client) -> None:
    mail = queued_email(text="Your code is 987654.", html="<p>Your code is 987654.</p>")

    pages = [admin_client.get(LIST), admin_client.get(reverse("admin:outbox_outgoingemail_change", args=[mail.pk]))]

    for page in pages:
        assertContains(page, mail.to)
        assertNotContains(page, "987654")


def test_what_strangers_and_servers_write_is_escaped(admin_client: Client) -> None:
    mail = queued_email(subject="<script>alert(1)</script>")
    OutgoingEmail.objects.update(last_error="550 <img src=x onerror=alert(2)>", to='"><script>alert(3)</script>@x.org')

    pages = [admin_client.get(LIST), admin_client.get(reverse("admin:outbox_outgoingemail_change", args=[mail.pk]))]

    for page in pages:
        assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt;")
        assertContains(page, "550 &lt;img src=x onerror=alert(2)&gt;")
        for n in "13":
            assertNotContains(page, f"<script>alert({n})")


def test_nobody_adds_changes_or_deletes_a_mail(admin_client: Client) -> None:
    mail = queued_email()
    before = OutgoingEmail.objects.values().get()
    change = reverse("admin:outbox_outgoingemail_change", args=[mail.pk])

    answers = [
        admin_client.get(reverse("admin:outbox_outgoingemail_add")).status_code,
        admin_client.post(change, {"to": "victim@example.com", "state": "sent"}).status_code,
        admin_client.post(reverse("admin:outbox_outgoingemail_delete", args=[mail.pk]), {"post": "yes"}).status_code,
    ]
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": mail.pk, "post": "yes"})

    assert answers == [403, 403, 403]
    assert OutgoingEmail.objects.values().get() == before
    assertNotContains(admin_client.get(change), '<input type="text"')


def test_mails_are_found_by_address_and_subject_and_filtered_by_state_and_purpose(admin_client: Client) -> None:
    ana = queued_email(to="ana@example.org", subject="Receipt for Díaz", purpose="receipt")
    bob = failed_email(to="bob@example.org", subject="Please confirm", purpose="confirmation")

    assert shown(admin_client) == [bob, ana]
    assert shown(admin_client, q="ana@") == [ana]
    assert shown(admin_client, q="please") == [bob]
    assert shown(admin_client, state__exact="failed") == [bob]
    assert shown(admin_client, purpose="receipt") == [ana]


def test_failed_mails_are_tried_again_and_the_others_named(admin_client: Client, admin_user: User) -> None:
    failed, erased, sent = failed_email(), failed_email(), queued_email()
    OutgoingEmail.objects.filter(pk=erased.pk).update(mime=None)
    OutgoingEmail.objects.filter(pk=sent.pk).update(state=EmailState.SENT, sent_at=timezone.now(), mime=None)

    page = admin_client.post(
        LIST, {"action": "try_again", "_selected_action": [failed.pk, erased.pk, sent.pk]}, follow=True
    )

    assert [str(message) for message in page.context["messages"]] == [
        "1 mail goes out again.",
        f"Did not fail, or can no longer be sent; left alone: {sent}, {erased}.",
    ]
    assert list(OutgoingEmail.objects.due()) == [failed]
    assert LogEntry.objects.get().object_id == str(failed.pk)


def test_who_may_only_look_cannot_try_again(client: Client) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_outgoingemail"))
    client.force_login(reader)
    mail = failed_email()

    page = client.post(LIST, {"action": "try_again", "_selected_action": mail.pk}, follow=True)

    mail.refresh_from_db()
    assert page.status_code == 200
    assert mail.state == EmailState.FAILED
    assertContains(client.get(LIST), mail.to)


def test_who_has_no_permission_sees_nothing(client: Client) -> None:
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    queued_email()

    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("lookup", ["mime__regex", "mime", "mime__contains", "message_id__startswith", "to__regex"])
def test_no_pattern_in_the_address_tells_what_a_mail_says(admin_client: Client, lookup: str) -> None:
    queued_email()

    answer = admin_client.get(LIST, {lookup: "("})

    assert (answer.status_code, answer.get("Location", "")) in {(400, ""), (302, f"{LIST}?e=1")}
    assert len(shown(admin_client, state__exact="due")) == 1
