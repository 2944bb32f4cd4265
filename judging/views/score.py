"""Reading and scoring one entry, and saying that something is wrong with it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView, TemplateView

from judging.forms import IdentifiesForm, KnowForm, SheetForm, role_of
from judging.models import ScoreSheet
from judging.services.interests import declare_late
from judging.services.reading import copies_of, neighbours, next_to_do
from judging.services.reports import report_identifying
from judging.services.sheets import Marks, Overtaken, marks_of, save_sheet, submit_sheet
from judging.states import DeclarationAnswer, SheetState
from judging.views.judge import CHECKED
from judging.views.words import SHEET_TAGS
from kit import clock
from kit.idempotency import OncePerKeyMixin
from kit.templatetags.commend import clock_time
from nominations.models import InterestKind
from workflow import Refused

_NEEDED = ("round__award__scale", "round__season", "entry__nominee", "member__person", "member__panel")


class OfSheet:
    """A page about one of the judge's own sheets; any other is not there, whatever the reason."""

    @cached_property
    def sheet(self) -> ScoreSheet:
        """The sheet, with everything that its pages show."""
        sheets = ScoreSheet.objects.mine(self.request.user).select_related(*_NEEDED)
        wanted = sheets.prefetch_related("scores", "round__award__criteria", "round__award__scale__points")
        return get_object_or_404(wanted, public_id=self.kwargs["public_id"])

    @property
    def list_url(self) -> str:
        """The address of the judge's list."""
        return reverse("judging:list", args=[self.sheet.round.public_id])

    @property
    def sheet_url(self) -> str:
        """The address of the sheet's own page."""
        return reverse("judging:sheet", args=[self.sheet.public_id])

    def takes_scores(self) -> bool:
        """Say whether the judge may change the sheet now."""
        return self.sheet.state == SheetState.REOPENED or self.sheet.round.takes_scores(clock.now())


class SheetPage(OfSheet, View):
    """One entry: its judging copy, the criteria with their points, and two kinds of comment."""

    http_method_names = ["get", "head", "post"]

    def get(self, request, public_id):
        form = SheetForm.of(self.sheet, marks_of(self.sheet), self.sheet.round.award)
        return self.show(form)

    def post(self, request, public_id):
        award = self.sheet.round.award
        form = SheetForm(request.POST, award=award)
        if not form.is_valid():
            return self.show(form)
        submits = request.POST.get("then") == "submit"
        try:
            saved = self.save(form)
            # What was typed is saved first, so that an answer that is missing loses none of the others.
            form = self.newer(form, saved.version)
            if submits and form.add_what_is_missing(self.sheet.round.season.comment_at_extremes):
                return self.show(form)
            if submits:
                submit_sheet(saved, by=request.user.person)
        except Overtaken as overtaken:
            return self.show_both(form, overtaken)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.show(form, status=403)
        return self.go_on(request.POST.get("then"))

    def save(self, form: SheetForm) -> ScoreSheet:
        """Keep what the form holds."""
        return save_sheet(
            self.sheet,
            scores=form.points(),
            note_to_panel=form.cleaned_data["note_to_panel"],
            feedback=form.cleaned_data["feedback"],
            version=form.cleaned_data["version"],
            by=self.request.user.person,
        )

    def newer(self, form: SheetForm, version: int) -> SheetForm:
        """Return the same answers on top of another version of the sheet."""
        data = form.data.copy()
        data["version"] = version
        fresh = SheetForm(data, award=form.award)
        fresh.is_valid()
        return fresh

    def show_both(self, form: SheetForm, overtaken: Overtaken):
        """Show what was typed in the form, and beside it what the sheet holds; saving again keeps the form's."""
        fresh = self.newer(form, overtaken.version)
        fresh.add_error(None, overtaken.sentence)
        return self.show(fresh, status=409, stored=self.in_words(overtaken.stored))

    def in_words(self, marks: Marks) -> list[dict]:
        """Return what a sheet holds as rows to read."""
        labels = {p.value: f"{p.value}: {p.label}" for p in self.sheet.round.award.scale.points.all()}
        criteria = self.sheet.round.award.criteria.all()
        rows = [{"key": c.name, "value": labels.get(marks.points.get(c.pk), "No point given")} for c in criteria]
        return [
            *rows,
            {"key": "Note to the panel", "value": marks.note_to_panel or "Nothing"},
            {"key": "Feedback that may be shared", "value": marks.feedback or "Nothing"},
        ]

    def show(self, form: SheetForm, *, status: int = 200, stored: list[dict] | None = None):
        """Answer with the page; an entry that is being checked shows no text."""
        sheet, season = self.sheet, self.sheet.round.season
        is_checked = sheet.entry.state in CHECKED
        can_change = self.takes_scores() and not is_checked
        text, colour = SHEET_TAGS[SheetState(sheet.state)]
        before, after = neighbours(sheet)
        context = {
            "sheet": sheet,
            "entry": sheet.entry,
            "role": role_of(sheet.entry),
            "award": sheet.round.award,
            "round": sheet.round,
            "season": season,
            "state": {"text": text, "colour": colour},
            "is_checked": is_checked,
            "can_change": can_change,
            # What was typed into a page that closed meanwhile is shown back, though it cannot be saved.
            "show_form": can_change or form.is_bound,
            "has_marks": bool(marks_of(sheet).points or sheet.note_to_panel or sheet.feedback),
            "copies": [] if is_checked else copies_of(sheet.entry),
            "form": form,
            "stored": stored,
            "given": [] if can_change else self.in_words(marks_of(sheet)),
            "before_url": before and reverse("judging:sheet", args=[before]),
            "after_url": after and reverse("judging:sheet", args=[after]),
            "list_url": self.list_url,
        }
        return render(self.request, "judging/judge_sheet.html", context, status=status)

    def go_on(self, then: str | None):
        """Go where the button says: stay, the next entry, or the next one that is still to do."""
        name, zone = self.sheet.entry.nominee, self.sheet.round.season.time_zone
        if then not in {"next", "submit"}:
            messages.success(self.request, f"Saved at {clock_time(clock.now(), zone)}.")
            return redirect(self.sheet_url)
        done = "submitted" if then == "submit" else "saved"
        messages.success(self.request, f"Your scores for {name} are {done}.")
        target = next_to_do(self.sheet) if then == "submit" else neighbours(self.sheet)[1]
        return redirect("judging:sheet", target) if target else redirect(self.list_url)


class Wrong(OfSheet, TemplateView):
    """What to do when something is wrong with an entry."""

    template_name = "judging/judge_wrong.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(sheet=self.sheet, season=self.sheet.round.season, url=self.sheet_url, **kwargs)


class IKnow(OncePerKeyMixin, OfSheet, FormView):
    """Declare an interest that was noticed late."""

    template_name = "judging/judge_know.html"
    form_class = KnowForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(sheet=self.sheet, cancel_url=self.sheet_url, **kwargs)

    def form_valid(self, form):
        kind, target = form.cleaned_data["kind"], self.list_url
        answer = DeclarationAnswer.NOT_SURE if kind == InterestKind.NOT_SURE else DeclarationAnswer.INTEREST
        try:
            declare_late(
                self.sheet.member,
                entry=self.sheet.entry,
                answer=answer,
                kind=kind,
                note=form.cleaned_data["note"],
                by=self.request.user.person,
            )
        except Refused as refusal:
            messages.error(self.request, refusal.sentence)
        else:
            messages.success(self.request, "Thank you. You take no part in that entry from now on.")
        return redirect(target)


class Identifies(OncePerKeyMixin, OfSheet, FormView):
    """Send an entry back to the reviewers because its text may identify somebody."""

    template_name = "judging/judge_identifies.html"
    form_class = IdentifiesForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(sheet=self.sheet, cancel_url=self.sheet_url, **kwargs)

    def form_valid(self, form):
        try:
            report_identifying(self.sheet, where=form.cleaned_data["where"], by=self.request.user.person)
        except Refused as refusal:
            messages.error(self.request, refusal.sentence)
        else:
            messages.success(self.request, "Thank you. The entry is hidden from all judges while a reviewer checks it.")
        return redirect(self.list_url)
