"""The lists of the awards team."""

from datetime import timedelta

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kit import clock
from kit.spreadsheets import day_in
from kit.tables import CommendTable, link_html, tag_html
from kit.templatetags.commend import clock_time, count_noun, short_day
from nominations.models import Concern, Endorsement, Entry, Interest, Nomination
from nominations.states import (
    NOT_STANDING,
    ConcernState,
    EndorsementState,
    EntryState,
    NominationState,
    Notice,
    Screening,
)

NOMINATION_COLOURS = {
    NominationState.SUBMITTED: "blue",
    NominationState.RETURNED: "yellow",
    NominationState.ON_HOLD: "orange",
    NominationState.ACCEPTED: "green",
    NominationState.MERGED: "teal",
    NominationState.NOT_ELIGIBLE: "red",
    NominationState.WITHDRAWN: "grey",
}
SCREENING_COLOURS = {
    Screening.NOT_CHECKED: "grey",
    Screening.FLAGGED: "orange",
    Screening.CLEAR: "green",
    Screening.REDACTED: "purple",
}
# How far judging has come is read in the judging room, by those who may know it there.
ENTRY_STAGES = {
    "waiting": ("Waiting", "grey", {EntryState.WAITING}),
    "judging": (
        "Before judges",
        "blue",
        {
            EntryState.IN_ROUND,
            EntryState.SHORTLISTED,
            EntryState.NOT_SHORTLISTED,
            EntryState.IN_FINAL,
            EntryState.CLOSED,
        },
    ),
    "hidden": ("Being checked", "orange", {EntryState.HIDDEN}),
    "out": ("No longer taking part", "grey", {*NOT_STANDING}),
}
NOTICE_COLOURS = {Notice.DUE: "orange", Notice.FAILED: "red", Notice.SENT: "green", Notice.ANOTHER_WAY: "green"}
# A nominee is told on acceptance; until then the date by which they must be told stands in the queue.
NOTICE_RUNS = {NominationState.SUBMITTED, NominationState.ON_HOLD, NominationState.RETURNED}


def stage_of(entry: Entry) -> tuple[str, str]:
    """Return the words and the colour for how far an entry has come, as much of it as is known here."""
    return next((words, colour) for words, colour, states in ENTRY_STAGES.values() if entry.state in states)


def notice_due_at(nomination: Nomination):
    """Return the moment by which the nominee must be told (R6), or None once nothing is due any more."""
    if nomination.first_submitted_at is None or nomination.state not in NOTICE_RUNS:
        return None
    return nomination.first_submitted_at + timedelta(days=nomination.season.notice_days)


def lines_html(*lines) -> SafeString:
    """Write the lines of a cell under one another, as one piece."""
    return format_html("<span>{}</span>", format_html_join(SafeString("<br>"), "{}", [(line,) for line in lines]))


class QueueTable(CommendTable):
    """Nominations to review."""

    reference = tables.Column("Reference")
    nominee = tables.Column("Nominee and award", accessor="nominee__name")
    sent = tables.Column("Sent", accessor="submitted_at")
    state = tables.Column("Status")
    screening = tables.Column("Screening")
    notice = tables.Column("Tell nominee by", accessor="first_submitted_at")
    taken_by = tables.Column("Taken by", accessor="taken_by__full_name")

    class Meta:
        caption = "Nominations to review"
        header_column = "reference"
        noun = "nomination"
        empty_title = "Nothing to check"
        empty_text = "New nominations show here as soon as they are sent."
        exports = {
            "reference": "Reference",
            "nominee": "Nominee",
            "award": "Award",
            "sent": "Sent",
            "state": "Status",
            "screening": "Screening",
            "flags": "Flags to decide",
            "notice": "Tell nominee by",
            "taken_by": "Taken by",
        }

    def value_nominee(self, record):
        """The nominee alone; the award has a column of its own in a file."""
        return record.nominee.name

    def value_award(self, record):
        """The award."""
        return record.award.name

    def value_sent(self, record):
        """The day on which it was last sent."""
        return day_in(record.submitted_at, record.season.time_zone)

    def value_screening(self, record):
        """What was found in the text."""
        return record.get_screening_display()

    def value_flags(self, record):
        """How many phrases are still to decide."""
        return record.open_flags

    def value_notice(self, record):
        """The day by which the nominee must be told."""
        return day_in(notice_due_at(record), record.season.time_zone)

    def render_reference(self, record):
        """Link to the nomination."""
        return link_html(record.reference, reverse("review:nomination", args=[record.public_id]))

    def render_nominee(self, value, record):
        """Name the nominee and, under it, the award."""
        return lines_html(value, record.award.name)

    def render_sent(self, value, record):
        """Say on which day it was last sent."""
        return short_day(value, record.season.time_zone)

    def render_state(self, value, record):
        """Show where it stands, whether its nominator is asked something, and whether one reviewer is not enough."""
        tags = [tag_html(value, NOMINATION_COLOURS.get(record.state, ""))]
        if record.is_asked:
            tags.append(tag_html("Another award proposed", "yellow"))
        if record.second_review_for and record.state in NOTICE_RUNS:
            words = "Needs a second reviewer" if record.is_read_by_one else "Needs two reviewers"
            tags.append(tag_html(words, "magenta"))
        return lines_html(*tags) if len(tags) > 1 else tags[0]

    def render_screening(self, value, record):
        """Show what was found in the text, and count what is still to decide."""
        tag = tag_html(value, SCREENING_COLOURS[record.screening])
        return lines_html(tag, count_noun(record.open_flags, "flag") + " to decide") if record.open_flags else tag

    def render_notice(self, record):
        """Say by when the nominee must be told, and whether that is past."""
        due = notice_due_at(record)
        if due is None:
            return ""
        day = short_day(due, record.season.time_zone)
        return lines_html(day, tag_html("Overdue", "red")) if due < clock.now() else day


class EntryTable(CommendTable):
    """Entries, for the awards team."""

    reference = tables.Column("Reference")
    nominee = tables.Column("Nominee", accessor="nominee__name")
    award = tables.Column("Award", accessor="award__name")
    state = tables.Column("Status")
    nominations = tables.Column("Nominations", accessor="standing_nominations")
    endorsement = tables.Column("Endorsement", accessor="missing_endorsements", empty_values=())
    notice = tables.Column("Nominee told")

    class Meta:
        caption = "Entries"
        header_column = "reference"
        noun = "entry,entries"
        empty_title = "No entries yet"
        empty_text = "An entry is made when the first nomination of a nominee is accepted."

    def render_reference(self, record: Entry):
        """Link to the entry."""
        return link_html(record.reference, reverse("review:entry", args=[record.public_id]))

    def render_state(self, record):
        """Show how far it has come."""
        return tag_html(*stage_of(record))

    def render_endorsement(self, value, record):
        """Say whether an endorsement is missing."""
        if not record.award.endorsement_required and not value:
            return "Not needed"
        return tag_html("Missing", "orange") if value else tag_html("Complete", "green")

    def render_notice(self, value, record):
        """Show whether the nominee has been told."""
        return tag_html(value, NOTICE_COLOURS.get(record.notice, "grey"))


class EndorsementTable(CommendTable):
    """Endorsements that an administrator must see to."""

    nomination = tables.Column("Nomination", accessor="nomination__reference")
    nominee = tables.Column("Nominee", accessor="nomination__nominee__name")
    award = tables.Column("Award", accessor="nomination__award__name")
    person = tables.Column("Asked", accessor="person__full_name")
    asked = tables.Column("On", accessor="requested_at")
    state = tables.Column("Answer")

    class Meta:
        caption = "Endorsements that are late or were declined"
        header_column = "nomination"
        noun = "endorsement"
        empty_title = "No endorsement is late"
        empty_text = "Endorsements that were declined, or not answered in time, show here."

    def value_asked(self, record):
        """The day on which they were asked."""
        return day_in(record.requested_at, record.nomination.season.time_zone)

    def render_nomination(self, value, record: Endorsement):
        """Link to the page on which somebody else is named or the endorsement is waived."""
        return link_html(value, reverse("review:endorsement", args=[record.public_id]))

    def render_asked(self, value, record):
        """Say on which day they were asked."""
        return short_day(value, record.nomination.season.time_zone)

    def render_state(self, value, record):
        """Show the answer, or that none has come."""
        late = record.state == EndorsementState.REQUESTED
        return tag_html("No answer yet" if late else value, "red" if record.state == "declined" else "orange")


class MissingTable(CommendTable):
    """Nominations for which nobody has been asked to endorse."""

    reference = tables.Column("Nomination")
    nominee = tables.Column("Nominee", accessor="nominee__name")
    award = tables.Column("Award", accessor="award__name")
    endorser_name = tables.Column("Named by the nominator")

    class Meta:
        caption = "Nominations without an endorser"
        header_column = "reference"
        prefix = "missing-"
        noun = "nomination"

    def render_reference(self, value, record: Nomination):
        """Link to the page on which an endorser is named or the endorsement is waived."""
        return link_html(value, reverse("review:endorser", args=[record.public_id]))


class InterestTable(CommendTable):
    """Declared interests, for those who rule on them."""

    person = tables.Column("Who", accessor="person__full_name")
    nominee = tables.Column("Nominee and award", accessor="entry__nominee__name")
    kind = tables.Column("Interest")
    noticed_at = tables.Column("Declared on")
    ruling = tables.Column("Ruling")

    class Meta:
        caption = "Declared interests"
        header_column = "person"
        noun = "interest"
        empty_title = "No declared interests"
        empty_text = "What judges declare shows here. It keeps them out of the entry until you decide otherwise."
        exports = {
            "person": "Who",
            "nominee": "Nominee",
            "award": "Award",
            "kind": "Interest",
            "noticed_at": "Declared on",
            "ruling": "Ruling",
        }

    def value_nominee(self, record):
        """The nominee alone; the award has a column of its own in a file."""
        return record.entry.nominee.name

    def value_award(self, record):
        """The award."""
        return record.entry.award.name

    def value_noticed_at(self, record):
        """The day on which it was declared."""
        return day_in(record.noticed_at, record.entry.season.time_zone)

    def render_person(self, value, record: Interest):
        """Link to the page on which it is decided."""
        address = reverse("review:interest", args=[record.entry.public_id, record.pk])
        return link_html(value, address, hidden=f"and {record.entry.nominee.name}")

    def render_nominee(self, value, record):
        """Name the nominee and, under it, the award."""
        return lines_html(value, record.entry.award.name)

    def render_noticed_at(self, value, record):
        """Say on which day."""
        return short_day(value, record.entry.season.time_zone)

    def render_ruling(self, value, record):
        """Show what holds, and whether anybody has decided it."""
        tag = tag_html(value, "orange" if record.ruling == "recused" else "green")
        return tag if record.ruled_at else lines_html(tag, "Not decided yet")


class ConcernTable(CommendTable):
    """Safeguarding concerns, for those who settle them: a reference and whom to ring, nothing of the nomination."""

    reference = tables.Column("Reference", accessor="nomination__reference")
    raised_at = tables.Column("Raised")
    contact = tables.Column("Whom to ring", accessor="raised_by__full_name")
    passed_on = tables.Column("Passed on", accessor="passed_on_how", empty_values=())
    state = tables.Column("Status")

    class Meta:
        caption = "Safeguarding concerns"
        header_column = "reference"
        noun = "concern"
        empty_title = "No safeguarding concerns"
        empty_text = "When somebody is worried about a person’s safety, the reference shows here at once."

    def render_reference(self, value, record: Concern):
        """Link to the page on which it is settled, while it waits."""
        if record.state == ConcernState.SETTLED:
            return value
        return link_html(value, reverse("review:concern_settle", args=[record.public_id]))

    def render_raised_at(self, value, record):
        """Say when."""
        zone = record.nomination.season.time_zone
        return f"{clock_time(value, zone)} on {short_day(value, zone)}"

    def render_contact(self, value, record):
        """Name whoever raised it, with their telephone and address."""
        person, season = record.raised_by, record.nomination.season
        return lines_html(*filter(None, [value, person.phone or season.phone, person.email]))

    def render_passed_on(self, record):
        """Say how and on which day it was passed on."""
        if record.passed_on_at is None:
            return "Not noted yet"
        day = short_day(record.passed_on_at, record.nomination.season.time_zone)
        return lines_html(record.get_passed_on_how_display(), day)

    def render_state(self, value, record):
        """Show whether it waits."""
        if record.state == ConcernState.SETTLED:
            return tag_html("Dealt with", "green")
        return tag_html("Waiting for you", "red")


class LateTable(CommendTable):
    """Late drafts that an administrator may admit."""

    nominee = tables.Column("Nominee", accessor="nominee__name")
    award = tables.Column("Award", accessor="award__name")
    nominator = tables.Column("Nominator", accessor="nominator_name")
    started = tables.Column("Started", accessor="started_at")
    late = tables.Column("Sent too late", accessor="late_at")

    class Meta:
        caption = "Late drafts"
        header_column = "nominee"
        noun = "late draft"
        empty_title = "No late drafts"
        empty_text = "A draft that was begun before nominations closed and sent afterwards shows here."

    def value_started(self, record):
        """The day on which it was begun."""
        return day_in(record.started_at, record.season.time_zone)

    def value_late(self, record):
        """The day on which it was sent."""
        return day_in(record.late_at, record.season.time_zone)

    def render_nominee(self, value, record: Nomination):
        """Link to the page on which it is admitted."""
        return link_html(value, reverse("review:admit", args=[record.public_id]))

    def render_started(self, value, record):
        """Say on which day it was begun."""
        return short_day(value, record.season.time_zone)

    def render_late(self, value, record):
        """Say on which day it was sent."""
        return short_day(value, record.season.time_zone)
