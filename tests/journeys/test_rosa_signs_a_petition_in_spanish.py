"""Rosa signs the petition in Spanish, and keeps her name to herself."""

from collections.abc import Callable

import pytest

from letters.states import LetterType
from signatories.models import Signatory
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, Visitor

pytestmark = pytest.mark.django_db


def test_rosa_is_counted_and_not_named(post: Callable[[str], list[Mail]]) -> None:
    letter = published_letter(type=LetterType.PETITION)
    rosa = Visitor()

    rosa.sign(letter, language="/es", name="Rosa Núñez", email="rosa@example.org", city="Troy")
    (mail,) = post("rosa@example.org")
    rosa.visit(mail.link)
    page = rosa.send().content.decode()

    assert (rosa.address.startswith("/es/confirm/"), 'lang="es"' in page) == (True, True)
    for language in ("", "/es"):
        shown = Visitor().visit(f"{language}{letter.get_absolute_url()}").content.decode()
        assert ('<strong class="count">1</strong>' in shown, "Rosa" in shown) == (True, False)
    receipt = post("rosa@example.org")[1]
    assert (Signatory.objects.get().language, f"/es/letters/{letter.slug}/" in receipt.text) == ("es", True)
