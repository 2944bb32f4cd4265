"""The two questions of sign-in: an address, then the code that was sent there."""

from allauth.account import forms as account
from django import forms
from django.utils.translation import gettext_lazy as _

from kit.forms.forms import GovukForm


class AskForCode(GovukForm, account.RequestLoginCodeForm):
    """Where to send the code."""

    look = {"email": {"width": 30, "autocomplete": "email", "spellcheck": False, "noun": "your email address"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("Email address")
        field.widget = forms.EmailInput()


class EnterCode(GovukForm, account.ConfirmLoginCodeForm):
    """The six digits from the letter; spaces between them do no harm."""

    look = {
        "code": {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": False,
            "input_class": "commend-code-input",
        }
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Six-digit code")
        field.widget = forms.TextInput()
        field.error_messages["required"] = _("Enter the six-digit code")

    def clean_code(self):
        """Refuse a wrong code in words that say where the right one is."""
        try:
            return super().clean_code()
        except forms.ValidationError:
            raise forms.ValidationError(
                _("The code is not right. Check the newest email from us, and enter the code again"), code="wrong"
            ) from None
