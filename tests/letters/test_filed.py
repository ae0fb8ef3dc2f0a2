"""What staff keep with a letter is judged by what it holds."""

import pytest

from letters import filed
from tests.factories.pictures import JPEG, png

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (png(), "image/png"), (JPEG, "image/jpeg")]
)
def test_pdf_png_and_jpeg_are_kept_as_what_they_are(content: bytes, media_type: str) -> None:
    assert filed.look(content) == filed.Filed(content, media_type)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a PDF"),
        (b"<html><script>alert(1)</script>", "not a PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a PDF"),
        (b" " + PDF, "not a PDF"),
        (b"PK\x03\x04" + PDF, "not a PDF"),
        (PDF[:20], "not complete"),
        (PDF + b"\0" * filed.MOST_BYTES, "larger than 5 MB"),
    ],
    ids=["empty", "HTML", "SVG", "PDF behind a space", "PDF in a zip", "cut off", "too large"],
)
def test_anything_else_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(filed.CannotBeFiled, match=why):
        filed.look(content)


def test_a_file_of_exactly_the_limit_is_kept() -> None:
    longest = b"%PDF-1.7\n".ljust(filed.MOST_BYTES - 5, b" ") + b"%%EOF"

    assert len(filed.look(longest).content) == filed.MOST_BYTES
