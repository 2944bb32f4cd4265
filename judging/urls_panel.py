"""The addresses of `judging` under "panel/"."""

from django.urls import path

from judging.views import decide, progress, suitability, totals

app_name = "panel"

urlpatterns = [
    path("season/<slug:slug>/", progress.Progress.as_view(), name="progress"),
    path("round/<uuid:public_id>/", progress.RoundProgress.as_view(), name="round"),
    path("round/<uuid:public_id>/declaring/", progress.StartDeclaring.as_view(), name="start-declaring"),
    path("round/<uuid:public_id>/extend/", progress.Extend.as_view(), name="extend"),
    path("round/<uuid:public_id>/reserve/", progress.CallUpReserve.as_view(), name="call-up"),
    path("round/<uuid:public_id>/judge/<int:pk>/stand-down/", progress.StandDown.as_view(), name="stand-down"),
    path("sheet/<uuid:public_id>/", progress.SheetProgress.as_view(), name="sheet"),
    path("sheet/<uuid:public_id>/reopen/", progress.ReopenSheet.as_view(), name="sheet-reopen"),
    path("sheet/<uuid:public_id>/admit/", progress.AdmitSheet.as_view(), name="sheet-admit"),
    path("round/<uuid:public_id>/totals/", totals.Totals.as_view(), name="totals"),
    path("round/<uuid:public_id>/tie/<int:pk>/", totals.SettleTie.as_view(), name="tie"),
    path("round/<uuid:public_id>/decision/", decide.Decide.as_view(), name="decide"),
    path("round/<uuid:public_id>/deliberate/", decide.StartDeliberating.as_view(), name="deliberate"),
    path("round/<uuid:public_id>/checks/", suitability.AskChecks.as_view(), name="ask-checks"),
    path("decision/<uuid:public_id>/sign/", decide.Sign.as_view(), name="sign"),
    path("decision/<uuid:public_id>/unlock/", decide.Unlock.as_view(), name="unlock"),
    path("checks/", suitability.Checks.as_view(), name="checks"),
    path("checks/<uuid:public_id>/", suitability.Check.as_view(), name="check"),
]
