"""What happens to every request, whatever it asks for."""

import pytest
from django.db import OperationalError
from django.test import Client

from letters.models import Campaign

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/?q=%00", "/letters/x/?a=%00&b=1", "/admin/?%00", "/es/?q=a%00b"])
def test_a_nul_in_the_address_is_a_bad_request(client: Client, path: str) -> None:
    assert client.get(path).status_code == 400


def test_a_database_that_cannot_be_used_now_asks_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(Campaign.objects, "filter", locked)

    answer = client.get("/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "send it again" in answer.text


@pytest.mark.parametrize("path", ["/letters/x/sign/", "/admin/login/"])
def test_a_body_in_a_charset_that_cannot_be_read_is_a_bad_request(path: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/admin/login/")

    answer = client.post(path, "a=b", content_type="application/x-www-form-urlencoded; charset=utf-16")

    assert answer.status_code == 400
    assert "<h1>" in answer.text
