"""The two kinds of comment on every sheet (R13), and the version that it was opened with."""

from django import forms

from kit.forms import GovukForm

LONGEST_COMMENT = 4000  # characters


class CommentsForm(GovukForm, forms.Form):
    """A note to the panel and feedback that may be shared; a mode adds what it asks before them."""

    note_to_panel = forms.CharField(
        label="Note to the panel",
        help_text="The other judges read it once scoring is closed.",
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_COMMENT,
    )
    feedback = forms.CharField(
        label="Feedback that may be shared",
        help_text="Nominees may ask to see what you write, here and in your note.",
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_COMMENT,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    look = {"note_to_panel": {"rows": 4}, "feedback": {"rows": 4}}

    def points(self) -> dict[int, int]:
        """Return no points: only the mode that scores criteria asks for any."""
        return {}

    def add_what_is_missing(self, comment_at_extremes: bool) -> bool:
        """Say what must still be answered before the sheet can be submitted; returns whether anything must."""
        return bool(self.errors)
