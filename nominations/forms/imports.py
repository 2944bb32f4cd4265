"""What an administrator answers about a spreadsheet of nominations."""

from django import forms

from kit.forms import GovukForm
from nominations.importing import FIELDS
from nominations.models import ImportRow
from nominations.services.importing import MOST_BYTES
from nominations.states import RowDecision

NOT_THERE = ""
ROW_BY_ROW = "-"
# More names than this are more than the file has awards: the page would hold nothing else.
MOST_NAMES = 30
DATES = [("dmy", "Day first, as in 25/12/2026"), ("mdy", "Month first, as in 12/25/2026")]
LONG = {"reason", "members", "anything_else", "citation"}
TYPED = [name for name in FIELDS if name not in {"id", "award"}]


def letters(index: int) -> str:
    """Return how spreadsheets name a column: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def shortened(text: str, most: int = 60) -> str:
    """Return a text on one line, cut where it is longer than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


class UploadForm(GovukForm, forms.Form):
    """Which file, for which season."""

    season = forms.ModelChoiceField(label="Season", queryset=None)
    file = forms.FileField(
        label="File",
        help_text=f"A CSV file or an Excel workbook (.xlsx), smaller than {MOST_BYTES // 1024 // 1024} MB, with one "
        "nomination a row under one row of headings.",
        error_messages={"empty": "The selected file is empty"},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    look = {"season": {"noun": "a season"}, "file": {"noun": "a file"}}

    def __init__(self, *args, seasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["season"].queryset = seasons
        only = list(seasons[:2])
        if len(only) == 1:
            self.fields["season"].initial = only[0].pk
            self.fields["season"].widget = forms.HiddenInput()

    def clean_file(self):
        """Refuse what is too large or of another kind before it is read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError("The selected file must be a CSV file or an Excel workbook (.xlsx)")
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"The selected file must be smaller than {MOST_BYTES // 1024 // 1024} MB")
        return file


class ColumnsForm(GovukForm, forms.Form):
    """Which column of the file holds which answer."""

    def __init__(self, *args, sheet, matched: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        headings = [(str(i), f"{letters(i)}: {shortened(h, 40)}") for i, h in enumerate(sheet.headers)]
        samples = first_values(sheet)
        self.look = {}
        for name, field in FIELDS.items():
            required = field.required
            nothing = "Choose a column" if required else "Not in this file"
            self.fields[name] = forms.ChoiceField(
                label=field.label,
                required=required,
                choices=[(NOT_THERE, nothing), *headings],
                initial=str(matched.get(name, NOT_THERE)),
                error_messages={"required": f"Select the column for “{field.label}”"},
            )
            index = matched.get(name)
            sample = samples[index] if index is not None and index < len(samples) else ""
            self.look[name] = {"width": "full", "hint": f"For example: {sample}" if sample else None}

    @property
    def columns(self) -> dict[str, int]:
        """The answers that the file holds, each with the number of its column."""
        return {name: int(index) for name, index in self.cleaned_data.items() if index != NOT_THERE}


def first_values(sheet) -> list[str]:
    """Return the first thing that stands in each column, on one line."""
    return [next((shortened(row[i]) for row in sheet.rows if row[i].strip()), "") for i in range(len(sheet.headers))]


class AwardsForm(GovukForm, forms.Form):
    """Which award each name in the file means; and how the file writes dates, where it does not show."""

    def __init__(self, *args, names: dict[str, int], awards, matched: dict, dates: str, asks_dates: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = list(names)[:MOST_NAMES]
        self.look = {}
        choices = [(ROW_BY_ROW, "Decide row by row"), *((a.slug, a.name) for a in awards)]
        if asks_dates:
            self.fields["dates"] = forms.ChoiceField(
                label="How does the file write dates?",
                choices=DATES,
                initial=dates,
                widget=forms.RadioSelect,
                error_messages={"required": "Select how the file writes dates"},
            )
        for number, name in enumerate(self.names):
            self.fields[f"name-{number}"] = forms.ChoiceField(
                label=shortened(name, 120), choices=choices, initial=matched.get(name) or ROW_BY_ROW
            )
            rows = names[name]
            hint = f"In {rows:,} row{'s' if rows > 1 else ''}"
            self.look[f"name-{number}"] = {"width": "full", "hint": hint}

    @property
    def awards(self) -> dict[str, str | None]:
        """The award that each name means, None for those that are decided row by row."""
        chosen = {name: self.cleaned_data[f"name-{number}"] for number, name in enumerate(self.names)}
        return {name: None if key == ROW_BY_ROW else key for name, key in chosen.items()}


class RowForm(GovukForm, forms.Form):
    """The answers of one row, to be mended in place."""

    def __init__(self, *args, batch, values: dict[str, str], award, **kwargs):
        super().__init__(*args, **kwargs)
        self.look = {}
        self.fields["award"] = forms.ChoiceField(
            label=FIELDS["award"].label,
            required=False,
            choices=[("", "Not chosen"), *((a.name, a.name) for a in batch.season.awards.all())],
            initial=award.name if award else "",
        )
        for name in TYPED:
            if name not in batch.columns and not values.get(name):
                continue
            widget = forms.Textarea if name in LONG else forms.TextInput
            self.fields[name] = forms.CharField(
                label=FIELDS[name].label, required=False, strip=False, widget=widget, initial=values.get(name, "")
            )
            self.look[name] = {"rows": 8 if name == "reason" else 3} if name in LONG else {"width": "full"}

    @property
    def answers(self) -> dict[str, str]:
        """What was changed."""
        typed = {name: self.cleaned_data[name].replace("\r\n", "\n") for name in self.changed_data}
        return {name: text for name, text in typed.items() if text != self.fields[name].initial}


class DecisionForm(GovukForm, forms.Form):
    """What becomes of one row."""

    decision = forms.ChoiceField(label="What to do with this row", required=False, widget=forms.RadioSelect)
    look = {"decision": {"label_size": "m", "small": True}}

    def __init__(self, *args, row: ImportRow, as_found: str, **kwargs):
        kwargs.setdefault("initial", {"decision": row.decision or AS_FOUND})
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = decisions(as_found)

    def clean_decision(self):
        """Give back the choice as it is stored."""
        return stored(self.cleaned_data["decision"])


class ChooseForm(GovukForm, forms.Form):
    """What becomes of all the rows of a list."""

    decision = forms.ChoiceField(label="What to do with all of them")
    look = {"decision": {"noun": "what to do with them", "width": "full"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [("", "Choose"), *decisions("")]

    def clean_decision(self):
        """Give back the choice as it is stored."""
        return stored(self.cleaned_data["decision"])


AS_FOUND = "as_found"


def decisions(as_found: str) -> list[tuple[str, str]]:
    """Return the choices for a row, with what happens if it is left as found."""
    left = f"As found: {as_found}" if as_found else "As found"
    return [(AS_FOUND, left), *((d.value, d.label) for d in RowDecision if d != RowDecision.BY_VERDICT)]


def stored(decision: str) -> str:
    """Return a choice as rows keep it."""
    return "" if decision == AS_FOUND else decision
