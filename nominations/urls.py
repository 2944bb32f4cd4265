"""The addresses of nominators, endorsers and nominees."""

from django.urls import path

from nominations.views import endorse, flagged, mine, nominate, nominee, proposal

app_name = "nominations"

urlpatterns = [
    path("start/<slug:season_slug>/<slug:award_slug>/", nominate.Start.as_view(), name="start"),
    path("start/<slug:season_slug>/<slug:award_slug>/not-open/", nominate.NotOpen.as_view(), name="not-open"),
    path("mine/", mine.Mine.as_view(), name="mine"),
    path("resume/<int:pk>/", mine.Resume.as_view(), name="resume"),
    path("endorse/<int:pk>/", endorse.Endorse.as_view(), name="endorse"),
    path("endorse/<int:pk>/another/", endorse.AnotherEndorser.as_view(), name="endorse-another"),
    path("nominee/<int:pk>/", nominee.NomineeHome.as_view(), name="nominee"),
    path("nominee/<int:pk>/withdraw/", nominee.NomineeWithdraw.as_view(), name="nominee-withdraw"),
    path("nominee/<int:pk>/not-me/", nominee.NotMe.as_view(), name="nominee-not-me"),
    path("nominee/<int:pk>/choices/<slug:purpose>/", nominee.NomineeChoice.as_view(), name="nominee-choice"),
    path("<uuid:public_id>/", mine.ShowNomination.as_view(), name="nomination"),
    path("<uuid:public_id>/flagged/", flagged.Flagged.as_view(), name="flagged"),
    path("<uuid:public_id>/check/", nominate.CheckAnswers.as_view(), name="check"),
    path("<uuid:public_id>/confirm-email/", nominate.ConfirmEmail.as_view(), name="confirm-email"),
    path("<uuid:public_id>/sent/", nominate.Sent.as_view(), name="sent"),
    path("<uuid:public_id>/late/", nominate.Late.as_view(), name="late"),
    path("<uuid:public_id>/own/", nominate.OwnNomination.as_view(), name="own"),
    path("<uuid:public_id>/twice/", nominate.Twice.as_view(), name="twice"),
    path("<uuid:public_id>/another-award/", proposal.Proposal.as_view(), name="proposal"),
    path("<uuid:public_id>/withdraw/", mine.Withdraw.as_view(), name="withdraw"),
    path("<uuid:public_id>/change/", mine.Change.as_view(), name="change"),
    path("<uuid:public_id>/delete/", mine.Delete.as_view(), name="delete"),
    path("<uuid:public_id>/question/<slug:question>/", nominate.AnswerQuestion.as_view(), name="question"),
]
