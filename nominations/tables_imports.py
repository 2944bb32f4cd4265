"""The lists of imports, of their rows, and of what became of them."""

import django_tables2 as tables
from django.urls import reverse

from kit.crypto import CannotOpen
from kit.tables import CommendTable, NumberColumn, link_html, tag_html
from kit.templatetags.commend import clock_time, count_noun, short_day
from kit.text import fold
from nominations.import_querysets import LEFT_OUT, ON_HOLD, SUBMITTED
from nominations.importing import words_for
from nominations.models import ImportBatch, ImportRow
from nominations.services.import_sealing import BatchKey, RowText
from nominations.states import ImportState, NominationState, RowVerdict
from nominations.tables import NOMINATION_COLOURS, lines_html

IMPORT_COLOURS = {
    ImportState.UPLOADED: "yellow",
    ImportState.CHECKED: "blue",
    ImportState.IMPORTING: "purple",
    ImportState.IMPORTED: "green",
    ImportState.DISCARDED: "grey",
}
VERDICT_COLOURS = {RowVerdict.OK: "green", RowVerdict.NEEDS_DECISION: "orange", RowVerdict.REJECT: "red"}
OUTCOME_WORDS = {SUBMITTED: "Will be imported", ON_HOLD: "Will be imported on hold", LEFT_OUT: "Will be left out"}
MOST_ISSUES = 3
NAMED = "Not shown: you are named in this row"


def is_named(person, text: RowText) -> bool:
    """Say whether `person` is who nominates, is nominated or manages the nominee in a row, by address or by name."""
    mine, values = _addresses(person), text.values
    theirs = {values.get("nominator_email", ""), values.get("nominee_email", ""), text.meaning.manager_email}
    if mine & {address.strip().lower() for address in theirs if address}:
        return True
    names = {values.get("nominee", ""), values.get("nominator", ""), *(m.name for m in text.meaning.members)}
    return person.folded_name in {fold(name) for name in names if name}


def _key_of(batch: ImportBatch) -> BatchKey | None:
    """Return what opens the rows of an import, or None once they are erased."""
    try:
        return BatchKey.of(batch)
    except CannotOpen:
        return None


def _addresses(person) -> set[str]:
    """Return every address of whoever looks, read once for each request."""
    if "_addresses" not in person.__dict__:
        found = {user.email.lower() for user in person.accounts.all()}
        person._addresses = found | ({person.email.lower()} if person.email else set())
    return person._addresses


class ImportTable(CommendTable):
    """Imports of the seasons that somebody runs."""

    file_name = tables.Column("File")
    season = tables.Column("Season", accessor="season__name")
    state = tables.Column("Status")
    rows = NumberColumn(verbose_name="Rows", accessor="counts", empty_values=(None,))
    uploaded_by = tables.Column("Uploaded by", accessor="uploaded_by__full_name")
    uploaded_at = tables.Column("Uploaded")

    class Meta:
        caption = "Imports"
        noun = "import"
        empty_title = "No imports yet"
        empty_text = "A spreadsheet of nominations that you upload shows here. Nobody is written to by an import."

    def render_file_name(self, value, record: ImportBatch):
        """Link to where it stands."""
        return link_html(value, reverse("imports:import", args=[record.public_id]))

    def render_state(self, value, record):
        """Show how far it has come."""
        return tag_html(value, IMPORT_COLOURS[ImportState(record.state)])

    def render_rows(self, value):
        """Say how many rows the file has, once they are checked."""
        return f"{value['rows']:,}" if "rows" in value else ""

    def render_uploaded_at(self, value, record):
        """Say on which day and when."""
        zone = record.season.time_zone
        return f"{short_day(value, zone)}, {clock_time(value, zone)}"


class RowTable(CommendTable):
    """The checked rows of one import."""

    number = tables.Column("Row")
    nominee = tables.Column("Nominee and award", accessor="number")
    verdict = tables.Column("Found")
    issues = tables.Column("What was found", empty_values=(None,))
    outcome = tables.Column("What happens")

    class Meta:
        caption = "Rows of the file"
        noun = "row"
        empty_title = "No rows"

    def __init__(self, *args, batch: ImportBatch, person, **kwargs):
        self.batch, self.person = batch, person
        self.key = _key_of(batch)
        super().__init__(*args, **kwargs)

    def render_number(self, value, record: ImportRow):
        """Link to the row, by its own number in the file where it has one."""
        words = f"{value}" if record.key in {"", str(value)} else f"{value} (response {record.key})"
        return link_html(words, reverse("imports:row", args=[self.batch.public_id, value]), hidden="of the file")

    def render_nominee(self, record):
        """Name the nominee and the award, as mended; not to somebody who is named in the row."""
        return lines_html(self._nominee(record), record.award.name if record.award else "No award yet")

    def _nominee(self, record) -> str:
        try:
            text = self.key.open(record) if self.key else RowText()
        except CannotOpen:
            return "Erased"
        return NAMED if is_named(self.person, text) else text.values.get("nominee") or "Nobody named"

    def render_verdict(self, value, record):
        """Show the verdict."""
        return tag_html(value, VERDICT_COLOURS[RowVerdict(record.verdict)])

    def render_issues(self, value):
        """Say the first things that were found, in words."""
        lines = [words_for(code) for code in value[:MOST_ISSUES]]
        if len(value) > MOST_ISSUES:
            lines.append(f"and {count_noun(len(value) - MOST_ISSUES, 'other thing')}")
        return lines_html(*lines) if lines else ""

    def render_outcome(self, value, record):
        """Say what becomes of it, and whether somebody chose that."""
        words = OUTCOME_WORDS[value]
        return lines_html(words, "Chosen") if record.decision else words


class ImportedTable(CommendTable):
    """The nominations that an import has made."""

    number = tables.Column("Row")
    reference = tables.Column("Reference", accessor="nomination__reference")
    nominee = tables.Column("Nominee", accessor="nomination__nominee__name")
    award = tables.Column("Award", accessor="nomination__award__name")
    state = tables.Column("Status", accessor="nomination__state")

    class Meta:
        caption = "Imported nominations"
        header_column = "reference"
        noun = "nomination"
        empty_title = "No nominations"
        empty_text = "Nominations in which you have a part do not show here."

    def __init__(self, *args, reviewable=frozenset(), **kwargs):
        self.reviewable = reviewable
        super().__init__(*args, **kwargs)

    def render_reference(self, value, record: ImportRow):
        """Link to the reviewer's screen for those who may open it."""
        nomination = record.nomination
        if nomination.pk not in self.reviewable:
            return value
        return link_html(value, reverse("review:nomination", args=[nomination.public_id]))

    def render_state(self, value):
        """Show how far it has come since."""
        state = NominationState(value)
        return tag_html(state.label, NOMINATION_COLOURS.get(state, ""))
