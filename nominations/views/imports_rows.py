"""The checked rows of an import: one list, and one page a row on which it is mended and decided."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from kit.crypto import CannotOpen
from kit.idempotency import OncePerKeyMixin
from kit.tables import FilteredTableMixin
from kit.templatetags.commend import count_noun
from nominations.filters_imports import RowFilter
from nominations.forms.imports import ChooseForm, DecisionForm, RowForm
from nominations.import_querysets import LEFT_OUT, ON_HOLD, SUBMITTED
from nominations.import_rules import STALE
from nominations.importing import FIELDS, words_for
from nominations.models import ImportRow, Nomination
from nominations.services import import_checking, importing
from nominations.services.import_sealing import BatchKey, RowText
from nominations.states import ImportState, RowVerdict
from nominations.tables_imports import NAMED, VERDICT_COLOURS, ImportedTable, RowTable, is_named
from nominations.views.imports import ImportPage, may_open
from workflow import Refused

AS_FOUND_WORDS = {
    RowVerdict.OK: "import it",
    RowVerdict.NEEDS_DECISION: "import it on hold",
    RowVerdict.REJECT: "leave it out",
}


class Import(ImportPage, FilteredTableMixin, TemplateView):
    """One import where it stands: its checked rows, or the nominations that were made of them."""

    def get(self, request, *args, **kwargs):
        """Send the reader to the page that its state asks for."""
        if self.batch.state == ImportState.IMPORTING or self.is_watched:
            return redirect(self.address("progress"))
        if self.batch.state == ImportState.UPLOADED:
            return redirect(self.address("columns"))
        return super().get(request, *args, **kwargs)

    @property
    def is_over(self) -> bool:
        """Whether nothing can be chosen any more."""
        return self.batch.state in {ImportState.IMPORTED, ImportState.DISCARDED}

    def get_template_names(self):
        """Return the page of its state."""
        return ["nominations/import_result.html" if self.is_over else "nominations/import_rows.html"]

    @property
    def table_class(self):
        """The rows, or what became of them."""
        return ImportedTable if self.is_over else RowTable

    def get_queryset(self):
        """Return the rows; afterwards those of nominations in which the reader has no part."""
        rows = self.batch.rows.order_by("number")
        if not self.is_over:
            return rows.with_outcome().select_related("award")
        mine = Nomination.objects.filter(import_row__batch=self.batch).administered_by(self.person)
        return (
            rows.filter(nomination__in=mine.values("pk"))
            .select_related("nomination__nominee", "nomination__award")
            .defer("sealed_values", "sealed_key")
        )

    def get_filterset(self, queryset):
        """Narrow the rows while they can be chosen."""
        if self.is_over:
            return None
        return RowFilter(
            self.request.GET or None, queryset=queryset, request=self.request, batch=self.batch, person=self.person
        )

    def get_table_kwargs(self):
        """Give the table what it opens rows with."""
        return {} if self.is_over else {"batch": self.batch, "person": self.person}

    def get_context_data(self, **kwargs):
        """Add the counts and what can be done."""
        batch = self.batch
        outcomes = self.batch.rows.outcomes() if not self.is_over else batch.counts
        context = super().get_context_data(
            figures=_figures(batch, outcomes),
            to_import=outcomes.get(SUBMITTED, 0) + outcomes.get(ON_HOLD, 0),
            stale=batch.counts.get(STALE, 0),
            **kwargs,
        )
        table = context["table"]
        if self.is_over:
            shown = [row.record.nomination_id for row in table.page.object_list]
            table.reviewable = may_open(self.person, shown) if shown else frozenset()
            telling = batch.nominations_to_tell() if batch.state == ImportState.IMPORTED else None
            if telling is not None and not batch.told_at:
                context["to_tell"] = telling.values("nominator").distinct().count()
        elif table.total:
            context |= {
                "choose_form": ChooseForm(),
                "rows_in_list": count_noun(table.total, "row"),
                "asked": self.request.GET.urlencode(),
            }
        return context


def _figures(batch, outcomes: dict) -> list[dict]:
    counts = batch.counts
    pairs = [
        ("Rows", counts.get("rows", 0)),
        ("Ok", counts.get("ok", 0)),
        ("Need a decision", counts.get("needs_decision", 0)),
        ("Rejected", counts.get("reject", 0)),
    ]
    if batch.state == ImportState.DISCARDED:
        return [{"label": label, "value": f"{value:,}"} for label, value in pairs]
    done = batch.state == ImportState.IMPORTED
    pairs += [
        ("Imported" if done else "To be imported", outcomes.get(SUBMITTED, 0)),
        ("Imported on hold" if done else "To be on hold", outcomes.get(ON_HOLD, 0)),
        ("Left out" if done else "To be left out", outcomes.get(LEFT_OUT, 0)),
    ]
    return [{"label": label, "value": f"{value:,}"} for label, value in pairs]


class Choose(ImportPage, OncePerKeyMixin, TemplateView):
    """Choose what becomes of every row of the list, as it is narrowed."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        """Choose, and go back to the list."""
        asked = request.POST.get("asked", "")
        back = self.address() + (f"?{asked}" if asked else "")
        form = ChooseForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Select what to do with the rows of this list.")
            return redirect(back)
        rows = self.batch.rows.with_outcome()
        narrowed = RowFilter(QueryDict(asked) or None, queryset=rows, batch=self.batch, person=self.person)
        try:
            count = importing.decide_rows(
                self.batch, narrowed.qs.order_by(), form.cleaned_data["decision"], by=self.person
            )
            messages.success(request, f"Chosen for {count_noun(count, 'row')}.")
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        except CannotOpen:
            messages.error(request, "The text of these rows has been erased.")
        return redirect(self.address())


class RowPage(ImportPage):
    """A page about one row."""

    @cached_property
    def row(self) -> ImportRow:
        """The row of the address."""
        rows = ImportRow.objects.filter(batch=self.batch).select_related("award")
        return get_object_or_404(rows.with_outcome(), number=self.kwargs["number"])

    @cached_property
    def text(self) -> RowText | None:
        """What the row says, unless it is erased."""
        try:
            return BatchKey.of(self.batch).open(self.row)
        except CannotOpen:
            return None

    def refusal(self) -> str:
        """Return why this reader cannot change the row, or nothing."""
        if self.batch.state != ImportState.CHECKED or self.text is None:
            return f"This row cannot be changed: the import is {self.batch.get_state_display().lower()}."
        if is_named(self.person, self.text):
            return "You are named in this row, so another administrator decides about it."
        return ""

    @property
    def row_url(self) -> str:
        """The address of the row."""
        return self.address("row", self.row.number)


class Row(RowPage, OncePerKeyMixin, TemplateView):
    """One row: as it came and as it was mended, what was found and what to do, its answers to be mended."""

    template_name = "nominations/import_row.html"

    @cached_property
    def form(self) -> RowForm:
        """The answers of the row, as they are mended."""
        data = self.request.POST if self.request.method == "POST" else None
        return RowForm(data, batch=self.batch, values=self.text.values, award=self.row.award)

    def get(self, request, *args, **kwargs):
        """Show it while there is anything to show."""
        if self.batch.state != ImportState.CHECKED or self.text is None or self.is_watched:
            _ = self.row
            return redirect(self.back_url)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Put what was typed in place, and check the row again."""
        _ = self.row
        if sentence := self.refusal():
            messages.error(request, sentence)
            return redirect(self.back_url)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            row = import_checking.edit_row(self.row, self.form.answers, by=self.person)
            messages.success(request, f"Row {row.number} was checked again: {row.get_verdict_display().lower()}.")
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect(self.row_url)

    def get_context_data(self, **kwargs):
        """Gather what stands in the row, unless the reader is named in it."""
        row = self.row
        after = ImportRow.objects.filter(batch=self.batch, number__gt=row.number).order_by("number")
        context = {
            "row": row,
            "verdict": (row.get_verdict_display(), VERDICT_COLOURS[RowVerdict(row.verdict)]),
            "after": after.values_list("number", flat=True).first(),
        }
        if is_named(self.person, self.text):
            return super().get_context_data(named=NAMED, **context, **kwargs)
        return super().get_context_data(
            issues=[words_for(code) for code in row.issues],
            mended=self.mended(),
            nominee=self.text.values.get("nominee") or "Nobody named",
            form=self.form,
            decision_form=DecisionForm(row=row, as_found=AS_FOUND_WORDS[RowVerdict(row.verdict)]),
            **context,
            **kwargs,
        )

    def mended(self) -> list[dict]:
        """Return the answers that differ from the file, as they came and as they are."""
        text = self.text
        return [
            {
                "label": FIELDS[name].label,
                "came": _with_spaces_shown(text.original.get(name, ""), text.values.get(name, "")),
                "is": text.values.get(name, ""),
            }
            for name in FIELDS
            if name in text.original and name != "award" and text.original[name] != text.values.get(name, "")
        ]


def _with_spaces_shown(came: str, now: str) -> str:
    """Return a text as it came; where only its spaces differ from what it is now, with marks that show them."""
    return "".join({" ": "·", "\t": "→"}.get(c, c) for c in came) if came.split() == now.split() else came


class Decide(RowPage, OncePerKeyMixin, TemplateView):
    """Choose what becomes of one row."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        """Choose, and go back to the row."""
        _ = self.row
        if sentence := self.refusal():
            messages.error(request, sentence)
            return redirect(self.back_url)
        form = DecisionForm(request.POST, row=self.row, as_found="")
        if not form.is_valid():
            messages.error(request, "Select what to do with this row.")
            return redirect(self.row_url)
        try:
            row = importing.decide_row(self.row, form.cleaned_data["decision"], by=self.person)
            messages.success(request, f"Row {row.number}: {row.get_decision_display().lower()}.")
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect(self.row_url)
