"""The nominee's one page. Opening it changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from nominations.forms.others import ChoicesForm
from nominations.models import Entry, NomineeKind
from nominations.services import nominees
from nominations.states import EntryState
from nominations.views.pages import page_address
from people.links import bearer_of
from people.viewing import person_of, sign_in_if_missing
from workflow import Refused, may

SOMEONE = "someone who values your work"


@method_decorator([login_not_required, sign_in_if_missing], name="dispatch")
class NomineePage(View):
    """A page for the nominee, or whoever speaks for a team or household; by link or signed in."""

    def dispatch(self, request, pk):
        """Find the entry among those in which this reader is the nominee."""
        self.actor = bearer_of(request, "nominee", Entry(pk=pk)) or person_of(request)
        rows = Entry.objects.select_related("season", "award", "nominee__person")
        self.entry = get_object_or_404(rows.of_nominee(self.actor), pk=pk)
        return super().dispatch(request, pk)

    def show(self, template: str, **more):
        """Answer with a page about the entry."""
        entry = self.entry
        context = {
            "entry": entry,
            "award": entry.award,
            "season": entry.season,
            "is_group": entry.nominee.kind != NomineeKind.PERSON,
            "privacy_url": page_address("awards:privacy", entry.season),
        }
        return render(self.request, template, context | more)


class NomineeHome(NomineePage):
    """For what you are nominated, by whom, what happens; take part, and choose what may be published."""

    def get(self, request, pk):
        if self.entry.state == EntryState.WITHDRAWN:
            return self.show("nominations/nominee_withdrawn.html")
        return self._ask(ChoicesForm(entry=self.entry))

    def post(self, request, pk):
        if self.entry.state == EntryState.WITHDRAWN:
            return redirect("nominations:nominee", pk)
        form = ChoicesForm(request.POST, entry=self.entry)
        if not form.is_valid():
            return self._ask(form)
        is_first = self.entry.taking_part_at is None
        try:
            nominees.take_part(self.entry, by=self.actor)
            nominees.record_choices(self.entry, answers=form.cleaned_data, by=self.actor)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            done = "Thank you. You are taking part" if is_first else "We have saved your choices"
            messages.success(request, done)
        return redirect("nominations:nominee", pk)

    def _ask(self, form):
        season = self.entry.season
        return self.show(
            "nominations/nominee.html",
            form=form,
            nominated_by=nominated_by(self.entry),
            event=season.window("event"),
            told=season.window("notify_nominees"),
            can_withdraw=bool(may(self.entry, "withdraw", self.actor)),
        )


def nominated_by(entry: Entry) -> str:
    """Return who nominated the nominee, as far as each nominator lets it be said."""
    names, is_somebody_else = [], False
    for nomination in entry.nominations.standing().order_by("submitted_at", "pk"):
        if nomination.share_nominator_name == "yes" and nomination.nominator_name:
            names.append(nomination.nominator_name)
        else:
            is_somebody_else = True
    if is_somebody_else or not names:
        names.append(SOMEONE)
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


class NomineeWithdraw(NomineePage):
    """Withdraw, once it is said what will be deleted and what will not."""

    def get(self, request, pk):
        if self.entry.state == EntryState.WITHDRAWN:
            return redirect("nominations:nominee", pk)
        if not (answer := may(self.entry, "withdraw", self.actor)):
            messages.error(request, answer.sentence)
            return redirect("nominations:nominee", pk)
        return self.show("nominations/nominee_withdraw.html")

    def post(self, request, pk):
        if self.entry.state != EntryState.WITHDRAWN:
            try:
                nominees.withdraw_entry(self.entry, by=self.actor)
            except Refused as refusal:
                messages.error(request, refusal.sentence)
        return redirect("nominations:nominee", pk)
