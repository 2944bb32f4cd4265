"""What chairs, administrators and the HR adviser are asked."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django import forms

from judging.deciding import OUTCOMES, is_in_order, missing_of
from judging.states import Outcome, RoundKind, Suitability
from kit.forms import DateField, GovukForm

REASON_WORDS = 300
_HOURS = [(str(h), _hour) for h, _hour in ((h, f"{h % 12 or 12}{'am' if h < 12 else 'pm'}") for h in range(7, 23))]
_HOURS = [(h, "midday" if h == "12" else words) for h, words in _HOURS]


class ReasonForm(GovukForm, forms.Form):
    """Why something is done, in words that are kept."""

    reason = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea)
    look = {"reason": {"rows": 4, "noun": "a reason", "hint": "The reason is kept with the record of what was done"}}


class ExtendForm(GovukForm, forms.Form):
    """A later closing minute, and why."""

    day = DateField(label="New closing day")
    hour = forms.ChoiceField(label="New closing time", choices=_HOURS, initial="17")
    reason = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea)
    look = {
        "reason": {"rows": 4, "noun": "a reason"},
        "day": {"noun": "the new closing day"},
        "hour": {"noun": "the new closing time"},
    }

    def closes_at(self, zone: str) -> datetime:
        """Return the moment that was chosen in the season's zone, in UTC; no hour on offer falls in a clock change."""
        chosen = datetime.combine(self.cleaned_data["day"], time(int(self.cleaned_data["hour"])))
        return chosen.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class TieForm(GovukForm, forms.Form):
    """The order of tied entries, and what was said."""

    words = forms.CharField(max_length=2000, widget=forms.Textarea, label="What did the panel say?")

    def __init__(self, *args, entries, by_chair: bool, **kwargs):
        self.entries, self.by_chair = entries, by_chair
        super().__init__(*args, **kwargs)
        places = [(str(n), str(n)) for n in range(1, len(entries) + 1)]
        none = [("", "Choose a place" if by_chair else "The panel did not agree")]
        for entry in entries:
            name = f"place_{entry.pk}"
            label = f"Place of {entry.reference} {entry.nominee.name}"
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[*none, *places],
                required=by_chair,
                error_messages={"required": f"Select a place for {entry.reference}"},
            )
        words = self.fields["words"]
        words.error_messages["required"] = "Enter a reason" if by_chair else "Enter what the panel said"
        if by_chair:
            words.label = "Why this order?"
        self.order_fields([f"place_{e.pk}" for e in entries])

    def clean(self):
        """Ask for each place once, or for none."""
        cleaned = super().clean()
        chosen = [cleaned.get(f"place_{e.pk}") or "" for e in self.entries]
        if not self.errors and any(chosen) and sorted(chosen) != sorted(str(n + 1) for n in range(len(chosen))):
            self.add_error(f"place_{self.entries[0].pk}", "Give each of the tied entries a place of its own")
        return cleaned

    def order(self) -> list[int]:
        """Return the entries' numbers, best first; none when the panel did not agree."""
        chosen = {e.pk: self.cleaned_data[f"place_{e.pk}"] for e in self.entries}
        if not all(chosen.values()):
            return []
        return sorted(chosen, key=lambda pk: int(chosen[pk]))


class DecisionForm(GovukForm, forms.Form):
    """An outcome for each entry, or no award, with the reason where the order of totals is not followed."""

    no_award = forms.BooleanField(label="Make no award", required=False)
    reason = forms.CharField(
        label="Reason",
        max_length=4000,
        required=False,
        widget=forms.Textarea,
        help_text="Needed when the order of totals is not followed, or no award is made",
    )
    minutes = forms.CharField(label="Minutes", max_length=20000, required=False, widget=forms.Textarea)
    look = {"reason": {"rows": 4}, "minutes": {"rows": 6, "hint": "What the panel agreed, in a few sentences"}}

    def __init__(self, *args, round_, rows, **kwargs):
        self.round_, self.rows = round_, rows
        super().__init__(*args, **kwargs)
        award = round_.award
        self.allowed = [o for o in OUTCOMES[round_.kind] if _is_allowed(o, award)]
        choices = [("", "Choose an outcome"), *((o.value, o.label) for o in self.allowed)]
        for row in rows:
            self.fields[f"outcome_{row['pk']}"] = forms.ChoiceField(
                label=f"Outcome for {row['reference']} {row['name']}", choices=choices, required=False
            )
        if round_.kind == RoundKind.SHORTLISTING:
            self.fields["no_award"].label = "Shortlist nobody and make no award"
        names = [f"outcome_{row['pk']}" for row in rows]
        self.order_fields([*names, "no_award", "reason", "minutes"])

    def outcomes(self) -> dict[int, Outcome]:
        """Return the outcome of each entry that has one."""
        chosen = {row["pk"]: self.cleaned_data.get(f"outcome_{row['pk']}") for row in self.rows}
        return {pk: Outcome(value) for pk, value in chosen.items() if value}

    def clean(self):
        """Ask for what is missing, beside the field where it is missing."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        no_award, outcomes = bool(cleaned.get("no_award")), self.outcomes()
        if no_award:
            lost = {Outcome.SHORTLISTED, Outcome.WINNER, Outcome.JOINT_WINNER}
            outcomes = {pk: o for pk, o in outcomes.items() if o not in lost}
            for row in self.rows:
                if row["pk"] not in outcomes:
                    cleaned[f"outcome_{row['pk']}"] = ""
        elif unset := [row for row in self.rows if row["pk"] not in outcomes]:
            for row in unset:
                self.add_error(f"outcome_{row['pk']}", f"Select an outcome for {row['reference']}")
            return cleaned
        if sentence := missing_of(self.round_, outcomes, no_award):
            self.add_error("no_award" if not self.rows else f"outcome_{self.rows[0]['pk']}", sentence.rstrip("."))
        elif not is_in_order(self.round_, outcomes, no_award) and not (cleaned.get("reason") or "").strip():
            why = "no award is made" if no_award else "the order of totals is not followed"
            self.add_error("reason", f"Enter a reason, because {why}")
        return cleaned


def _is_allowed(outcome: Outcome, award) -> bool:
    if outcome == Outcome.JOINT_WINNER:
        return award.allows_joint_winners
    if outcome == Outcome.HIGHLY_COMMENDED:
        return award.allows_highly_commended
    return True


class CheckForm(GovukForm, forms.Form):
    """The HR adviser's answer: one of two, and nothing else."""

    answer = forms.ChoiceField(
        label="What is your answer?",
        widget=forms.RadioSelect,
        choices=[(Suitability.CLEAR.value, "Clear"), (Suitability.DO_NOT_PROCEED.value, "Do not proceed")],
    )
    look = {"answer": {"noun": "clear or do not proceed", "label_size": "m"}}


class ConfirmForm(GovukForm, forms.Form):
    """A second look before something that cannot be taken back."""

    is_sure = forms.BooleanField(label="I am sure")
    look = {"is_sure": {"noun": "that you are sure"}}
