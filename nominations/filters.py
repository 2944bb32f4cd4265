"""How the lists of the awards team are searched and narrowed."""

from datetime import timedelta

import django_filters
from django.db.models import Q

from awards.models import Award, Season
from kit import clock
from kit.text import clean_line, fold
from nominations.models import Entry, Nomination
from nominations.states import NominationState, Screening
from nominations.tables import ENTRY_STAGES
from people.roles import Role
from people.viewing import person_of

TO_CHECK = [NominationState.SUBMITTED, NominationState.ON_HOLD]
LISTED = [
    NominationState.SUBMITTED,
    NominationState.ON_HOLD,
    NominationState.RETURNED,
    NominationState.ACCEPTED,
    NominationState.MERGED,
    NominationState.NOT_ELIGIBLE,
    NominationState.WITHDRAWN,
]
AGES = [("7", "7 days or more"), ("14", "14 days or more"), ("21", "21 days or more")]


def awards_of(*roles):
    """Return the function that lists the awards of the seasons in which whoever looks holds one of `roles`."""

    def choose(request):
        seasons = Season.objects.run_by(person_of(request), *roles).values("pk")
        return Award.objects.filter(season__in=seasons).order_by("order", "pk")

    return choose


def by_reference_or_name(queryset, name, value):
    """Search by reference or by a nominee's name, however it is written."""
    text = clean_line(value)
    return queryset.filter(Q(reference__icontains=text) | Q(nominee__folded_name__contains=fold(text)))


class QueueFilter(django_filters.FilterSet):
    """What a reviewer asks of the queue."""

    q = django_filters.CharFilter(label="Reference or nominee", method=by_reference_or_name)
    award = django_filters.ModelChoiceFilter(label="Award", queryset=Award.objects.none(), empty_label="Every award")
    status = django_filters.ChoiceFilter(
        label="Status",
        method="by_status",
        empty_label="To check",
        choices=[
            *[(s.value, s.label) for s in LISTED],
            ("asked", "Another award proposed"),
            ("all", "Every status"),
        ],
    )
    screening = django_filters.ChoiceFilter(
        label="Screening",
        method="by_screening",
        empty_label="Any",
        choices=[("flags", "With flags to decide"), *Screening.choices],
    )
    age = django_filters.ChoiceFilter(label="Sent", method="by_age", empty_label="At any time", choices=AGES)
    taken = django_filters.ChoiceFilter(
        label="Taken by",
        method="by_holder",
        empty_label="Anybody or nobody",
        choices=[("me", "Me"), ("nobody", "Nobody"), ("others", "Somebody else")],
    )

    needs = django_filters.ChoiceFilter(
        label="Needs",
        method="by_need",
        empty_label="Anything or nothing",
        choices=[("second", "A second reviewer"), ("concern", "A safeguarding lead’s word")],
    )

    class Meta:
        model = Nomination
        fields = ["q", "award", "status", "screening", "age", "taken", "needs"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["award"].field.queryset = awards_of(Role.REVIEWER)(self.request)

    def by_status(self, queryset, name, value):
        """Narrow to one state, or to none."""
        if value == "asked":
            return queryset.filter(is_asked=True)
        return queryset if value == "all" else queryset.filter(state=value)

    def by_screening(self, queryset, name, value):
        """Narrow by what was found in the text."""
        return queryset.filter(open_flags__gt=0) if value == "flags" else queryset.filter(screening=value)

    def by_age(self, queryset, name, value):
        """Narrow to what was sent so many days ago or longer."""
        return queryset.filter(first_submitted_at__lte=clock.now() - timedelta(days=int(value)))

    def by_holder(self, queryset, name, value):
        """Narrow by who is checking it."""
        person = person_of(self.request)
        if value == "me":
            return queryset.filter(taken_by=person)
        if value == "nobody":
            return queryset.filter(taken_by__isnull=True)
        return queryset.filter(taken_by__isnull=False).exclude(taken_by=person)

    def by_need(self, queryset, name, value):
        """Narrow to nominations that wait for somebody else."""
        return queryset.with_open_concern() if value == "concern" else queryset.for_two_reviewers()


class EntryFilter(django_filters.FilterSet):
    """What the awards team asks of the list of entries."""

    q = django_filters.CharFilter(label="Reference or nominee", method=by_reference_or_name)
    award = django_filters.ModelChoiceFilter(label="Award", queryset=Award.objects.none(), empty_label="Every award")
    state = django_filters.ChoiceFilter(
        label="Status",
        method="by_stage",
        empty_label="Every status",
        choices=[(key, words) for key, (words, _colour, _states) in ENTRY_STAGES.items()],
    )
    needs = django_filters.ChoiceFilter(
        label="Needs",
        method="by_need",
        empty_label="Anything or nothing",
        choices=[("notice", "The nominee to be told"), ("endorsement", "An endorsement"), ("citation", "A citation")],
    )

    class Meta:
        model = Entry
        fields = ["q", "award", "state", "needs"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["award"].field.queryset = awards_of(Role.ADMINISTRATOR, Role.REVIEWER)(self.request)

    def by_stage(self, queryset, name, value):
        """Narrow to how far entries have come."""
        return queryset.filter(state__in=ENTRY_STAGES[value][2])

    def by_need(self, queryset, name, value):
        """Narrow to entries that lack something."""
        if value == "notice":
            return queryset.filter(notice__in=["due", "failed"])
        if value == "citation":
            return queryset.filter(citation_approved_at__isnull=True)
        return queryset.filter(missing_endorsements__gt=0)
