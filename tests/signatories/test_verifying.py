"""Where anybody checks a file: by its digest, or by the file, which is read and not kept."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letters import workflow as letter_steps
from signatories import workflow
from signatories.models import Seal
from signatories.views import verifying
from tests.factories.seals import later, seal_of, sealed_petition

pytestmark = pytest.mark.django_db

UNCHANGED = "This is the sealed file, unchanged."
CHANGED = "This is not the file that was sealed: at least one byte differs."


def address(digest: str = "") -> str:
    return reverse("signatories:verify", args=[digest]) if digest else reverse("signatories:verify_any")


def give(content: bytes, digest: str = "", language: str = "") -> Any:
    file = SimpleUploadedFile("letter.pdf", content, "application/pdf")
    return Client(enforce_csrf_checks=True).post(language + address(digest), {"file": file})


def answer(response: Any) -> str:
    """Return the words of the answer, without those that the script would choose from."""
    part = response.text.split("data-answer>")[1].split("</div>")[0]
    return part.split("<strong>")[1].split("</strong>")[0] if "<strong>" in part else ""


@pytest.mark.parametrize("spelled", [str, str.upper])
@pytest.mark.parametrize("which", ["pdf_sha256", "manifest_sha256"])
def test_either_digest_leads_to_what_was_sealed(which: str, spelled: Any) -> None:
    letter = sealed_petition("Ana Vega", "Bo Lind")
    seal = seal_of(letter)

    response = Client().get(address(spelled(getattr(seal, which))))

    assert (response.status_code, response.context["seal"], answer(response)) == (200, seal, "")
    for said in (letter.title, seal.pdf_sha256, seal.manifest_sha256, seal.version.sha256, "<dd>2</dd>"):
        assert said in " ".join(response.text.split()).replace("<dd>2 </dd>", "<dd>2</dd>")
    assert (response.cookies, set(response["Cache-Control"].split(", "))) == ({}, {"public", "max-age=5"})


def test_the_page_without_a_digest_asks_for_a_file() -> None:
    response = Client().get(address())

    assert (response.status_code, response.cookies, answer(response)) == (200, {}, "")
    assert 'src="/static/verify.js"' in response.text


@pytest.mark.parametrize("digest", ["0" * 64, "abc", "<script>alert(1)", "á" * 200, "\0"])
def test_an_unknown_digest_says_what_it_may_mean(digest: str) -> None:
    sealed_petition()

    response = Client().get(address(digest))

    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert "The file was changed after it was sealed." in response.text
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("at", ["", "pdf_sha256"])
def test_a_file_is_the_sealed_one_or_not(at: str) -> None:
    letter = sealed_petition()
    seal = seal_of(letter)
    digest = getattr(seal, at) if at else ""
    sealed = bytes(seal.pdf)
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])

    answers = [give(content, digest) for content in (sealed, changed, sealed + b"\n")]

    assert [answer(response) for response in answers] == [UNCHANGED, CHANGED, CHANGED]
    assert [response.status_code for response in answers] == [200] * 3
    assert {response["Cache-Control"] for response in answers} == {"no-store"}


def test_the_supplement_given_to_the_letters_page_is_called_what_it_is() -> None:
    letter = sealed_petition()
    later(letter)
    supplement = workflow.seal_supplement(letter, by=None)

    response = give(bytes(supplement.pdf), seal_of(letter).pdf_sha256)

    assert (response.context["seal"], answer(response)[:28]) == (supplement, "This is another sealed file,")


@pytest.mark.parametrize("sent", [{}, {"file": ""}, {"file": io.BytesIO(b"")}])
def test_no_file_or_an_empty_one_is_refused_in_words(sent: dict[str, Any]) -> None:
    response = Client().post(address(), sent)

    assert (response.status_code, answer(response)[:20]) == (422, "Choose a file first.")


def test_a_large_file_is_not_read_to_its_end_nor_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LARGEST", 100_000)
    read: list[verifying.Digest] = []
    monkeypatch.setattr(
        verifying, "Digest", lambda request, made=verifying.Digest: read.append(made(request)) or read[0]
    )
    file = SimpleUploadedFile("letter.pdf", b"x" * 1_000_000)

    response = Client().post(address(), {"file": file})

    assert 100_000 < read[0].read < 200_000
    assert (response.status_code, answer(response)) == (413, "This file is larger than any sealed file.")


def test_nothing_of_a_file_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda *args, **more: opened.append(args))
    content = b"x" * 5_000_000  # Django would write this to a file

    response = give(content)

    assert (answer(response), opened, response.wsgi_request.FILES) == (CHANGED, [], {})


def test_two_files_are_not_taken_for_one() -> None:
    sealed = bytes(seal_of(sealed_petition()).pdf)
    half = len(sealed) // 2
    parts = [SimpleUploadedFile("a.pdf", sealed[:half]), SimpleUploadedFile("b.pdf", sealed[half:])]

    assert answer(Client().post(address(), {"file": parts})) == CHANGED


def test_the_page_speaks_spanish() -> None:
    letter = sealed_petition()
    letter_steps.recall(letter, by=None, reason="The wrong bill.")

    response = give(bytes(Seal.objects.get().pdf), language="/es")

    assert 'lang="es"' in response.text
    assert UNCHANGED not in response.text
    assert answer(response).startswith("Este es el archivo sellado")
