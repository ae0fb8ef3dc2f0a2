"""The CSV buttons: what is on screen, for whom, and on record."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.test import Client

from signatories.models import Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter

from .desk import LIST, Page, names_of, names_on, staffer, told

pytestmark = pytest.mark.django_db


def names_in(response: Page) -> list[str]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return [row["name"] for row in csv.DictReader(io.StringIO(content, newline=""))]


def button(client: Client, address: str, reader: str) -> str:
    """Return where the list's own button leads."""
    page = client.get(address)
    return f"{LIST}export/{reader}/{page.context['cl'].get_query_string()}"


def test_the_file_holds_what_is_on_screen_in_its_order_on_all_pages(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signatories.admin.signatories.SignatoryAdmin.list_per_page", 2)
    letter = published_letter()
    for last in ("Serrano", "Chu", "Lee"):
        signatories.confirmed(letter, term=signatories.seat(letter, last=last))
    signatories.held(letter, term=signatories.seat(letter, last="Held"))
    signatories.confirmed(published_letter())
    address = names_of(letter, state__exact="confirmed", p="2")

    response = admin_client.get(button(admin_client, address, "staff"))

    assert isinstance(response, StreamingHttpResponse)
    assert names_on(admin_client.get(address)) == ["Ana Serrano"]
    assert names_in(response) == ["Ana Chu", "Ana Lee", "Ana Serrano"]


def test_search_and_the_column_that_was_clicked_are_kept(admin_client: Client) -> None:
    letter = published_letter(type="officeholders")
    for name in ("Ann Lee", "Bo Lee", "Cy Chan"):
        signatories.confirmed(letter, printed_name=name)
    address = f"{names_of(letter)}&q=lee&o=-1"

    response = admin_client.get(button(admin_client, address, "staff"))

    assert names_on(admin_client.get(address)) == names_in(response) == ["Bo Lee", "Ann Lee"]


def test_a_page_that_is_not_there_does_not_matter_to_the_file(admin_client: Client) -> None:
    signatory = signatories.confirmed()

    response = admin_client.get(f"{LIST}export/staff/?p=77")

    assert names_in(response) == [str(signatory)]


def test_the_file_is_a_download_that_is_kept_nowhere(admin_client: Client) -> None:
    letter = published_letter(slug="end-it")
    signatories.confirmed(letter)

    response = admin_client.get(f"{LIST}export/addressee/?letter__id__exact={letter.pk}")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="end-it-addressee-20')
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_addressees_copy_holds_what_is_on_screen_and_may_be_read(admin_client: Client) -> None:
    letter = published_letter(type="officeholders")
    signatories.confirmed(letter, printed_name="Ann Listed", us_state="NY", email="canary@example.org")
    signatories.confirmed(letter, printed_name="Bo Unlisted", us_state="NY", listed=False)
    signatories.held(letter, printed_name="Cy Held", us_state="NY")
    signatories.confirmed(letter, printed_name="Di Elsewhere", us_state="CA")

    response: Page = admin_client.get(button(admin_client, names_of(letter, us_state__exact="NY"), "addressee"))

    content = b"".join(response.streaming_content).decode()
    columns = "number,name,line,party,state,district,affiliation,city,group,supplement"
    assert content == f"\ufeff{columns}\r\n1,Ann Listed,NY,,NY,,,,NY,\r\n"


def test_the_addressees_copy_is_of_one_letter(admin_client: Client) -> None:
    signatories.confirmed()

    page = admin_client.get(f"{LIST}export/addressee/", follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert told(page) == ["Choose one letter first: this copy travels with it."]
    assert "export/addressee/" not in page.content.decode()


def test_the_addressees_copy_of_nothing_is_no_file(admin_client: Client) -> None:
    letter = published_letter()
    signatories.held(letter)
    address = names_of(letter, state__exact="held")

    page = admin_client.get(button(admin_client, address, "addressee"), follow=True)

    assert page.redirect_chain == [(address, 302)]
    assert told(page) == ["None of the names on screen may be read by the addressee: no file was made."]
    assert LogEntry.objects.count() == 0


def test_a_filter_that_makes_no_sense_gives_no_file(admin_client: Client) -> None:
    assert admin_client.get(f"{LIST}export/staff/?state__exact=x")["Location"] == f"{LIST}?e=1"
    assert admin_client.get(f"{LIST}export/staff/?token_digest__startswith=x").status_code == 400
    assert admin_client.post(f"{LIST}export/staff/").status_code == 405
    assert LogEntry.objects.count() == 0


def test_who_took_how_many_is_on_the_letters_record(admin_client: Client, admin_user: User) -> None:
    letter = published_letter()
    signatories.confirmed(letter)
    signatories.held(letter)
    other = signatories.confirmed()

    for reader in ("staff", "addressee"):
        admin_client.get(f"{LIST}export/{reader}/?letter__id__exact={letter.pk}")
    admin_client.get(f"{LIST}export/staff/?q={other}")

    said = LogEntry.objects.order_by("pk").values_list("user", "content_type__model", "object_id", "change_message")
    assert list(said) == [
        (admin_user.pk, "letter", str(letter.pk), "Exported 2 names as CSV, the copy for staff."),
        (admin_user.pk, "letter", str(letter.pk), "Exported 1 names as CSV, the copy for addressee."),
        (admin_user.pk, "signatory", None, "Exported 1 names as CSV, the copy for staff."),
    ]
    assert "Exported 2 names" in admin_client.get(f"/admin/letters/letter/{letter.pk}/history/").content.decode()


def test_addresses_in_bulk_are_for_those_who_may_change_names() -> None:
    letter = published_letter()
    signatory = signatories.confirmed(letter)
    viewer, editor = staffer("view_signatory"), staffer("view_signatory", "change_signatory")
    address = names_of(letter)

    assert names_in(viewer.get(button(viewer, address, "addressee"))) == [str(signatory)]
    assert viewer.get(button(viewer, address, "staff")).status_code == 403
    assert names_in(editor.get(button(editor, address, "staff"))) == [str(signatory)]
    assert viewer.get(address).context["readers"] == ["addressee"]


def test_the_file_ends_with_the_session(client: Client) -> None:
    letter = published_letter()
    signatories.confirmed(letter)
    editor = staffer("view_signatory", "change_signatory")
    address = button(editor, names_of(letter), "staff")

    editor.logout()

    assert editor.get(address).status_code == 302
    assert client.get(address).status_code == 302
    assert staffer("view_letter").get(address).status_code == 403
    assert Signatory.objects.count() == 1
