"""What is noted of a safeguarding concern: only how it was passed on. No field takes words."""

from django import forms

from kit.forms import GovukForm
from nominations.models import PassedOnHow


class PassedOnForm(GovukForm, forms.Form):
    """How a concern was passed on."""

    how = forms.ChoiceField(label="How did you pass it on?", widget=forms.RadioSelect, choices=PassedOnHow.choices)
    look = {"how": {"noun": "how you passed it on", "label_size": "m"}}


class SettleForm(GovukForm, forms.Form):
    """How a concern reached the safeguarding lead, where nobody has noted that yet."""

    how = forms.ChoiceField(label="How did it reach you?", widget=forms.RadioSelect, choices=PassedOnHow.choices)
    look = {"how": {"noun": "how it reached you", "label_size": "m"}}

    def __init__(self, *args, concern, **kwargs):
        super().__init__(*args, **kwargs)
        if concern.passed_on_at:
            del self.fields["how"]
