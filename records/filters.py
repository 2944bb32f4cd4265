"""How the lists of this room are searched."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import django_filters
from django.utils import timezone

from kit import clock
from kit.forms import DateField
from kit.text import fold
from nominations.models import Flag, Nomination
from nominations.states import NominationState
from people.models import Person
from records.dashboard import notices_due
from workflow.machines import all_machines
from workflow.models import AuditEvent


class DayFilter(django_filters.Filter):
    """A day, typed as day, month and year."""

    field_class = DateField


class AuditFilter(django_filters.FilterSet):
    """Who, what, about what, and when."""

    person = django_filters.CharFilter(label="Person", method="by_person")
    deed = django_filters.CharFilter(label="Deed", method="by_deed")
    about = django_filters.ChoiceFilter(label="About", field_name="subject_type", empty_label="Anything")
    reference = django_filters.CharFilter(label="Reference", method="by_reference")
    since = DayFilter(label="From", method="by_first_day")
    until = DayFilter(label="To", method="by_last_day")

    class Meta:
        model = AuditEvent
        fields = ["person", "deed", "about", "reference", "since", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = sorted({model.machine for model in all_machines()} | {"person", "list"})
        self.filters["about"].field.choices = [(kind, kind.replace("_", " ").capitalize()) for kind in kinds]

    def by_person(self, queryset, name, value):
        """Narrow to what people of this name did."""
        return queryset.filter(person_id__in=Person.objects.filter(folded_name__contains=fold(value)).values("pk"))

    def by_deed(self, queryset, name, value):
        """Narrow to deeds whose name holds these words."""
        return queryset.filter(verb__icontains="_".join(value.split()))

    def by_reference(self, queryset, name, value):
        """Narrow to one nomination or entry."""
        nominations = Nomination.objects.filter(reference__iexact=value.strip())
        about = queryset.filter(subject_type="nomination", subject_id__in=nominations.values("pk"))
        entries = queryset.filter(subject_type="entry", subject_id__in=nominations.values("entry"))
        return about | entries

    def by_first_day(self, queryset, name, value):
        """Narrow to this day and later."""
        return queryset.filter(at__gte=_midnight(value))

    def by_last_day(self, queryset, name, value):
        """Narrow to this day and earlier."""
        return queryset.filter(at__lt=_midnight(value + timedelta(days=1)))


def _midnight(day):
    """Return the first moment of a day in the installation's time zone."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(timezone.get_default_timezone_name()))


class NominationFilter(django_filters.FilterSet):
    """Status, and what is missing."""

    q = django_filters.CharFilter(label="Reference or nominee", method="by_name")
    state = django_filters.ChoiceFilter(label="Status", choices=NominationState.choices, empty_label="Every status")
    needs = django_filters.ChoiceFilter(
        label="Needs",
        method="by_need",
        empty_label="Anything or nothing",
        choices=[("flags", "Flags to be decided"), ("notice", "The nominee to be told soon")],
    )

    class Meta:
        model = Nomination
        fields = ["q", "state", "needs"]

    def __init__(self, *args, season, **kwargs):
        self.season = season
        super().__init__(*args, **kwargs)

    def by_name(self, queryset, name, value):
        """Search by reference or name."""
        return queryset.filter(reference__icontains=value.strip()) | queryset.filter(
            nominee__folded_name__contains=fold(value)
        )

    def by_need(self, queryset, name, value):
        """Narrow to those that lack something."""
        if value == "notice":
            return notices_due(queryset, self.season, clock.now())
        return queryset.sent().filter(flags__ruling=Flag.Ruling.OPEN).distinct()
