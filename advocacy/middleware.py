"""What happens to every answer on its way out."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

# The language stands in the address, and public pages know no user.
NOT_DECIDING = {"cookie", "accept-language"}

type View = Callable[[HttpRequest], HttpResponse]


def keep_public_pages_public(get_response: View) -> View:
    """Let no cookie out with a page that caches may keep for everyone (THREATS T65).

    Django answers a broken session or CSRF cookie with a new or emptied one, on every page; a cache would hand it on.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "public" in response.get("Cache-Control", ""):
            response.cookies.clear()
            kept = [name for name in response.get("Vary", "").split(", ") if name.lower() not in NOT_DECIDING]
            del response["Vary"]
            if any(kept):
                response["Vary"] = ", ".join(kept)
        return response

    return middleware


class Unusable:
    """Answers requests that no database takes: a NUL in the address (400), and those it cannot take now (503)."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(get_template("400.html").render(), status=400)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say "later" where the database is locked, full or away: what was typed can be sent again."""
        if not isinstance(exception, OperationalError):
            return None
        logging.getLogger("django.request").error("The database cannot be used.", exc_info=exception)
        return HttpResponse(get_template("503.html").render(), status=503, headers={"Retry-After": "30"})
