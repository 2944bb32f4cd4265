"""One judge's sheet, for those who steer the panel: how far it has come, and what can be done about it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from judging.models import ScoreSheet
from judging.panel_forms import ReasonForm
from judging.rules import is_administrator_of, sits_not_on_panel
from judging.services.late import (
    admit_late_marks,
    as_marks,
    is_in_late_order,
    late_marks_of,
    leave_late_marks_aside,
)
from judging.services.late_orders import late_order_of
from judging.services.paper import ORDERED, type_sheet
from judging.services.sheets import Marks, Overtaken, admit_late_sheet, marks_of, reopen_sheet
from judging.views.panel import AskingPage, PanelPage
from kit.templatetags.commend import moment
from workflow import NotAllowed, Refused, may


class SheetPage(PanelPage):
    """A page about one sheet that its reader may follow, not read."""

    @property
    def sheet(self) -> ScoreSheet:
        """The sheet of the address, unless its entry is of the reader's interest."""
        if "_sheet" not in self.__dict__:
            rows = ScoreSheet.objects.tracked_by(self.person).select_related(
                "round__award", "round__season", "round__panel", "member__person", "entry__nominee"
            )
            self._sheet = get_object_or_404(rows.defer("note_to_panel", "feedback"), public_id=self.kwargs["public_id"])
        return self._sheet

    @property
    def back_url(self) -> str:
        """The round."""
        return reverse("panel:round", args=[self.sheet.round.public_id])


class SheetProgress(SheetPage, TemplateView):
    """How far one sheet has come, and what can be done about it: no mark, no comment."""

    template_name = "judging/panel_sheet.html"

    def get_context_data(self, **kwargs):
        """Show state and times, and the deeds that are possible now."""
        sheet = self.sheet
        deeds = []
        if may(sheet, "reopen", self.person, now=self.now):
            deeds.append({"text": "Open it again", "url": reverse("panel:sheet-reopen", args=[sheet.public_id])})
        if self.can_type():
            deeds.append({"text": "Type in from paper", "url": reverse("panel:sheet-paper", args=[sheet.public_id])})
        if may(sheet, "admit_late", self.person, now=self.now):
            deeds.append(
                {"text": "Count it although it is late", "url": reverse("panel:sheet-admit", args=[sheet.public_id])}
            )
        zone = sheet.round.season.time_zone
        rows = [
            {"key": "Judge", "value": sheet.member.person.full_name},
            {"key": "Entry", "value": f"{sheet.entry.reference} {sheet.entry.nominee.name}"},
            {"key": "State", "value": sheet.get_state_display()},
        ]
        if sheet.is_from_paper:
            by = f", by {sheet.typed_by.full_name}" if sheet.typed_by else ""
            rows.append({"key": "From paper", "value": f"Typed in from the judge’s paper{by}"})
        times = (("Last saved", sheet.saved_at), ("Submitted", sheet.submitted_at))
        rows += [{"key": key, "value": moment(at, zone)} for key, at in times if at]
        more = {"late": self.late(), "back_url": self.back_url}
        return super().get_context_data(sheet=sheet, rows=rows, deeds=deeds, **more, **kwargs)

    def can_type(self) -> bool:
        """Say whether the reader may type in what the judge gave on paper now."""
        move = "type_late" if self.sheet.round.is_over(self.now) else "type_from_paper"
        return not self.sheet.round.mode_of.submits_order and bool(may(self.sheet, move, self.person, now=self.now))

    def late(self) -> dict | None:
        """Return what the judge had typed at the close and sent after it, once marks may be compared."""
        sheet = self.sheet
        kept = late_marks_of(sheet) if sheet.round.is_over(self.now) else None
        if kept is None:
            return None
        zone, waits = sheet.round.season.time_zone, kept.admitted_at is None
        may_admit = waits and bool(may(sheet, "admit_typed_late", self.person, now=self.now))
        return {
            "rows": [*self.late_places(), *in_words(sheet, as_marks(kept))],
            "is_order": is_in_late_order(sheet),
            "at": moment(kept.kept_at, zone),
            "admitted_at": kept.admitted_at and moment(kept.admitted_at, zone),
            "left_aside_at": waits and kept.left_aside_at and moment(kept.left_aside_at, zone),
            "admit_url": may_admit and reverse("panel:sheet-admit-late", args=[sheet.public_id]),
            "leave_url": may_admit
            and not kept.left_aside_at
            and reverse("panel:sheet-leave-late", args=[sheet.public_id]),
        }

    def late_places(self) -> list[dict]:
        """Return the places of an order that was sent after the close, of entries that the reader may know of."""
        sheet = self.sheet
        if not sheet.round.mode_of.submits_order:
            return []
        known = set(ScoreSheet.objects.tracked_by(self.person).filter(member=sheet.member).values_list("pk", flat=True))
        late = [one for one in late_order_of(sheet.round, sheet.member) if one.place and one.sheet_id in known]
        return [{"key": f"Number {one.place}", "value": str(one.sheet.entry.nominee)} for one in late]


def in_words(sheet: ScoreSheet, marks: Marks) -> list[dict]:
    """Return marks as rows to read, as the round's mode says them, with both comments."""
    return [
        *sheet.round.mode_of.marks_as_rows(marks, sheet),
        {"key": "Note to the panel", "value": marks.note_to_panel or "Nothing"},
        {"key": "Feedback that may be shared", "value": marks.feedback or "Nothing"},
    ]


class SheetDeed(SheetPage, AskingPage):
    """A deed on one sheet, with its reason."""

    form_class = ReasonForm
    move = ""

    @property
    def caption(self) -> str:
        """Whose sheet."""
        return f"{self.sheet.member.person.full_name}, {self.sheet.entry.reference}"

    def get(self, request, *args, **kwargs):
        """Say at once when it cannot be done."""
        answer = may(self.sheet, self.move, self.person, now=self.now)
        if not answer:
            messages.error(request, answer.sentence)
            return redirect(self.back_url)
        return super().get(request, *args, **kwargs)


class ReopenSheet(SheetDeed):
    """Give a submitted sheet back to its judge."""

    move = "reopen"
    title, button = "Open this sheet again", "Open it again"
    lead = "The judge can change it and submits it again. Until then it does not count."

    def do(self, form) -> str:
        """Open it."""
        reopen_sheet(self.sheet, reason=form.cleaned_data["reason"], by=self.person)
        return "The sheet is open again for its judge."


class AdmitSheet(SheetDeed):
    """Count a complete sheet that was not submitted in time."""

    move = "admit_late"
    title, button = "Count this sheet", "Count it"
    lead = "Every criterion is scored, but the judge did not submit it before scoring closed."

    def do(self, form) -> str:
        """Count it."""
        admit_late_sheet(self.sheet, reason=form.cleaned_data["reason"], by=self.person)
        return "The sheet now counts."


class LateDeed(SheetPage, AskingPage):
    """A deed on what a judge typed at the close, with its reason."""

    form_class = ReasonForm

    @property
    def caption(self) -> str:
        """Whose sheet."""
        return f"{self.sheet.member.person.full_name}, {self.sheet.entry.reference}"

    @property
    def back_url(self) -> str:
        """The sheet."""
        return reverse("panel:sheet", args=[self.sheet.public_id])

    def get(self, request, *args, **kwargs):
        """Say at once when there is nothing to admit."""
        kept = late_marks_of(self.sheet) if self.sheet.round.is_over(self.now) else None
        answer = may(self.sheet, "admit_typed_late", self.person, now=self.now)
        if kept is None or kept.admitted_at or not answer:
            messages.error(request, answer.sentence or "Nothing waits here that was typed before scoring closed.")
            return redirect(self.back_url)
        return super().get(request, *args, **kwargs)


class AdmitTypedLate(LateDeed):
    """Count what was typed at the close."""

    title, button = "Count what was typed at the close", "Count it"
    lead = "It takes the place of what the sheet holds, and counts like any other sheet."

    def do(self, form) -> str:
        """Count it."""
        admit_late_marks(self.sheet, reason=form.cleaned_data["reason"], by=self.person)
        return "What was typed at the close now counts."


class LeaveTypedLate(LateDeed):
    """Leave what was typed at the close aside."""

    title, button = "Leave it aside", "Leave it aside"
    lead = "The sheet stays as it was. What was typed is kept, and you can still count it until the decision is locked."

    def do(self, form) -> str:
        """Leave it."""
        leave_late_marks_aside(self.sheet, reason=form.cleaned_data["reason"], by=self.person)
        return "It is left aside."


class Paper(SheetPage, View):
    """Type in what a judge gave on paper: the judge's own form, and a reason where scoring has closed."""

    http_method_names = ["get", "head", "post"]

    @cached_property
    def is_late(self) -> bool:
        """Say whether scoring has closed."""
        return self.sheet.round.is_over(self.now)

    @property
    def back_url(self) -> str:
        """The sheet."""
        return reverse("panel:sheet", args=[self.sheet.public_id])

    def dispatch(self, request, *args, **kwargs):
        """Administrators who do not sit on the panel, while there is something to type."""
        sheet = self.sheet
        if not is_administrator_of(self.person, sheet.round.season):
            return self.refuse("Only an administrator of this season can do this.")
        if not sits_not_on_panel(sheet, self.person):
            return self.refuse(sits_not_on_panel.sentence)
        answer = may(sheet, "type_late" if self.is_late else "type_from_paper", self.person, now=self.now)
        if request.method != "POST" and (sheet.round.mode_of.submits_order or not answer):
            messages.error(request, ORDERED if sheet.round.mode_of.submits_order else answer.sentence)
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, public_id):
        """Show the form with what was typed before; before the close never with what the judge gave themselves."""
        sheet = self.sheet
        marks = marks_of(sheet) if sheet.is_from_paper or self.is_late else Marks()
        return self.show(sheet.round.mode_of.form(sheet=sheet, marks=marks), ReasonForm() if self.is_late else None)

    def post(self, request, public_id):
        """Keep it, and count it if asked to."""
        sheet, submits = self.sheet, request.POST.get("then") == "submit"
        form = sheet.round.mode_of.form(request.POST, sheet=sheet)
        reason = ReasonForm(request.POST) if self.is_late else None
        if not form.is_valid() or (reason and not reason.is_valid()):
            return self.show(form, reason)
        if submits and form.add_what_is_missing(sheet.round.season.comment_at_extremes):
            return self.show(form, reason)
        try:
            self.keep(form, reason, submits)
        except Overtaken as overtaken:
            return self.show_both(form, reason, overtaken)
        except NotAllowed as refusal:
            return self.refuse(refusal.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.show(form, reason, status=403)
        done = "counts" if submits else "is kept, and does not count yet"
        messages.success(request, f"What {sheet.member.person.full_name} gave on paper {done}.")
        return redirect(self.back_url)

    def keep(self, form, reason, submits: bool) -> None:
        """Type it in."""
        answer = {"answer": form.cleaned_data["answer"]} if form.cleaned_data.get("answer") else {}
        type_sheet(
            self.sheet,
            scores=form.points(),
            note_to_panel=form.cleaned_data["note_to_panel"],
            feedback=form.cleaned_data["feedback"],
            version=form.cleaned_data["version"],
            submits=submits,
            reason=reason.cleaned_data["reason"] if reason else "",
            by=self.person,
            **answer,
        )

    def show_both(self, form, reason, overtaken: Overtaken):
        """Show what was typed in the form, and above it what the sheet holds by now."""
        data = form.data.copy()
        data["version"] = overtaken.version
        fresh = self.sheet.round.mode_of.form(data, sheet=self.sheet)
        fresh.is_valid()
        fresh.add_error(None, "This sheet was changed since you opened this page. Nothing is lost.")
        return self.show(fresh, reason, status=409, stored=in_words(self.sheet, overtaken.stored))

    def show(self, form, reason, *, status: int = 200, stored=None):
        """Answer with the page; it never shows what was written about the nominee."""
        sheet = self.sheet
        is_judges_own = bool(self.is_late and sheet.saved_at and not sheet.is_from_paper)
        context = {
            "sheet": sheet,
            "judge": sheet.member.person.full_name,
            "form": form,
            "reason": reason,
            "stored": stored,
            "is_late": self.is_late,
            "is_judges_own": is_judges_own,
            "back_url": self.back_url,
        }
        return render(self.request, "judging/panel_paper.html", context, status=status)
