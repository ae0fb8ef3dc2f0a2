"""What an office hands in as a picture is looked at before it is kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from letters import pictures
from letters.models import LetterheadPicture
from tests.factories import letters
from tests.factories.pictures import JPEG, png
from tests.letters.admin_site import shown, staff, url


@pytest.mark.parametrize(("content", "size"), [(png(60, 10), (60, 10)), (JPEG, (1, 1)), (png(3000, 1), (3000, 1))])
def test_png_and_jpeg_are_taken(content: bytes, size: tuple[int, int]) -> None:
    picture = pictures.look(content)

    assert (picture.width, picture.height) == size


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG or JPEG"),
        (b"GIF89a\x01\x00\x01\x00", "not a PNG or JPEG"),
        (b"%PDF-1.7", "not a PNG or JPEG"),
        (b"\xff\xd8\xff\xe0\x00\x00" + b"\xff" * 40, "not a PNG or JPEG"),
        (png()[:20], "not a PNG or JPEG"),
        (png()[:-30], "damaged"),
        (JPEG[:60], "not a PNG or JPEG"),
        (png()[:24] + b"\0" * 60, "damaged"),
        (png(3001, 1), "3001 by 1 pixels"),
        (png(1, 1)[:16] + b"\x7f\xff\xff\xff" * 2 + png(1, 1)[24:], "pixels"),
        (png()[:33] + b"\0" * pictures.MOST_BYTES, "larger than 1 MB"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(pictures.NotAPicture, match=why):
        pictures.look(content)


def choose(client: Client, letter: Any, content: bytes, says: str = "Office of Ana Ruiz") -> Any:
    """Choose a file in the letter's form and save."""
    page = client.get(url("change", letter))
    chosen = {"letterhead_picture-0-picture": SimpleUploadedFile("head.png", content, "image/png")}
    return client.post(
        url("change", letter), shown(page) | {"_save": "Save", "letterhead_picture-0-says": says} | chosen
    )


@pytest.mark.django_db
def test_the_letterhead_is_kept_apart_from_the_letter(client: Client) -> None:
    staff(client)
    letter = letters.letter()

    assert choose(client, letter, png()).status_code == 302

    kept = LetterheadPicture.objects.get()
    assert (kept.letter, bytes(kept.content), kept.says) == (letter, png(), "Office of Ana Ruiz")


@pytest.mark.django_db
def test_fifty_megabytes_are_refused_and_what_was_there_stays(client: Client) -> None:
    staff(client)
    letter = letters.letter()
    choose(client, letter, png())

    page = choose(client, letter, png() + bytes(50 * 1024 * 1024))

    assert "The picture is larger than 1 MB." in page.text
    assert bytes(LetterheadPicture.objects.get().content) == png()


@pytest.mark.django_db
def test_saving_without_choosing_keeps_the_picture(client: Client) -> None:
    staff(client)
    letter = letters.letter()
    choose(client, letter, png())

    page = client.get(url("change", letter))
    client.post(url("change", letter), shown(page) | {"_save": "Save", "letterhead_picture-0-says": "Ana Ruiz, Mayor"})

    kept = LetterheadPicture.objects.get()
    assert (bytes(kept.content), kept.says) == (png(), "Ana Ruiz, Mayor")
    assert "data:;base64," in page.text


@pytest.mark.django_db
def test_a_letterhead_may_follow_until_the_letter_is_delivered(client: Client) -> None:
    staff(client)
    letter = letters.published_letter()

    assert choose(client, letter, png()).status_code == 302
    type(letter).objects.filter(pk=letter.pk).update(stage="delivered", delivered_at=letter.now)

    assert bytes(LetterheadPicture.objects.get().content) == png()
    assert "letterhead_picture-0-picture" not in client.get(url("change", letter)).text


@pytest.mark.django_db
def test_a_draft_is_deleted_with_its_letterhead(client: Client) -> None:
    staff(client)
    letter = letters.letter()
    choose(client, letter, png())

    client.post(url("delete", letter), {"post": "yes"})

    assert (LetterheadPicture.objects.count(), type(letter).objects.count()) == (0, 0)
