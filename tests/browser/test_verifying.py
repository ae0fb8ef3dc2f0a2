"""A reader drops the file on the page: it is checked on the device, and the answer is read out."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from signatories import workflow
from tests.factories.seals import later, seal_of, sealed_petition

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        os.environ.get("TEST_DATABASE") == "postgres", reason="A page looks the same on both databases."
    ),
]


def test_a_file_is_checked_without_leaving_the_device(browser: Browser, site: str, tmp_path: Path) -> None:
    letter = sealed_petition("Ana Vega")
    later(letter)
    workflow.seal_supplement(letter, by=None)
    files = {"same": bytes(seal_of(letter).pdf), "later": bytes(seal_of(letter, 1).pdf)}
    files["changed"] = files["same"][:-1] + b"\x00"
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    page = browser.new_page()
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    answer, field = page.get_by_role("status"), page.get_by_label("Choose the PDF")

    page.goto(f"{site}/verify/{seal_of(letter).manifest_sha256}/")
    page.wait_for_load_state()
    expect(answer).to_have_text("")
    for name, said in (
        ("same", "This is the sealed file, unchanged."),
        ("changed", "This is not the file that was sealed: at least one byte differs."),
        ("later", "This is another sealed file of this letter, unchanged."),
    ):
        field.set_input_files(tmp_path / name)
        expect(answer).to_have_text(said)

    page.goto(f"{site}/verify/")
    page.wait_for_load_state()
    field.set_input_files(tmp_path / "later")
    page.wait_for_url(f"**/verify/{seal_of(letter, 1).pdf_sha256}/")
    expect(answer).to_have_text("This is the sealed file, unchanged.")
    page.reload()
    expect(answer).to_have_text("")

    page.goto(f"{site}/verify/")
    page.wait_for_load_state()
    field.set_input_files(tmp_path / "changed")
    expect(page.get_by_role("heading", name="Nothing sealed here has this fingerprint")).to_be_visible()
    page.goto(f"{site}/verify/{seal_of(letter).pdf_sha256}/")
    page.wait_for_load_state()
    expect(answer).to_have_text("")
    assert posted == []
    page.close()
