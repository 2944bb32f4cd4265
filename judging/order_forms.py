"""The form of a judge's whole order: a place beside each name."""

import json
from dataclasses import dataclass

from django import forms

from kit.forms import GovukForm

PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """One entry as a judge puts it in order."""

    sheet: int
    name: str
    role: str
    url: str
    place: int | None


class OrderForm(GovukForm, forms.Form):
    """Each place once, for as many entries as the round asks. Pages that are not shown keep what was chosen."""

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(self, data=None, *, rows: list[Row], free: list[int], at: int = 1, saved: dict | None = None):
        self.rows, self.free = rows, free
        super().__init__(data, initial={"was": json.dumps([[r.sheet, r.place] for r in rows if r.place])})
        choices = [("", "Not placed"), *((str(n), f"{n} (best)" if n == 1 else str(n)) for n in free)]
        self.look = {_name(row): {"group_class": "govuk-!-margin-bottom-1"} for row in rows}
        first = (at - 1) * PER_PAGE
        shown = {row.sheet for row in rows[first : first + PER_PAGE]}
        for row in rows:
            hint = row.role
            if saved is not None:
                hint = f"{hint}. " if hint else ""
                hint += f"Saved now: {saved.get(row.sheet) or 'not placed'}"
            self.fields[_name(row)] = forms.ChoiceField(
                label=row.name,
                help_text=hint,
                choices=choices,
                required=False,
                initial=str(row.place) if row.place in free else "",
                widget=forms.Select if row.sheet in shown else forms.HiddenInput,
                error_messages={"invalid_choice": f"Select one of the places for {row.name}"},
            )

    def clean(self):
        """Ask for each place once, and for every place."""
        cleaned, holder = super().clean(), {}
        for row in self.rows:
            place = cleaned.get(_name(row))
            if place and place in holder:
                self.add_error(_name(row), f"{row.name} and {holder[place]} cannot both be number {place}")
            elif place:
                holder[place] = row.name
        if not self.errors and self.rows:
            wanted = [str(place) for place in self.free[: len(self.rows)]]
            if missing := [place for place in wanted if place not in holder]:
                names = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
                empty = next(row for row in self.rows if not cleaned.get(_name(row)))
                self.add_error(_name(empty), f"Choose an entry for number {names}")
        return cleaned

    def places(self) -> dict[int, int | None]:
        """Return the place of each entry, by its sheet; None for one that is not placed."""
        chosen = {row.sheet: self.cleaned_data.get(_name(row)) for row in self.rows}
        return {sheet: int(place) if place else None for sheet, place in chosen.items()}

    def opened_with(self) -> dict[int, int | None]:
        """Return what the order was when the page was opened; what cannot be read counts as an order of none."""
        found: dict[int, int | None] = dict.fromkeys((row.sheet for row in self.rows), None)
        try:
            found.update({int(sheet): int(place) for sheet, place in json.loads(self.cleaned_data.get("was") or "[]")})
        except (TypeError, ValueError):
            return dict.fromkeys(found, None)
        return found

    def chosen_elsewhere(self, page: list[Row]) -> list:
        """Return the hidden fields that keep what was chosen on the other pages."""
        here = {row.sheet for row in page}
        return [field for row in self.rows if row.sheet not in here and (field := self[_name(row)]).value()]

    def shown(self, page: list[Row]) -> list:
        """Return the fields of one page, each with its row."""
        return [{"row": row, "field": self[_name(row)]} for row in page]


def _name(row: Row) -> str:
    return f"s{row.sheet}"
