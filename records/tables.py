"""The lists of this room."""

import django_tables2 as tables

from kit.tables import CommendTable, MomentColumn, tag_html
from nominations.models import Entry, Nomination
from people.models import Person
from records.exports import LISTS

REFERENCED = {"nomination": Nomination, "entry": Entry}


def in_words(code: str) -> str:
    """Write a code of the trail as words: "score_sheet.open_scoring" becomes "Open scoring"."""
    words = code.rpartition(".")[2].replace("_", " ")
    return words[:1].upper() + words[1:]


class AuditTable(CommendTable):
    """Who did what, to what, and when. Names and references are looked up once for the whole page."""

    at = MomentColumn("When")
    who = tables.Column("Who", accessor="actor")
    what = tables.Column("What", accessor="verb")
    about = tables.Column("About", accessor="subject_type")
    change = tables.Column("Change", accessor="after")
    why = tables.Column("Reason", accessor="pk")

    def gather(self, events):
        """Read the names of the people and things that these events are about."""
        people = {event.person_id for event in events if event.person_id}
        self.names = dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name"))
        self.references = {}
        for kind, model in REFERENCED.items():
            numbers = {event.subject_id for event in events if event.subject_type == kind}
            found = model.objects.filter(pk__in=numbers).values_list("pk", "reference") if numbers else ()
            self.references.update({(kind, number): reference for number, reference in found})

    def render_who(self, record):
        """Name the person; a link's bearer is named as such."""
        name = self.names.get(record.person_id, "Commend" if record.person_id is None else "A former colleague")
        return f"{name} (by link)" if record.actor.startswith("link:") else name

    def render_what(self, value):
        """Say the deed."""
        return in_words(value)

    def render_about(self, record):
        """Name the thing by its kind and its reference or number; a list by its name."""
        if record.subject_type == "list":
            return LISTS.get(record.data.get("list"), "A list")
        label = self.references.get((record.subject_type, record.subject_id)) or record.subject_id
        return f"{in_words(record.subject_type)} {label}"

    def render_change(self, record):
        """Say from which state to which."""
        if not record.before or record.before == record.after:
            return ""
        return f"{in_words(record.before)} to {in_words(record.after).lower()}"

    def render_why(self, record):
        """Give the reason, if one was typed."""
        return record.reason.text if hasattr(record, "reason") else ""

    class Meta:
        caption = "Audit trail"
        header_column = "what"
        noun = "event"
        empty_title = "Nothing is recorded"
        empty_text = "Every change of state is recorded here as it happens."


COLOURS = {"accepted": "green", "submitted": "blue", "on_hold": "yellow", "returned": "yellow", "draft": "grey"}


class NominationTable(CommendTable):
    """Nominations by their facts, without their words."""

    reference = tables.Column("Reference", orderable=True, empty_values=())
    nominee = tables.Column("Nominee", accessor="nominee__name")
    award = tables.Column("Award", accessor="award__name")
    submitted_at = MomentColumn("Sent", orderable=True)
    state = tables.Column("Status")

    def render_reference(self, value):
        """Say that a draft has none yet."""
        return value or "Not sent"

    def render_state(self, record):
        """Show the state as a tag."""
        return tag_html(record.get_state_display(), COLOURS.get(record.state, ""))

    class Meta:
        caption = "Nominations"
        header_column = "reference"
        noun = "nomination"
        empty_title = "No nominations yet"
        empty_text = "They show here as soon as somebody starts one."
