"""What every story needs: people at browsers, and a post that really carries mail.

Pytest reads this file before Django reads its settings, so what has models is imported where it is used.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import translation

from tests.services import MailServer


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English: a request for a Spanish page leaves its thread speaking Spanish."""
    with translation.override("en"):
        yield


@pytest.fixture
def pilar(db: None, django_user_model: Any) -> Any:
    """Pilar, who works for the lead's office, at her desk and logged in."""
    from tests.signatories.visitor import Visitor

    visitor = Visitor()
    visitor.client.force_login(django_user_model.objects.create_superuser("pilar", password="a long pass phrase"))
    return visitor


@pytest.fixture
def post(smtp: MailServer) -> Callable[[str], list[Any]]:
    """Have everything that waits carried by SMTP; then look into somebody's mailbox, oldest first."""
    from outbox import dispatch
    from tests.signatories.visitor import read

    def look(address: str) -> list[Any]:
        dispatch.send_all_due()
        return [read(message.content) for message in smtp.messages if message.recipients == [address]]

    return look
