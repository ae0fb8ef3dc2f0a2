"""Where anybody checks a sealed file: by the address that it carries, or by the file itself.

A file is never stored: its digest is computed in the browser, or, without scripts, while it is received.
"""

import hashlib
import re
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from letters.models import Letter
from letters.states import Stage

from ..models import Seal
from ..sealing.showing import notes_of, seals_of

LARGEST = 30_000_000  # bytes
DIGEST = re.compile("[0-9a-fA-F]{64}")


class Digest(FileUploadHandler):
    """Computes the digest of the first file while it comes in, and keeps nothing of it."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.sha256, self.read, self.found = hashlib.sha256(), 0, ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.read += len(raw_data)
        if self.read > LARGEST:
            raise StopUpload(connection_reset=True)
        self.sha256.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        self.found = self.found or (self.sha256.hexdigest() if file_size else "")
        self.sha256 = hashlib.sha256()


@csrf_exempt  # it changes nothing; and Django's own check would read, and store, the file first
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, digest: str = "") -> HttpResponse:
    """Say what is sealed under a digest, and whether a file is that."""
    seal = _seal(digest) if DIGEST.fullmatch(digest) else None
    if digest and seal is None:
        return _answer(request, "signatories/verify_unknown.html", {"digest": digest[:64]}, status=404)
    context: dict[str, Any] = _said_of(seal, digest) if seal else {}
    if request.method != "POST":
        return _answer(request, "signatories/verify.html", context)
    file = Digest(request)
    request.upload_handlers = [file]
    _form = request.POST  # reads the request, and with it the file
    return _of_file(request, seal, context, file)


def _of_file(request: HttpRequest, seal: Seal | None, context: dict[str, Any], file: Digest) -> HttpResponse:
    if file.read > LARGEST:
        return _answer(request, "signatories/verify.html", context | {"answer": "too large"}, status=413)
    if not file.found:
        return _answer(request, "signatories/verify.html", context | {"answer": "no file"}, status=422)
    of_file = _seal(file.found)
    if of_file is None:
        return _answer(request, "signatories/verify.html", context | {"answer": "changed"})
    same = seal is None or of_file == seal
    return _answer(
        request,
        "signatories/verify.html",
        _said_of(of_file, file.found) | {"answer": "unchanged" if same else "another"},
    )


def _seal(digest: str) -> Seal | None:
    known = Seal.objects.light().with_digest(digest.lower())
    return known.select_related("version").first()


def _said_of(seal: Seal, digest: str) -> dict[str, Any]:
    """Return what everyone may know. Names are in what was said of them later, and wait for the release."""
    letter = Letter.objects.for_page().get(pk=seal.letter_id)
    seal.letter, seals = letter, seals_of(letter)
    return {
        "seal": seal,
        "letter": letter,
        "of_pdf": digest.lower() == seal.pdf_sha256,
        "seals": seals,
        "notes": notes_of(seals),
        "recalled": letter.stage == Stage.RECALLED,
    }


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    if request.method == "POST" or status != 200:
        patch_cache_control(response, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=5)
    letter = context.get("letter")
    if letter is not None and not letter.is_listed:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response
