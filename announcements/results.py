"""What may be read of a result: by the clock, and only as far as each nominee allows (R19).

Nothing here is stored. The page asks at each request, so a consent that is withdrawn counts at the next one.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch

from announcements.models import Release
from announcements.states import Stage
from awards.models import Award
from judging.models import Decision, DecisionLine
from judging.states import DecisionState, Outcome, RoundKind
from kit.text import fold
from nominations.models import Consent, Entry, NomineeKind
from nominations.states import ConsentAnswer, ConsentPurpose, EntryState

UNNAMED = "A member of our team"
KINDS = {Stage.SHORTLIST: RoundKind.SHORTLISTING, Stage.RESULT: RoundKind.FINAL}
GONE = (EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING)
WON = (Outcome.WINNER, Outcome.JOINT_WINNER)


@dataclass(frozen=True)
class Laureate:
    """One nominee as the public reads of them: nothing that they did not agree to."""

    name: str
    role: str = ""
    citation: str = ""
    is_named: bool = False


@dataclass(frozen=True)
class AwardResult:
    """What is public of one award."""

    award: Award
    stage: str
    winners: list[Laureate] = field(default_factory=list)
    commended: list[Laureate] = field(default_factory=list)
    shortlisted: list[Laureate] = field(default_factory=list)
    no_award: bool = False

    @property
    def is_result(self) -> bool:
        """Say whether it tells who won, not only who is on the shortlist."""
        return self.stage == Stage.RESULT

    @property
    def is_joint(self) -> bool:
        """Say whether the award is shared."""
        return len(self.winners) > 1


def results_of(season, now: datetime) -> list[AwardResult]:
    """Return what anybody may read of the season at `now`, by award in the season's order; [] before the minute."""
    return public_results({"season": season}, now)


def public_results(which: dict, now: datetime) -> list[AwardResult]:
    """Return what anybody may read at `now` of the releases that match `which`, such as {"season__slug": …}.

    Where nothing is public this asks one question, whether there is such a season or not.
    """
    out = set(Release.objects.public(now).filter(**which).order_by().values_list("awards", "stage"))
    return results_for(out) if out else []


def results_for(awards_and_stages: set[tuple[int, str]]) -> list[AwardResult]:
    """Return what the public page says of these awards once these stages are public; locked decisions alone."""
    numbers = {number for number, _ in awards_and_stages}
    decisions = locked_decisions(numbers)
    found = []
    for award in Award.objects.filter(pk__in=numbers).order_by("order", "pk"):
        stages = {stage for number, stage in awards_and_stages if number == award.pk}
        stage = Stage.RESULT if Stage.RESULT in stages else Stage.SHORTLIST
        decision = decisions.get((award.pk, KINDS[stage]))
        if decision is not None:
            found.append(_result(award, stage, decision, shortlist_is_out=Stage.SHORTLIST in stages))
    return found


def locked_decisions(awards) -> dict[tuple[int, str], Decision]:
    """Return the locked decisions of `awards` by award and kind of round, with all that a page says of them."""
    consents = Consent.objects.filter(is_current=True)
    entries = Entry.objects.select_related("nominee").prefetch_related(
        Prefetch("consents", consents, to_attr="current_consents"), "nominee__members"
    )
    lines = DecisionLine.objects.prefetch_related(Prefetch("entry", entries))
    decisions = Decision.objects.filter(state=DecisionState.LOCKED, round__award__in=awards)
    decisions = decisions.select_related("round").prefetch_related(Prefetch("lines", lines))
    return {(d.round.award_id, d.round.kind): d for d in decisions}


def _result(award, stage, decision, *, shortlist_is_out: bool) -> AwardResult:
    if stage == Stage.SHORTLIST:
        return AwardResult(award, stage, shortlisted=_with(decision, Outcome.SHORTLISTED))
    return AwardResult(
        award,
        stage,
        winners=[] if decision.no_award else _with(decision, *WON),
        commended=_with(decision, Outcome.HIGHLY_COMMENDED),
        shortlisted=_with(decision, Outcome.FINALIST) if shortlist_is_out else [],
        no_award=decision.no_award,
    )


def _with(decision, *outcomes) -> list[Laureate]:
    """Return those who got one of `outcomes`, by name and never by rank; who is not named comes last."""
    chosen = [line.entry for line in decision.lines.all() if line.outcome in outcomes and line.entry.state not in GONE]
    laureates = [laureate(entry) for entry in chosen]
    return sorted(laureates, key=lambda one: (not one.is_named, fold(one.name), one.role, one.citation))


def agreed_to(entry) -> set[str]:
    """Return the purposes to which the nominee's standing answer is yes."""
    return {c.purpose for c in entry.current_consents if c.answer == ConsentAnswer.YES}


def laureate(entry) -> Laureate:
    """Return how the public reads of this nominee.

    Role and employer could give away a name that is held back, so they are shown beside a name alone. An
    approved citation that holds part of a name stays back with the name.
    """
    agreed, nominee = agreed_to(entry), entry.nominee
    is_named = ConsentPurpose.NAME in agreed
    role = ""
    if is_named and ConsentPurpose.ROLE in agreed:
        role = ", ".join(part for part in (nominee.job_title, nominee.organisation_name) if part)
    citation = entry.citation if entry.citation_approved_at else ""
    if citation and not is_named and names_somebody(citation, nominee):
        citation = ""
    return Laureate(nominee.name if is_named else UNNAMED, role, citation, is_named)


def names_somebody(text: str, nominee) -> bool:
    """Say whether `text` holds part of the nominee's name, or of a member's, however it is written."""
    said = fold(text)
    names = [member.name for member in nominee.members.all()]
    if nominee.kind == NomineeKind.PERSON:
        names.append(nominee.name)
    elif fold(nominee.name) in said:
        return True
    parts = {part for name in names for part in fold(name).split()}
    # Short parts as whole words alone: "Li" is not in "listened".
    return any(re.search(rf"\b{re.escape(part)}" + ("" if len(part) > 3 else r"\b"), said) for part in parts)
