"""What nominees, endorsers and administrators are told, and the code to sign in."""

from datetime import timedelta

from kit import clock
from nominations.identifiers import OTHER, SEEN
from nominations.states import NOT_STANDING, EndorsementState, NominationState, Notice
from notifications.contexts.base import day_of, ends, moment_of, says, season_of, starts, still, thing_of
from notifications.kinds import Kind
from notifications.late import late_endorsements
from notifications.loading import full_address
from notifications.models import Message
from notifications.states import MessageState

CODE_LASTS = timedelta(minutes=10)
KEPT_AFTER_RESULTS = timedelta(days=183)  # how long a nomination that went no further is kept (P10)
OUT = set(NOT_STANDING)
OVER = {NominationState.WITHDRAWN, NominationState.NOT_ELIGIBLE, NominationState.EXPIRED}


@says(Kind.SIGN_IN)
def sign_in(message, loaded) -> dict:
    """A code, while it still works."""
    still("code" in message.context, "The code is not kept")
    still(clock.now() < message.created_at + CODE_LASTS, "The code ran out before it could be sent")
    return {"code": message.context["code"], "link": full_address("account_confirm_login_code")}


@says(Kind.NOMINATED)
def nominated(message, loaded) -> dict:
    """Good news for somebody who takes part unless they say otherwise."""
    entry, season = thing_of(message, loaded), season_of(message, loaded)
    still(entry.state not in OUT, "The entry is no longer going forward")
    still(entry.nominee.person_id == message.person_id, "Somebody else is the nominee by now")
    names = [
        n.nominator_name
        for n in entry.nominations.all()
        if n.state in {NominationState.ACCEPTED, NominationState.MERGED} and n.share_nominator_name == "yes"
    ]
    return {
        "nominator_or_someone": " and ".join(filter(None, names)) or "someone who values your work",
        "award_name": entry.award.name,
        "link": loaded.link("nominee", entry, message.person),
        "outcome_date": day_of(starts(season, "notify_nominees"), season),
    }


@says(Kind.ENDORSE, Kind.ENDORSE_REMINDER)
def endorse(message, loaded) -> dict:
    """Four things to confirm, while an answer is awaited."""
    endorsement, season = thing_of(message, loaded), season_of(message, loaded)
    still(endorsement.state == EndorsementState.REQUESTED, "The endorsement was answered or passed on")
    still(endorsement.nomination.state not in OVER, "The nomination is no longer going forward")
    return {
        "award_name": endorsement.nomination.award.name,
        "endorse_by_date": day_of(endorsement.answer_by, season),
        "link": loaded.link("endorse", endorsement, message.person),
    }


@says(Kind.ENDORSEMENT_LATE)
def endorsement_late(message, loaded) -> dict:
    """The endorsements that an administrator should see to now."""
    season = season_of(message, loaded)
    late = list(late_endorsements(season, clock.now()).visible_to(message.person))
    still(bool(late), "No endorsement is late any more")
    return {
        "count": len(late),
        "references": ", ".join(e.nomination.reference for e in late),
        "link": full_address("review:endorsements"),
    }


@says(Kind.WITHDRAWN)
def withdrawn(message, loaded) -> dict:
    """Something is no longer part of the awards."""
    thing, season = thing_of(message, loaded), season_of(message, loaded)
    results = ends(season, "pages_published") or starts(season, "pages_published") or starts(season, "event")
    return {
        "reference": thing.reference,
        "delete_by_date": day_of(results and results + KEPT_AFTER_RESULTS, season),
    }


@says(Kind.SAFEGUARDING)
def safeguarding(message, loaded) -> dict:
    """A reference and whom to ring, while nobody has settled it."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    concern = nomination.concerns.open().select_related("raised_by").first()
    still(concern is not None, "The concern is settled")
    contact = concern.raised_by
    return {
        "reference": nomination.reference,
        "contact_name": contact.full_name,
        "contact_phone": contact.phone or season.phone,
        "contact_email": contact.email or season.awards_mailbox,
        "link": full_address("review:concern_settle", concern.public_id),
    }


@says(Kind.PRIVACY_ALERT)
def privacy_alert(message, loaded) -> dict:
    """A reference and what kind of thing was found, whatever has become of the entry since."""
    entry, season = thing_of(message, loaded), season_of(message, loaded)
    return {
        "reference": entry.reference,
        "identifier": SEEN.get(message.context.get("identifier", ""), SEEN[OTHER]),
        "hidden_at": moment_of(message.created_at, season),
        "link": full_address("records:audit"),
    }


@says(Kind.WRONG_NOMINEE)
def wrong_nominee(message, loaded) -> dict:
    """A reference, until somebody has found who the nominee is."""
    entry = thing_of(message, loaded)
    still(entry.notice == Notice.FAILED and entry.state not in OUT, "The nominee has been told, or is out")
    return {"reference": entry.reference, "link": full_address("review:nominee", entry.public_id)}


@says(Kind.DELIVERY_FAILURES)
def delivery_failures(message, loaded) -> dict:
    """How many messages an administrator should see to, while there are any."""
    season = season_of(message, loaded)
    stuck = Message.objects.filter(season=season).undelivered().visible_to(message.person).figures()
    failed, unknown = stuck[MessageState.FAILED_FOR_GOOD], stuck[MessageState.UNKNOWN]
    still(failed + unknown > 0, "Every failed message has been seen to")
    only = MessageState.UNKNOWN if not failed else MessageState.FAILED_FOR_GOOD if not unknown else None
    link = full_address("notifications:list") + (f"?state={only.value}" if only else "")
    return {"count": failed + unknown, "failed": failed, "unknown": unknown, "link": link}
