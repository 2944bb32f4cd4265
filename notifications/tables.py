"""The list of messages."""

import django_tables2 as tables
from django.urls import reverse

from kit.tables import CommendTable, MomentColumn, link_html, tag_html
from notifications.models import Message
from notifications.references import References
from notifications.states import COLOURS


class MessageTable(CommendTable):
    """What was said and what waits, newest first."""

    kind = tables.Column("Message")
    reference = tables.Column("About", accessor="pk")
    person = tables.Column("To")
    state = tables.Column("State")
    due_at = MomentColumn(verbose_name="Due", orderable=True)
    sent_at = MomentColumn(verbose_name="Sent", orderable=True)

    class Meta:
        model = Message
        fields = ("kind", "reference", "person", "state", "due_at", "sent_at")
        caption = "Messages"
        header_column = "kind"
        noun = "message"
        empty_title = "No messages yet"
        empty_text = "What Commend writes to people shows here."

    def gather(self, messages):
        """Read what these messages are about with a few queries."""
        self.references = References(messages)

    def render_kind(self, value, record):
        """Write the kind as the way to the message."""
        text = record.get_kind_display()
        return link_html(text, reverse("notifications:message", args=[record.public_id]), hidden=f"number {record.pk}")

    def render_reference(self, record):
        """Write the reference of what it is about."""
        return self.references.of(record)

    def render_person(self, record):
        """Write the recipient's name, or the address where nobody is known by it."""
        return record.person.full_name if record.person else record.to_address

    def render_state(self, value, record):
        """Write the state as a tag."""
        return tag_html(record.get_state_display(), COLOURS[record.state])


class PersonMessageTable(MessageTable):
    """What was said to one person and what waits, newest first."""

    person = None
    created_at = MomentColumn(verbose_name="Written")

    class Meta(MessageTable.Meta):
        fields = ("kind", "reference", "state", "created_at", "due_at", "sent_at")
        sequence = fields
        caption = "Messages to this person"
        empty_text = "Nothing was said to them yet."
