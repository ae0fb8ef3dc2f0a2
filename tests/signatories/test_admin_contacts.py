"""Contacts in the admin: brought as a list, found again, marked as left, called, exported."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from directory.models import Contact
from directory.states import Left, Role
from signatories import workflow
from tests.factories import directory
from tests.signatories.desk import staffer, told

pytestmark = pytest.mark.django_db
LIST = "/admin/directory/contact/"
IMPORT = f"{LIST}import/"
ASKED = {"jurisdiction": "US", "on": "2011-06-01"}


def member(last: str, **fields):
    person = directory.legislator(first="Ana", middle="", last=last, full_name=f"Ana {last}")
    return directory.term(legislator=person, **fields).legislator


def press(client: Client, page, **typed: str):
    """Press a button of the second page, sending what it would send."""
    form, roster = page.context["form"], page.context["roster"]
    columns = {asked["name"]: asked["chosen"] for asked in form.columns_asked}
    return client.post(IMPORT, dict(form.carried) | columns | {"seen": roster.seen} | typed, follow=True)


def shown(client: Client, **query: str) -> list[str]:
    return [str(contact) for contact in client.get(LIST, query).context["cl"].result_list]


def test_an_outlook_list_is_looked_at_then_stored(admin_client: Client) -> None:
    office = member("Serrano", domain="serrano.senate.gov")
    text = "Doe, Jane <jane@serrano.senate.gov>; Roe, Al (Chief of Staff) <al@serrano.senate.gov>"

    page = admin_client.post(IMPORT, ASKED | {"text": text})
    assert (page.status_code, Contact.objects.count()) == (200, 0)
    done = press(admin_client, page, write="1")

    assert told(done) == ["2 contacts were added."]
    kept = Contact.objects.order_by("pk").values_list("legislator", "name", "email", "role")
    assert list(kept) == [
        (office.pk, "Jane Doe", "jane@serrano.senate.gov", Role.OTHER),
        (office.pk, "Al Roe", "al@serrano.senate.gov", Role.CHIEF_OF_STAFF),
    ]
    again = admin_client.post(IMPORT, ASKED | {"text": text})
    assert "there is nothing to write" in again.text


def test_columns_that_were_guessed_wrong_are_said_again(admin_client: Client) -> None:
    office = member("Serrano")
    content = "Name,Aide,E-mail\nAna Serrano,Jo Doe,jo@mail.house.gov\n".encode("utf-16")

    page = admin_client.post(IMPORT, ASKED | {"file": SimpleUploadedFile("list.csv", content)})
    assert page.context["roster"].rows[0].verdict == "unknown"
    twice = press(admin_client, page, column_0="email")
    assert twice.status_code == 422
    right = press(admin_client, page, column_0="member", column_1="name")
    press(admin_client, right, write="1")

    assert Contact.objects.values_list("legislator", "name").get() == (office.pk, "Jo Doe")


@pytest.mark.parametrize(
    ("brought", "said"),
    [
        ({}, "Choose a file or paste the names, one of the two."),
        ({"text": "Jo <jo@x.gov>", "on": "never"}, "Enter a valid date."),
        ({"file": SimpleUploadedFile("a.csv", b"Jo,jo@x.gov\n")}, "Name the columns in the first row"),
        ({"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0old")}, "This is a XLS, DOC file."),
        ({"text": "Name\tEmail\n"}, "There are no rows below the headings."),
        ({"text": "j@x.gov;" * 3001}, "This list is too long to look at on one page."),
        ({"packed": "forged"}, "This page is out of date. Bring the list again."),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(admin_client: Client, brought, said) -> None:
    answer = admin_client.post(IMPORT, ASKED | brought)

    assert answer.status_code == 422
    assert said in answer.text
    assert not Contact.objects.exists()


def test_many_undecided_rows_are_said_to_be_too_many_and_left_out_at_once(admin_client: Client) -> None:
    page = admin_client.post(IMPORT, ASKED | {"text": "".join(f"a{n}@mail.house.gov;" for n in range(402))})

    assert (len(page.context["asked"]), page.context["more"]) == (400, 2)
    assert "2 more rows wait" in page.text
    assert press(admin_client, page, leave_rest="on").context["roster"].waiting == []


def test_the_list_is_searched_and_filtered(admin_client: Client) -> None:
    office = member("Serrano")
    directory.contact(office, name="José", issues="Immigration, housing", role=Role.SCHEDULER)
    gone = directory.contact(office, name="Gone", issues="Vivienda; INMIGRACIÓN")
    workflow.mark_bounced(gone.mailbox, "550 5.1.1")
    directory.contact(directory.organization(name="Causa"), name="Org")

    assert shown(admin_client, q="jose serrano") == ["José"]
    assert shown(admin_client, q="causa") == ["Org"]
    assert shown(admin_client, role="scheduler") == ["José"]
    assert shown(admin_client, issue="inmigracion") == ["Gone"]
    assert [shown(admin_client, standing=which) for which in ("left", "bounced", "to_call", "here")] == [
        *(["Gone"], ["Gone"], [], ["Org", "José"]),
    ]
    assert admin_client.get(LIST, {"note__contains": "x"}).status_code == 400


def test_the_list_takes_as_many_queries_for_three_as_for_one(admin_client: Client, django_assert_num_queries) -> None:
    directory.contact(member("One"))
    admin_client.get(LIST)
    with django_assert_num_queries(9):
        admin_client.get(LIST)
    directory.contact(member("Two"))
    directory.contact(directory.organization())

    with django_assert_num_queries(9):
        admin_client.get(LIST)


def test_the_call_list_is_undone_in_one_click(admin_client: Client) -> None:
    office = member("Serrano", phone="202-225-4361")
    contact = directory.contact(office, name="Jo Doe")
    workflow.mark_bounced(contact.mailbox, "550 5.1.1 no such user")

    page = admin_client.get(f"{LIST}call-list/")
    assert "202-225-4361" in page.text
    assert "550 5.1.1 no such user" in page.text
    assert "Call list (1)" in admin_client.get(LIST).text
    done = admin_client.post(
        reverse("admin:directory_contact_here", args=[contact.pk]), {"call_list": "1"}, follow=True
    )

    assert told(done) == ["Jo Doe still works there."]
    assert "Nobody needs to be called." in done.text
    contact.refresh_from_db()
    assert (contact.left, LogEntry.objects.filter(object_id=contact.pk).count()) == (Left.HERE, 1)
    left = reverse("admin:directory_contact_left", args=[contact.pk])
    assert [told(admin_client.post(left, follow=True)) for _twice in range(2)] == [
        ["Jo Doe is marked as left."],
        ["Jo Doe is marked as left already."],
    ]


def test_contacts_of_an_office_are_written_on_its_page_and_no_mailbox_twice(admin_client: Client) -> None:
    organization = directory.organization()
    page = reverse("admin:directory_organization_change", args=[organization.pk])
    form = {"name": organization.name, "scope": "national", "contacts-TOTAL_FORMS": "2", "contacts-INITIAL_FORMS": "0"}
    two = {
        "contacts-0-name": "Jo",
        "contacts-0-email": "Jo@causa.example",
        "contacts-0-role": "press",
        "contacts-1-name": "Al",
        "contacts-1-email": "jo@CAUSA.example",
        "contacts-1-role": "other",
    }

    twice = admin_client.post(page, form | two)
    assert "Two contacts of this office have the same mailbox." in twice.text
    admin_client.post(page, form | two | {"contacts-1-email": "al@causa.example"})
    third = {"contacts-TOTAL_FORMS": "1", "contacts-0-email": "JO@causa.example", "contacts-0-role": "other"}
    again = admin_client.post(page, form | third)

    assert "This organization has a contact with this mailbox already." in again.text
    kept = organization.contacts.order_by("pk").values_list("email", "mailbox")
    assert list(kept) == [("Jo@causa.example", "jo@causa.example"), ("al@causa.example", "al@causa.example")]


@pytest.mark.parametrize("offices", [(), ("legislator", "organization")])
def test_one_contact_is_of_one_office(admin_client: Client, offices) -> None:
    known = {"legislator": member("Serrano").pk, "organization": directory.organization().pk}

    answer = admin_client.post(
        f"{LIST}add/", {"name": "Jo", "role": "other"} | {name: known[name] for name in offices}
    )

    assert "Choose a legislator or an organization, one of the two." in answer.text
    assert not Contact.objects.exists()


def test_what_is_on_screen_is_exported_and_it_is_on_record(admin_client: Client) -> None:
    office = member("Serrano")
    directory.contact(office, name="=Jo", email="jo@mail.house.gov", role=Role.PRESS)
    directory.contact(office, name="Al", email="al@mail.house.gov")

    answer = admin_client.get(f"{LIST}export/", {"role": "press"})

    [row] = csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert (row["office"], row["name"], row["role"], row["shares_mailbox"]) == (
        *("Serrano, Ana (D-NY-16)", "'=Jo", "Press", "no"),
    )
    assert LogEntry.objects.get().change_message == "Exported 1 contacts as CSV."
    assert answer["Content-Disposition"].startswith('attachment; filename="contacts-20')


def test_who_may_only_look_changes_and_exports_nothing() -> None:
    contact = directory.contact(member("Serrano"))
    client = staffer("view_contact")
    pages = [(client.get, IMPORT), (client.get, f"{LIST}export/")]
    pages += [
        (client.post, reverse(f"admin:directory_contact_{step}", args=[contact.pk])) for step in ("here", "left")
    ]

    assert [ask(page).status_code for ask, page in pages] == [403] * 4
    assert [client.get(page).status_code for page in (LIST, f"{LIST}call-list/")] == [200, 200]
    contact.refresh_from_db()
    assert contact.left == Left.HERE
