"""What a reviewer looks at before deciding, worked out as far as the records allow."""

from dataclasses import dataclass

from kit.text import fold
from nominations.models import Nomination
from nominations.services.endorsing import counts_as_endorsement, needs_endorsement


@dataclass(frozen=True)
class Check:
    """One line of the checklist: what was looked at, what was found, and whether a person must judge."""

    title: str
    finding: str
    is_fine: bool

    @property
    def word(self) -> str:
        """The word on its tag."""
        return "Fine" if self.is_fine else "Look at this"

    @property
    def colour(self) -> str:
        """The colour of its tag, which the word says too."""
        return "green" if self.is_fine else "orange"


def checklist(nomination: Nomination, duplicates) -> list[Check]:
    """Return the checks of a nomination; `duplicates` are nominations that may be about the same nominee."""
    return [
        _pool(nomination),
        _period(nomination),
        _words(nomination),
        _self(nomination),
        _endorser(nomination),
        _duplicates(nomination, list(duplicates)),
    ]


def _pool(nomination) -> Check:
    award = nomination.award
    kind = nomination.get_nominator_kind_display().lower() or "not answered"
    if nomination.nominator_kind and not award.may_be_nominated_by(nomination.nominator_kind):
        return Check("Who may nominate", f"This award does not take nominations from: “{kind}”.", False)
    pool = award.nominee_pool or "anybody"
    return Check("Who may be nominated", f"The award is for: {pool}", not award.nominee_pool)


def _period(nomination) -> Check:
    if nomination.late_at is not None:
        return Check("Sent in time", "It was sent after nominations closed, and admitted.", False)
    return Check("Sent in time", "It was sent while nominations were open.", True)


def _words(nomination) -> Check:
    season = nomination.season
    statement = getattr(nomination, "statement", None)
    words = statement.words if statement else 0
    low, high = season.statement_min_words, season.statement_max_words
    return Check("Word count", f"{words} words; {low} to {high} are asked for.", low <= words <= high)


def _self(nomination) -> Check:
    if nomination.is_self_nomination:
        allowed = nomination.award.self_nomination
        return Check("Self-nomination", "The nominator nominates themself.", allowed)
    alike = fold(nomination.nominator_name) == nomination.nominee.folded_name
    if alike:
        return Check("Self-nomination", "Nominator and nominee have the same name.", False)
    return Check("Self-nomination", "Nominator and nominee are different people.", True)


def _endorser(nomination) -> Check:
    if not needs_endorsement(nomination):
        return Check("Endorser", "This award needs no endorsement.", True)
    if counts_as_endorsement(nomination):
        return Check("Endorser", "The line manager nominated, which counts as the endorsement.", True)
    if not nomination.endorser_email:
        return Check("Endorser", "Nobody is named. An administrator names somebody or waives it.", False)
    address = nomination.endorser_email.lower()
    if address in {nomination.nominator_email.lower(), nomination.nominee.email.lower()}:
        return Check("Endorser", "The endorser is the nominator or the nominee.", False)
    return Check("Endorser", f"{nomination.endorser_name or nomination.endorser_email} will be asked.", True)


def _duplicates(nomination, duplicates) -> Check:
    if not duplicates:
        return Check("Same nominee", "No other nomination for this award looks like the same nominee.", True)
    own = [d for d in duplicates if d.nominator_id == nomination.nominator_id]
    if own:
        return Check("Same nominee", f"The same nominator has sent {own[0].reference} for them too.", False)
    references = ", ".join(d.reference for d in duplicates[:5])
    return Check("Same nominee", f"Perhaps the same nominee: {references}.", False)
