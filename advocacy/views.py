"""Pages about the site itself, and what machines ask of it."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

# Links in mails, and the admin, are nobody's search result. Spanish pages have their own prefix.
NOT_FOR_ROBOTS = ("/admin/", "/confirm/", "/es/admin/", "/es/confirm/")

_page = cache_control(public=True, max_age=300)
about = _page(TemplateView.as_view(template_name="site/about.html"))
privacy = _page(TemplateView.as_view(template_name="site/privacy.html"))
accessibility = _page(TemplateView.as_view(template_name="site/accessibility.html"))


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers. Asks nothing of the database: a restart would not mend that."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether this process can serve people: 503 while the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("no database", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers away from what only a person should open."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@never_cache
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read. Django's own handler would read the body for a token, and fail again."""
    return HttpResponse(get_template("400.html").render(), status=400)


@never_cache
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke; asks for nothing that may be broken too."""
    return HttpResponse(get_template("500.html").render(), status=500)


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose cookie is missing or old. ``reason`` is Django's, for developers; people get advice."""
    return render(request, "site/csrf_failure.html", status=403)
