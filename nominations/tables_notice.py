"""The list of nominees whom no message has reached."""

import django_tables2 as tables
from django.urls import reverse

from kit.tables import CommendTable, link_html, tag_html
from nominations.models import Entry
from nominations.tables import NOTICE_COLOURS


class NomineeTable(CommendTable):
    """Nominees whom no message has reached."""

    reference = tables.Column("Entry")
    nominee = tables.Column("Nominee", accessor="nominee__name")
    award = tables.Column("Award", accessor="award__name")
    notice = tables.Column("Told")

    class Meta:
        caption = "Nominees to tell"
        header_column = "reference"
        noun = "nominee"
        empty_title = "Every nominee has been told"
        empty_text = "A nominee without an address, or whom a message does not reach, shows here."

    def render_reference(self, value, record: Entry):
        """Link to the page on which they are told."""
        return link_html(value, reverse("review:nominee", args=[record.public_id]))

    def render_notice(self, value, record):
        """Show why they stand here."""
        return tag_html(value, NOTICE_COLOURS[record.notice])
