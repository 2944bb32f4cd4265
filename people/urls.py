"""Addresses of the people room."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [path("link/<str:token>/", views.OpenLink.as_view(), name="link")]
