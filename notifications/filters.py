"""What an administrator asks of the list of messages."""

import django_filters

from kit.text import clean_line
from notifications.kinds import Kind
from notifications.models import Message
from notifications.references import about_reference
from notifications.states import MessageState


class MessageFilter(django_filters.FilterSet):
    """By reference, kind and state; never by address."""

    q = django_filters.CharFilter(label="Reference", method="by_reference")
    kind = django_filters.ChoiceFilter(label="Message", choices=Kind.choices, empty_label="Every message")
    state = django_filters.ChoiceFilter(label="State", choices=MessageState.choices, empty_label="Every state")

    class Meta:
        model = Message
        fields = ["q", "kind", "state"]

    def by_reference(self, queryset, name, value):
        """Narrow to what is about nominations and entries with this in their reference."""
        return queryset.filter(about__in=about_reference(clean_line(value)))
