"""What administrators are asked about who reads what."""

from django import forms

from judging.services.sharing_by_hand import MOST_READERS
from kit.forms import GovukForm

ALL, SOME = "all", "some"


class ReadersForm(GovukForm, forms.Form):
    """Whether every judge reads every entry, or how many read each."""

    who = forms.ChoiceField(
        label="Who reads each entry?",
        widget=forms.RadioSelect,
        choices=[(ALL, "Every judge"), (SOME, "Some of the judges")],
    )
    readers = forms.IntegerField(
        label="How many judges read each entry?", required=False, min_value=1, max_value=MOST_READERS
    )
    look = {
        "who": {"conditional": {SOME: "readers"}, "noun": "who reads each entry"},
        "readers": {"width": 3, "noun": "how many judges read each entry"},
    }

    def clean(self):
        """Ask for the number where there must be one."""
        cleaned = super().clean()
        if cleaned.get("who") == SOME and not cleaned.get("readers") and "readers" not in self.errors:
            self.add_error("readers", "Enter how many judges read each entry")
        return cleaned

    def chosen(self) -> int | None:
        """Return the number, or nothing where every judge reads all."""
        return self.cleaned_data["readers"] if self.cleaned_data["who"] == SOME else None


class LimitForm(GovukForm, forms.Form):
    """How many entries one judge can read."""

    reads_at_most = forms.IntegerField(
        label="How many entries can this judge read at most?", required=False, min_value=0, max_value=100_000
    )
    look = {
        "reads_at_most": {
            "width": 5,
            "hint": "Leave this empty if there is no limit",
            "noun": "how many entries this judge can read",
        }
    }


class ApplyForm(GovukForm, forms.Form):
    """A second look before judges get their entries; one more tick where entries stay short of readers."""

    accepts_shortages = forms.BooleanField(
        label="Apply it although entries stay short of readers",
        error_messages={"required": "Tick the box if it is to be applied although entries stay short of readers"},
    )

    def __init__(self, *args, is_short: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_short:
            del self.fields["accepts_shortages"]
