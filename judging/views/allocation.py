"""One allocation: watched while it is worked out, looked at, applied, put aside or undone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from judging.models import Allocation
from judging.panel_forms import ReasonForm
from judging.querysets import administered
from judging.services.allocating import apply_allocation, discard_allocation, is_stale, undo_allocation
from judging.services.sharing_by_hand import BY_HAND
from judging.sharing_forms import ApplyForm
from judging.states import AllocationState
from judging.views.panel import AskingPage, DeedView
from judging.views.readers import SharingDeed
from judging.who_reads import Names, changes_of, compared_words, load_changes
from judging.words import ALLOCATION_COLOURS
from kit.jobs import progress_of
from kit.tables import PER_PAGE
from kit.templatetags.commend import count_noun, moment
from workflow import may

SHOWN_SHORT = 50


class AllocationPage(SharingDeed):
    """A page about one allocation of a round that the reader administers."""

    @cached_property
    def allocation(self) -> Allocation:
        """The allocation of the address; 404 for what the reader may not know of."""
        rows = Allocation.objects.filter(administered(self.person, "round__season"))
        rows = rows.select_related("round__award__season", "round__season", "round__panel", "made_by", "job")
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    @cached_property
    def round_(self):
        """The round that it shares out."""
        return self.allocation.round

    @property
    def is_watched(self) -> bool:
        """Say whether a worker is at it."""
        return self.allocation.state == AllocationState.WORKING


class Proposal(AllocationPage, AskingPage):
    """What would change, or did; the button applies it."""

    template_name = "judging/panel_allocation.html"
    form_class = ApplyForm

    def get(self, request, *args, **kwargs):
        """Watch the worker first."""
        if request.htmx and not self.is_watched:
            return HttpResponse(headers={"HX-Redirect": request.path})
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Refuse in words what is past."""
        if self.allocation.state != AllocationState.PROPOSED:
            messages.error(request, f"This cannot be applied: it is {self.allocation.get_state_display().lower()}.")
            return redirect(request.path)
        return super().post(request, *args, **kwargs)

    def get_template_names(self):
        """Show how far the worker is; answer htmx with the part that changes."""
        if not self.is_watched:
            return [self.template_name]
        name = "_panel_allocation_progress" if self.request.htmx else "panel_allocation_progress"
        return [f"judging/{name}.html"]

    def get_form_kwargs(self):
        """Ask for one more tick where entries stay short."""
        return super().get_form_kwargs() | {"is_short": bool(self.allocation.answer.get("short"))}

    def do(self, form) -> str:
        """Apply it."""
        accepts = form.cleaned_data.get("accepts_shortages", False)
        apply_allocation(self.allocation, by=self.person, accepts_shortages=accepts)
        if self.round_.has_opened:
            return "Applied. Judges have their entries."
        return "Applied. Judges get these entries when scoring opens."

    def get_context_data(self, **kwargs):
        """Say what changes, with one page of the pairs."""
        allocation = self.allocation
        if self.is_watched:
            job = allocation.job
            progress = progress_of(job) if job else None
            return super().get_context_data(allocation=allocation, progress=progress, **kwargs)
        answer, zone = allocation.answer, self.round_.season.time_zone
        changes = Paginator(changes_of(allocation), PER_PAGE).get_page(self.request.GET.get("page"))
        short = answer.get("short", [])[:SHOWN_SHORT]
        names = Names(self.round_, {e for _, e, _ in changes.object_list} | {int(s["entry"][1:]) for s in short})
        is_proposed = allocation.state == AllocationState.PROPOSED
        context = {
            **self.frame("readers"),
            "allocation": allocation,
            "is_proposed": is_proposed,
            "is_by_hand": BY_HAND in allocation.problem,
            "is_stale": is_proposed and is_stale(allocation, self.round_),
            "state": (allocation.get_state_display(), ALLOCATION_COLOURS[allocation.state]),
            "made": moment(allocation.made_at, zone),
            "applied": moment(allocation.applied_at, zone) if allocation.applied_at else "",
            "ended": moment(allocation.ended_at, zone) if allocation.ended_at else "",
            "pairs": changes,
            "changes": [(kind, names.entry(e), names.judge(s)) for kind, e, s in changes.object_list],
            "added": len(answer.get("added", ())),
            "removed": len(answer.get("removed", ())),
            "loads": load_changes(allocation, names),
            "compared": compared_words(answer, names),
            "short": [_short_row(row, names) for row in short],
            "more_short": max(0, len(answer.get("short", ())) - SHOWN_SHORT),
            "can_apply": is_proposed and bool(may(allocation, "apply", self.person, now=self.now)),
            "can_undo": bool(may(allocation, "undo", self.person, now=self.now)),
        }
        return super().get_context_data(**context, **kwargs)


def _short_row(row: dict, names: Names) -> dict:
    missing = count_noun(row["missing"], "reader")
    return {"entry": names.entry(int(row["entry"][1:])), "missing": missing, "because": names.said(row["because"])}


class Discard(AllocationPage, DeedView):
    """Leave a proposal aside."""

    def do(self) -> str:
        """Put it aside."""
        discard_allocation(self.allocation, by=self.person)
        return "Discarded. Nothing has changed for any judge."


class Undo(AllocationPage, AskingPage):
    """Take a whole allocation back, with a reason."""

    form_class = ReasonForm
    title, button, kind = "Undo this allocation", "Undo it", "warning"

    @property
    def warning(self) -> str:
        """Say what goes and what comes back."""
        added, removed = (len(self.allocation.answer.get(name, ())) for name in ("added", "removed"))
        given = count_noun(added, "pair of judge and entry,pairs of judge and entry")
        both = f"This takes back {given} that it added, and gives back {removed} that it removed."
        return f"{both} What a judge has begun stays."

    @property
    def back_url(self) -> str:
        """The allocation."""
        return reverse("panel:allocation", args=[self.allocation.public_id])

    def do(self, form) -> str:
        """Undo it."""
        _, stayed = undo_allocation(self.allocation, by=self.person, reason=form.cleaned_data["reason"])
        if not stayed:
            return "Undone."
        return f"Undone. {count_noun(stayed, 'entry,entries')} stayed with judges who had begun."
