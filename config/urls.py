"""Every address of the site, one line a room."""

from django.conf import settings
from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("account/", include("config.urls_account")),
    path("nominate/", include("nominations.urls")),
    path("review/", include("nominations.urls_review")),
    path("import/", include("nominations.urls_import")),
    path("judge/", include("judging.urls")),
    path("panel/", include("judging.urls_panel")),
    path("results/", include("announcements.urls")),
    path("messages/", include("notifications.urls")),
    path("records/", include("records.urls")),
    path("", include("people.urls")),
    # Last: the front page, and seasons by their own short names.
    path("", include("awards.urls")),
]

if settings.DEMO_SIGN_IN:
    urlpatterns.insert(2, path("demo/", include("demo.urls")))

handler500 = "config.errors.something_went_wrong"
