"""The nominee's one page. Opening it changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from kit import clock
from kit.templatetags.commend import day
from nominations.extras import parts_of
from nominations.forms.others import ChoicesForm
from nominations.models import Entry, NomineeKind
from nominations.services import nominees, notices
from nominations.states import ConsentAnswer, ConsentPurpose, EntryState
from nominations.views.pages import page_address
from nominations.wording import CONSENT_QUESTIONS
from people.links import bearer_of
from people.viewing import person_of, sign_in_if_missing
from workflow import Refused, may

SOMEONE = "someone who values your work"


@method_decorator([login_not_required, sign_in_if_missing], name="dispatch")
class NomineePage(View):
    """A page for the nominee, or whoever speaks for a team or household; by link or signed in."""

    def dispatch(self, request, pk, **kwargs):
        """Find the entry among those in which this reader is the nominee."""
        self.actor = bearer_of(request, "nominee", Entry(pk=pk)) or person_of(request)
        rows = Entry.objects.select_related("season", "award", "nominee__person")
        self.entry = get_object_or_404(rows.of_nominee(self.actor), pk=pk)
        return super().dispatch(request, pk, **kwargs)

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
        return self._ask(None if self._has_chosen() else ChoicesForm(entry=self.entry))

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

    def _has_chosen(self) -> bool:
        """Whether every question was answered, so that each answer is shown with a way to change it."""
        return self.entry.taking_part_at is not None and not missing_choices(self.entry)

    def _ask(self, form):
        season = self.entry.season
        return self.show(
            "nominations/nominee.html",
            form=form,
            choices=choice_rows(self.entry) if form is None else [],
            nominated_by=nominated_by(self.entry),
            event=season.window("event"),
            told=season.window("notify_nominees"),
            parts=parts_of(self.entry, clock.now()),
            can_withdraw=bool(may(self.entry, "withdraw", self.actor)),
        )


def missing_choices(entry: Entry) -> set[str]:
    """Return the questions to which the nominee has given no answer that stands."""
    return set(ConsentPurpose.values) - {c.purpose for c in entry.consents.all() if c.is_current}


def choice_rows(entry: Entry) -> list[dict]:
    """Return what the nominee chose, in which words and when, each with the way to change or withdraw it."""
    current = {c.purpose: c for c in entry.consents.all() if c.is_current}
    return [_choice_row(entry, purpose, current[purpose]) for purpose in ConsentPurpose if purpose in current]


def _choice_row(entry: Entry, purpose: ConsentPurpose, consent) -> dict:
    on = day(consent.at, entry.season.time_zone)
    said = {
        ConsentAnswer.YES: [f"Yes, since {on}", f"You agreed to this: “{consent.wording}”"],
        ConsentAnswer.NO: [f"No, since {on}"],
        ConsentAnswer.WITHDRAWN: [f"No. You took back your yes on {on}"],
    }
    is_yes = consent.answer == ConsentAnswer.YES
    return {
        "key": CONSENT_QUESTIONS[purpose],
        "lines": said[ConsentAnswer(consent.answer)],
        "change_url": reverse("nominations:nominee-choice", args=[entry.pk, purpose.value]),
        "change_text": "Change or take back" if is_yes else "Change",
    }


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


class NomineeChoice(NomineePage):
    """One question of publicity, asked again; the answer before stays on record with its words."""

    def get(self, request, pk, purpose):
        if self.entry.state == EntryState.WITHDRAWN:
            return redirect("nominations:nominee", pk)
        return self._ask(self._form(purpose), purpose)

    def post(self, request, pk, purpose):
        form = self._form(purpose, request.POST)
        if not form.is_valid():
            return self._ask(form, purpose)
        try:
            nominees.record_choices(self.entry, answers=form.cleaned_data, by=self.actor)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, "We have saved your choice")
        return redirect("nominations:nominee", pk)

    def _form(self, purpose, data=None):
        if purpose not in ConsentPurpose.values:
            raise Http404
        return ChoicesForm(data, entry=self.entry, only=purpose)

    def _ask(self, form, purpose):
        return self.show("nominations/nominee_choice.html", form=form, question=CONSENT_QUESTIONS[purpose])


class NotMe(NomineePage):
    """The reader is not the nominee: once they say so, nothing is shown to them any more."""

    def get(self, request, pk):
        can_withdraw = bool(may(self.entry, "withdraw", self.actor))
        return self.show("nominations/nominee_not_me.html", can_withdraw=can_withdraw)

    def post(self, request, pk):
        notices.say_not_me(self.entry, by=self.actor)
        # Without the names: the page may stay open on the screen of somebody whom it is not about.
        return render(request, "nominations/nominee_not_me_done.html", {"season": self.entry.season})
