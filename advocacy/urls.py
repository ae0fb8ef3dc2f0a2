"""Every address of the site (DESIGN §9). English has no prefix; Spanish lives under /es/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from . import views

handler400, handler500 = "advocacy.views.bad_request", "advocacy.views.server_error"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    *i18n_patterns(
        path("", include("letters.urls")),
        path("", include("signatories.urls")),
        path("about/", views.about, name="about"),
        path("privacy/", views.privacy, name="privacy"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
