"""What chairs, administrators and the HR adviser are asked."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django import forms

from judging.deciding import OUTCOMES, is_in_order, missing_of
from judging.models import PanelMember
from judging.states import Outcome, Presence, RoundKind, Suitability
from kit.forms import DateField, GovukForm

_HOURS = [(str(h), _hour) for h, _hour in ((h, f"{h % 12 or 12}{'am' if h < 12 else 'pm'}") for h in range(7, 23))]
_HOURS = [(h, "midday" if h == "12" else words) for h, words in _HOURS]


class ReasonForm(GovukForm, forms.Form):
    """Why something is done, in words that are kept."""

    reason = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea)
    look = {"reason": {"rows": 4, "noun": "a reason", "hint": "The reason is kept with the record of what was done"}}


class ActingChairForm(GovukForm, forms.Form):
    """Who acts as chair, and why."""

    member = forms.ModelChoiceField(
        queryset=PanelMember.objects.none(),
        label="Who acts as chair?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select who acts as chair", "invalid_choice": "Select one of the judges shown"},
    )
    reason = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea)
    look = {
        "reason": {
            "rows": 4,
            "noun": "a reason",
            "hint": "The reason is kept with the record of what was done. Do not say in whom the chair has an interest",
        }
    }

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = seats
        self.fields["member"].label_from_instance = lambda seat: seat.person.full_name


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
    others_present = forms.CharField(label="Others present", max_length=2000, required=False, widget=forms.Textarea)

    def __init__(self, *args, round_, rows, seats, **kwargs):
        self.round_, self.rows, self.seats = round_, rows, seats
        self.look = {
            "reason": {"rows": 4},
            "minutes": {"rows": 6, "hint": "What the panel agreed, in a few sentences"},
            "others_present": {"rows": 2, "hint": "Names and roles, such as Sam Patel, awards officer"},
        } | {f"presence_{seat['pk']}": {"hint": seat["hint"], "small": True} for seat in seats}
        super().__init__(*args, **kwargs)
        award = round_.award
        self.allowed = [o for o in OUTCOMES[round_.kind] if _is_allowed(o, award)]
        choices = [("", "Choose an outcome"), *((o.value, o.label) for o in self.allowed)]
        for row in rows:
            self.fields[f"outcome_{row['pk']}"] = forms.ChoiceField(
                label=f"Outcome for {row['reference']} {row['name']}", choices=choices, required=False
            )
        for seat in seats:
            self.fields[f"presence_{seat['pk']}"] = forms.ChoiceField(
                label=f"Where was {seat['name']}?",
                choices=Presence.choices,
                widget=forms.RadioSelect,
                error_messages={"required": f"Select where {seat['name']} was"},
            )
        if round_.kind == RoundKind.SHORTLISTING:
            self.fields["no_award"].label = "Shortlist nobody and make no award"
        names, judges = ([f"{what}_{row['pk']}" for row in of] for what, of in (("outcome", rows), ("presence", seats)))
        self.order_fields([*names, "no_award", "reason", *judges, "others_present", "minutes"])

    def attendance(self) -> dict[int, Presence]:
        """Return where each judge was, by seat."""
        return {seat["pk"]: Presence(self.cleaned_data[f"presence_{seat['pk']}"]) for seat in self.seats}

    def outcomes(self) -> dict[int, Outcome]:
        """Return the outcome of each entry that has one."""
        chosen = {row["pk"]: self.cleaned_data.get(f"outcome_{row['pk']}") for row in self.rows}
        return {pk: Outcome(value) for pk, value in chosen.items() if value}

    def clean(self):
        """Ask for what is missing, beside the field where it is missing."""
        cleaned = super().clean()
        if any(not name.startswith("presence_") for name in self.errors):
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
            why = "no award is made" if no_award else self.round_.figures.mode_of.not_followed
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


class WeightsForm(GovukForm, forms.Form):
    """A weight for each criterion of a round, and why they should change."""

    reason = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea)

    def __init__(self, *args, criteria, **kwargs):
        self.criteria = criteria
        self.look = {
            "reason": {
                "rows": 4,
                "noun": "a reason",
                "hint": "Whoever signs reads it, and it is kept with the record of the result",
            }
        } | {f"w{c.pk}": {"width": 3, "suffix": "%", "noun": f"a weight for {c.name}"} for c in criteria}
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"w{criterion.pk}"] = forms.IntegerField(
                label=criterion.name,
                initial=criterion.weight,
                min_value=1,
                max_value=100,
                error_messages={
                    "required": f"Enter a weight for {criterion.name}",
                    "invalid": f"Enter a whole number for {criterion.name}",
                    "min_value": f"The weight of {criterion.name} must be from 1 to 100",
                    "max_value": f"The weight of {criterion.name} must be from 1 to 100",
                },
            )
        self.order_fields([*[f"w{c.pk}" for c in criteria], "reason"])

    def weights(self) -> dict[int, int]:
        """Return the weight of each criterion."""
        return {c.pk: self.cleaned_data[f"w{c.pk}"] for c in self.criteria}

    def clean(self):
        """The weights of a round add up to 100."""
        cleaned = super().clean()
        given = [cleaned.get(f"w{c.pk}") for c in self.criteria]
        if None not in given and sum(given) != 100:
            self.add_error(f"w{self.criteria[0].pk}", f"The weights add up to {sum(given)}. They must add up to 100")
        return cleaned
