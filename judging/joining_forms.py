"""What is asked of whoever lets somebody join a panel."""

from django import forms

from kit.forms import GovukForm
from kit.text import fold

LEAST_LETTERS = 2


class FindPersonForm(GovukForm, forms.Form):
    """Part of a name or an address."""

    q = forms.CharField(
        label="Name or email address",
        max_length=200,
        strip=True,
        help_text="Two letters or more, of anybody in the directory",
        error_messages={"required": "Enter part of a name or an email address"},
    )
    look = {"q": {"width": 20, "spellcheck": "false"}}

    def clean_q(self):
        """One letter would find everybody."""
        if len(fold(self.cleaned_data["q"])) < LEAST_LETTERS:
            raise forms.ValidationError("Enter at least two letters")
        return self.cleaned_data["q"]


class SeatForm(GovukForm, forms.Form):
    """As what somebody joins, and why where the panel is fixed already."""

    JUDGE, RESERVE, CHAIR = "judge", "reserve", "chair"
    part = forms.ChoiceField(label="As what do they join?", widget=forms.RadioSelect)
    reason = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea)
    look = {
        "part": {"noun": "as what they join", "label_size": "m"},
        "reason": {
            "rows": 4,
            "noun": "a reason",
            "hint": "Whoever signs reads it, and it is kept with the record of the panel",
        },
    }

    def __init__(self, *args, needs_reason: bool, takes_chair: bool, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(self.JUDGE, "Judge"), (self.RESERVE, "Reserve, who scores only if they are called up")]
        self.fields["part"].choices = [*choices, (self.CHAIR, "Chair")] if takes_chair else choices
        if not needs_reason:
            del self.fields["reason"]

    def as_what(self) -> dict[str, bool]:
        """Return the part as the services take it."""
        part = self.cleaned_data["part"]
        return {"is_chair": part == self.CHAIR, "is_reserve": part == self.RESERVE}
