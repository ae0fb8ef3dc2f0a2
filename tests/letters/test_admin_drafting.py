"""Writing in the letter's form: from a Word file, with a preview, beside a colleague, in two languages."""

import pytest

from letters.models import Letter, Translation
from signatories import principals, workflow
from tests.factories import letters
from tests.factories.word import document, item, note, paragraph, run
from tests.letters.admin_site import ADD, shown, staff, url

pytestmark = pytest.mark.django_db
DRAFTING = "/admin/letters/letter/drafting/"


def send(client, letter, **changes):
    page = url("change", letter)
    return client.post(page, shown(client.get(page)) | changes)


def form(answer):
    return answer.context["adminform"].form


def test_a_word_file_is_shown_with_what_it_lost_before_anything_is_saved(client):
    staff(client)
    letter = letters.letter(body="The old text.")
    file = document(paragraph("We ", run("ask", "<w:b/>"), note(1)) + item("End it."), notes=paragraph("Note."))
    file.name = "our <letter>.docx"

    answer = send(client, letter, body_file=file, title="Typed meanwhile")

    assert shown(answer)["body"] == "We **ask**[^1]\n\n1. End it.\n\n[^1]: Note."
    assert shown(answer)["title"] == "Typed meanwhile"
    assert "our &lt;letter&gt;.docx" in answer.text
    assert "Nothing is saved yet" in answer.text
    assert "Nothing was left out." in answer.text
    assert "The old text.</textarea>" in answer.text
    assert form(answer).errors == {}
    assert Letter.objects.values_list("title", "body").get() == (letter.title, "The old text.")

    saved = client.post(url("change", letter), shown(answer))

    assert saved.status_code == 302
    assert Letter.objects.values_list("title", flat=True).get() == "Typed meanwhile"
    assert Letter.objects.get().body.startswith("We **ask**[^1]")


def test_a_new_letter_is_begun_with_a_file_alone(client):
    staff(client)
    page = f"{ADD}?type=congress"
    file = document(paragraph("Dear Sir:") + paragraph("We ask.") + paragraph("Sincerely,") + paragraph("Rosa Vega"))

    answer = client.post(page, shown(client.get(page)) | {"body_file": file, "_read": "body_file"})

    filled = shown(answer)
    assert (filled["salutation"], filled["body"], filled["closing"]) == ("Dear Sir:", "We ask.", "Sincerely,")
    assert "What stands after the closing: “Rosa Vega”" in answer.text
    assert form(answer).errors == {}
    assert not Letter.objects.exists()


def test_a_file_that_is_refused_says_why_at_its_field_and_loses_nothing(client):
    staff(client)
    letter = letters.letter(body="The old text.")

    answer = send(client, letter, body_file=document(paragraph("x", "<w:ins/>")), body="Typed.", _save="1")

    assert list(form(answer).errors) == ["body_file"]
    assert "The file has tracked changes." in answer.text
    assert shown(answer)["body"] == "Typed."
    assert Letter.objects.get().body == "The old text."


def test_reading_without_a_file_asks_for_one(client):
    staff(client)

    answer = send(client, letters.letter(), _read="dear_colleague_file")

    assert form(answer).errors == {"dear_colleague_file": ["Choose a Word file first."]}


def test_the_dear_colleague_is_read_from_a_file_also_after_publication(client):
    staff(client)
    letter = letters.published_letter()

    answer = send(client, letter, dear_colleague_file=document(paragraph("Join ", run("me", "<w:i/>"), ".")))
    client.post(url("change", letter), shown(answer))

    letter.refresh_from_db()
    assert letter.dear_colleague == "Join *me*."
    assert "body_file" not in form(answer).fields


def test_the_preview_shows_what_is_typed_and_saves_nothing(client):
    staff(client)
    letter = letters.letter()
    hostile = "<script>alert(1)</script> **Now**[^1]\n\n[^1]: Note {{ 7|add:7 }}"

    answer = send(client, letter, body=hostile, title="", closing="Yours,", _preview="1")

    preview = answer.text.split('id="preview"')[1].split("</section>\n      </div>")[0]
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt; <strong>Now</strong><sup>" in preview
    assert preview.index("<p>Yours,</p>") < preview.index("Note {{ 7|add:7 }}")
    assert form(answer).errors == {}
    assert shown(answer)["body"] == hostile
    assert Letter.objects.get().body == letter.body


def test_a_preview_does_not_hide_what_a_colleague_saved_meanwhile(client):
    staff(client)
    letter = letters.letter()
    opened = shown(client.get(url("change", letter)))
    Letter.objects.update(body="Luis's text.")

    previewed = client.post(url("change", letter), opened | {"body": "Ana's text.", "_preview": "1"})
    told = client.post(url("change", letter), shown(previewed))

    assert form(told).non_field_errors()[0].startswith("Nothing was saved: somebody else changed this letter")
    assert Letter.objects.get().body == "Luis's text."


def add_lead(letter):
    workflow.plan_lead(principals.officeholder(letter, "Rosa Vega", title="Mayor", lead_position=1), by=None)


@pytest.mark.parametrize(
    "change",
    [
        lambda letter: letter.addressees.update(title="Secretary"),
        lambda letter: letter.addressees.create(name="The Vice President"),
        lambda letter: letter.translations.create(language="es", title="T", salutation="S", body="B", closing="C"),
        add_lead,
    ],
    ids=["an addressee", "one more addressee", "a translation", "a lead"],
)
def test_who_saves_over_a_colleagues_rows_is_told_too(client, change):
    staff(client)
    letter = letters.letter()
    opened = shown(client.get(url("change", letter)))
    change(letter)

    told = client.post(url("change", letter), opened | {"body": "Ana's text."})

    assert form(told).non_field_errors()[0].startswith("Nothing was saved: somebody else changed this letter")
    assert shown(told)["body"] == "Ana's text."
    assert client.post(url("change", letter), shown(told)).status_code == 302
    assert Letter.objects.get().body == "Ana's text."


def test_pasted_text_is_tidied_and_text_that_nobody_touched_is_not(client):
    staff(client)
    letter = letters.letter(dear_colleague="•\tas it was")

    send(client, letter, body="We ask:\r\n•\tOne\r\n•\tTwo")

    assert Letter.objects.values_list("body", "dear_colleague").get() == ("We ask:\n\n- One\n- Two", "•\tas it was")


def test_formatted_text_from_the_clipboard_comes_back_as_markdown(client):
    staff(client, "add_letter", "change_letter")
    copied = {"html": "<p>a <b>b</b><img src=x></p>", "beside": ""}

    assert client.post(f"{DRAFTING}paste/", copied).json() == {
        "markdown": "a **b**",
        "told": "Left out: 1 picture or drawing.",
    }
    assert client.post(f"{DRAFTING}paste/", copied | {"html": "x" * 400_001}).status_code == 413
    assert "<em>b</em>" in client.post(f"{DRAFTING}preview/", {"body": "a *b*"}).text
    assert client.get(f"{DRAFTING}preview/").status_code == 405


@pytest.mark.parametrize("page", ["paste/", "preview/"])
def test_who_may_not_write_letters_is_answered_nothing(client, page):
    staff(client, "view_letter")

    assert client.post(f"{DRAFTING}{page}").status_code == 403
    client.logout()
    assert client.post(f"{DRAFTING}{page}").status_code == 302


SPANISH = {"language": "es", "title": "Pedimos", "salutation": "Señor Presidente:", "closing": "Atentamente,"}


def translated(**fields):
    made = letters.published_letter(listing="public", **fields)
    made.translations.create(**SPANISH, body="Pedimos **paz**.[^1]\n\n[^1]: Nota.")
    return made


def test_a_translation_is_shown_on_the_page_of_its_language_and_says_which_text_is_signed(client):
    made = translated(title="We ask", body="We ask for **peace**.")
    before = bytes(made.versions.get().content)

    address = made.get_absolute_url()
    english, spanish = (client.get(f"{prefix}{address}").text for prefix in ("", "/es"))

    assert "Pedimos" not in english
    assert '<h1 lang="es">Pedimos</h1>' in spanish
    assert "<p>Pedimos <strong>paz</strong>." in spanish
    assert "We ask for" not in spanish
    assert f'<a href="{address}" hreflang="en">' in spanish
    assert 'aria-label="Volver a la nota 1 en el texto"' in spanish
    assert bytes(made.versions.get().content) == before
    assert b"Pedimos" not in before


def test_a_translation_costs_the_page_no_query(client, django_assert_max_num_queries):
    made = translated()
    client.get(f"/es{made.get_absolute_url()}")

    with django_assert_max_num_queries(5):
        client.get(f"/es{made.get_absolute_url()}")


def test_staff_add_a_translation_to_a_published_letter(client):
    staff(client)
    letter = letters.published_letter()
    words = {f"translations-0-{name}": value for name, value in SPANISH.items()}

    answer = send(client, letter, **words, **{"translations-0-body": "•\tPaz"})

    assert answer.status_code == 302
    assert Translation.objects.values_list("language", "body").get() == ("es", "- Paz")
    assert "Pedimos" in client.get(f"/es{letter.get_absolute_url()}").text


def test_a_draft_is_deleted_with_its_translations(client):
    staff(client)
    letter = letters.letter()
    letter.translations.create(**SPANISH, body="Paz")

    client.post(url("delete", letter), {"post": "yes"})

    assert not Translation.objects.exists()
