"""The addresses of `announcements`: the public results by the season's name, and the releases behind them."""

from django.urls import path

from announcements import views, views_event, views_host, views_public

app_name = "announcements"

urlpatterns = [
    path("releases/<uuid:release>/", views.ReleasePage.as_view(), name="release"),
    path("releases/<uuid:release>/change/", views.Revise.as_view(), name="revise"),
    path("releases/<uuid:release>/approve/", views.Approve.as_view(), name="approve"),
    path("releases/<uuid:release>/announce/", views.Announce.as_view(), name="announce"),
    path("releases/<uuid:release>/pause/", views.Pause.as_view(), name="pause"),
    path("releases/<uuid:release>/resume/", views.Resume.as_view(), name="resume"),
    path("releases/<uuid:release>/cancel/", views.Cancel.as_view(), name="cancel"),
    path("releases/<uuid:release>/on-stage/", views_host.AnnounceOnStage.as_view(), name="announce-on-stage"),
    path("event/<int:pk>/", views_event.EventDetailsPage.as_view(), name="event-details"),
    path("<slug:season>/", views_public.Results.as_view(), name="results"),
    path("<slug:season>/feed/", views_public.Feed.as_view(), name="feed"),
    path("<slug:season>/event/", views_host.EventList.as_view(), name="event-list"),
    path("<slug:season>/host/", views_host.HostView.as_view(), name="host"),
    path("<slug:season>/releases/", views.Releases.as_view(), name="releases"),
    path("<slug:season>/releases/prepare/", views.Prepare.as_view(), name="prepare"),
]
