"""The addresses of a judge's own pages, under "judge/"."""

from django.urls import path

from judging.views import declare, judge, score

app_name = "judging"

urlpatterns = [
    path("", judge.Mine.as_view(), name="mine"),
    path("seats/<int:pk>/", judge.SeatPage.as_view(), name="seat"),
    path("seats/<int:pk>/declare/", declare.Declare.as_view(), name="declare"),
    path("rounds/<uuid:public_id>/", judge.EntryList.as_view(), name="list"),
    path("rounds/<uuid:public_id>/submit/", judge.SubmitAll.as_view(), name="submit"),
    path("entries/<uuid:public_id>/", score.SheetPage.as_view(), name="sheet"),
    path("entries/<uuid:public_id>/wrong/", score.Wrong.as_view(), name="wrong"),
    path("entries/<uuid:public_id>/know/", score.IKnow.as_view(), name="know"),
    path("entries/<uuid:public_id>/identifies/", score.Identifies.as_view(), name="identifies"),
]
