"""What an administrator types to have a nominee told."""

from django import forms

from kit.forms import GovukForm


class AddressForm(GovukForm, forms.Form):
    """Where the nominee can be written to."""

    email = forms.EmailField(
        label="Their email address",
        help_text="We write to it in working hours. The same address once more means: try again.",
    )
    look = {"email": {"noun": "their email address", "autocomplete": "off", "spellcheck": False}}


class AnotherWayForm(GovukForm, forms.Form):
    """How the nominee was told without e-mail."""

    how = forms.CharField(
        label="How were they told?",
        max_length=300,
        help_text="For example: by phone on Tuesday, or by letter. This is kept in the record of the entry.",
        error_messages={"required": "Enter how they were told"},
    )
    look = {"how": {"noun": "how they were told"}}
