"""Reading and scoring one entry, and saying that something is wrong with it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView, TemplateView

from judging.forms import IdentifiesForm, KnowForm, role_of
from judging.models import ScoreSheet
from judging.modes import Mode
from judging.querysets import without_interest
from judging.services.interests import declare_late
from judging.services.late import as_marks, keep_late_marks, late_marks_of
from judging.services.reading import copies_of, neighbours, next_to_do, nominators_shown
from judging.services.reports import report_identifying, report_worry
from judging.services.sheets import Marks, Overtaken, marks_of, save_sheet, submit_sheet
from judging.states import DeclarationAnswer, SheetState
from judging.views.judge import CHECKED
from judging.views.leaving import TellsWhoLeft
from judging.views.words import SHEET_TAGS
from kit import clock
from kit.idempotency import OncePerKeyMixin, new_key
from kit.templatetags.commend import clock_time, moment
from nominations.identifiers import OTHER
from nominations.models import InterestKind
from workflow import Refused

_NEEDED = ("round__award", "round__season", "entry__nominee", "member__person", "member__panel", "late_marks")


class OfSheet(TellsWhoLeft):
    """A page about one of the judge's own sheets; any other is not there, whatever the reason."""

    def seat_left(self, seats):
        """The seat that the person has left, of a sheet that was theirs to see."""
        sheets = ScoreSheet.objects.filter(public_id=self.kwargs["public_id"], member__in=seats)
        shown = sheets.exclude(state=SheetState.RECUSED).filter(without_interest(self.request.user.person))
        return seats.filter(pk__in=shown.values("member")).first()

    @cached_property
    def sheet(self) -> ScoreSheet:
        """The sheet, with everything that its pages show."""
        sheets = ScoreSheet.objects.mine(self.request.user).select_related(*_NEEDED)
        return get_object_or_404(sheets.prefetch_related("scores"), public_id=self.kwargs["public_id"])

    @property
    def list_url(self) -> str:
        """The address of the judge's list."""
        return reverse("judging:list", args=[self.sheet.round.public_id])

    @property
    def mode(self) -> Mode:
        """What the round asks of its judges."""
        return self.sheet.round.mode_of

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
        late = late_marks_of(self.sheet)
        # In a round that goes on after all, what came too late is on the page again, to be saved in time.
        is_back = late is not None and late.admitted_at is None and self.takes_scores()
        marks = as_marks(late) if is_back else marks_of(self.sheet)
        return self.show(self.mode.form(sheet=self.sheet, marks=marks), late=late)

    def post(self, request, public_id):
        form = self.mode.form(request.POST, sheet=self.sheet)
        if not form.is_valid():
            late = self.keep_late(form)
            if late:
                messages.warning(request, late)
            return self.show(form)
        submits = request.POST.get("then") == "submit" and not self.mode.submits_order
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
            return self.refuse(form, refusal)
        return self.go_on(request.POST.get("then"))

    def save(self, form) -> ScoreSheet:
        """Keep what the form holds."""
        # Without its number a page is older than any.
        version = form.cleaned_data.get("version", -1)
        return save_sheet(self.sheet, **self.typed(form), version=version, by=self.request.user.person)

    def typed(self, form) -> dict:
        """Return what the form holds, as services take it; a comment that is not valid stays as the sheet has it."""
        given, stored = form.cleaned_data, marks_of(self.sheet)
        return {
            "scores": form.points(),
            "note_to_panel": given.get("note_to_panel", stored.note_to_panel),
            "feedback": given.get("feedback", stored.feedback),
            "answer": given.get("answer") or stored.answer,
        }

    def refuse(self, form, refusal: Refused):
        """Say why nothing was saved; what came just after the close is kept for the chair."""
        sentence = self.keep_late(form)
        if sentence:
            messages.warning(self.request, sentence)
            return redirect(self.sheet_url)
        form.add_error(None, refusal.sentence)
        return self.show(form, status=403)

    def keep_late(self, form) -> str:
        """Keep what came after the close and return what to say of it; empty where it is not for lateness."""
        round_ = self.sheet.round
        try:
            # It asks the round as it stands now: this page's own may be older than the close.
            kept = keep_late_marks(self.sheet, **self.typed(form), by=self.request.user.person)
        except Refused:
            return ""
        closed = f"Scoring closed at {moment(round_.closes_at, round_.season.time_zone)}."
        if kept is None:
            return f"{closed} What you saved in time is kept, and the chair can decide whether it counts."
        return f"{closed} We have kept what you typed, and the chair can decide whether it counts."

    def newer(self, form, version: int):
        """Return the same answers on top of another version of the sheet."""
        data = form.data.copy()
        data["version"] = version
        fresh = self.mode.form(data, sheet=self.sheet)
        fresh.is_valid()
        return fresh

    def show_both(self, form, overtaken: Overtaken):
        """Show what was typed in the form, and beside it what the sheet holds; saving again keeps the form's."""
        fresh = self.newer(form, overtaken.version)
        fresh.add_error(None, overtaken.sentence)
        return self.show(fresh, status=409, stored=self.in_words(overtaken.stored))

    def in_words(self, marks: Marks) -> list[dict]:
        """Return what a sheet holds as rows to read."""
        return [
            *self.mode.marks_as_rows(marks, self.sheet),
            {"key": "Note to the panel", "value": marks.note_to_panel or "Nothing"},
            {"key": "Feedback that may be shared", "value": marks.feedback or "Nothing"},
        ]

    def show(self, form, *, status: int = 200, stored: list[dict] | None = None, late=None):
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
            "has_marks": self.mode.has_marks(marks_of(sheet)) or bool(sheet.note_to_panel or sheet.feedback),
            "mode": self.mode,
            "copies": [] if is_checked else copies_of(sheet.entry),
            "nominators": [] if is_checked else nominators_shown(sheet.round, sheet.entry),
            "form": form,
            "stored": stored,
            # Beside what another window saved, the judge chooses: nothing is saved unasked.
            "autosaves": can_change and not stored,
            "late": late,
            "late_rows": self.in_words(as_marks(late)) if late else [],
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
        messages.success(self.request, self.mode.saved_words(name, done))
        target = next_to_do(self.sheet) if then == "submit" else neighbours(self.sheet)[1]
        return redirect("judging:sheet", target) if target else redirect(self.list_url)


class Wrong(OfSheet, TemplateView):
    """What to do when something is wrong with an entry."""

    template_name = "judging/judge_wrong.html"

    def get_context_data(self, **kwargs):
        more = {"season": self.sheet.round.season, "url": self.sheet_url, "idempotency_key": new_key()}
        return super().get_context_data(sheet=self.sheet, **more, **kwargs)


class Worry(OncePerKeyMixin, OfSheet, View):
    """One press: the safeguarding leads are told that a judge is worried, and the entry is hidden."""

    http_method_names = ["post"]

    def post(self, request, public_id):
        try:
            report_worry(self.sheet, by=request.user.person)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(
                request,
                "The safeguarding lead has your name and the reference. Ring as this page says if it is urgent.",
            )
        return redirect("judging:wrong", self.sheet.public_id)


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
            report_identifying(
                self.sheet,
                where=form.cleaned_data["where"],
                identifier=form.cleaned_data["identifier"] or OTHER,
                by=self.request.user.person,
            )
        except Refused as refusal:
            messages.error(self.request, refusal.sentence)
        else:
            messages.success(self.request, "Thank you. The entry is hidden from all judges while a reviewer checks it.")
        return redirect(self.list_url)
