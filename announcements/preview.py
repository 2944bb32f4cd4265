"""What staff see before the minute: the public page as it would be, and what is still missing for it."""

from dataclasses import dataclass

from announcements.models import Release
from announcements.results import GONE, KINDS, AwardResult, agreed_to, laureate, locked_decisions, results_for
from announcements.states import Stage
from awards.models import Award
from judging.models import SuitabilityCheck
from judging.states import Outcome, Suitability
from nominations.models import Interest
from nominations.services.screening import left_in, name_kinds, names_known_by_entry
from nominations.states import ConsentPurpose
from people.models import Person

SHOWN = {
    Stage.SHORTLIST: (Outcome.SHORTLISTED,),
    Stage.RESULT: (Outcome.WINNER, Outcome.JOINT_WINNER, Outcome.HIGHLY_COMMENDED),
}


@dataclass(frozen=True)
class Shown:
    """One nominee whom a release shows: who they are, how the public reads of them, and what to look at."""

    award: str
    outcome: str
    reference: str
    nominee: str
    public_name: str
    is_named: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """The public page of a release as it would be now, who is on it, and what is wrong or missing."""

    results: list[AwardResult]
    shown: list[Shown]
    undecided: list[str]

    @property
    def named(self) -> int:
        """How many are named."""
        return sum(one.is_named for one in self.shown)

    @property
    def unnamed(self) -> int:
        """How many are "a member of our team"."""
        return len(self.shown) - self.named

    @property
    def warnings(self) -> list[str]:
        """Every warning as a sentence."""
        undecided = [f"{name} is not decided and locked." for name in self.undecided]
        return undecided + [f"{one.reference}: {warning}" for one in self.shown for warning in one.warnings]


def preview_of(release: Release) -> Preview:
    """Return the preview of a release for somebody who may see the release."""
    awards = list(release.awards.all())
    decisions = locked_decisions([award.pk for award in awards])
    kind = KINDS[Stage(release.stage)]
    lines = [
        (award, line)
        for award in awards
        if (decision := decisions.get((award.pk, kind)))
        for line in decision.lines.all()
        if line.outcome in SHOWN[Stage(release.stage)] and line.entry.state not in GONE
    ]
    checks = dict(
        SuitabilityCheck.objects.filter(entry__in=[line.entry for _, line in lines]).values_list("entry", "answer")
    )
    known = names_known_by_entry([line.entry for _, line in lines]) if lines else {}
    return Preview(
        results=results_for({(award.pk, release.stage) for award in awards}),
        shown=[_shown(award, line, checks.get(line.entry_id), known[line.entry_id]) for award, line in lines],
        undecided=[award.name for award in awards if (award.pk, kind) not in decisions],
    )


def _shown(award, line, answer, known: list[str]) -> Shown:
    public = laureate(line.entry)
    return Shown(
        award=award.name,
        outcome=line.get_outcome_display(),
        reference=line.entry.reference,
        nominee=line.entry.nominee.name,
        public_name=public.name,
        is_named=public.is_named,
        warnings=(*_warnings(line.entry, public, answer), *_left_in(public.citation, known)),
    )


def _warnings(entry, public, answer):
    if answer == Suitability.DO_NOT_PROCEED:
        yield "The suitability check was answered with “do not proceed”."
    elif answer != Suitability.CLEAR:
        yield "The suitability check is not answered."
    answered = {consent.purpose for consent in entry.current_consents}
    if ConsentPurpose.NAME not in answered:
        yield "They have not answered whether they may be named, so they are not."
    if not entry.citation_approved_at:
        yield "No citation is approved, so none is shown."
    elif not public.citation:
        yield "The approved citation holds a name that may not be shown, so it is left out."
    elif ConsentPurpose.NAME not in agreed_to(entry):
        yield "Read the citation once more: it must not give away who they are."


def _left_in(citation: str, known: list[str]):
    """Say what kinds of identifiers a citation may hold; never the phrases, since many read this page."""
    if kinds := {one.kind for one in left_in(citation, known)}:
        yield f"The citation may identify somebody: {name_kinds(kinds)}. Read it before it is published."


@dataclass(frozen=True)
class Choice:
    """One award on the prepare page, and why it cannot be chosen; empty when it can."""

    award: Award
    why_not: str = ""


def award_choices(season, stage: str, by: Person) -> list[Choice]:
    """Return every award of the season, and whether `by` can put it into a new release of this stage."""
    awards = list(Award.objects.filter(season=season).order_by("order", "pk"))
    decided = locked_decisions([award.pk for award in awards])
    taken = set(Release.objects.standing().filter(season=season, stage=stage).values_list("awards", flat=True))
    own = set(Interest.objects.shutting_out(by).filter(entry__season=season).values_list("entry__award", flat=True))
    return [Choice(award, _why_not(award, stage, own, decided, taken)) for award in awards]


def _why_not(award, stage, own, decided, taken) -> str:
    # First, so that nobody learns from here how far an award of their interest is.
    if award.pk in own:
        return "You have an interest in an entry of this award."
    if award.pk in taken:
        return "It is in another release."
    if (award.pk, KINDS[Stage(stage)]) not in decided:
        return "It is not decided and locked."
    return ""
