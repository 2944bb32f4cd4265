"""What is asked before something is made public."""

from django import forms

from announcements.moments import moment_in, read_time
from awards.models import Award
from kit import clock
from kit.forms import DateField, GovukForm


class MinuteForm(GovukForm, forms.Form):
    """The minute from which on a release is public; left empty, it waits for "Announce now"."""

    on = DateField(
        label="On which day does it become public?",
        help_text="Leave day and time empty to announce it by hand. For example, 16 3 2027",
        required=False,
    )
    at = forms.CharField(
        label="At what time?", help_text="For example, 12:30pm or 15:30", required=False, max_length=12
    )
    look = {"on": {"noun": "the day"}, "at": {"width": 5, "spellcheck": False}}

    def __init__(self, *args, season, **kwargs):
        self.season = season
        super().__init__(*args, **kwargs)

    def clean_at(self):
        """Return the time that was typed, or None."""
        typed = self.cleaned_data["at"]
        if not typed:
            return None
        try:
            return read_time(typed)
        except ValueError:
            raise forms.ValidationError("Enter a time like 12:30pm or 15:30") from None

    def clean(self):
        """Put day and time together in the season's time zone."""
        cleaned = super().clean()
        on, at = cleaned.get("on"), cleaned.get("at")
        cleaned["goes_public_at"] = None
        if self.errors:
            return cleaned
        if on and at is None:
            self.add_error("at", "Enter the time too, or leave both empty")
        elif at is not None and not on:
            self.add_error("on", "Enter the day too, or leave both empty")
        elif on:
            self._set_minute(on, at)
        return cleaned

    def _set_minute(self, on, at):
        try:
            minute = moment_in(self.season.time_zone, on, at)
        except (ValueError, OverflowError) as error:
            self.add_error("at", str(error))
            return
        if minute <= clock.now():
            self.add_error("on", "Choose a day and time that are still to come")
        self.cleaned_data["goes_public_at"] = minute


class PrepareForm(MinuteForm):
    """Which awards become public, and when."""

    awards = forms.ModelMultipleChoiceField(
        label="Which awards?",
        queryset=Award.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one award"},
    )
    field_order = ["awards", "on", "at"]
    look = {**MinuteForm.look, "awards": {"label_size": "m"}}

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["awards"].queryset = Award.objects.filter(pk__in=[award.pk for award in choices])


class ReasonForm(GovukForm, forms.Form):
    """Why somebody stops something: a release or a whole season."""

    reason = forms.CharField(
        label="Why?",
        help_text="It is kept with the record of who did this and when.",
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": "Enter a reason"},
    )
    look = {"reason": {"rows": 3}}
