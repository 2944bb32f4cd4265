"""The addresses of a judge's own pages, under "judge/"."""

from django.urls import path

from judging.views import autosave, briefing, declare, judge, order, packs, score

app_name = "judging"

urlpatterns = [
    path("", judge.Mine.as_view(), name="mine"),
    path("seats/<int:pk>/", judge.SeatPage.as_view(), name="seat"),
    path("seats/<int:pk>/declare/", declare.Declare.as_view(), name="declare"),
    path("seats/<int:pk>/briefing/", briefing.Briefing.as_view(), name="briefing"),
    path("seats/<int:pk>/practice/", briefing.Practice.as_view(), name="practice"),
    path("rounds/<uuid:public_id>/", judge.EntryList.as_view(), name="list"),
    path("rounds/<uuid:public_id>/submit/", judge.SubmitAll.as_view(), name="submit"),
    path("rounds/<uuid:public_id>/packs/", packs.MyPacks.as_view(), name="packs"),
    path("packs/<uuid:public_id>/", packs.MyPack.as_view(), name="pack"),
    path("packs/<uuid:public_id>/file/", packs.MyPackFile.as_view(), name="pack-file"),
    path("rounds/<uuid:public_id>/order/", order.Order.as_view(), name="order"),
    path("entries/<uuid:public_id>/", score.SheetPage.as_view(), name="sheet"),
    path("entries/<uuid:public_id>/autosave/", autosave.Autosave.as_view(), name="autosave"),
    path("entries/<uuid:public_id>/wrong/", score.Wrong.as_view(), name="wrong"),
    path("entries/<uuid:public_id>/worry/", score.Worry.as_view(), name="worry"),
    path("entries/<uuid:public_id>/know/", score.IKnow.as_view(), name="know"),
    path("entries/<uuid:public_id>/identifies/", score.Identifies.as_view(), name="identifies"),
]
