"""Bringing a spreadsheet: upload, match, confirm, watch, and what became of it. For administrators of the season."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from awards.models import Season
from kit.idempotency import OncePerKeyMixin
from kit.jobs import progress_of
from kit.tables import FilteredTableMixin
from kit.templatetags.commend import count_noun
from nominations.filters_imports import short_words
from nominations.forms.imports import MOST_NAMES, AwardsForm, ColumnsForm, UploadForm, first_values, letters
from nominations.import_querysets import LEFT_OUT, ON_HOLD, SUBMITTED
from nominations.import_rules import STALE
from nominations.importing import FIELDS, guess_dates
from nominations.models import ImportBatch, Nomination
from nominations.services import import_checking, importing
from nominations.states import ImportState
from nominations.tables_imports import IMPORT_COLOURS, ImportTable
from nominations.views.review_base import DeedPage, StaffPage
from people.roles import Role
from workflow import Refused

# What a person has to see to before a nomination with it is imported: an import leaves it to them.
TO_SEE_TO = (
    "possible_safeguarding_concern",
    "access_request",
    "keep_nominator_private",
    "special_category",
)


class ImportsPage(StaffPage):
    """A page for administrators."""

    roles = (Role.ADMINISTRATOR,)


class Imports(ImportsPage, FilteredTableMixin, TemplateView):
    """Every import of the seasons that the reader runs."""

    template_name = "nominations/imports.html"
    table_class = ImportTable
    export_name, export_scope = "imports", "season"

    def get_queryset(self):
        """Return them, the newest first."""
        rows = ImportBatch.objects.visible_to(self.person).select_related("season", "uploaded_by")
        return rows.defer("sealed_file", "sealed_key", "awards", "columns").order_by("-pk")


class Upload(ImportsPage, DeedPage):
    """Upload a file. One that cannot be imported leaves nothing behind."""

    template_name = "nominations/import_upload.html"
    form_class = UploadForm
    title, button = "Upload a spreadsheet of nominations", "Upload"

    @property
    def back_url(self):
        """The list of imports."""
        return reverse("imports:list")

    def get_form_kwargs(self):
        """Offer the seasons that the reader runs."""
        seasons = Season.objects.run_by(self.person, Role.ADMINISTRATOR).exclude(state="archived")
        return super().get_form_kwargs() | {"seasons": seasons}

    def do(self, form):
        """Keep the file and go on to its columns."""
        file, season = form.cleaned_data["file"], form.cleaned_data["season"]
        batch = importing.upload_file(season, content=file.read(), file_name=file.name, by=self.person)
        self.success_url = reverse("imports:columns", args=[batch.public_id])
        return "The file is uploaded. Nobody has been written to."


class ImportPage(ImportsPage):
    """A page about one import of a season that the reader runs."""

    @cached_property
    def batch(self) -> ImportBatch:
        """The import of the address, without its file."""
        mine = ImportBatch.objects.visible_to(self.person).select_related("season", "job", "confirmed_by")
        return get_object_or_404(mine.defer("sealed_file"), public_id=self.kwargs["public_id"])

    def address(self, name: str = "import", *args) -> str:
        """Return the address of a page of this import."""
        return reverse(f"imports:{name}", args=[self.batch.public_id, *args])

    @property
    def back_url(self) -> str:
        """The address of the import."""
        return self.address()

    @property
    def is_watched(self) -> bool:
        """Whether a worker is at it."""
        return importing.is_busy(self.batch)

    def get_context_data(self, **kwargs):
        """Add the import and how far it has come."""
        batch = self.batch
        colour = IMPORT_COLOURS[ImportState(batch.state)]
        return super().get_context_data(
            batch=batch, caption=batch.file_name, tag=(batch.get_state_display(), colour), **kwargs
        )


class AskPage(ImportPage, DeedPage):
    """A page that asks something about an import, as long as it can be asked."""

    def post(self, request, *args, **kwargs):
        """Refuse in words what is too late, before anything is read."""
        if sentence := self.sentence_against():
            messages.error(request, sentence)
            return redirect(self.back_url)
        return super().post(request, *args, **kwargs)


class MatchPage(AskPage):
    """A page that asks how to read the file, while it can still be asked."""

    def sentence_against(self):
        """Refuse once the import is confirmed or discarded, or while a worker is at it."""
        if self.batch.state not in {ImportState.UPLOADED, ImportState.CHECKED}:
            return f"This cannot be done now: the import is {self.batch.get_state_display().lower()}."
        return "The rows are being checked now. Wait until that is done." if self.is_watched else ""

    @cached_property
    def sheet(self):
        """What the file holds."""
        return importing.sheet_of(self.batch)


class MatchColumns(MatchPage):
    """Say which column holds which answer."""

    template_name = "nominations/import_columns.html"
    form_class = ColumnsForm
    title, button = "Match the columns", "Continue"
    lead = "Select the column of your file for each answer. We have selected what the headings suggest."

    def get_form_kwargs(self):
        """Offer the headings, with the guesses selected."""
        return super().get_form_kwargs() | {"sheet": self.sheet, "matched": self.batch.columns}

    def do(self, form):
        """Keep it and go on to the awards."""
        importing.match_columns(self.batch, form.columns, by=self.person)
        self.success_url = self.address("awards")
        return "The columns are matched."

    def get_context_data(self, **kwargs):
        """Add the first value of each column, to compare."""
        headed = zip(self.sheet.headers, first_values(self.sheet), strict=True)
        held = [{"key": f"{letters(i)}: {head}", "value": value or "Empty"} for i, (head, value) in enumerate(headed)]
        return super().get_context_data(held=held, rows=len(self.sheet.rows), **kwargs)


class MatchAwards(MatchPage):
    """Say which award each name means, and how dates are written where the file does not show it."""

    template_name = "nominations/import_awards.html"
    form_class = AwardsForm
    title, button = "Match the awards", "Check the rows"
    lead = "Select the award that each name in your file means."

    def sentence_against(self):
        """Ask for the columns first."""
        wanted = "Match the columns of the file first." if "award" not in self.batch.columns else ""
        return super().sentence_against() or wanted

    @cached_property
    def names(self):
        """The names of awards in the file, with how often each stands there."""
        return importing.award_names(self.batch, self.sheet)

    def get_form_kwargs(self):
        """Offer the awards of the season, with the guesses selected."""
        timed = {"started", "completed"} & set(self.batch.columns)
        return super().get_form_kwargs() | {
            "names": self.names,
            "awards": list(self.batch.season.awards.all()),
            "matched": self.batch.awards,
            "dates": self.batch.dates,
            "asks_dates": bool(timed) and not guess_dates(self.sheet, self.batch.columns),
        }

    def do(self, form):
        """Keep it and check the rows, at once or by a worker."""
        dates = form.cleaned_data.get("dates", "")
        importing.match_awards(self.batch, form.awards, dates=dates, by=self.person)
        batch = import_checking.check_import(self.batch, by=self.person)
        self.success_url = self.address("progress") if importing.is_busy(batch) else self.address()
        return "The awards are matched."

    def get_context_data(self, **kwargs):
        """Say how many names were left to be decided row by row because there are too many."""
        return super().get_context_data(names=len(self.names), more=max(len(self.names) - MOST_NAMES, 0), **kwargs)


class Recheck(ImportPage, OncePerKeyMixin, TemplateView):
    """Hold every row against every other and against the season again."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        """Check them, at once or by a worker."""
        try:
            batch = import_checking.check_import(self.batch, by=self.person)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(self.back_url)
        if importing.is_busy(batch):
            return redirect(self.address("progress"))
        messages.success(request, "Every row was checked again.")
        return redirect(self.back_url)


class Progress(ImportPage, TemplateView):
    """How far the worker is. Without JavaScript a link looks again; with it the page does so by itself."""

    def get_template_names(self):
        """Answer htmx with the part that changes."""
        return ["nominations/_import_progress.html" if self.request.htmx else "nominations/import_progress.html"]

    def get(self, request, *args, **kwargs):
        """Go on to the import as soon as the work is over."""
        job = self.batch.job
        if job is None or progress_of(job).is_over:
            if job is not None and job.state == job.State.FAILED:
                messages.error(request, job.problem)
            return HttpResponse(headers={"HX-Redirect": self.back_url}) if request.htmx else redirect(self.back_url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add how far it is."""
        return super().get_context_data(progress=progress_of(self.batch.job), **kwargs)


class Confirm(AskPage):
    """Say once more what will happen, then have it done."""

    template_name = "nominations/import_confirm.html"
    form_class = forms.Form
    title = "Confirm the import"

    @cached_property
    def outcomes(self) -> dict[str, int]:
        """How many rows become what."""
        return self.batch.rows.outcomes()

    @property
    def button(self):
        """The button says what it does."""
        return f"Import {count_noun(self.outcomes[SUBMITTED] + self.outcomes[ON_HOLD], 'nomination')}"

    def sentence_against(self):
        """Refuse while it is not checked, and once it was confirmed."""
        if self.is_watched or self.batch.state == ImportState.IMPORTING:
            return "A worker is at this import. Wait until that is done."
        if self.batch.state != ImportState.CHECKED:
            return f"This cannot be done now: the import is {self.batch.get_state_display().lower()}."
        if not self.outcomes[SUBMITTED] + self.outcomes[ON_HOLD]:
            return "No row of this file is to be imported. Choose at least one, or discard the file."
        return ""

    def do(self, form):
        """Have a worker do it, and watch."""
        importing.confirm_import(self.batch, by=self.person)
        self.success_url = self.address("progress")
        return "The import has been confirmed. Nobody is written to."

    def get_context_data(self, **kwargs):
        """Add the counts, and what a person has to see to."""
        found = self.batch.counts.get("issues", {})
        see_to = [
            {"words": short_words(code), "count": found[code], "url": f"{self.address()}?issue={code}"}
            for code in TO_SEE_TO
            if code in found
        ]
        return super().get_context_data(
            submitted=self.outcomes[SUBMITTED],
            on_hold=self.outcomes[ON_HOLD],
            left_out=self.outcomes[LEFT_OUT],
            stale=self.batch.counts.get(STALE, 0),
            see_to=see_to,
            unkept=[FIELDS[n].label for n in ("period", "themes", "anything_else") if n in self.batch.columns],
            **kwargs,
        )


class Discard(AskPage):
    """Forget a file."""

    title, button, kind = "Discard this import", "Discard", "warning"
    lead = "None of its rows will be imported."
    warning = "The file and everything in its rows are erased at once. This cannot be undone."
    form_class = forms.Form

    def sentence_against(self):
        """Refuse once it is over."""
        if self.batch.state in {ImportState.UPLOADED, ImportState.CHECKED}:
            return ""
        return f"This cannot be done now: the import is {self.batch.get_state_display().lower()}."

    def do(self, form):
        """Forget it."""
        importing.discard_import(self.batch, by=self.person)
        return "The import is discarded, and the text of its rows is erased."


class Tell(AskPage):
    """Send the nominators of an import what was received."""

    title, kind = "Send what was received", ""
    form_class = forms.Form

    @cached_property
    def told(self) -> tuple[int, int]:
        """How many nominators there are to write to, and about how many nominations."""
        nominations = self.batch.nominations_to_tell()
        return nominations.values("nominator").distinct().count(), nominations.count()

    @property
    def button(self):
        """The button says what it does."""
        return f"Send to {count_noun(self.told[0], 'nominator')}"

    @property
    def lead(self):
        """Say what they get."""
        return (
            f"Each nominator gets the reference of each of their nominations, {self.told[1]:,} in all, what happens "
            "next, and how to change or withdraw it. Nobody without an email address is written to."
        )

    def sentence_against(self):
        """Refuse before there is anything to say, and a second time."""
        if self.batch.state != ImportState.IMPORTED:
            return f"This cannot be done now: the import is {self.batch.get_state_display().lower()}."
        if self.batch.told_at:
            return "The nominators of this import have been sent what was received already."
        return "" if self.told[0] else "None of the nominators has an email address."

    def do(self, form):
        """Queue the messages."""
        importing.tell_nominators(self.batch, by=self.person)
        return "What was received will be sent to its nominators now."


def may_open(person, nominations) -> frozenset[int]:
    """Return which of these nominations `person` may open as a reviewer."""
    mine = Nomination.objects.filter(pk__in=nominations).reviewable_by(person)
    return frozenset(mine.values_list("pk", flat=True))
