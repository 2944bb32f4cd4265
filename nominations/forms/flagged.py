"""What a nominator wants done with each phrase that may identify somebody."""

from django import forms

from kit.forms import GovukForm
from nominations.states import KeptBecause

REMOVE, CHANGE, KEEP = "remove", "change", "keep"


class FlaggedForm(GovukForm, forms.Form):
    """Three choices for each phrase, none of which must be made."""

    def __init__(self, *args, phrases, **kwargs):
        self.phrases = phrases
        self.base_fields, self.look = {}, {}
        for phrase in phrases:
            choice, because = f"choice_{phrase.pk}", f"because_{phrase.pk}"
            self.base_fields[choice] = _choice_field(phrase)
            self.base_fields[because] = _because_field(phrase)
            self.look[choice] = {
                "hints": {REMOVE: f"We put {phrase.label} {_everywhere(phrase)}."},
                "conditional": {KEEP: because},
            }
            self.look[because] = {"small": True}
        super().__init__(*args, **kwargs)

    @property
    def rows(self) -> list[dict]:
        """Each phrase with the field that asks about it."""
        return [{"phrase": phrase, "field": self[f"choice_{phrase.pk}"]} for phrase in self.phrases]

    def chosen(self, choice: str) -> list:
        """Return the phrases for which this was chosen."""
        return [phrase for phrase in self.phrases if self.cleaned_data.get(f"choice_{phrase.pk}") == choice]

    @property
    def keep(self) -> dict[int, str]:
        """What is kept, and the code of why."""
        return {phrase.pk: self.cleaned_data.get(f"because_{phrase.pk}", "") for phrase in self.chosen(KEEP)}

    @property
    def remove(self) -> set[int]:
        """What is to be taken out."""
        return {phrase.pk for phrase in self.chosen(REMOVE)}


def _everywhere(phrase) -> str:
    if phrase.places == 1:
        return "in its place"
    return f"in its place, {'in both' if phrase.places == 2 else f'in all {phrase.places}'} places"


def _choice_field(phrase) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"What should we do with “{phrase.passage.phrase}”?",
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (REMOVE, "Remove it for me"),
            (CHANGE, "Go back and change it"),
            (KEEP, "It does not identify anyone we support"),
        ],
        initial=KEEP if phrase.is_kept else "",
    )


def _because_field(phrase) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Why not?",
        widget=forms.RadioSelect,
        required=False,
        choices=KeptBecause.choices,
        initial=phrase.kept_because if phrase.is_kept else "",
    )
