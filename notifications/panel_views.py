"""Reminding the judges of a round by hand: a look at whom and what, then one press."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.generic import TemplateView

from judging.views.panel import RoundPage
from kit.idempotency import OncePerKeyMixin
from notifications.chasers import Chase, declarations_to_chase, remind_judges, scores_to_chase
from workflow import NotAllowed, Refused


class RemindJudges(OncePerKeyMixin, RoundPage, TemplateView):
    """Who would be written to, how much each has left, and the words as they would read them."""

    http_method_names = ["get", "head", "post"]
    template_name = "notifications/remind_judges.html"
    title = ""

    def find(self) -> Chase:
        """Return who is to be reminded."""
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        """Say at once why nobody can be reminded."""
        try:
            self.chase = self.find()
        except NotAllowed as refusal:
            return self.refuse(refusal.sentence)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Show both lists and a sample."""
        words = {"title": self.title, "back_url": self.back_url}
        return super().get_context_data(chase=self.chase, sample=self.chase.sample(), **words, **kwargs)

    def post(self, request, *args, **kwargs):
        """Send it, and say who was left out and why."""
        try:
            done = remind_judges(self.chase, by=self.person)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(self.back_url)
        names = ", ".join(r.person.full_name for r in done.to)
        messages.success(request, f"We are sending a reminder to {names}.")
        if done.left_out:
            left_out = "; ".join(f"{person.full_name} ({why[0].lower()}{why[1:]})" for person, why in done.left_out)
            messages.info(request, f"Not written to: {left_out}.")
        return redirect(self.back_url)


class RemindOfScores(RemindJudges):
    """Judges who have entries left to submit."""

    title = "Remind judges who have not finished"

    def find(self) -> Chase:
        """Return who has not finished."""
        return scores_to_chase(self.round_, by=self.person)


class RemindToDeclare(RemindJudges):
    """Judges who have not declared their interests."""

    title = "Remind judges who have not declared"

    def find(self) -> Chase:
        """Return who has not declared."""
        return declarations_to_chase(self.round_, by=self.person)
