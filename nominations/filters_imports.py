"""How the rows of an import are searched and narrowed."""

import django_filters

from kit.text import clean_line, fold
from nominations.import_querysets import LEFT_OUT, ON_HOLD, SUBMITTED
from nominations.importing import words_for
from nominations.models import ImportRow
from nominations.services.import_sealing import BatchKey
from nominations.states import RowVerdict
from nominations.tables_imports import is_named

OUTCOMES = [(SUBMITTED, "Will be imported"), (ON_HOLD, "Will be imported on hold"), (LEFT_OUT, "Will be left out")]


def issue_choices(batch) -> list[tuple[str, str]]:
    """Return every kind of issue that was found in an import, with how many rows have it."""
    found = batch.counts.get("issues", {})
    return [(code, f"{short_words(code)} ({count:,})") for code, count in found.items()]


def short_words(code: str) -> str:
    """Return the first sentence of what a code means."""
    return words_for(code).partition(". ")[0].rstrip(".")


class RowFilter(django_filters.FilterSet):
    """What an administrator asks of the rows."""

    q = django_filters.CharFilter(label="Row number or nominee", method="by_number_or_name")
    verdict = django_filters.ChoiceFilter(label="Found", empty_label="Anything", choices=RowVerdict.choices)
    issue = django_filters.ChoiceFilter(label="Issue", empty_label="Any or none", method="by_issue", choices=[])
    outcome = django_filters.ChoiceFilter(label="What happens", empty_label="Anything", choices=OUTCOMES)

    class Meta:
        model = ImportRow
        fields = ["q", "verdict", "issue", "outcome"]

    def __init__(self, *args, batch, person, **kwargs):
        self.batch, self.person = batch, person
        super().__init__(*args, **kwargs)
        self.filters["issue"].extra["choices"] = issue_choices(batch)

    def by_number_or_name(self, queryset, name, value):
        """Search by number, or by the nominee's name however it is written.

        Names lie encrypted, so a search by name opens every row: a second for sixteen thousand of them.
        """
        asked = clean_line(value)
        if asked.isdecimal():
            return queryset.filter(number=int(asked[:9])) | queryset.filter(key=asked)
        wanted, key = fold(asked), BatchKey.of(self.batch)
        found = []
        for row in queryset.select_related(None).only("pk", "sealed_values").order_by().iterator(1000):
            text = key.open(row)
            if wanted in fold(text.values.get("nominee", "")) and not is_named(self.person, text):
                found.append(row.pk)
        return queryset.filter(pk__in=found)

    def by_issue(self, queryset, name, value):
        """Narrow to rows with an issue of this kind."""
        return queryset.with_issue(value)
