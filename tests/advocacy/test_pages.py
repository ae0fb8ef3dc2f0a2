"""The pages about the site, the ones for machines, and the ones that say what went wrong."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path

from advocacy import urls


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "heading"),
    [("/about/", "About this site"), ("/privacy/", "Privacy"), ("/accessibility/", "Accessibility")],
)
def test_pages_about_the_site_need_no_database(
    client: Client, page: str, heading: str, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get(page)

    assert (answer.status_code, f"<h1>{heading}</h1>" in answer.text) == (200, True)
    assert '<html lang="en">' in answer.text


@pytest.mark.parametrize("page", ["/about/", "/privacy/", "/accessibility/"])
def test_pages_about_the_site_have_a_spanish_twin(client: Client, page: str) -> None:
    english, spanish = client.get(page), client.get(f"/es{page}")

    assert f'<a href="/es{page}" hreflang="es" lang="es">Español</a>' in english.text
    assert f'<a href="{page}" hreflang="en" lang="en">English</a>' in spanish.text
    assert '<html lang="es">' in spanish.text


def test_the_language_is_in_the_address_alone(client: Client) -> None:
    client.cookies["django_language"] = "es"

    answer = client.get("/about/", headers={"Accept-Language": "es"})

    assert (answer["Content-Language"], '<html lang="en">' in answer.text) == ("en", True)


@pytest.mark.django_db
def test_healthz_asks_nothing_of_the_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")


@pytest.mark.django_db
def test_readyz_says_ok_while_the_database_answers(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db(transaction=True)
def test_readyz_says_503_when_the_database_is_gone(client: Client) -> None:
    before = dict(connection.settings_dict)
    gone = {"NAME": "/nowhere/at/all.sqlite3"} if connection.vendor == "sqlite" else {"PORT": "1"}
    connection.close()
    connection.settings_dict.update(gone)
    try:
        ready, alive = client.get("/readyz"), client.get("/healthz")
    finally:
        connection.close()
        connection.settings_dict.update(before)

    assert (ready.status_code, ready.content) == (503, b"no database")
    assert alive.status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("machine", ["/healthz", "/readyz"])
def test_what_machines_ask_is_never_kept(client: Client, machine: str) -> None:
    kept = {part.strip() for part in client.get(machine)["Cache-Control"].split(",")}

    assert kept == {"max-age=0", "no-cache", "no-store", "must-revalidate", "private"}
    assert client.post(machine).status_code == 405


def test_robots_are_kept_from_the_admin_and_from_links_in_mails(client: Client) -> None:
    answer = client.get("/robots.txt")

    assert answer["Content-Type"] == "text/plain"
    assert answer.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /confirm/",
        "Disallow: /es/admin/",
        "Disallow: /es/confirm/",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_missing_page_says_so_in_the_sites_own_words(client: Client, prefix: str) -> None:
    answer = client.get(f"{prefix}/nowhere/")

    assert answer.status_code == 404
    assert f'<html lang="{prefix[1:] or "en"}">' in answer.text
    assert f'href="{prefix}/"' in answer.text


def test_a_host_that_is_not_ours_gets_the_page_for_bad_requests(client: Client) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "We could not read this request" in answer.text
    assert "evil.example" not in answer.text


@pytest.mark.django_db
def test_a_form_without_its_cookie_gets_advice_and_no_reason_for_developers() -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "ana"})

    assert (answer.status_code, "Please send the form again" in answer.text) == (403, True)
    assert "CSRF" not in answer.text
    assert "no-store" in answer["Cache-Control"]


def broken(request: HttpRequest) -> None:
    raise DatabaseError("password=hunter2")


def forbidden(request: HttpRequest) -> None:
    raise PermissionDenied("because of hunter2")


urlpatterns = [path("broken/", broken), path("forbidden/", forbidden), *urls.urlpatterns]


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_is_shown_without_its_cause_and_without_the_database(
    client: Client, django_assert_num_queries
) -> None:
    client.raise_request_exception = False

    answer = client.get("/broken/")

    assert (answer.status_code, "Something went wrong on our side" in answer.text) == (500, True)
    assert "hunter2" not in answer.text
    assert answer["Content-Security-Policy"].startswith("default-src 'self'")


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_is_not_yours_says_who_could_let_you_in(client: Client) -> None:
    answer = client.get("/forbidden/")

    assert (answer.status_code, "You may not open this page" in answer.text) == (403, True)
    assert "hunter2" not in answer.text
