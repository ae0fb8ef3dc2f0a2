"""The addresses of the words (DESIGN §9)."""

from django.urls import path

from . import views

app_name = "letters"
urlpatterns = [
    path("", views.home, name="home"),
    path("campaigns/<slug:slug>/", views.campaign, name="campaign"),
    path("letters/<slug:slug>/", views.letter, name="letter"),
    path("letters/<slug:slug>/answers/<int:pk>/", views.answer, name="answer"),
    path("letters/<slug:slug>/versions/", views.versions, name="versions"),
]
