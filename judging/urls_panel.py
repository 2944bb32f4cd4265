"""The addresses of `judging` under "panel/"."""

from django.urls import path

from judging.views import allocation, chairs, decide, packs, progress, readers, sheets, suitability, totals, weights

app_name = "panel"

urlpatterns = [
    path("season/<slug:slug>/", progress.Progress.as_view(), name="progress"),
    path("round/<uuid:public_id>/", progress.RoundProgress.as_view(), name="round"),
    path("round/<uuid:public_id>/declaring/", progress.StartDeclaring.as_view(), name="start-declaring"),
    path("round/<uuid:public_id>/extend/", progress.Extend.as_view(), name="extend"),
    path("round/<uuid:public_id>/reserve/", progress.CallUpReserve.as_view(), name="call-up"),
    path("round/<uuid:public_id>/judge/<int:pk>/stand-down/", progress.StandDown.as_view(), name="stand-down"),
    path("round/<uuid:public_id>/acting-chair/", chairs.NameActingChair.as_view(), name="acting-chair"),
    path("round/<uuid:public_id>/acting-chair/end/", chairs.EndActingChair.as_view(), name="end-acting"),
    path("round/<uuid:public_id>/readers/", readers.Readers.as_view(), name="readers"),
    path("round/<uuid:public_id>/readers/how-many/", readers.ReaderCount.as_view(), name="readers-count"),
    path("round/<uuid:public_id>/readers/judge/<int:pk>/", readers.ReadsAtMost.as_view(), name="reads-at-most"),
    path("round/<uuid:public_id>/readers/work-out/", readers.WorkOut.as_view(), name="work-out"),
    path("round/<uuid:public_id>/readers/entry/<uuid:entry_id>/", readers.EntryReaders.as_view(), name="entry-readers"),
    path("allocation/<uuid:public_id>/", allocation.Proposal.as_view(), name="allocation"),
    path("allocation/<uuid:public_id>/discard/", allocation.Discard.as_view(), name="allocation-discard"),
    path("allocation/<uuid:public_id>/undo/", allocation.Undo.as_view(), name="allocation-undo"),
    path("round/<uuid:public_id>/judge/<int:pk>/packs/", packs.JudgesPacks.as_view(), name="packs"),
    path("pack/<uuid:public_id>/", packs.JudgesPack.as_view(), name="pack"),
    path("pack/<uuid:public_id>/file/", packs.JudgesPackFile.as_view(), name="pack-file"),
    path("sheet/<uuid:public_id>/", sheets.SheetProgress.as_view(), name="sheet"),
    path("sheet/<uuid:public_id>/reopen/", sheets.ReopenSheet.as_view(), name="sheet-reopen"),
    path("sheet/<uuid:public_id>/paper/", sheets.Paper.as_view(), name="sheet-paper"),
    path("sheet/<uuid:public_id>/late/admit/", sheets.AdmitTypedLate.as_view(), name="sheet-admit-late"),
    path("sheet/<uuid:public_id>/late/leave/", sheets.LeaveTypedLate.as_view(), name="sheet-leave-late"),
    path("sheet/<uuid:public_id>/admit/", sheets.AdmitSheet.as_view(), name="sheet-admit"),
    path("round/<uuid:public_id>/history/", weights.History.as_view(), name="history"),
    path("round/<uuid:public_id>/weights/", weights.Propose.as_view(), name="weights"),
    path("weights/<uuid:public_id>/sign/", weights.SignWeights.as_view(), name="weights-sign"),
    path("weights/<uuid:public_id>/take-back/", weights.TakeBackWeights.as_view(), name="weights-take-back"),
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
