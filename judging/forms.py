"""What judges fill in."""

from collections.abc import Iterable
from copy import deepcopy

from django import forms

from judging.models import ScoreSheet
from judging.modes.comments import CommentsForm
from judging.services.interests import DECLARABLE
from judging.services.sheets import Marks
from judging.states import DeclarationAnswer
from judging.versions import Measure
from kit.forms import GovukForm
from nominations.identifiers import SEEN
from nominations.models import Entry, InterestKind

_KINDS = [(kind.value, kind.label) for kind in DECLARABLE]


class SeatForm(GovukForm, forms.Form):
    """What a judge says when they take their place."""

    access_needs = forms.CharField(
        label="Tell us what would help",
        help_text="For example large print, more time, or a call instead of email. Leave it empty if nothing would.",
        widget=forms.Textarea,
        required=False,
        max_length=2000,
    )
    look = {"access_needs": {"rows": 4}}


class NameForm(GovukForm, forms.Form):
    """What a judge says of one name on their list."""

    answer = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=DeclarationAnswer.choices,
        error_messages={"required": "Select an answer for every name"},
    )
    kind = forms.ChoiceField(label="What ties you to them?", choices=[("", "Choose one"), *_KINDS], required=False)
    note = forms.CharField(label="What makes you unsure?", widget=forms.Textarea, required=False, max_length=1000)
    look = {
        "answer": {"small": True, "conditional": {"interest": "kind", "not_sure": "note"}},
        "kind": {"label_size": ""},
        "note": {"label_size": "", "rows": 2},
    }

    def __init__(self, *args, entry: Entry, initial=None, **kwargs):
        super().__init__(*args, prefix=f"e{entry.pk}", initial=initial, **kwargs)
        self.entry = entry
        answer = self.fields["answer"]
        answer.label = str(entry.nominee)
        answer.help_text = role_of(entry)
        answer.error_messages["required"] = f"Select an answer for {entry.nominee}"

    def clean(self):
        """An interest says what kind it is."""
        cleaned = super().clean()
        if cleaned.get("answer") == DeclarationAnswer.INTEREST and not cleaned.get("kind"):
            self.add_error("kind", f"Select what ties you to {self.entry.nominee}")
        return cleaned

    def said(self) -> tuple[str, str, str]:
        """Return the answer, the kind of interest and the note, as the service wants them."""
        answer = self.cleaned_data["answer"]
        kind = self.cleaned_data["kind"] if answer == DeclarationAnswer.INTEREST else ""
        note = self.cleaned_data["note"] if answer == DeclarationAnswer.NOT_SURE else ""
        return answer, kind, note


class KnowForm(GovukForm, forms.Form):
    """An interest that a judge notices while scoring."""

    kind = forms.ChoiceField(
        label="What ties you to them?",
        widget=forms.RadioSelect,
        choices=[*_KINDS, (InterestKind.NOT_SURE.value, "Something else, or I am not sure")],
        error_messages={"required": "Select what ties you to them"},
    )
    note = forms.CharField(
        label="Anything the chair should know",
        help_text="Optional. Only the chair and the awards team read it.",
        widget=forms.Textarea,
        required=False,
        max_length=1000,
    )
    look = {"note": {"rows": 3}}


class IdentifiesForm(GovukForm, forms.Form):
    """What a judge saw that may identify somebody, and where."""

    identifier = forms.ChoiceField(
        label="What could identify them?", choices=[("", "Choose what fits best"), *SEEN.items()], required=False
    )
    where = forms.CharField(
        label="Where should the reviewer look?",
        help_text="For example “second paragraph, a place name”. Do not repeat the name, place or number itself.",
        widget=forms.Textarea,
        required=False,
        max_length=500,
    )
    look = {"where": {"rows": 3}}


class SheetForm(GovukForm, forms.Form):
    """A judge's points and comments for one entry. Every field may be left open until the sheet is submitted."""

    def __init__(self, *args, measure: Measure, **kwargs):
        self.criteria, self.ends = measure.criteria, measure.ends
        points = measure.points
        self.base_fields = {_name(c): _points_field(c, points) for c in self.criteria} | _comment_fields()
        self.look = {
            _name(c): {"label_size": "m", "hints": {p.value: c.anchor_for(p) for p in points}} for c in self.criteria
        } | {"note_to_panel": {"rows": 4}, "feedback": {"rows": 4}}
        super().__init__(*args, **kwargs)

    @classmethod
    def of(cls, sheet: ScoreSheet, marks: Marks, measure: Measure) -> "SheetForm":
        """Return the form that shows what a sheet holds."""
        given = {f"c{criterion}": value for criterion, value in marks.points.items()}
        comments = {"note_to_panel": marks.note_to_panel, "feedback": marks.feedback}
        return cls(measure=measure, initial=given | comments | {"version": sheet.version})

    def points(self) -> dict[int, int]:
        """Return the points given, by criterion."""
        given = {c.pk: self.cleaned_data.get(_name(c)) for c in self.criteria}
        return {criterion: int(value) for criterion, value in given.items() if value}

    def add_what_is_missing(self, comment_at_extremes: bool) -> bool:
        """Say what must still be answered before the sheet can be submitted; returns whether anything must."""
        given = self.points()
        for criterion in self.criteria:
            if criterion.pk not in given:
                self.add_error(_name(criterion), f"Select a point for {criterion.name}")
        has_words = self.cleaned_data.get("note_to_panel") or self.cleaned_data.get("feedback")
        if comment_at_extremes and self.ends & set(given.values()) and not has_words:
            self.add_error("note_to_panel", "Enter a note or feedback, because you gave a top or bottom score")
        return bool(self.errors)


def _name(criterion) -> str:
    return f"c{criterion.pk}"


def _points_field(criterion, points: Iterable) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=criterion.name,
        help_text=f"{criterion.question} Counts for {criterion.weight}%.",
        widget=forms.RadioSelect,
        choices=[(str(p.value), f"{p.value}: {p.label}") for p in points],
        required=False,
        error_messages={"invalid_choice": f"Select one of the points for {criterion.name}"},
    )


def _comment_fields() -> dict[str, forms.Field]:
    fields = deepcopy(CommentsForm.base_fields)
    fields["note_to_panel"].help_text += " Say why you gave a top or bottom score."
    return fields


def role_of(entry: Entry) -> str:
    """Return the role and employer of a nominee, or the members of a team, as one line."""
    nominee = entry.nominee
    known = getattr(nominee, "_prefetched_objects_cache", {}).get("members")
    members = [", ".join(filter(None, (m.name, m.employer))) for m in known or ()]
    return "; ".join(filter(None, [", ".join(filter(None, (nominee.job_title, nominee.organisation_name))), *members]))
