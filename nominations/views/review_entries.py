"""Entries, endorsements and late drafts: what the awards team sees to beside the texts."""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from awards.roles import is_administrator, is_reviewer
from kit import clock
from kit.exports import ExportMixin
from kit.idempotency import OncePerKeyMixin
from kit.tables import FilteredTableMixin
from nominations.filters import EntryFilter
from nominations.forms.review import EndorserForm, HideForm, ReasonForm
from nominations.history import history
from nominations.models import Endorsement, Entry, InterestSource, JudgingCopy, Nomination
from nominations.services.endorsing import (
    SETTLED,
    name_another_endorser,
    name_endorser,
    waive_endorsement,
    waive_missing_endorsement,
)
from nominations.services.interests import may_rule
from nominations.services.reviewing import hide_entry, show_entry_again
from nominations.services.sending import admit_late_nomination
from nominations.states import EndorsementState, EntryState, NominationState
from nominations.tables import (
    NOMINATION_COLOURS,
    EndorsementTable,
    EntryTable,
    LateTable,
    MissingTable,
    stage_of,
)
from nominations.views.review_base import DeedPage, DeedView, StaffPage
from people.roles import Role
from workflow import Refused, may

OPEN_ANSWERS = [EndorsementState.DECLINED, EndorsementState.EXPIRED]


class AdministratorPage(StaffPage):
    """A page for administrators."""

    roles = (Role.ADMINISTRATOR,)


class TeamPage(StaffPage):
    """A page for administrators and reviewers."""

    roles = (Role.ADMINISTRATOR, Role.REVIEWER)


def without_endorsement(nominations):
    """Return the nominations going forward that must be endorsed and for which nobody stands or was waived."""
    settled = Endorsement.objects.filter(nomination=OuterRef("pk"), state__in=SETTLED)
    needed = Q(award__endorsement_required=True) | Q(is_self_nomination=True)
    return nominations.through().filter(needed).filter(~Exists(settled))


class Entries(TeamPage, FilteredTableMixin, TemplateView):
    """Every entry in which the reader has no interest."""

    template_name = "nominations/review_entries.html"
    table_class = EntryTable
    export_name, export_scope = "entries", "season"
    filterset_class = EntryFilter

    def get_queryset(self):
        """Return the entries with the count of their nominations and of the endorsements they lack."""
        own = Nomination.objects.filter(entry=OuterRef("pk")).through()
        enough = Endorsement.objects.filter(
            nomination=OuterRef("pk"), state__in=[EndorsementState.GIVEN, EndorsementState.WAIVED]
        )
        needed = Q(award__endorsement_required=True) | Q(is_self_nomination=True)
        return (
            Entry.objects.visible_to(self.person)
            .select_related("nominee", "award")
            .annotate(
                standing_nominations=_count(own),
                missing_endorsements=_count(own.filter(needed).filter(~Exists(enough))),
            )
            .order_by("reference", "pk")
        )


def _count(nominations):
    counted = nominations.order_by().values("entry").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class EntryPage(TeamPage):
    """A page about one entry in which the reader has no interest."""

    @cached_property
    def entry(self) -> Entry:
        """The entry of the address."""
        visible = Entry.objects.visible_to(self.person).select_related("season", "award", "nominee")
        return get_object_or_404(visible, public_id=self.kwargs["public_id"])

    @property
    def back_url(self) -> str:
        """The address of the entry."""
        return reverse("review:entry", args=[self.entry.public_id])


class EntryScreen(EntryPage, TemplateView):
    """One entry: the nominations in it, what judges read, who has an interest."""

    template_name = "nominations/review_entry.html"

    def get_context_data(self, **kwargs):
        """Gather what the reader may see: interests are for administrators, links to texts for reviewers."""
        entry, person = self.entry, self.person
        reviews = bool(is_reviewer(entry, person))
        runs = bool(is_administrator(entry, person))
        words, colour = stage_of(entry)
        return super().get_context_data(
            entry=entry,
            stage=words,
            stage_colour=colour,
            facts=self.facts(runs),
            nominations=[self.nomination_row(n, reviews, runs) for n in self.nominations()],
            copies=JudgingCopy.objects.of_entry(entry).select_related("nomination"),
            interests=[self.interest_row(i) for i in self.interests()] if runs else [],
            shows_interests=runs,
            may_hide=bool(may(entry, "hide", person)),
            may_show=words == "Being checked",
            show_text="Stop hiding it" if entry.hidden_from == EntryState.WAITING else "Show it to judges again",
            history=history(entry) if runs else [],
            **kwargs,
        )

    def nominations(self):
        """Return the nominations in it, in the order in which they came."""
        rows = self.entry.nominations.select_related("merged_into", "nominee").prefetch_related("endorsements__person")
        return rows.order_by("submitted_at", "pk")

    def interests(self):
        """Return the interests in it, with who has them."""
        return self.entry.interests.select_related("person", "ruled_by", "entry__award", "entry__season")

    def facts(self, runs: bool) -> list[dict]:
        """Return what is known of the entry, as rows of a summary list; an administrator sees to the notice."""
        entry = self.entry
        approved = "" if entry.citation_approved_at else " (not approved)"
        rows = [
            ("Award", entry.award.name),
            ("Nominee", entry.nominee.name),
            ("Job", entry.nominee.job_title),
            ("Organisation", entry.nominee.organisation_name),
            ("Citation", f"{entry.citation}{approved}" if entry.citation else "None yet"),
            ("Nominee told", entry.get_notice_display()),
            ("Taking part", "Yes, they said so" if entry.taking_part_at else "Not answered yet"),
        ]
        facts = [{"key": key, "value": value} for key, value in rows if value]
        if runs:
            told = next(fact for fact in facts if fact["key"] == "Nominee told")
            told["change_url"] = reverse("review:nominee", args=[entry.public_id])
        return facts

    def nomination_row(self, nomination, reviews: bool, runs: bool) -> dict:
        """Return one nomination of it; only a reviewer gets the way to its text, an administrator out of the awards."""
        answers = list(nomination.endorsements.all())
        nomination.season = self.entry.season
        may_withdraw = runs and bool(may(nomination, "withdraw", self.person))
        return {
            "reference": nomination.reference,
            "url": reverse("review:nomination", args=[nomination.public_id]) if reviews else "",
            "state": nomination.get_state_display(),
            "colour": NOMINATION_COLOURS.get(nomination.state, ""),
            "nominator": nomination.nominator_name,
            "endorsement": answers[-1].get_state_display() if answers else "Not asked",
            "withdraw_url": reverse("review:withdraw", args=[nomination.public_id]) if may_withdraw else "",
        }

    def interest_row(self, interest) -> dict:
        """Return one interest, with the way to rule on it where the reader may."""
        can_rule = interest.source == InterestSource.DECLARED and may_rule(interest, self.person)
        return {
            "person": interest.person.full_name,
            "kind": interest.get_kind_display(),
            "source": interest.get_source_display(),
            "ruling": interest.get_ruling_display(),
            "url": reverse("review:interest", args=[self.entry.public_id, interest.pk]) if can_rule else "",
        }


class Hide(EntryPage, DeedPage):
    """Take the entry from all judges at once."""

    form_class = HideForm
    title = "Hide this entry from judges"
    lead = "No judge can open it until it is shown again. Scores that were given are kept."
    button = "Hide entry"
    kind = "warning"

    @property
    def warning(self):
        """Say who is told."""
        if self.entry.state == EntryState.WAITING:
            return "It goes before no judge until it is shown again. Nobody is told."
        return "The judges of its panel are told that the entry is being checked."

    def do(self, form):
        """Hide it."""
        hide_entry(self.entry, by=self.person, **form.cleaned_data)
        return f"{self.entry.reference} is hidden from all judges."


class ShowAgain(EntryPage, DeedView):
    """Give the entry back to its judges."""

    def do(self):
        """Show it."""
        if show_entry_again(self.entry, by=self.person).state == EntryState.WAITING:
            return f"{self.entry.reference} is no longer hidden."
        return f"Judges can read {self.entry.reference} again."


class Endorsements(AdministratorPage, ExportMixin, TemplateView):
    """Endorsements that were declined, are late, or for which nobody could be asked."""

    template_name = "nominations/review_endorsements.html"
    export_name = "late-endorsements"

    def get_context_data(self, **kwargs):
        """Give both lists."""
        late, missing = self.late().configure(self.request), self.missing().configure(self.request)
        late.downloads, missing.downloads = self.downloads(), self.downloads("missing")
        return super().get_context_data(late=late, missing=missing, **kwargs)

    def get_export(self, which):
        """Return one of both lists for a file."""
        if which == "missing":
            return self.missing().export(self.request, "missing-endorsers", "season")
        return self.late().export(self.request, self.export_name, "nomination__season") if not which else None

    def late(self):
        """Return the list of endorsements that were declined or are late."""
        return EndorsementTable(late_endorsements(self.person))

    def missing(self):
        """Return the list of nominations for which nobody could be asked."""
        return MissingTable(
            without_endorsement(Nomination.objects.administered_by(self.person))
            .filter(endorsements__isnull=True)
            .select_related("nominee", "award")
            .order_by("reference", "pk")
        )


def late_endorsements(person):
    """Return the endorsements that an administrator must see to: the latest of a nomination that nobody endorsed."""
    past = Q(state=EndorsementState.REQUESTED, answer_by__lte=clock.now()) | Q(state__in=OPEN_ANSWERS)
    settled = Endorsement.objects.filter(nomination=OuterRef("nomination"), state__in=SETTLED).exclude(
        pk=OuterRef("pk")
    )
    administered = Nomination.objects.administered_by(person).through().values("pk")
    return (
        Endorsement.objects.filter(past, ~Exists(settled), nomination__in=administered, successor__isnull=True)
        .select_related("person", "nomination__nominee", "nomination__award", "nomination__season")
        .order_by("requested_at", "pk")
    )


class EndorserPage(AdministratorPage, OncePerKeyMixin, TemplateView):
    """Name somebody else to ask, or do without, for one nomination."""

    template_name = "nominations/review_endorsement.html"

    @cached_property
    def nomination(self) -> Nomination:
        """The nomination for which nobody has been asked."""
        administered = without_endorsement(Nomination.objects.administered_by(self.person))
        return get_object_or_404(
            administered.filter(endorsements__isnull=True).select_related("nominee", "award", "season"),
            public_id=self.kwargs["public_id"],
        )

    endorsement = None

    def post(self, request, *args, **kwargs):
        """Do the one that was asked for."""
        waives = request.POST.get("deed") == "waive"
        form = (ReasonForm if waives else EndorserForm)(request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.waive(form) if waives else self.name(form))
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("review:endorsements")
        forms = {"waive_form": form} if waives else {"name_form": form}
        return self.render_to_response(self.get_context_data(form=form, **forms))

    def name(self, form) -> str:
        """Ask somebody."""
        name_endorser(self.nomination, by=self.person, **form.cleaned_data)
        return f"{form.cleaned_data['name']} is asked to endorse {self.nomination.reference}."

    def waive(self, form) -> str:
        """Do without."""
        waive_missing_endorsement(self.nomination, by=self.person, **form.cleaned_data)
        return f"{self.nomination.reference} goes forward without an endorsement."

    def get_context_data(self, **kwargs):
        """Give both forms."""
        kwargs = {"name_form": EndorserForm(), "waive_form": ReasonForm()} | kwargs
        return super().get_context_data(nomination=self.nomination, endorsement=self.endorsement, **kwargs)


class EndorsementPage(EndorserPage):
    """The same where somebody was asked and has declined or not answered."""

    @cached_property
    def endorsement(self) -> Endorsement:
        """The endorsement of the address."""
        return get_object_or_404(late_endorsements(self.person), public_id=self.kwargs["public_id"])

    @property
    def nomination(self) -> Nomination:
        """What is to be endorsed."""
        return self.endorsement.nomination

    def name(self, form) -> str:
        """Ask somebody else."""
        name_another_endorser(self.endorsement, by=self.person, **form.cleaned_data)
        return f"{form.cleaned_data['name']} is asked to endorse {self.nomination.reference}."

    def waive(self, form) -> str:
        """Do without."""
        waive_endorsement(self.endorsement, by=self.person, **form.cleaned_data)
        return f"{self.nomination.reference} goes forward without an endorsement."


class LateDrafts(AdministratorPage, FilteredTableMixin, TemplateView):
    """Drafts that were sent after the deadline."""

    template_name = "nominations/review_late.html"
    table_class = LateTable
    export_name, export_scope = "late-drafts", "season"

    def get_queryset(self):
        """Return the late drafts of the seasons that the reader runs."""
        return late_drafts(self.person)


def late_drafts(person):
    """Return the late drafts that `person` may admit; whoever has a part in one does not see it."""
    drafts = Nomination.objects.administered_by(person).filter(state=NominationState.DRAFT, late_at__isnull=False)
    return drafts.select_related("nominee", "award", "season").order_by("late_at", "pk")


class Admit(AdministratorPage, DeedPage):
    """Let a late draft in, for a recorded reason."""

    form_class = ReasonForm
    title = "Admit a late nomination"
    lead = "It is given a reference and goes to the reviewers like any other."
    button = "Admit nomination"

    @cached_property
    def nomination(self) -> Nomination:
        """The late draft of the address."""
        return get_object_or_404(late_drafts(self.person), public_id=self.kwargs["public_id"])

    @property
    def back_url(self) -> str:
        """The list of late drafts."""
        return reverse("review:late")

    def do(self, form):
        """Admit it."""
        admitted = admit_late_nomination(self.nomination, by=self.person, reason=form.cleaned_data["reason"])
        return f"The nomination of {admitted.nominee.name} is admitted as {admitted.reference}."

    def get_context_data(self, **kwargs):
        """Say whom it is about; the words of a nomination are for reviewers."""
        return super().get_context_data(caption=f"{self.nomination.nominee.name}, {self.nomination.award}", **kwargs)
