"""Pilar takes the list of those who signed, for the addressee, out of the admin."""

import csv
import io
from collections.abc import Callable

import pytest
from django.urls import reverse

from letters.states import LetterType
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, Visitor

pytestmark = pytest.mark.django_db

SIGNERS = [
    ("Rosa Núñez", "rosa@example.org", True),
    ("=HYPERLINK(1)", "formula@example.org", True),
    ("Hidden Person", "hidden@example.org", False),
]


def test_pilar_exports_what_may_be_read(pilar: Visitor, post: Callable[[str], list[Mail]]) -> None:
    letter = published_letter(type=LetterType.PETITION)
    for name, email, listed in SIGNERS:
        person = Visitor()
        person.sign(letter, name=name, email=email, **({"listed": "on"} if listed else {}))
        person.send(code=post(email)[0].code)
    Visitor().sign(letter, name="Never Confirmed", email="never@example.org", listed="on")

    address = reverse("admin:signatories_signatory_export_addressee")
    answer = pilar.client.get(address, {"letter__id__exact": letter.pk})

    content = b"".join(answer.streaming_content)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert (answer.status_code, content[:3]) == (200, b"\xef\xbb\xbf")
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)", "Rosa Núñez"]
    assert [secret for secret in ("@", "Hidden", "Never") if secret.encode() in content] == []


def test_a_stranger_exports_nothing(client: object) -> None:
    published_letter(type=LetterType.PETITION)

    answer = Visitor().client.get(reverse("admin:signatories_signatory_export_staff"))

    assert (answer.status_code, answer["Location"].startswith("/admin/login/")) == (302, True)
