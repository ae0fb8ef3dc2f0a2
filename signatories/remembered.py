"""What an acting person asked this browser to remember for the next letter: name, role and address, in one cookie.

Signed, so that nobody else's hand is in the form; kept nowhere on the server (docs/adr/0010).
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "agent"
FIELDS = ("agent_name", "agent_role", "email")
LIFETIME = timedelta(days=90)


def recall(request: HttpRequest) -> dict[str, object]:
    """Return what a form begins with in this browser: what it remembers, and the box that keeps it so."""
    try:
        known = signing.loads(request.COOKIES[COOKIE], salt=COOKIE, max_age=LIFETIME)
    except (KeyError, signing.BadSignature):
        return {}
    return {name: known.get(name, "") for name in FIELDS} | {"remember": True}


def keep(request: HttpRequest, response: HttpResponse, said: dict[str, Any]) -> None:
    """Remember what the form said if its box is ticked, and otherwise forget; forms without the box do neither."""
    if "remember" not in said:
        return
    if said["remember"]:
        response.set_cookie(
            COOKIE,
            signing.dumps({name: said[name] for name in FIELDS}, salt=COOKIE, compress=True),
            max_age=LIFETIME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
