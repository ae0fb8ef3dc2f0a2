"""The bytes that are signed: documented in letters/text.py, and never another form of them."""

import hashlib
import json
from typing import Any

import pytest

from letters import text, workflow
from letters.models import Letter, Version
from tests.factories.letters import letter, published_letter

pytestmark = pytest.mark.django_db

# Written by hand from the docstring of letters/text.py; the digest is what `sha256sum` says of these bytes.
GOLDEN = (
    '{"addressees":['
    '{"address":"The White House\\nWashington, DC 20500","name":"The President","organization":"","title":""},'
    '{"address":"","name":"José Núñez","organization":"U.S. \\"ICE\\"","title":"Director"}],'
    '"body":"We ask you to **end** it.\\n\\n1. Now.\\n2. Everywhere.",'
    '"closing":"Sincerely,",'
    '"salutation":"Dear Mr. President:",'
    '"title":"End Secure Communities — now 😀"}'
).encode()
GOLDEN_SHA256 = "f515ee198d6d708642c6ec0124b948fb4f1cf31985a4ee73455df8d70639566a"


def golden_letter(**fields: Any) -> Letter:
    sample = {
        "title": "End Secure Communities — now 😀",
        "body": "We ask you to **end** it.\n\n1. Now.\n2. Everywhere.",
        "salutation": "Dear Mr. President:",
        "closing": "Sincerely,",
    }
    made = letter(addressees=(), **sample | fields)
    made.addressees.create(position=2, name="José Núñez", title="Director", organization='U.S. "ICE"')
    made.addressees.create(position=1, name="The President", address="The White House\nWashington, DC 20500")
    return made


def test_the_canonical_bytes_are_the_documented_ones() -> None:
    content = text.freeze(golden_letter())

    assert content == GOLDEN
    assert text.digest(content) == GOLDEN_SHA256


@pytest.mark.parametrize(
    "field",
    [
        {"title": "  End Secure Communities — now 😀\n"},
        {"body": "We ask you to **end** it.\r\n\r\n1. Now.\r\n2. Everywhere.\r\n"},
        {"body": "\rWe ask you to **end** it.\r\r1. Now.\r2. Everywhere."},
        {"closing": "\tSincerely, "},
    ],
)
def test_line_ends_and_outer_space_do_not_change_the_bytes(field: dict[str, str]) -> None:
    assert text.freeze(golden_letter(**field)) == GOLDEN


def test_composed_and_decomposed_letters_are_the_same_bytes() -> None:
    composed, decomposed = "Jos\u00e9 E. Nu\u00f1ez", "Jose\u0301 E. Nun\u0303ez"

    assert composed != decomposed
    assert text.clean(composed) == text.clean(decomposed) == composed
    assert text.freeze(letter(title=composed)) == text.freeze(letter(title=decomposed))


@pytest.mark.parametrize(
    "field",
    [
        {"title": "End secure communities — now 😀"},
        {"body": "We ask you to **end** it.\n\n1. Now.\n2.  Everywhere."},
        {"salutation": "Dear Mr. President,"},
        {"closing": "Respectfully,"},
    ],
)
def test_every_other_difference_changes_the_digest(field: dict[str, str]) -> None:
    assert text.digest(text.freeze(golden_letter(**field))) != GOLDEN_SHA256


def test_what_stands_beside_the_letter_is_no_part_of_what_is_signed() -> None:
    beside = {"dear_colleague": "Join me.", "letterhead": "House of Representatives", "contact_name": "Somebody else"}

    assert text.freeze(golden_letter(**beside)) == GOLDEN


def test_frozen_bytes_read_back_as_the_parts() -> None:
    parts = text.read(GOLDEN)

    assert parts.pop("body_html") == (
        "<p>We ask you to <strong>end</strong> it.</p>\n<ol>\n<li>Now.</li>\n<li>Everywhere.</li>\n</ol>\n"
    )
    assert parts.pop("notes_html") == ""
    assert parts == json.loads(GOLDEN)


def test_a_published_version_carries_the_digest_of_its_bytes() -> None:
    made = golden_letter()

    version = workflow.publish(made, by=None)

    stored = Version.objects.get(pk=version.pk)
    assert bytes(stored.content) == GOLDEN
    assert stored.sha256 == hashlib.sha256(GOLDEN).hexdigest() == GOLDEN_SHA256


def test_editing_the_draft_after_publication_leaves_the_version_and_the_page_as_signed(client) -> None:
    made = published_letter(title="As signed", body="We ask for peace.")
    Letter.objects.filter(pk=made.pk).update(title="As rewritten", body="We ask for war.", salutation="Dear Sir:")
    made.addressees.update(name="The Pope")

    page = client.get(made.get_absolute_url()).content.decode()

    assert Version.objects.get().text["body"] == "We ask for peace."
    assert "We ask for peace." in page
    assert [leak for leak in ("As rewritten", "We ask for war.", "Dear Sir:", "The Pope") if leak in page] == []


def test_a_version_is_never_written_again() -> None:
    version = published_letter().versions.get()
    version.note = "Nobody will notice."

    with pytest.raises(TypeError, match="immutable"):
        version.save()

    assert Version.objects.get().note == ""


def test_a_version_is_never_deleted() -> None:
    version = published_letter().versions.get()

    with pytest.raises(TypeError, match="immutable"):
        version.delete()

    assert Version.objects.get() == version
