"""The addresses of the names (DESIGN §9)."""

from django.urls import path

from .views import (
    colleague,
    confirming,
    invited,
    leaving,
    legislators,
    names,
    objecting,
    office,
    office_letters,
    paper,
    picking,
    signing,
    verifying,
)

app_name = "signatories"
urlpatterns = [
    path("letters/<slug:slug>/sign/", signing.sign, name="sign"),
    path("letters/<slug:slug>/sign/find/", picking.find, name="find"),
    path("letters/<slug:slug>/sign/<uuid:uuid>/", signing.inbox, name="inbox"),
    path("letters/<slug:slug>/signatories/", names.signatories, name="signatories"),
    path("letters/<slug:slug>/dear-colleague/", colleague.dear_colleague, name="dear_colleague"),
    path("legislators/<int:pk>/", legislators.legislator, name="legislator"),
    path("letters/<slug:slug>/letter.pdf", paper.pdf, name="pdf"),
    path("letters/<slug:slug>/supplement-<int:number>.pdf", paper.supplement, name="supplement"),
    path("letters/<slug:slug>/seal.json", paper.seal_json, name="seal_json"),
    path("verify/", verifying.verify, name="verify_any"),
    path("verify/<str:digest>/", verifying.verify, name="verify"),
    path("confirm/<uuid:uuid>/", confirming.claim, name="claim"),
    path("confirm/<str:token>/", confirming.open_link, name="open_link"),
    path("object/<uuid:uuid>/", objecting.claim, name="object"),
    path("object/<str:token>/", objecting.open_link, name="open_objection"),
    path("withdraw/<uuid:uuid>/", leaving.claim, name="leave"),
    path("withdraw/<str:token>/", leaving.open_link, name="open_leaving"),
    path("office/", office.ask, name="ask_for_office"),
    path("office/<uuid:uuid>/", office.office, name="office"),
    path("office/<uuid:uuid>/<str:kind>/<int:pk>/<slug:slug>/", office_letters.letter, name="office_letter"),
    path("office/<str:token>/", office.open_link, name="open_office"),
    path("invited/<uuid:uuid>/", invited.claim, name="invited"),
    path("invited/<str:token>/", invited.open_link, name="open_invitation"),
]
