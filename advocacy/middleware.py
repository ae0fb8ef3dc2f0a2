"""What happens to every answer on its way out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
