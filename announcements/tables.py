"""Releases as a list."""

import django_tables2 as tables

from announcements.states import ReleaseState
from kit.spreadsheets import moment_in
from kit.tables import CommendTable, link_html, tag_html
from kit.templatetags.commend import moment

COLOURS = {
    ReleaseState.DRAFT: "grey",
    ReleaseState.APPROVED: "blue",
    ReleaseState.SCHEDULED: "purple",
    ReleaseState.RELEASED: "green",
    ReleaseState.CANCELLED: "",
}


def state_words(release, now) -> tuple[str, str]:
    """Return how a release stands, in a word or two with a colour: by the clock, whatever its label says."""
    if release.paused_at is not None:
        return "Paused", "yellow"
    if release.is_public(now):
        return "Public", "green"
    return release.get_state_display(), COLOURS[ReleaseState(release.state)]


class ReleaseTable(CommendTable):
    """What is or will be public, newest first."""

    what = tables.Column("What", accessor="stage")
    awards = tables.Column("Awards", accessor="pk")
    minute = tables.Column("Public from", accessor="goes_public_at", empty_values=())
    state = tables.Column("How it stands")

    def __init__(self, *args, now, **kwargs):
        self.now = now
        super().__init__(*args, **kwargs)

    def render_what(self, record):
        """Link to the release."""
        return link_html(record.get_stage_display(), record.page_url, hidden=f"prepared by {record.prepared_by}")

    def render_awards(self, record):
        """Name the awards."""
        return ", ".join(award.name for award in record.awards.all())

    def render_minute(self, record):
        """Say the minute, or that somebody announces it by hand."""
        minute = record.goes_public_at
        return moment(minute, record.season.time_zone) if minute else "When announced by hand"

    def render_state(self, record):
        """Show the state as a tag."""
        return tag_html(*state_words(record, self.now))

    def value_minute(self, record):
        """The minute, in the order that sorts."""
        minute = record.goes_public_at
        return moment_in(minute, record.season.time_zone) if minute else "When announced by hand"

    class Meta:
        caption = "Releases"
        header_column = "what"
        noun = "release"
        empty_title = "Nothing is prepared yet"
        empty_text = "When awards are decided and locked, prepare their release here."
