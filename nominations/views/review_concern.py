"""The pages of a safeguarding concern: the reviewer's, and the safeguarding lead's own."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from kit.tables import FilteredTableMixin
from kit.templatetags.commend import moment
from nominations.forms.concern import PassedOnForm, SettleForm
from nominations.models import Concern, Nomination
from nominations.services.concerns import leads_of, pass_on_concern, raise_concern, settle_concern
from nominations.states import ConcernState, EntryState, NominationState
from nominations.tables import ConcernTable
from nominations.views.review_base import DeedPage, DeedView, NominationPage, StaffPage
from people.roles import Role
from workflow import Refused, may

NONE_OPEN = "No safeguarding concern about this nomination is open."
# A safeguarding lead sees these and nothing else of the nomination.
SHOWN_TO_LEADS = (
    "public_id",
    "state",
    "raised_at",
    "passed_on_at",
    "passed_on_how",
    "settled_at",
    "nomination__reference",
    "nomination__season__name",
    "nomination__season__time_zone",
    "nomination__season__phone",
    "raised_by__full_name",
    "raised_by__phone",
    "raised_by__email",
)


class Worry(NominationPage, DeedView):
    """One press: the nomination stops, and the safeguarding leads are told."""

    def post(self, request, *args, **kwargs):
        """Raise it, then show whom to ring."""
        try:
            raise_concern(self.nomination, by=self.person)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(self.back_url)
        return redirect("review:concern", self.nomination.public_id)


class ConcernPage(NominationPage, DeedPage):
    """Whom to ring now, what to do next, and how it was passed on."""

    template_name = "nominations/review_concern.html"
    form_class = PassedOnForm
    title = "What to do about your worry"
    button = "Save"

    @cached_property
    def concern(self) -> Concern | None:
        """The concern that is open about the nomination."""
        open_ones = Concern.objects.visible_to(self.person).open().filter(nomination=self.nomination)
        return open_ones.select_related("raised_by", "passed_on_by").first()

    def sentence_against(self):
        """Say that there is nothing to pass on."""
        return "" if self.concern else NONE_OPEN

    def post(self, request, *args, **kwargs):
        """Note it, unless it was settled meanwhile."""
        if self.concern is None:
            messages.error(request, NONE_OPEN)
            return redirect(self.back_url)
        return super().post(request, *args, **kwargs)

    def do(self, form):
        """Note that it was passed on, by whom and how."""
        pass_on_concern(self.concern, how=form.cleaned_data["how"], by=self.person)
        return "It is noted that the concern was passed on. A safeguarding lead says when the nomination may go on."

    def get_context_data(self, **kwargs):
        """Show the season's own words before anything else."""
        nomination, concern = self.nomination, self.concern
        return super().get_context_data(
            nomination=nomination,
            season=nomination.season,
            facts=facts_of(concern),
            is_passed_on=concern.state == ConcernState.PASSED_ON,
            standstill=standstill_of(nomination),
            leads=[lead.full_name for lead in leads_of(nomination)],
            **kwargs,
        )


def standstill_of(nomination: Nomination) -> str:
    """Say what waits until the concern is settled."""
    until = "until a safeguarding lead says that the concern is dealt with. The awards team cannot do that."
    if nomination.state == NominationState.ON_HOLD:
        return f"The nomination is on hold {until}"
    if nomination.state == NominationState.RETURNED:
        return f"When the nominator sends it back, it goes on hold {until}"
    if nomination.entry and nomination.entry.state in {EntryState.WAITING, EntryState.HIDDEN}:
        return f"Judges cannot read the entry {until}"
    return f"Tell an administrator that this nomination must not go on {until}"


def facts_of(concern: Concern) -> list[dict]:
    """Return who raised it and who passed it on, as rows of a summary list."""
    zone = concern.nomination.season.time_zone
    rows = [("Raised", [concern.raised_by.full_name, moment(concern.raised_at, zone)])]
    if concern.passed_on_at:
        how = [concern.passed_on_by.full_name, concern.get_passed_on_how_display(), moment(concern.passed_on_at, zone)]
        rows.append(("Passed on", how))
    return [{"key": key, "lines": lines} for key, lines in rows]


class LeadPage(StaffPage):
    """A page of the safeguarding leads."""

    roles = (Role.SAFEGUARDING_LEAD,)

    def concerns(self):
        """Return the concerns of the lead's seasons, with the few facts that they may see."""
        rows = Concern.objects.led_by(self.person).select_related("nomination__season", "raised_by")
        return rows.only(*SHOWN_TO_LEADS)


class Concerns(LeadPage, FilteredTableMixin, TemplateView):
    """Every concern of a safeguarding lead's seasons, those that wait first."""

    template_name = "nominations/concerns.html"
    table_class = ConcernTable

    def get_queryset(self):
        """Return what waits, the oldest first, and then what is settled."""
        return self.concerns().order_by(F("settled_at").desc(nulls_first=True), "raised_at", "pk")


class Settle(LeadPage, DeedPage):
    """Say that a concern is dealt with."""

    template_name = "nominations/concern_settle.html"
    form_class = SettleForm
    button = "It is dealt with"
    warning = "The awards team may then go on with the nomination."

    @cached_property
    def concern(self) -> Concern:
        """The concern of the address; 404 for any that the lead may not know of."""
        return get_object_or_404(self.concerns(), public_id=self.kwargs["public_id"])

    @property
    def title(self):
        """Name the nomination by its reference alone."""
        return f"Safeguarding concern about {self.concern.nomination.reference}"

    @property
    def back_url(self):
        """The address of the list."""
        return reverse("review:concerns")

    def sentence_against(self):
        """Say why this lead cannot settle it now."""
        if self.concern.state == ConcernState.RAISED:
            return may(Concern.objects.get(pk=self.concern.pk), "pass_on", self.person).sentence
        return may(Concern.objects.get(pk=self.concern.pk), "settle", self.person).sentence

    def get_form_kwargs(self):
        """Ask how it reached them where that is not known."""
        return super().get_form_kwargs() | {"concern": self.concern}

    def do(self, form):
        """Settle it."""
        settle_concern(self.concern, by=self.person, how=form.cleaned_data.get("how", ""))
        return f"The concern about {self.concern.nomination.reference} is dealt with."

    def get_context_data(self, **kwargs):
        """Show whom to ring."""
        concern = self.concern
        season, contact = concern.nomination.season, concern.raised_by
        passed_on = [concern.get_passed_on_how_display(), moment(concern.passed_on_at, season.time_zone)]
        rows = [
            {"key": "Reference", "value": concern.nomination.reference},
            {"key": "Raised", "value": moment(concern.raised_at, season.time_zone)},
            {"key": "Whom to ring", "lines": [contact.full_name, *ways_to_reach(concern)]},
            {"key": "Passed on", "lines": passed_on if concern.passed_on_at else ["Not noted yet"]},
        ]
        return super().get_context_data(caption=season.name, rows=rows, **kwargs)


def ways_to_reach(concern: Concern) -> list[str]:
    """Return the telephone number, or else the awards team's, and the address of whoever raised it."""
    contact = concern.raised_by
    return [way for way in (contact.phone or concern.nomination.season.phone, contact.email) if way]
