"""The addresses of `awards`: the pages that anybody may read. Seasons come last, by their own short names."""

from django.urls import path

from awards import views, views_posters

app_name = "awards"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("accessibility/", views.Accessibility.as_view(), name="accessibility"),
    path("brand/<slug:programme>.css", views.Brand.as_view(), name="brand"),
    path("privacy/", views.PrivacyNotices.as_view(), name="privacy"),
    path("go/<slug:code>/", views_posters.Go.as_view(), name="go"),
    path("<slug:season>/", views.SeasonPage.as_view(), name="season"),
    path("<slug:season>/how-it-is-judged/", views.Method.as_view(), name="method"),
    path("<slug:season>/privacy/", views.Privacy.as_view(), name="privacy"),
    path("<slug:season>/awards/<slug:award>/", views.AwardPage.as_view(), name="award"),
    path("<slug:season>/posters/", views_posters.Posters.as_view(), name="posters"),
    path("<slug:season>/posters/print/", views_posters.PosterPrint.as_view(), name="poster-print"),
    path("<slug:season>/posters/<slug:award>.svg", views_posters.PosterCode.as_view(), name="poster-code"),
]
