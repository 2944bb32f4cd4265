"""The addresses of `nominations` under "review/": reviewers' and administrators' pages."""

from django.urls import path

from nominations.views import (
    review,
    review_concern,
    review_entries,
    review_interests,
    review_nominees,
    review_outcomes,
    review_proposal,
    review_second,
    review_withdraw,
    transcribe,
)

app_name = "review"

NOMINATION = "nominations/<uuid:public_id>/"
ENTRY = "entries/<uuid:public_id>/"

urlpatterns = [
    path("", review.Queue.as_view(), name="queue"),
    path(NOMINATION, review.Screen.as_view(), name="nomination"),
    path(NOMINATION + "take/", review.Take.as_view(), name="take"),
    path(NOMINATION + "take-over/", review.TakeOver.as_view(), name="take_over"),
    path(NOMINATION + "let-go/", review.LetGo.as_view(), name="let_go"),
    path(NOMINATION + "redact/", review.Redact.as_view(), name="redact"),
    path(NOMINATION + "redactions/<int:pk>/remove/", review.RemoveRedaction.as_view(), name="remove_redaction"),
    path(NOMINATION + "flags/<int:pk>/", review.RuleOnFlag.as_view(), name="flag"),
    path(NOMINATION + "release/", review.Release.as_view(), name="release"),
    path(NOMINATION + "accept/", review_outcomes.Accept.as_view(), name="accept"),
    path(NOMINATION + "return/", review_outcomes.Return.as_view(), name="return"),
    path(NOMINATION + "another-award/", review_proposal.Propose.as_view(), name="propose"),
    path(NOMINATION + "another-award/take-back/", review_proposal.ProposeNoMore.as_view(), name="propose_no_more"),
    path(NOMINATION + "hold/", review_outcomes.Hold.as_view(), name="hold"),
    path(NOMINATION + "not-eligible/", review_outcomes.Reject.as_view(), name="reject"),
    path(NOMINATION + "look-again/", review_outcomes.Reinstate.as_view(), name="reinstate"),
    path(NOMINATION + "join/", review_outcomes.Merge.as_view(), name="merge"),
    path(NOMINATION + "part/", review_outcomes.Split.as_view(), name="split"),
    path(NOMINATION + "original/", review_outcomes.Original.as_view(), name="original"),
    path(NOMINATION + "withdraw/", review_withdraw.WithdrawNomination.as_view(), name="withdraw"),
    path(NOMINATION + "worry/", review_concern.Worry.as_view(), name="worry"),
    path(NOMINATION + "concern/", review_concern.ConcernPage.as_view(), name="concern"),
    path(NOMINATION + "two-reviewers/", review_second.WhyTwo.as_view(), name="second"),
    path(NOMINATION + "ask-second/", review_second.AskSecond.as_view(), name="ask_second"),
    path("concerns/", review_concern.Concerns.as_view(), name="concerns"),
    path("concerns/<uuid:public_id>/", review_concern.Settle.as_view(), name="concern_settle"),
    path("entries/", review_entries.Entries.as_view(), name="entries"),
    path(ENTRY, review_entries.EntryScreen.as_view(), name="entry"),
    path(ENTRY + "hide/", review_entries.Hide.as_view(), name="hide"),
    path(ENTRY + "show-again/", review_entries.ShowAgain.as_view(), name="show_again"),
    path(ENTRY + "interests/<int:pk>/", review_interests.RuleOnInterest.as_view(), name="interest"),
    path(ENTRY + "nominee/", review_nominees.TellNominee.as_view(), name="nominee"),
    path(ENTRY + "stop-messages/", review_nominees.StopMessages.as_view(), name="stop_messages"),
    path(ENTRY + "allow-messages/", review_nominees.AllowMessages.as_view(), name="allow_messages"),
    path("nominees/", review_nominees.NomineesToTell.as_view(), name="nominees"),
    path("transcribe/", transcribe.ChooseSeason.as_view(), name="transcribe"),
    path("transcribe/<slug:season>/", transcribe.Transcribe.as_view(), name="transcribe_in"),
    path("interests/", review_interests.Interests.as_view(), name="interests"),
    path("endorsements/", review_entries.Endorsements.as_view(), name="endorsements"),
    path("endorsements/<uuid:public_id>/", review_entries.EndorsementPage.as_view(), name="endorsement"),
    path("endorsers/<uuid:public_id>/", review_entries.EndorserPage.as_view(), name="endorser"),
    path("late/", review_entries.LateDrafts.as_view(), name="late"),
    path("late/<uuid:public_id>/", review_entries.Admit.as_view(), name="admit"),
]
