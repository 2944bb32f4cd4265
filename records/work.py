"""What waits for a person on the front page, from every room: one query a line, none for a role they lack."""

from django.db.models import Count, Q

from awards.extras import Work, offers_work
from judging.models import PanelMember, Round, ScoreSheet, SuitabilityCheck
from judging.states import MemberState, RoundState
from kit.templatetags.commend import count_noun, day
from nominations.models import Concern, Endorsement, Entry, Nomination
from nominations.services.interests import awaiting_ruling_by
from nominations.states import EndorsementState, NominationState
from people.roles import Role
from records.navigation import address, standings_of

BEGUN = [RoundState.DECLARING, RoundState.SCORING]


def _line(url: str, title: str, hint: str = "", status: str = "", colour: str = "") -> list[Work]:
    return [Work(title, url, hint, status, colour)]


@offers_work
def nominations_of_their_own(person, now):
    """Drafts, and nominations that came back."""
    counts = Nomination.objects.written_by(person).aggregate(
        drafts=Count("pk", filter=Q(state=NominationState.DRAFT)),
        returned=Count("pk", filter=Q(state=NominationState.RETURNED)),
        all=Count("pk"),
    )
    if not counts["all"]:
        return []
    url = address("nominations:mine")
    if counts["returned"]:
        hint = f"{count_noun(counts['returned'], 'nomination')} came back to you for changes"
        return _line(url, "Your nominations", hint, "Change and send again", "yellow")
    if counts["drafts"]:
        return _line(url, "Your nominations", f"{count_noun(counts['drafts'], 'draft')} not sent yet", "Draft", "blue")
    return _line(url, "Your nominations", f"{count_noun(counts['all'], 'nomination')} sent", "Sent")


@offers_work
def asked_of_them(person, now):
    """Endorsements they were asked for, and entries in which they are the nominee."""
    asked = Endorsement.objects.asked_of(person).filter(state=EndorsementState.REQUESTED)
    lines = []
    for item in asked.select_related("nomination__award", "nomination__nominee"):
        title = f"Endorse a nomination for the {item.nomination.award}"
        hint = f"{item.nomination.nominee}, please answer by {day(item.answer_by)}"
        lines += _line(address("nominations:endorse", item.pk), title, hint, "Waiting for you", "blue")
    for entry in Entry.objects.of_nominee(person).live().select_related("award"):
        title = f"You have been nominated for the {entry.award}"
        lines += _line(address("nominations:nominee", entry.pk), title, "Take part or withdraw, and publicity choices")
    return lines


@offers_work
def review(person, now):
    """Nominations that wait for a reviewer."""
    if not any(s.is_any(Role.REVIEWER) for s in standings_of(person)):
        return []
    waiting = Nomination.objects.reviewable_by(person).filter(state=NominationState.SUBMITTED).count()
    status, colour = (f"{waiting} waiting", "blue") if waiting else ("Nothing waits", "")
    return _line(address("review:queue"), "Review nominations", "Check, redact, accept or return", status, colour)


@offers_work
def judging(person, now):
    """Seats to answer for, names to declare on, and what they have still to score."""
    if not any(s.judges for s in standings_of(person)):
        return []
    seats = PanelMember.objects.of(person).aggregate(
        invited=Count("pk", filter=Q(state=MemberState.INVITED)),
        declaring=Count("pk", filter=Q(state=MemberState.ACCEPTED, panel__rounds__state__in=BEGUN), distinct=True),
    )
    left = ScoreSheet.objects.mine(person).unfinished().filter(round__in=Round.objects.judged_by(person)).count()
    status, colour = "Nothing to score", ""
    if seats["invited"]:
        status, colour = "Answer your invitation", "blue"
    elif seats["declaring"]:
        status, colour = "Declare your interests", "blue"
    elif left:
        status, colour = f"{left} to score", "blue"
    return _line(address("judging:mine"), "Judge entries", "Declare interests, then read and score", status, colour)


@offers_work
def running(person, now):
    """What somebody who runs, chairs or follows a season opens."""
    lines = []
    for standing in standings_of(person):
        season, slug = standing.season, standing.season.slug
        if standing.is_any(Role.ADMINISTRATOR):
            hint = f"{season.name}: counts, late things, who has not answered"
            lines += _line(address("records:dashboard", slug), "Dashboard", hint, season.get_state_display())
        if standing.chairs or standing.is_any(Role.ADMINISTRATOR):
            hint = f"{season.name}: who has scored, totals and decisions"
            lines += _line(address("panel:progress", slug), "Panels", hint)
        if standing.chairs or standing.is_any(Role.ADMINISTRATOR, Role.COMMUNICATIONS, Role.HOST):
            hint = f"{season.name}: what becomes public, and when"
            lines += _line(address("announcements:releases", slug), "Announcements", hint)
        if standing.is_any(Role.COMMUNICATIONS):
            hint = f"{season.name}: a short address and a code to print for each award"
            lines += _line(address("awards:posters", slug), "Posters and links", hint)
    return lines


@offers_work
def interests(person, now):
    """Declared interests that wait for a chair's or an administrator's decision."""
    if not any(s.chairs or s.is_any(Role.ADMINISTRATOR) for s in standings_of(person)):
        return []
    waiting = awaiting_ruling_by(person).count()
    if not waiting:
        return []
    hint = "Whether a judge with an interest takes part"
    return _line(address("review:interests"), "Declared interests", hint, f"{waiting} waiting", "yellow")


@offers_work
def checks(person, now):
    """Names that wait for the HR adviser."""
    if not any(s.is_any(Role.HR_ADVISER) for s in standings_of(person)):
        return []
    waiting = SuitabilityCheck.objects.asked_of(person).awaiting().count()
    status, colour = (f"{waiting} waiting", "blue") if waiting else ("Nothing waits", "")
    return _line(address("panel:checks"), "Suitability checks", "Names only: clear or do not proceed", status, colour)


@offers_work
def oversight(person, now):
    """The trail, for information governance."""
    if not any(s.is_any(Role.INFORMATION_GOVERNANCE) for s in standings_of(person)):
        return []
    return _line(address("records:audit"), "Audit", "Who did what, and when")


@offers_work
def safeguarding(person, now):
    """Concerns that wait for a safeguarding lead, or for a reviewer to pass them on."""
    standings = standings_of(person)
    lines = []
    if any(s.is_any(Role.SAFEGUARDING_LEAD) for s in standings):
        waiting = Concern.objects.led_by(person).open().count()
        status, colour = (f"{waiting} waiting", "red") if waiting else ("Nothing waits", "")
        lines += _line(address("review:concerns"), "Safeguarding concerns", "Whom to ring", status, colour)
    if any(s.is_any(Role.REVIEWER) for s in standings):
        open_ones = Nomination.objects.reviewable_by(person).with_open_concern().count()
        if open_ones:
            url = f"{address('review:queue')}?status=all&needs=concern"
            title = "Safeguarding concerns that are open"
            lines += _line(url, title, "Pass them on; a safeguarding lead settles them", f"{open_ones} open", "red")
    return lines
