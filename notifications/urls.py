"""The addresses of `notifications`."""

from django.urls import path

from notifications import calendar_views, panel_views, stop_views, views

app_name = "notifications"

urlpatterns = [
    path("", views.MessageList.as_view(), name="list"),
    path("catalogue/", views.Catalogue.as_view(), name="catalogue"),
    path("calendar/<slug:season>/", calendar_views.Calendar.as_view(), name="calendar"),
    path("calendar/<slug:season>/<slug:plan>/", calendar_views.PlannedWords.as_view(), name="planned"),
    path("person/<uuid:public_id>/", calendar_views.PersonPage.as_view(), name="person"),
    path("stop/<str:token>/", stop_views.StopReminders.as_view(), name="stop"),
    path("remind/<uuid:public_id>/scores/", panel_views.RemindOfScores.as_view(), name="remind-scores"),
    path("remind/<uuid:public_id>/interests/", panel_views.RemindToDeclare.as_view(), name="remind-interests"),
    path("<uuid:public_id>/", views.MessagePage.as_view(), name="message"),
    path("<uuid:public_id>/<slug:deed>/", views.MessageDeed.as_view(), name="deed"),
]
