"""The forms of the endorser and the nominee."""

from django import forms

from kit.forms import GovukForm
from nominations.forms.answers import NameField
from nominations.states import ConsentAnswer, ConsentPurpose
from nominations.wording import CONSENT_QUESTIONS, CONSENT_WORDING, ENDORSEMENT_CONFIRMATIONS


class EndorseForm(GovukForm, forms.Form):
    """The four things that an endorser confirms."""

    confirmed = forms.MultipleChoiceField(
        label="To endorse, tick all four to confirm them",
        widget=forms.CheckboxSelectMultiple,
        choices=list(ENDORSEMENT_CONFIRMATIONS.items()),
        error_messages={"required": "Tick all four boxes to endorse. If you cannot, select ‘Do not endorse’"},
    )
    look = {"confirmed": {"label_size": "m"}}

    def clean_confirmed(self):
        """Ask for all four: three are not an endorsement."""
        confirmed = self.cleaned_data["confirmed"]
        if set(confirmed) != set(ENDORSEMENT_CONFIRMATIONS):
            raise forms.ValidationError(self.fields["confirmed"].error_messages["required"])
        return confirmed


class AnotherEndorserForm(GovukForm, forms.Form):
    """Who should have been asked."""

    name = NameField(label="Their full name", max_length=200)
    email = forms.EmailField(label="Their email address")
    look = {
        "name": {"noun": "their full name", "autocomplete": "off", "spellcheck": False},
        "email": {"noun": "their email address", "autocomplete": "off", "spellcheck": False},
    }


class ChoicesForm(GovukForm, forms.Form):
    """What may be said or shown about a nominee, one question a purpose."""

    def __init__(self, *args, entry, only: str = "", **kwargs):
        current = {c.purpose: c.answer for c in entry.consents.all() if c.is_current}
        said = {p: "yes" if answer == ConsentAnswer.YES else "no" for p, answer in current.items()}
        kwargs.setdefault("initial", said)
        super().__init__(*args, **kwargs)
        if only:
            self.fields = {only: self.fields[only]}

    look = {purpose.value: {"inline": True} for purpose in ConsentPurpose}


for _purpose in ConsentPurpose:
    _question = CONSENT_QUESTIONS[_purpose]
    ChoicesForm.base_fields[_purpose.value] = forms.ChoiceField(
        label=_question,
        help_text=f"If you say yes, you agree to this: “{CONSENT_WORDING[_purpose]}”",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": f"Select yes or no: {_question[:1].lower()}{_question[1:]}"},
    )
