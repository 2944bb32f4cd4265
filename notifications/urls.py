"""The addresses of `notifications`."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.MessageList.as_view(), name="list"),
    path("catalogue/", views.Catalogue.as_view(), name="catalogue"),
    path("<uuid:public_id>/", views.MessagePage.as_view(), name="message"),
    path("<uuid:public_id>/<slug:deed>/", views.MessageDeed.as_view(), name="deed"),
]
