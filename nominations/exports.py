"""Nominations as a file that an import reads again: in another season, or another installation.

The headings are those by which `nominations.importing` knows its answers. The statement is the judging copy, and only
for reviewers; the original text never leaves as a file (P3).
"""

from kit.exports import Export
from kit.spreadsheets import day_in
from nominations.importing.columns import FIELDS
from nominations.models import Nomination
from nominations.models.nominee import NomineeKind

KINDS = {NomineeKind.PERSON: "Person", NomineeKind.TEAM: "Team", NomineeKind.HOUSEHOLD: "Household"}

# What an administrator reads too, by the import's name of the answer.
FACTS = {
    "id": lambda n: n.reference,
    "award": lambda n: n.award.name,
    "nominee": lambda n: n.nominee.name,
    "nominee_kind": lambda n: KINDS.get(n.nominee.kind, ""),
    "role": lambda n: n.nominee.job_title,
    "employer": lambda n: n.nominee.organisation_name,
    "nominee_email": lambda n: n.nominee.email,
    "members": lambda n: "\n".join(map(_member, n.nominee.members.all())),
    "manager": lambda n: n.endorser_name,
    "manager_email": lambda n: n.endorser_email,
    "nominator": lambda n: n.nominator_name,
    "nominator_email": lambda n: n.nominator_email,
    "nominator_kind": lambda n: n.get_nominator_kind_display(),
    "relationship": lambda n: n.get_relationship_display(),
    "nominee_knows": lambda n: n.get_nominee_knows_display(),
    "share_name": lambda n: n.get_share_nominator_name_display(),
}
# What only a reviewer reads.
WORDS = {
    "reason": lambda n: n.judging_copy.text if hasattr(n, "judging_copy") else "",
    "citation": lambda n: n.citation,
}
# For people; headings that an import takes for nothing, since neither holds in another season.
BESIDES = {
    "First sent": lambda n: day_in(n.first_submitted_at, n.season.time_zone),
    "Status": lambda n: n.get_state_display(),
}
# Words that read better in a file than those of the import's own pages; it knows both.
HEADINGS = {"id": "Reference", "nominee": "Nominee", "reason": "Judging copy"}
LINKS = {"csv": "Download in full as CSV", "xlsx": "Download in full as a spreadsheet"}


def full_export(nominations, asked: list[str], *, with_words: bool) -> Export:
    """Return these nominations with all their answers, those left out that were never sent."""
    found = Nomination.objects.filter(pk__in=nominations.order_by().values("pk")).sent()
    found = found.select_related("nominee", "award", "season").prefetch_related("nominee__members")
    if with_words:
        found = found.select_related("nominee", "award", "season", "judging_copy")
    answers = FACTS | (WORDS if with_words else {})
    columns = {HEADINGS.get(name, FIELDS[name].label): value for name, value in answers.items()} | BESIDES
    return Export(
        name="nominations-with-copies" if with_words else "nominations-in-full",
        title="Nominations",
        headings=[*columns],
        rows=found.order_by("season", "reference"),
        cells=lambda piece: ([value(nomination) for value in columns.values()] for nomination in piece),
        scope="season",
        asked=asked,
    )


def _member(member) -> str:
    return ", ".join(filter(None, (member.name, member.role, member.employer)))
