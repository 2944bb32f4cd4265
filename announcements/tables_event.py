"""What the finalists said about the event, as a list."""

import django_tables2 as tables

from announcements.models import EventDetails
from kit.tables import CommendTable


class EventTable(CommendTable):
    """One finalist a row, by award."""

    name = tables.Column("Name", accessor="written_name")
    award = tables.Column("Award", accessor="entry__award__name")
    place = tables.Column("Where", accessor="attendance", empty_values=())
    guest = tables.Column("Guest", accessor="guest_name")
    access = tables.Column("Needs to take part", accessor="access_needs")
    diet = tables.Column("Eats", accessor="dietary_needs")

    def render_name(self, record: EventDetails) -> str:
        """Say how the name is said too."""
        return f"{record.written_name} (say “{record.spoken_name}”)" if record.spoken_name else record.written_name

    def render_place(self, record: EventDetails) -> str:
        """Say where they are, and who collects for them."""
        where = record.get_attendance_display()
        return f"{where}. {record.collected_by} collects" if record.collected_by else where

    class Meta:
        caption = "Finalists at the event"
        header_column = "name"
        noun = "answer"
        empty_title = "Nobody has answered yet"
        empty_text = "Finalists are asked on their own page once they are told that they are on the shortlist."
