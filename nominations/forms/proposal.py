"""What a reviewer types when another award fits better."""

from django import forms

from kit.forms import GovukForm, WordsField


class ProposeForm(GovukForm, forms.Form):
    """Which award, and why, as the nominator reads it."""

    award = forms.ChoiceField(
        label="Which award does it fit better?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select an award"},
    )
    note = WordsField(
        label="Why does it fit that award better?",
        max_words=100,
        help_text="The nominator reads this as you write it. Do not repeat what may identify somebody.",
    )
    look = {"award": {"label_size": "m"}, "note": {"noun": "why it fits that award better", "rows": 4}}

    def __init__(self, *args, awards, **kwargs):
        self.awards = {award.slug: award for award in awards}
        super().__init__(*args, **kwargs)
        self.fields["award"].choices = [(slug, award.name) for slug, award in self.awards.items()]

    @property
    def chosen(self):
        """The award that was chosen."""
        return self.awards[self.cleaned_data["award"]]
