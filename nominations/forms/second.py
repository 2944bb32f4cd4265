"""What is asked about a second reviewer."""

from django import forms

from kit.forms import GovukForm, WordsField
from nominations.models import SecondReview


class SecondReviewForm(GovukForm, forms.Form):
    """Why two people must read a nomination."""

    reasons = forms.MultipleChoiceField(
        label="Why must two reviewers read it?",
        required=False,
        choices=SecondReview.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Select all that are true.",
    )
    why = WordsField(
        label="Why does a reason no longer hold?",
        required=False,
        max_words=100,
        help_text="Needed if you take one away. Kept in the history. Do not name anyone who is supported.",
    )
    look = {"reasons": {"label_size": "m"}, "why": {"rows": 3}}

    def __init__(self, *args, held=(), **kwargs):
        self.held = held
        super().__init__(*args, **kwargs)

    def clean(self):
        """Ask why where a reason is taken away."""
        cleaned = super().clean()
        is_removed = set(self.held) - set(cleaned.get("reasons", self.held))
        if is_removed and not (cleaned.get("why") or "").strip() and "why" not in self.errors:
            self.add_error("why", "Enter why a reason no longer holds")
        return cleaned


class HasReadForm(GovukForm, forms.Form):
    """The first reviewer's word that they have read the copy."""

    has_read = forms.BooleanField(
        label="I have read this as someone who knows the family would",
        error_messages={"required": "Read the judging copy, then tick the box"},
    )
