"""What is said to whom, when: one entry for every move of every lifecycle, and nothing anywhere else.

`SILENT` moves say nothing. What no move causes is declared in `reminders.py` in the same words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from notifications import recipients as to
from notifications.kinds import Kind
from notifications.timing import (
    AT_ONCE,
    NEXT_WORKING_MORNING,
    OUTCOME_2PM,
    OUTCOME_9AM,
    OUTCOME_11AM,
    OUTCOME_MIDDAY,
    WORKING_HOURS,
    When,
)


@dataclass(frozen=True)
class Say:
    """One thing that is said when something happens.

    `to` gives each recipient with the thing that the message is about. `once` says what makes two occasions
    different: "thing" (never twice about the same thing), "event" (each time it happens), "release" (once for each
    release). `context` gives short values that hold only at the moment of the deed, or reads them from its event.
    """

    kind: Kind
    to: Callable[[object, object], Iterable]
    when: When = WORKING_HOURS
    once: str = "thing"
    context: dict | Callable[[object], dict] | None = None

    def values(self, event) -> dict:
        """Return what holds only at the moment of the deed."""
        return self.context(event) if callable(self.context) else self.context or {}

    def occasion(self, thing, event) -> str:
        """Return the code of the occasion."""
        if self.once == "event":
            return f"event:{event.pk}"
        return f"release:{thing.pk}" if self.once == "release" else ""

    @property
    def to_whom(self) -> str:
        """Say who is told, in words."""
        return (self.to.__doc__ or "").strip()


SILENT: tuple[Say, ...] = ()

_RECEIVED = (Say(Kind.RECEIVED, to.nominator, AT_ONCE, once="event"),)
_BACK = (Say(Kind.ENTRY_CHECKED, to.judges_of_entry, once="event", context={"is_hidden": False}),)
_RESULTS = (
    Say(Kind.RESULTS, to.nominees_with_results, once="release"),
    Say(Kind.RESULTS_TO_NOMINATOR, to.nominators_with_results, NEXT_WORKING_MORNING, once="release"),
)

CATALOGUE: dict[str, tuple[Say, ...]] = {
    "season.publish": SILENT,
    "season.open_nominations": SILENT,
    "season.close_nominations": SILENT,
    "season.start_judging": SILENT,
    "season.start_deciding": SILENT,
    "season.lock": SILENT,
    "season.unlock": SILENT,
    "season.announce": SILENT,
    "season.archive": SILENT,
    "season.pause": SILENT,
    "season.resume": SILENT,
    "nomination.submit": _RECEIVED,
    "nomination.transcribe": _RECEIVED,
    "nomination.admit_late": _RECEIVED,
    "nomination.resubmit": _RECEIVED,
    "nomination.reopen": SILENT,
    "nomination.return_to_nominator": (Say(Kind.RETURNED, to.nominator, once="event"),),
    "nomination.hold": SILENT,
    "nomination.release": SILENT,
    "nomination.accept": (Say(Kind.ACCEPTED, to.nominator, once="event"),),
    "nomination.reject": (Say(Kind.NOT_ELIGIBLE, to.nominator, once="event"),),
    "nomination.reinstate": SILENT,
    "nomination.merge": SILENT,
    "nomination.split": SILENT,
    "nomination.withdraw": (Say(Kind.WITHDRAWN, to.who_withdrew_nomination, AT_ONCE, once="event"),),
    "nomination.expire": SILENT,
    # Raising is told by its signal, at once; what follows is between people, not in e-mail.
    "concern.pass_on": SILENT,
    "concern.settle": SILENT,
    # An import says nothing, until somebody chooses to send its nominators what was received.
    "import.find_issues": SILENT,
    "import.match_again": SILENT,
    "import.confirm": SILENT,
    "import.finish": SILENT,
    "import.give_up": SILENT,
    "import.discard": SILENT,
    "import.tell_nominators": (Say(Kind.RECEIVED, to.nominators_of_import, AT_ONCE),),
    "award_proposal.move": SILENT,
    "award_proposal.object": SILENT,
    "award_proposal.take_back": SILENT,
    "endorsement.give": SILENT,
    "endorsement.count_nomination": SILENT,
    # Nothing tells anybody who declined.
    "endorsement.decline": SILENT,
    "endorsement.expire": SILENT,
    "endorsement.waive": SILENT,
    "endorsement.reassign": SILENT,
    "entry.open_to_judges": SILENT,
    "entry.take_back": SILENT,
    # Where an entry stands after a decision is told on the outcome day, by the release.
    "entry.shortlist": SILENT,
    "entry.leave_off_shortlist": SILENT,
    "entry.reconsider": SILENT,
    "entry.enter_final": SILENT,
    "entry.close": SILENT,
    "entry.reopen": SILENT,
    "entry.hide": (
        Say(Kind.ENTRY_CHECKED, to.judges_of_entry, once="event", context={"is_hidden": True}),
        Say(Kind.PRIVACY_ALERT, to.privacy_officers, AT_ONCE, once="event", context=to.what_judges_saw),
    ),
    "entry.show_again": _BACK,
    "entry.show_again_in_final": _BACK,
    "entry.show_again_shortlisted": _BACK,
    "entry.show_again_not_shortlisted": _BACK,
    # No judge can read what waits, so nobody was told that it was hidden.
    "entry.show_again_waiting": SILENT,
    "entry.join": SILENT,
    "entry.part": SILENT,
    "entry.withdraw": (Say(Kind.WITHDRAWN, to.who_withdrew_entry, AT_ONCE, once="event"),),
    "entry.stop": SILENT,
    "panel_member.accept": (Say(Kind.DECLARE, to.new_judge),),
    "panel_member.decline": SILENT,
    "panel_member.declare": SILENT,
    "panel_member.start_scoring": SILENT,
    "panel_member.finish": SILENT,
    # The same words whatever the reason: they tell nobody that they are nominated.
    "panel_member.stand_down": (Say(Kind.LEFT_PANEL, to.judge_of_seat),),
    "panel_member.call_up": SILENT,
    "panel_member.act_as_chair": SILENT,
    "panel_member.stop_acting": SILENT,
    "round.set_method": SILENT,
    "round.start_declaring": (Say(Kind.DECLARE, to.declaring_judges),),
    "round.open_scoring": (Say(Kind.SCORING_OPEN, to.scoring_judges),),
    "round.close_scoring": SILENT,
    "round.extend": SILENT,
    "round.reopen_scoring": (Say(Kind.SCORING_OPEN, to.scoring_judges, once="event"),),
    "round.deliberate": SILENT,
    "round.decide": SILENT,
    "round.reconsider": SILENT,
    "score_sheet.save_marks": SILENT,
    "score_sheet.save_reopened": SILENT,
    "score_sheet.submit": SILENT,
    "score_sheet.submit_again": SILENT,
    "score_sheet.admit_late": SILENT,
    "score_sheet.reopen": SILENT,
    "score_sheet.recuse": SILENT,
    "score_sheet.restore": SILENT,
    "score_sheet.abstain": SILENT,
    "score_sheet.make_void": SILENT,
    # The judge's own page says who typed what they gave on paper.
    "score_sheet.type_from_paper": SILENT,
    "score_sheet.type_late": SILENT,
    "score_sheet.submit_paper": SILENT,
    "score_sheet.admit_typed_late": SILENT,
    "weight_change.take_effect": (Say(Kind.WEIGHTS_CHANGED, to.judges_of_change, once="event"),),
    "weight_change.take_back": SILENT,
    # Whoever joins is told by the invitation.
    "panel_change.take_effect": SILENT,
    "panel_change.take_back": SILENT,
    "allocation.propose": SILENT,
    "allocation.apply": SILENT,
    "allocation.undo": SILENT,
    "allocation.discard": SILENT,
    # A decision is recorded long before anybody hears of it.
    "decision.revise": SILENT,
    "decision.lock": SILENT,
    "decision.unlock": SILENT,
    "release.revise": SILENT,
    "release.approve": (
        Say(Kind.NOT_SHORTLISTED, to.nominees_not_shortlisted, OUTCOME_9AM, once="release"),
        Say(Kind.SHORTLISTED, to.shortlisted_nominees, OUTCOME_11AM, once="release"),
        Say(Kind.FINALIST_MANAGER, to.endorsers_of_finalists, OUTCOME_MIDDAY, once="release"),
        Say(Kind.OUTCOME_TO_NOMINATOR, to.nominators_at_shortlist, OUTCOME_2PM, once="release"),
        Say(Kind.PACK_READY, to.announcers, once="release"),
    ),
    "release.schedule": SILENT,
    "release.announce_now": _RESULTS,
    "release.catch_up": _RESULTS,
    "release.pause": SILENT,
    "release.resume": SILENT,
    "release.cancel": SILENT,
    "message.begin": SILENT,
    "message.confirm": SILENT,
    "message.arrive": SILENT,
    "message.fail_for_now": SILENT,
    "message.fail_for_good": SILENT,
    "message.lose_track": SILENT,
    "message.send_again": SILENT,
    "message.supersede": SILENT,
    "message.cancel": SILENT,
}

# What one room tells the next beside the moves of a lifecycle, by the name of its signal.
SIGNALS: dict[str, tuple[Say, ...]] = {
    "draft_saved": (Say(Kind.DRAFT_SAVED, to.nominator, AT_ONCE),),
    "endorsement_requested": (Say(Kind.ENDORSE, to.endorser),),
    "nominee_to_be_told": (Say(Kind.NOMINATED, to.nominee, once="event"),),
    "not_the_nominee": (Say(Kind.WRONG_NOMINEE, to.administrators_of_entry, once="event"),),
    "award_proposed": (Say(Kind.AWARD_PROPOSED, to.nominator, once="event"),),
    "lists_changed": (Say(Kind.LIST_CHANGED, to.judges_with_other_lists, once="event"),),
    "judge_invited": (Say(Kind.JUDGE_INVITATION, to.invited_judge),),
    "concern_raised": (Say(Kind.SAFEGUARDING, to.safeguarding_leads, AT_ONCE, once="event"),),
}

# A later decision takes back what was not sent yet about the same thing.
TO_NOMINEE = (
    Kind.NOMINATED,
    Kind.NOT_SHORTLISTED,
    Kind.SHORTLISTED,
    Kind.CHOICES_DUE,
    Kind.EVENT_DETAILS,
    Kind.RESULTS,
)
_EARLIER = (Kind.RETURNED, Kind.ACCEPTED, Kind.NOT_ELIGIBLE, Kind.AWARD_PROPOSED)
OVERTAKES: dict[str, tuple[Kind, ...]] = {
    "nomination.resubmit": (Kind.RETURNED,),
    "nomination.return_to_nominator": _EARLIER,
    "nomination.accept": _EARLIER,
    "nomination.reject": _EARLIER,
    "nomination.reinstate": (Kind.NOT_ELIGIBLE,),
    "nomination.withdraw": _EARLIER,
    "entry.hide": (Kind.ENTRY_CHECKED,),
    "entry.show_again": (Kind.ENTRY_CHECKED,),
    "entry.show_again_in_final": (Kind.ENTRY_CHECKED,),
    "entry.show_again_shortlisted": (Kind.ENTRY_CHECKED,),
    "entry.show_again_not_shortlisted": (Kind.ENTRY_CHECKED,),
    "entry.show_again_waiting": (Kind.ENTRY_CHECKED,),
    "entry.withdraw": (*TO_NOMINEE, Kind.FINALIST_MANAGER),
    "release.cancel": (Kind.PACK_READY,),
}
