"""What a judge reads before their first sheet, and one practice entry to try; nothing given there is kept."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from judging.counting import settings_of
from judging.forms import SheetForm
from judging.models import PanelMember, Round
from judging.modes import Mode, mode_named
from judging.services import briefing
from judging.services.reading import seats_of
from judging.states import MemberState, RoundMode
from judging.versions import Measure, measure_of, measure_of_award
from judging.views.leaving import TellsWhoLeft
from kit import clock

_BRIEFED = [MemberState.ACCEPTED, MemberState.DECLARED, MemberState.SCORING, MemberState.FINISHED]


class OfSeat(TellsWhoLeft):
    """A page about a seat that the judge has taken."""

    @cached_property
    def seat(self) -> PanelMember:
        """The judge's own seat."""
        seats = seats_of(self.request.user.person).filter(state__in=_BRIEFED)
        return get_object_or_404(seats.select_related("panel__award__season"), pk=self.kwargs["pk"])

    def seat_left(self, seats):
        """The same seat, after its judge has left."""
        return seats.filter(pk=self.kwargs["pk"]).first()

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds in which the panel hands something in, in order."""
        return [r for r in self.seat.panel.rounds.all() if r.mode_of.takes_marks]

    @cached_property
    def measures(self) -> list[tuple[Round | None, Measure]]:
        """What the panel is asked, with its round: one for each round by criteria, or else the award's own."""
        scored = [r for r in self.rounds if r.mode_of.scores_criteria]
        if not scored:
            return [(None, measure_of_award(self.seat.panel.award))]
        return [(r, measure_of(r)) for r in scored]

    @cached_property
    def next_step(self) -> tuple[str, str]:
        """What comes after the briefing: the words of the link and where it leads."""
        now = clock.now()
        if self.seat.state != MemberState.ACCEPTED and not self.seat.is_reserve:
            for round_ in self.seat.panel.rounds.all():
                if round_.takes_scores(now):
                    return "Go to your entries", reverse("judging:list", args=[round_.public_id])
        return "Go to your judging", reverse("judging:mine")


class Briefing(OfSeat, TemplateView):
    """How to judge this award: what to score by, what is read by whom, and how long it takes."""

    template_name = "judging/judge_briefing.html"

    def get_context_data(self, **kwargs):
        award = self.seat.panel.award
        return super().get_context_data(
            seat=self.seat,
            award=award,
            season=award.season,
            parts=parts_of(self.measures),
            next_step=self.next_step,
            time=briefing.time_needed(self.seat),
            tasks=[(r.get_kind_display(), r.mode_of.judge_words(settings_of(r))) for r in self.rounds],
            **kwargs,
        )


class Practice(OfSeat, TemplateView):
    """One invented entry, with the criteria and the scale of the panel's first round."""

    template_name = "judging/judge_practice.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid() or form.add_what_is_missing(self.seat.season.comment_at_extremes):
            return self.render_to_response(self.get_context_data(form=form))
        briefing.note_practice(self.seat, by=request.user.person)
        return self.render_to_response(self.get_context_data(given=self.given(form), noticed=briefing.NOTICED))

    def form(self, data=None):
        """The form of an entry page in the panel's first round."""
        if not self.mode.scores_criteria:
            return self.mode.practice_form(data)
        if not self.measure.criteria:
            raise Http404
        return SheetForm(data, measure=self.measure, initial={"version": 0})

    @property
    def measure(self) -> Measure:
        """What the first round by criteria asks."""
        return self.measures[0][1]

    @cached_property
    def mode(self) -> Mode:
        """What the panel's first round asks of its judges."""
        return self.rounds[0].mode_of if self.rounds else mode_named(RoundMode.SCORE)

    def given(self, form) -> list[dict]:
        """What the judge gave, as rows to read."""
        words = [("Note to the panel", "note_to_panel"), ("Feedback that may be shared", "feedback")]
        rows = self.points_of(form) if self.mode.scores_criteria else self.mode.practice_rows(form)
        return rows + [{"key": label, "value": form.cleaned_data[name] or "Nothing"} for label, name in words]

    def points_of(self, form: SheetForm) -> list[dict]:
        """The point of each criterion."""
        points = form.points()
        return [{"key": c.name, "value": self.measure.labels[points[c.pk]]} for c in form.criteria]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            seat=self.seat,
            award=self.seat.panel.award,
            season=self.seat.season,
            name=briefing.NAME,
            role=briefing.ROLE,
            text=briefing.TEXT,
            next_step=self.next_step,
            **kwargs,
        )


def parts_of(measures: list[tuple[Round | None, Measure]]) -> list[dict]:
    """Return what is scored, once where all rounds ask the same, else under a heading for each round."""
    told = [(round_, scale_of(measure)) for round_, measure in measures]
    if all(criteria == told[0][1] for _, criteria in told):
        told = [(None, told[0][1])]
    return [{"heading": r.get_kind_display() if r else "", "criteria": criteria} for r, criteria in told]


def scale_of(measure: Measure) -> list[dict]:
    """Return each criterion with its question, its weight and what each point of the scale means for it."""
    return [
        {
            "name": c.name,
            "question": c.question,
            "weight": c.weight,
            "rows": [{"key": measure.labels[p.value], "value": c.anchor_for(p)} for p in measure.points],
        }
        for c in measure.criteria
    ]
