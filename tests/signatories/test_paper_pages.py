"""Where the letter on paper is handed out: to everyone what the page shows, to staff at any stage."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letters import workflow
from letters.states import LetterType
from signatories.models import SignaturePicture
from signatories.typesetting import shelf
from tests.factories import letters, signatories
from tests.factories.pictures import png
from tests.letters.admin_site import staff, url
from tests.signatories.typesetting.paper import claims_accessibility, words

pytestmark = pytest.mark.django_db
SECRET = "Zoraida Hidden"


def address(letter: Any) -> str:
    return reverse("signatories:pdf", args=[letter.slug])


def test_the_pdf_is_public_cacheable_and_without_cookies(client: Client) -> None:
    letter = letters.published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name="Ana Vega")

    response = client.get(address(letter))

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=5"}
    assert (response.cookies, "X-Robots-Tag" in response) == ({}, False)
    assert response["Content-Disposition"] == f'inline; filename="{letter.slug}.pdf"'
    assert client.get(address(letter), headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert claims_accessibility(response.content)


def test_the_letters_page_leads_to_it(client: Client) -> None:
    letter = letters.published_letter()

    assert f'href="{address(letter)}"' in client.get(letter.get_absolute_url()).text


@pytest.mark.parametrize("make", [letters.letter, lambda: letters.letter(stage="in_review")])
def test_a_draft_has_no_public_pdf(client: Client, make: Any) -> None:
    assert client.get(address(make())).status_code == 404


def test_names_that_the_page_hides_are_hidden_until_the_release_and_shown_at_once_after_it(client: Client) -> None:
    letter = letters.published_letter()
    signatories.confirmed(letter, lead_position=1, term=signatories.seat(letter, first="Lee", last="Lead"))
    signatories.confirmed(letter, term=signatories.seat(letter, first="Zoraida", last="Hidden"))

    before = client.get(address(letter))
    workflow.release(letter, by=None)
    after = client.get(address(letter))

    assert (before["X-Robots-Tag"], "X-Robots-Tag" in after) == ("noindex, nofollow", False)
    assert ("Lee Lead" in words(before.content), SECRET in words(before.content)) == (True, False)
    assert SECRET in words(after.content)


def test_a_letter_taken_back_is_marked_at_once(client: Client) -> None:
    letter = letters.published_letter()
    before = client.get(address(letter)).content
    workflow.recall(letter, by=None, reason="Wrong addressee.")

    assert client.get(address(letter)).content != before
    assert "TAKEN BACK" in words(client.get(address(letter)).content)


@pytest.mark.parametrize("language", ["", "/es"])
def test_while_it_is_being_set_the_reader_is_asked_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(shelf, "fetch", lambda *_args, **_more: None)

    response = client.get(language + address(letters.published_letter()))

    assert (response.status_code, response["Retry-After"], response["Refresh"]) == (503, "3", "3")
    assert response["Cache-Control"] == "no-store"


def test_nothing_is_done_by_post(client: Client) -> None:
    assert client.post(address(letters.published_letter())).status_code == 405


def test_staff_take_a_draft_in_three_forms(client: Client) -> None:
    staff(client)
    letter = letters.letter(body="We ask **you**.")

    page = client.get(url("change", letter)).text
    files = {form: client.get(url("paper_file", letter, form)) for form in ("docx", "txt")}
    pdf = client.get(url("paper_pdf", letter))

    assert url("paper", letter) in page
    assert "DRAFT" in words(pdf.content)
    assert files["txt"].text.startswith("DRAFT\n\n")
    assert files["docx"].content.startswith(b"PK")
    for response in (*files.values(), pdf):
        assert response.status_code == 200
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert client.get(url("paper_file", letter, "exe")).status_code == 404


def test_staff_are_told_whose_name_shows_an_empty_box(client: Client) -> None:
    staff(client)
    letter = letters.published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name="Ana Vega")
    fine = client.get(url("paper", letter)).text
    signatories.confirmed(letter, printed_name="李雷 <Lei>")

    told = client.get(url("paper", letter)).text

    assert ("empty box" in fine, "empty box" in told) == (False, True)
    assert "<li>李雷 &lt;Lei&gt;</li>" in told
    assert client.get(url("paper_pdf", letter)).status_code == 200


def test_staff_see_every_change_at_once(client: Client) -> None:
    staff(client)
    letter = letters.published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name="Ana Vega")
    client.get(url("paper_pdf", letter))
    signatories.confirmed(letter, printed_name="Bea Alba")

    assert "Bea Alba" in words(client.get(url("paper_pdf", letter)).content)


@pytest.mark.parametrize("page", ["paper", "paper_pdf"])
@pytest.mark.parametrize("permissions", [("view_letter",), ("view_signatory",)])
def test_the_files_are_for_those_who_may_look_at_letter_and_names(client: Client, page: str, permissions: Any) -> None:
    letter = letters.letter()
    staff(client, *permissions)

    assert client.get(url(page, letter)).status_code == 403
    assert Client().get(url(page, letter)).status_code == 302


def test_a_signature_is_chosen_for_a_name_and_printed_above_it(client: Client) -> None:
    staff(client)
    signatory = signatories.confirmed(letters.published_letter(type=LetterType.PETITION))
    add = reverse("admin:signatories_signaturepicture_add")
    nonsense = SimpleUploadedFile("x.png", b"nonsense")

    refused = client.post(add, {"signatory": signatory.pk, "picture": nonsense})
    client.post(add, {"signatory": signatory.pk, "picture": SimpleUploadedFile("x.png", png())})

    assert "This file is not a PNG or JPEG picture." in refused.text
    assert bytes(SignaturePicture.objects.get().content) == png()
    change = client.get(reverse("admin:signatories_signaturepicture_change", args=[signatory.pk])).text
    assert re.search(r'<img class="picture" src="data:;base64,[\w+/=]+" alt="', change)
