"""What nominators are told."""

from datetime import timedelta

from kit import clock
from kit.templatetags.commend import day
from nominations.states import NominationState, Notice, ProposalState
from notifications.contexts.base import day_of, ends, moment_of, says, season_of, starts, still, thing_of
from notifications.kinds import Kind
from notifications.timing import working_day_from, zone_of

DAYS_TO_REPLY = 7


def reply_by(message, season) -> str:
    """Write the working day, a week after the message was queued, by which an answer is asked for."""
    last = (message.created_at + timedelta(days=DAYS_TO_REPLY)).astimezone(zone_of(season)).date()
    return day(working_day_from(last))


def own_page(nomination, loaded) -> str:
    """Return the nominator's own link to their nomination."""
    still(nomination.nominator is not None, "Nobody is known to have written it")
    return loaded.link("draft", nomination, nomination.nominator)


@says(Kind.DRAFT_SAVED, Kind.DRAFT_REMINDER)
def draft(message, loaded) -> dict:
    """A draft that waits to be sent, while it can be."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    still(nomination.state == NominationState.DRAFT, "The draft was sent or closed")
    closes = ends(season, "nominations")
    still(closes is None or clock.now() < closes, "Nominations have closed")
    return {"closes": moment_of(closes, season), "link": own_page(nomination, loaded)}


@says(Kind.RECEIVED)
def received(message, loaded) -> dict:
    """A nomination that has arrived."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    gone = {NominationState.DRAFT, NominationState.WITHDRAWN, NominationState.EXPIRED}
    still(nomination.state not in gone, "The nomination was taken back")
    closes = ends(season, "nominations")
    notice = (nomination.first_submitted_at or nomination.submitted_at) + timedelta(days=season.notice_days)
    scoring = starts(season, "round_one")
    return {
        "reference": nomination.reference,
        "award_name": nomination.award.name,
        "needs_endorsement": nomination.award.endorsement_required,
        "notice_date": day_of(notice, season),
        "judging_month": f"{scoring.astimezone(zone_of(season)):%B %Y}" if scoring else "",
        "can_change": closes is not None and clock.now() < closes,
        "closes": moment_of(closes, season),
        "link": own_page(nomination, loaded),
    }


@says(Kind.RETURNED)
def returned(message, loaded) -> dict:
    """A nomination that needs changes."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    still(nomination.state == NominationState.RETURNED, "The nomination was sent back or closed")
    return {
        "reference": nomination.reference,
        "return_by_date": day_of(nomination.return_by, season),
        "link": own_page(nomination, loaded),
    }


@says(Kind.ACCEPTED)
def accepted(message, loaded) -> dict:
    """A nomination that goes to the judges."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    through = {NominationState.ACCEPTED, NominationState.MERGED}
    still(nomination.state in through and nomination.entry is not None, "The nomination no longer goes forward")
    others = nomination.entry.nominations.filter(state__in=through).exclude(pk=nomination.pk)
    return {
        "reference": nomination.reference,
        "award_name": nomination.award.name,
        "is_joined": others.exists(),
        "moved_from": moved_from(nomination),
        "is_told": nomination.entry.notice in {Notice.SENT, Notice.ANOTHER_WAY},
        "name_is_shared": nomination.share_nominator_name == "yes",
        "outcome_date": day_of(starts(season, "notify_nominees"), season),
    }


def moved_from(nomination) -> str:
    """Return the award that its nominator chose, where it has moved to another; nothing where it has not."""
    moved = nomination.proposals.filter(state=ProposalState.MOVED).select_related("from_award")
    first = moved.order_by("answered_at", "pk").first()
    return first.from_award.name if first and first.from_award_id != nomination.award_id else ""


@says(Kind.AWARD_PROPOSED)
def award_proposed(message, loaded) -> dict:
    """Another award, which the nominator may agree to or object to until a day."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    asked = nomination.proposals.filter(state=ProposalState.PROPOSED).select_related("from_award", "to_award").first()
    still(asked is not None, "The proposal was answered or taken back")
    still(clock.now() < asked.answer_by, "The date for an answer has passed")
    return {
        "reference": nomination.reference,
        "award_name": asked.from_award.name,
        "other_award_name": asked.to_award.name,
        "answer_by": day_of(asked.last_day, season),
        "link": own_page(nomination, loaded),
    }


@says(Kind.NOT_ELIGIBLE)
def not_eligible(message, loaded) -> dict:
    """A nomination that cannot go forward."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    still(nomination.state == NominationState.NOT_ELIGIBLE, "The nomination was looked at again")
    return {
        "reference": nomination.reference,
        "public_reason": nomination.public_reason,
        "reply_by_date": reply_by(message, season),
    }
