"""Which facts must hold before an import goes on."""

from awards.states import SeasonState
from workflow.predicates import fact

# Once scoring has opened, an entry that comes in by a spreadsheet would meet panels that are fixed (R9).
TAKING_IMPORTS = {SeasonState.PUBLISHED, SeasonState.OPEN, SeasonState.IN_REVIEW}
STALE = "stale"


@fact("Match the columns of the file first: the award, who is nominated and why.")
def columns_are_matched(batch):
    """The file's columns for the award, the nominee and the reason are known."""
    return {"award", "nominee", "reason"} <= set(batch.columns)


@fact("Nominations can be imported from when the season is published until judging begins.")
def season_takes_imports(batch):
    """The season is published and has not come to judging."""
    return batch.season.state in TAKING_IMPORTS


@fact("Rows were changed since the whole file was checked. Check the file again first.")
def every_row_is_checked(batch):
    """No row was mended by itself since all rows were held against each other."""
    return not batch.counts.get(STALE)


@fact("No row of this file is to be imported. Choose at least one, or discard the file.")
def something_is_to_be_imported(batch):
    """At least one row becomes a nomination."""
    return batch.rows.to_be_imported().exists()


@fact("The nominators of this import have been sent what was received already.")
def nominators_were_not_told(batch):
    """Nobody has been written to about it."""
    return batch.told_at is None
