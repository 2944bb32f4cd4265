"""The addresses of `announcements`: the public results by the season's name, and the releases behind them."""

from django.urls import path

from announcements import views, views_certificates, views_event, views_host, views_public

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
    path("releases/<uuid:release>/certificates/", views_certificates.Certificates.as_view(), name="certificates"),
    path(
        "releases/<uuid:release>/certificates/<int:pk>/",
        views_certificates.ReleaseCertificate.as_view(),
        name="release-certificate",
    ),
    path(
        "releases/<uuid:release>/certificates/<int:pk>/file/",
        views_certificates.ReleaseCertificateFile.as_view(),
        name="release-certificate-file",
    ),
    path("certificates/<int:pk>/", views_certificates.MyCertificate.as_view(), name="certificate"),
    path("certificates/<int:pk>/file/", views_certificates.MyCertificateFile.as_view(), name="certificate-file"),
    path("certificates/all/<uuid:public_id>/", views_certificates.CertificateRunPage.as_view(), name="certificate-run"),
    path(
        "certificates/all/<uuid:public_id>/file/",
        views_certificates.CertificateRunFile.as_view(),
        name="certificate-run-file",
    ),
    path("<slug:season>/", views_public.Results.as_view(), name="results"),
    path("<slug:season>/feed/", views_public.Feed.as_view(), name="feed"),
    path("<slug:season>/event/", views_host.EventList.as_view(), name="event-list"),
    path("<slug:season>/host/", views_host.HostView.as_view(), name="host"),
    path("<slug:season>/releases/", views.Releases.as_view(), name="releases"),
    path("<slug:season>/releases/prepare/", views.Prepare.as_view(), name="prepare"),
]
