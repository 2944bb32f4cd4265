"""Reading a council's own spreadsheet of nominations, and saying of each row what an import finds.

Nothing here knows Django or a database: bytes and a `Context` in, plain rows out.
"""

from nominations.importing.awards import guess_awards
from nominations.importing.columns import FIELDS, Field, guess_columns
from nominations.importing.context import AwardFacts, Context, Limits, NominationFacts
from nominations.importing.dates import guess_dates
from nominations.importing.reading import Sheet, Unreadable, read_sheet
from nominations.importing.verdicts import Meaning, Member, RowCheck, check_rows
from nominations.importing.wording import ISSUE_WORDS, words_for

__all__ = [
    "FIELDS",
    "ISSUE_WORDS",
    "AwardFacts",
    "Context",
    "Field",
    "Limits",
    "Meaning",
    "Member",
    "NominationFacts",
    "RowCheck",
    "Sheet",
    "Unreadable",
    "check_rows",
    "guess_awards",
    "guess_columns",
    "guess_dates",
    "read_sheet",
    "words_for",
]
