"""The addresses of `records`."""

from django.urls import path

from records import views

app_name = "records"

urlpatterns = [
    path("audit/", views.Audit.as_view(), name="audit"),
    path("<slug:season>/", views.Dashboard.as_view(), name="dashboard"),
    path("<slug:season>/nominations/", views.Nominations.as_view(), name="nominations"),
    path("<slug:season>/ready/", views.Readiness.as_view(), name="ready"),
    path("<slug:season>/publish/", views.Publish.as_view(), name="publish"),
    path("<slug:season>/pause/", views.Pause.as_view(), name="pause"),
    path("<slug:season>/resume/", views.Resume.as_view(), name="resume"),
]
