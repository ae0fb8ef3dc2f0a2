"""What every template may know. No user, no token, no message: public pages are cacheable."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info


def site(request: HttpRequest) -> dict[str, Any]:
    """Name the site, and this same page in the other language where there is one.

    The language is in the address and nowhere else: no cookie remembers it.
    """
    here = request.get_full_path()
    other = next(code for code, _name in settings.LANGUAGES if code != get_language())
    there = translate_url(here, other)
    return {
        "site_name": settings.SITE_NAME,
        "other_language": get_language_info(other),
        "other_language_url": there if there != here else "",
    }
