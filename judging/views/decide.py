"""Choosing the shortlist or the winner (R15), and saying who was there."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from judging.attendance import interests_of, sitting
from judging.deciding import entries_of, outcomes_of
from judging.figures import Key, key_of
from judging.models import Decision, Round, Standing
from judging.panel_forms import DecisionForm
from judging.room import names_of, result_for
from judging.room_page import hidden_in
from judging.room_tables import unbroken
from judging.room_words import flags_of
from judging.rules import has_interest_in_award, is_chair
from judging.services.deciding import record_decision, start_deliberating
from judging.states import DecisionState, Outcome, Presence, RoundKind, RoundState, Suitability
from judging.views.panel import DeedView, RoundPage
from judging.views.signing import obstacles_to, presences_of, signatures_of, unlocks_of
from judging.words import CHECKS, OUTCOME_COLOURS
from kit.idempotency import OncePerKeyMixin
from workflow import Refused

INTEREST = "You have an interest in an entry of this award, so you take no part in its decision."
STEERERS = "Only the chair of this panel or an administrator can do this."
FIRST_FLAGS = 3
NOT_YET = "Scoring is still open. The panel decides once it has closed."


class DecisionPage(RoundPage):
    """A page about a round's decision: the panel knows of it, chair and administrators may act on it."""

    @property
    def rounds(self):
        """Everybody on the panel knows that the round is decided."""
        return Round.objects.visible_to(self.person)

    @property
    def back_url(self) -> str:
        """The decision."""
        return reverse("panel:decide", args=[self.round_.public_id])

    def dispatch(self, request, *args, **kwargs):
        """Refuse those who know the round but may not decide, each with a sentence."""
        round_ = self.round_
        if not (self.administers or is_chair(self.person, round_.panel)):
            return self.refuse(STEERERS)
        if has_interest_in_award(self.person, round_.award):
            return self.refuse(INTEREST)
        if not round_.figures.is_over(self.now):
            return self.refuse(NOT_YET)
        return super().dispatch(request, *args, **kwargs)

    def refuse(self, sentence: str):
        """Send them back to the totals, which they may read."""
        self._refused_back = reverse("panel:totals", args=[self.round_.public_id])
        return super().refuse(sentence)


class Decide(OncePerKeyMixin, DecisionPage, TemplateView):
    """The deciding screen: figures, choices, who was there, minutes, names."""

    template_name = "judging/panel_decide.html"

    def get_context_data(self, **kwargs):
        """Read figures, choices, checks and signatures."""
        round_ = self.round_
        decision = Decision.objects.filter(round=round_).first()
        key = key_of(round_.figures)
        rows = rows_of(round_, decision, key)
        is_locked = decision is not None and decision.state == DecisionState.LOCKED
        deliberates = round_.state == RoundState.DELIBERATING
        form = kwargs.pop("form", None)
        if form is None and deliberates and not is_locked:
            seats = seats_of(round_)
            initial = initial_of(round_, decision, rows) | where_they_were(decision, seats)
            form = DecisionForm(round_=round_, rows=rows, seats=seats, initial=initial)
        signatures = signatures_of(decision) if decision else []
        context = {
            **self.frame("decide"),
            "rows": rows,
            "choices": pair_up(form, rows) if form else [],
            "judges": [form[f"presence_{seat['pk']}"] for seat in form.seats] if form else [],
            "presences": presences_of(decision) if decision else [],
            "decision": decision,
            "is_locked": is_locked,
            "can_start": round_.state in {RoundState.PLANNED, RoundState.CLOSED, RoundState.SCORING},
            "is_final": round_.kind == RoundKind.FINAL,
            "signatures": signatures,
            "has_signed": any(s["person_id"] == self.person.pk for s in signatures),
            "obstacles": obstacles_to(decision) if decision and not is_locked else [],
            "few": few_entries(round_, rows),
            "flags": [] if is_locked else flags_for(round_, key),
            "unlocks": unlocks_of(decision) if is_locked else [],
            "to_check": [r for r in rows if r["to_check"]] if self.administers else [],
        }
        if form:
            context["form"] = form
        return super().get_context_data(**context, **kwargs)

    def post(self, request, *args, **kwargs):
        """Keep what was chosen."""
        round_ = self.round_
        rows = rows_of(round_, Decision.objects.filter(round=round_).first(), key_of(round_.figures))
        form = DecisionForm(request.POST, round_=round_, rows=rows, seats=seats_of(round_))
        if form.is_valid():
            try:
                record_decision(
                    round_,
                    outcomes=form.outcomes(),
                    no_award=form.cleaned_data["no_award"],
                    reason=form.cleaned_data["reason"],
                    minutes=form.cleaned_data["minutes"],
                    attendance=form.attendance(),
                    others_present=form.cleaned_data["others_present"],
                    by=self.person,
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, "The decision is recorded. The chair and an administrator now sign it.")
                return redirect(self.back_url)
        return self.render_to_response(self.get_context_data(form=form))


def rows_of(round_: Round, decision: Decision | None, key: Key) -> list[dict]:
    """Return the entries of the round by place, with figures, choice and check, as text."""
    chosen = outcomes_of(decision) if decision else {}
    standings = (
        Standing.objects.filter(round=round_.figures, entry__in=entries_of(round_).values("pk"))
        .select_related("entry__nominee", "entry__suitability")
        .ranked()
    )
    rows = []
    for s in standings:
        entry, outcome = s.entry, chosen.get(s.entry_id)
        check = getattr(entry, "suitability", None)
        words, colour = CHECKS[Suitability(check.answer)] if check else ("", "")
        named = outcome is not None and outcome != Outcome.NOT_SHORTLISTED
        rows.append(
            {
                "pk": entry.pk,
                "public_id": entry.public_id,
                "reference": entry.reference,
                "name": entry.nominee.name,
                "place": s.position or "No place",
                "position": s.position,
                "total": str(s.total) if s.total is not None else "No score",
                "percent": in_words(s, key),
                "goes_on": key.goes_on(s),
                "counted": f"{s.counted} of {s.expected}",
                "is_below": s.counted < key.quorum,
                "outcome": Outcome(outcome).label if outcome else "",
                "outcome_colour": OUTCOME_COLOURS[Outcome(outcome)] if outcome else "",
                "outcome_value": outcome or "",
                "check": words or ("Not asked" if named else ""),
                "check_colour": colour,
                "to_check": named and check is None,
            }
        )
    return rows


def in_words(standing: Standing, key: Key) -> str:
    """Return the total as people say it, and whether it reaches the round's bar where there is one."""
    words, goes_on = key.words(standing.total), key.goes_on(standing)
    if goes_on is None:
        return words
    return ", ".join(filter(None, [words, "goes on" if goes_on else "does not go on"]))


def initial_of(round_: Round, decision: Decision | None, rows: list[dict]) -> dict:
    """Return what the form starts with: what was recorded, or what the figures of a shortlisting round propose."""
    if decision is not None:
        recorded = {f"outcome_{row['pk']}": row["outcome_value"] for row in rows}
        return {
            **recorded,
            "no_award": decision.no_award,
            "reason": decision.reason,
            "minutes": decision.minutes,
            "others_present": decision.others_present,
        }
    if round_.kind != RoundKind.SHORTLISTING:
        return {}
    size = round_.award.shortlist_size
    return {
        f"outcome_{row['pk']}": Outcome.SHORTLISTED if _is_proposed(row, size) else Outcome.NOT_SHORTLISTED
        for row in rows
    }


def _is_proposed(row: dict, size: int) -> bool:
    """Say whether a shortlist starts with this entry: by the round's bar, or else by its place."""
    if row["goes_on"] is not None:
        return row["goes_on"]
    return bool(row["position"] and row["position"] <= size)


def pair_up(form: DecisionForm, rows: list[dict]) -> list[dict]:
    """Return each row with its field."""
    return [{**row, "field": form[f"outcome_{row['pk']}"]} for row in rows]


def seats_of(round_: Round) -> list[dict]:
    """Return the judges of whom the form asks where they were, each with the entries that they take no part in."""
    members = sitting(round_)
    tied = interests_of(round_, [member.pk for member in members])
    return [
        {
            "pk": member.pk,
            "name": member.person.full_name,
            "interests": tied[member.pk],
            "hint": f"Has an interest in {', '.join(tied[member.pk])}" if tied[member.pk] else "",
        }
        for member in members
    ]


def where_they_were(decision: Decision | None, seats: list[dict]) -> dict:
    """Return what the form starts with: what was said before, or that whoever has an interest left the room.

    Nobody else counts as present before a person has said so.
    """
    said = dict(decision.attendance.values_list("member_id", "presence")) if decision else {}
    proposed = {seat["pk"]: Presence.LEFT_ROOM for seat in seats if seat["interests"]}
    return {f"presence_{pk}": presence for pk, presence in (proposed | said).items()}


def flags_for(round_: Round, key: Key) -> list[str]:
    """Return the weightiest of what the panel should know of its figures; nothing in a mode without criteria."""
    result = result_for(round_)
    if result is None:
        return []
    names = names_of(round_)
    for entry in hidden_in(round_.figures):
        names.references.pop(entry, None)
        names.nominees.pop(entry, None)
    criteria = {c.key: c.name for c in key.criteria}
    shortlists = round_.kind == RoundKind.SHORTLISTING
    found = flags_of(result, names, criteria=criteria, edge=shortlists)[:FIRST_FLAGS]
    return [unbroken(flag) for flag in found]


def few_entries(round_: Round, rows: list[dict]) -> str:
    """Return the warning of rule R8 when an award has too few entries."""
    if round_.kind != RoundKind.SHORTLISTING or len(rows) >= round_.award.minimum_entries:
        return ""
    count = "no entries" if not rows else "1 entry" if len(rows) == 1 else f"{len(rows)} entries"
    return f"This award has {count}, and should have at least {round_.award.minimum_entries}."


class StartDeliberating(DeedView, DecisionPage):
    """Let the panel discuss the figures."""

    def do(self) -> str:
        """Start."""
        start_deliberating(self.round_, by=self.person)
        return "The panel can now decide."
