"""Delivery and answer in the admin: the forms, the section on the letter's page, the files."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from letters.clock import database_now
from letters.filed import Filed
from letters.models import Answer, Delivery, Letter, Outcome
from signatories.models import Mailing
from tests.factories.letters import delivered_letter, published_letter, sealed
from tests.letters.admin_site import messages, staff, url

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF"
HOSTILE = "<script>alert(1)</script>"


def closed(**fields: Any) -> Letter:
    now = database_now()
    return sealed(published_letter(at=now - timedelta(days=9), closes_at=now - timedelta(days=1), **fields))


def send(client: Client, letter: Letter, step: str, query: str = "", **typed: Any) -> Any:
    """Open the step's page as a browser does, change what a person changes, and send it back."""
    page = url("step", letter, step)
    form = client.get(page + query).context["form"]
    shown = {}
    for bound in form:
        value = bound.value()
        if bound.name == "at":
            shown |= {"at_0": f"{value:%Y-%m-%d}", "at_1": f"{value:%H:%M}"} if value else {}
        elif value not in (None, False):
            shown[bound.name] = value
    return client.post(page, shown | typed)


def upload(content: bytes = PDF, name: str = "receipt.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def test_the_delivery_page_needs_only_the_way_for_all_who_have_not_got_it(client: Client) -> None:
    ana = staff(client)
    letter = closed(addressees=("Ann", "Bo"))

    done = send(client, letter, "deliver", way="hand", proof=upload())

    assert done.headers["Location"] == url("change", letter)
    rows = list(Delivery.objects.values_list("addressee__name", "way", "by", "proof__media_type"))
    assert rows == [("Ann", "hand", ana.pk, "application/pdf"), ("Bo", "hand", ana.pk, "application/pdf")]
    stored = Letter.objects.get()
    local_day = stored.delivered_at.astimezone(stored.zone).date()
    assert (stored.stage, stored.answer_due) == ("delivered", local_day + timedelta(days=30))
    assert Mailing.objects.values_list("purpose", flat=True).get() == "delivered"


def test_a_letter_that_is_not_sealed_is_sent_to_the_seal_first(client: Client) -> None:
    staff(client)
    letter = closed()
    Letter.objects.update(sealed_at=None)

    page = client.get(url("step", letter, "deliver"))

    assert page.context["missing"] == ["the seal (press Seal on the letter's page first)"]
    assert 'type="submit" class="default"' not in page.text


def test_an_answer_due_on_a_holiday_says_so(client: Client) -> None:
    staff(client)
    letter = closed(answer_due=date(2099, 12, 25))

    form = client.get(url("step", letter, "deliver")).context["form"]

    assert form["answer_due"].help_text.endswith("Offices are closed on Dec. 25, 2099 (Christmas Day).")


def test_signatories_are_not_told_of_a_delivery_when_staff_do_not_want_it(client: Client) -> None:
    staff(client)
    letter = closed()

    send(client, letter, "deliver", way="hand", tell="")

    assert (Delivery.objects.count(), Mailing.objects.count()) == (1, 0)


def test_the_next_delivery_is_offered_for_those_who_lack_it_and_tells_nobody(client: Client) -> None:
    staff(client)
    letter = closed(addressees=("Ann", "Bo"))
    ann, bo = letter.addressees.all()
    send(client, letter, "deliver", to=[ann.pk], way="hand", tell="")

    form = client.get(url("step", letter, "deliver")).context["form"]
    send(client, letter, "deliver", f"?addressee={ann.pk}", way="post")

    assert (form["to"].value(), "tell" in form.fields) == ([bo.pk], False)
    assert list(Delivery.objects.values_list("addressee__name", "way")) == [("Ann", "hand"), ("Ann", "post")]
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"to": []}, "to"),
        ({"to": ["999999"]}, "to"),
        ({"to": ["x"]}, "to"),
        ({"to": [str(10**21)]}, "to"),
        ({"way": ""}, "way"),
        ({"way": "pigeon"}, "way"),
        ({"at_0": "2027-03-14", "at_1": "02:30"}, "at"),
        ({"at_0": "soon"}, "at"),
        ({"at_0": "0001-01-01"}, "at"),
        ({"answer_due": "never"}, "answer_due"),
        ({"proof": upload(HOSTILE.encode())}, "proof"),
        ({"proof": upload(b"")}, "proof"),
        ({"reference": "9" * 121}, "reference"),
        ({"carried_by": "a\0b"}, "carried_by"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
def test_a_delivery_that_cannot_be_is_refused_at_its_field(client: Client, typed: dict[str, Any], field: str) -> None:
    staff(client)
    letter = closed()

    posted = send(client, letter, "deliver", **{"way": "hand", "reason": HOSTILE} | typed)

    form = posted.context["form"]
    assert (posted.status_code, list(form.errors)) == (422, [field])
    assert (form["reason"].value(), HOSTILE in posted.text) == (HOSTILE, False)
    assert (Letter.objects.get().stage, Delivery.objects.count()) == ("published", 0)


def test_what_the_step_refuses_keeps_what_was_typed(client: Client) -> None:
    staff(client)
    letter = closed()

    posted = send(client, letter, "deliver", way="fax", at_0="2099-01-01", answer_due="2099-02-01")

    assert posted.status_code == 422
    assert messages(posted) == ["This time is still to come. Record a delivery once it is done."]
    assert posted.context["form"]["way"].value() == "fax"


def test_answer_outcome_and_acknowledgement_are_one_page_each_from_the_letters_page(client: Client) -> None:
    staff(client)
    letter = delivered_letter(addressees=("Ann", "Bo"))
    bo = letter.addressees.get(name="Bo")
    about = f"?addressee={bo.pk}"
    page = client.get(url("change", letter))
    for step in ("deliver", "acknowledge", "answer", "outcome"):
        assert f'href="{url("step", letter, step)}{about}"' in page.text

    send(client, letter, "acknowledge", about, text="Stamped copy.")
    send(client, letter, "answer", about, text="We will look into it.", file=upload(), public="on")
    send(client, letter, "outcome", about, result="partly", jurisdiction="NY", note="From June.", source="Press")

    delivery = Delivery.objects.get(addressee=bo)
    assert (delivery.acknowledgement, delivery.acknowledged_on is not None) == ("Stamped copy.", True)
    answer = Answer.objects.values_list("addressee", "text", "public", "file__media_type").get()
    assert answer == (bo.pk, "We will look into it.", True, "application/pdf")
    outcome = Outcome.objects.values_list("addressee", "result", "jurisdiction", "note", "source").get()
    assert outcome == (bo.pk, "partly", "NY", "From June.", "Press")
    shown = client.get(url("change", letter)).text
    for words in ("By hand", "Stamped copy.", "We will look into it.", "Agreed in part", "New York"):
        assert words in shown


@pytest.mark.parametrize("step", ["answer", "outcome"])
def test_an_addressee_of_another_letter_or_of_none_is_refused(client: Client, step: str) -> None:
    staff(client)
    letter, other = delivered_letter(), delivered_letter()

    for key in (str(other.addressees.get().pk), str(10**21), "x"):
        posted = send(client, letter, step, addressee=key, text="No.", result="refused")
        assert (posted.status_code, list(posted.context["form"].errors)) == (422, ["addressee"])


def test_an_answer_without_words_or_file_is_asked_for_them(client: Client) -> None:
    staff(client)
    letter = delivered_letter()

    posted = send(client, letter, "answer", f"?addressee={letter.addressees.get().pk}")

    told = ["Write down what was answered, or choose the file of the answer."]
    assert (posted.status_code, posted.context["form"].errors) == (422, {"text": told})


@pytest.mark.parametrize(
    ("typed", "told"),
    [({}, 0), ({"tell": "on"}, 1), ({"public": "on"}, 1)],
    ids=["for staff", "for the signatories", "for everyone"],
)
def test_signatories_are_told_of_an_answer_that_is_public_or_that_staff_tell_them(
    client: Client, typed: dict[str, str], told: int
) -> None:
    staff(client)
    letter = delivered_letter()

    send(client, letter, "answer", addressee=letter.addressees.get().pk, text="No.", **typed)

    assert (Answer.objects.count(), Mailing.objects.filter(purpose="answered").count()) == (1, told)


def test_an_error_is_chosen_from_a_list_and_crossed_out(client: Client) -> None:
    staff(client)
    letter = delivered_letter(addressees=("Ann", "Bo"))
    wrong = letter.deliveries.get(addressee__name="Bo")

    form = client.get(url("step", letter, "strike")).context["form"]
    done = send(client, letter, "strike", fact=f"delivery-{wrong.pk}", reason="She was away.")
    again = send(client, letter, "strike", fact=f"delivery-{wrong.pk}", reason="Twice.")

    assert [label.split(",")[0] for _key, label in form.fields["fact"].choices] == [
        "delivery to Ann",
        "delivery to Bo",
    ]
    assert done.status_code == 302
    assert list(Delivery.objects.standing().values_list("addressee__name", flat=True)) == ["Ann"]
    assert client.get(url("change", letter)).text.count("<del>") == 1
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["fact"])


@pytest.mark.parametrize("addressee", ["", "x", "-1", "999999999999999999999", "1 OR 1=1"])
def test_a_made_up_addressee_in_the_address_chooses_nobody(client: Client, addressee: str) -> None:
    staff(client)
    letter = delivered_letter()

    pages = [
        client.get(url("step", letter, step), {"addressee": addressee})
        for step in ("acknowledge", "answer", "outcome")
    ]

    own = {str(letter.addressees.get().pk), str(letter.deliveries.get().pk)}
    chosen = {str(bound.value()) for page in pages for bound in page.context["form"]}
    assert ({page.status_code for page in pages}, own & chosen) == ({200}, set())
    assert client.get(url("step", letter, "deliver"), {"addressee": addressee}).status_code == 200


def test_a_kept_file_is_only_ever_saved_and_only_by_staff(client: Client) -> None:
    letter = delivered_letter(delivery={"proof": Filed(PDF, "application/pdf")})
    other = delivered_letter()
    file = letter.kept_files.get()
    page = url("file", letter, str(file.pk))
    stranger = client.get(page)
    staff(client, "view_letter")

    response = client.get(page)

    assert stranger.headers["Location"].startswith("/admin/login/")
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{letter.slug}-{file.pk}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert client.get(url("file", other, str(file.pk))).status_code == 404
    staff(client, "view_signatory", name="bo")
    assert client.get(page).status_code == 403


def test_the_day_the_answer_is_due_is_edited_on_the_letter(client: Client) -> None:
    staff(client)
    letter = delivered_letter()

    form = client.get(url("change", letter)).context["adminform"].form

    assert "answer_due" in form.fields
    assert form["answer_due"].value() == letter.answer_due > date(2026, 1, 1)
